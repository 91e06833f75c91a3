"""Building an index: grams are collected on disk, then set into a filter of the right size."""

import hashlib
import secrets
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np

from avow.errors import UsageError
from avow.verbatim.index_file import (
    BITS_PER_GRAM,
    IndexFacts,
    VerbatimIndex,
    filter_places,
    open_index,
    write_index,
)
from avow.verbatim.words import gram_hashes_at, hash_texts

GRAM_WORDS = 8
STEP = 4
KEY_BYTES = 8
CHUNK_GRAMS = 1 << 16
BATCH_LETTERS = 1 << 16


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Yield texts in batches that stay in the processor's cache."""
    batch: list[str] = []
    letters = 0
    for text in texts:
        batch.append(text)
        letters += len(text)
        if letters >= BATCH_LETTERS:
            yield batch
            batch, letters = [], 0
    if batch:
        yield batch


def build_index(
    texts: Iterable[str],
    path: Path,
    *,
    corpus: str,
    gram_words: int = GRAM_WORDS,
    step: int = STEP,
    progress: Callable[[int, int], None] | None = None,
) -> VerbatimIndex:
    """Index the texts of a corpus.

    The file takes about one byte per `step` words: four per cent of English text.

    Args:
        texts: The texts as the model is trained on them.
        path: File to write; kept private, like the corpus.
        corpus: Name of the corpus (the content root of its manifest).
        gram_words: Words in a gram.
        step: Words from one stored gram to the next.
        progress: Called with texts and bytes read, now and then.

    Raises:
        UsageError: A parameter is impossible.
        OutputError: The file could not be written.
    """
    if min(gram_words, step) < 1:
        raise UsageError("a gram has at least one word, and so has a step")
    key = secrets.token_hex(KEY_BYTES)
    count = texts_read = text_bytes = 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=path.parent) as spill:
        for batch in _batches(texts):
            words, ranges = hash_texts(batch)
            starts = [
                np.arange(first, end - gram_words + 1, step, dtype=np.int64)
                for first, end in ranges
            ]
            grams = gram_hashes_at(words, np.concatenate(starts), gram_words, int(key, 16))
            spill.write(grams.data)
            count += len(grams)
            texts_read += len(batch)
            text_bytes += sum(len(text.encode("utf-8", "surrogatepass")) for text in batch)
            if progress is not None:
                progress(texts_read, text_bytes)
        bits = max(64, -(-count * BITS_PER_GRAM // 64) * 64)
        bitmap = np.zeros(bits // 8, np.uint8)
        spill.seek(0)
        while chunk := spill.read(CHUNK_GRAMS * 8):
            places = filter_places(np.frombuffer(chunk, np.uint64), bits).ravel()
            values = np.left_shift(1, places & np.uint64(7), dtype=np.uint64).astype(np.uint8)
            np.bitwise_or.at(bitmap, places >> np.uint64(3), values)
    facts = IndexFacts(
        corpus=corpus,
        gram_words=gram_words,
        step=step,
        key=key,
        grams=count,
        texts=texts_read,
        text_bytes=text_bytes,
        bits=bits,
        sha256=hashlib.sha256(bitmap.data).hexdigest(),
    )
    write_index(path, facts, bitmap)
    return open_index(path, corpus=corpus)
