"""The index as a file: a header with what it was built from, and a Bloom filter, memory-mapped.

A file that is truncated, changed or of another byte order is refused: a guard that cannot read its
index is closed.
"""

import hashlib
import json
import mmap
import os
import secrets
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from avow.errors import InputError, OutputError, VerificationError
from avow.verbatim.words import MASK, Hashes, mix, mix_one, native_order

MAGIC = b"AVOWVB01"
HEADER_BYTES = 4096
PROBES = 5
BITS_PER_GRAM = 8
LENGTH = struct.Struct("<I")


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexFacts:
    """What an index was built from.

    Attributes:
        corpus: Name of the corpus: the content root of its manifest, or a digest of its files.
        gram_words: Words in a gram (k).
        step: A gram is stored at every so many words (s).
        key: Key of the hashes, in hexadecimal; the file is kept private like the corpus.
        grams: Grams stored.
        texts: Texts read.
        text_bytes: Their size in UTF-8.
        bits: Size of the filter in bits, a multiple of 64.
        sha256: Digest of the filter.
    """

    corpus: str
    gram_words: int
    step: int
    key: str
    grams: int
    texts: int
    text_bytes: int
    bits: int
    sha256: str

    @property
    def false_positive_rate(self) -> float:
        """Expected share of foreign grams that the filter takes for stored ones."""
        if self.grams == 0:
            return 0.0
        return float((1 - np.exp(-PROBES * self.grams / self.bits)) ** PROBES)


def filter_places(grams: Hashes, bits: int) -> NDArray[np.uint64]:
    """Return the bits that grams set, as an array (PROBES, grams)."""
    second = mix(grams ^ np.uint64(0xA5A5A5A5A5A5A5A5)) | np.uint64(1)
    steps = np.arange(PROBES, dtype=np.uint64)[:, None]
    return (grams[None, :] + steps * second[None, :]) % np.uint64(bits)


class VerbatimIndex:
    """An open index; safe to share between threads and processes."""

    def __init__(self, facts: IndexFacts, bitmap: NDArray[np.uint8]) -> None:
        """Take a filter with its facts; see `open_index` for the usual way."""
        self.facts = facts
        self._bitmap = bitmap
        self.key = int(facts.key, 16)

    def contains_one(self, gram: int) -> bool:
        """Tell the same for one gram; quicker than an array of one."""
        if self.facts.grams == 0:
            return False
        step = mix_one(gram ^ 0xA5A5A5A5A5A5A5A5) | 1
        for probe in range(PROBES):
            place = (gram + probe * step & MASK) % self.facts.bits
            if not self._bitmap[place >> 3] >> (place & 7) & 1:
                return False
        return True

    def contains(self, grams: Hashes) -> NDArray[np.bool_]:
        """Tell for each gram whether it was stored; a stored one is never missed."""
        if self.facts.grams == 0 or len(grams) == 0:
            return np.zeros(len(grams), bool)
        places = filter_places(grams, self.facts.bits)
        found = self._bitmap[places >> np.uint64(3)] >> (places & np.uint64(7)).astype(np.uint8)
        return (found & 1).astype(bool).all(axis=0)


def write_index(path: Path, facts: IndexFacts, bitmap: NDArray[np.uint8]) -> None:
    """Write an index whole or not at all, readable by its owner only.

    Raises:
        OutputError: It could not be written.
    """
    header = json.dumps(
        {**{name: getattr(facts, name) for name in IndexFacts.__slots__}, "order": native_order()}
    ).encode()
    head = (MAGIC + LENGTH.pack(len(header)) + header).ljust(HEADER_BYTES, b"\x00")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(head)
            file.write(bitmap.data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise OutputError(f"cannot write the index: {error.strerror}") from None


def open_index(path: Path, *, corpus: str = "", check: bool = True) -> VerbatimIndex:
    """Open an index by memory-mapping it.

    Args:
        path: The file.
        corpus: Corpus that it must be of; empty for any.
        check: Recompute the digest of the filter (about a second per gigabyte).

    Raises:
        InputError: It cannot be read.
        VerificationError: It is truncated, changed, of another byte order or another corpus.
    """
    try:
        with path.open("rb") as file:
            whole = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is empty"
        raise InputError(f"cannot read the index: {reason}") from None
    facts = _read_header(bytes(whole[:HEADER_BYTES]))
    if len(whole) != HEADER_BYTES + facts.bits // 8:
        raise VerificationError("the index is truncated or too long")
    bitmap = np.frombuffer(whole, np.uint8, offset=HEADER_BYTES)
    if check and hashlib.sha256(bitmap.data).hexdigest() != facts.sha256:
        raise VerificationError("the index does not have its own digest")
    if corpus and facts.corpus != corpus:
        raise VerificationError("the index is of another corpus than the model's")
    return VerbatimIndex(facts, bitmap)


def _read_header(head: bytes) -> IndexFacts:
    start = len(MAGIC) + LENGTH.size
    if len(head) != HEADER_BYTES or not head.startswith(MAGIC):
        raise VerificationError("the file is not an index of verbatim text")
    (length,) = LENGTH.unpack(head[len(MAGIC) : start])
    try:
        values = json.loads(head[start : start + length])
        order = values.pop("order")
        facts = IndexFacts(**values)
        fits = (
            all(isinstance(getattr(facts, name), int) for name in _NUMBERS)
            and all(isinstance(getattr(facts, name), str) for name in ("corpus", "key", "sha256"))
            and facts.bits % 64 == 0
            and facts.bits > 0
            and min(facts.gram_words, facts.step) > 0
        )
        int(facts.key, 16)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise VerificationError("the header of the index cannot be read") from None
    if not fits or order != native_order():
        raise VerificationError("the index was made for another kind of machine or version")
    return facts


_NUMBERS = ("gram_words", "step", "grams", "texts", "text_bytes", "bits")
