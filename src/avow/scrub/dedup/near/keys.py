"""Near-duplicate keys of one shard: band keys, and what ranks its documents."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np

from avow.scrub.config import DedupScope
from avow.scrub.dedup.interface import DupCount, place_of
from avow.scrub.dedup.near.bands import Banding, band_keys, sign
from avow.scrub.dedup.near.shingles import make_shingles
from avow.scrub.dedup.near.words import WordHasher
from avow.scrub.dedup.rows import RowSorter, Words, pack_rows, write_file

BATCH_CHARACTERS = 1_000_000
DOCUMENT_COLUMNS = 5


class NearDocument(NamedTuple):
    """One scrubbed record that takes part in near-duplicate search.

    Attributes:
        ordinal: Position in the shard of the input, ascending.
        text: What `documents.document_text` returns for the scrubbed record.
    """

    ordinal: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NearKeys:
    """The keys of one shard.

    Attributes:
        bands: Sorted rows: band key, place.
        documents: Rows in order of place: place, inverted length, two words of a digest of the
            text, records it stands for. Rows are only there for documents with words.
        shard_number: Position of the shard in the plan.
        source: Its source.
        count: Documents with words.
    """

    bands: Path
    documents: Path
    shard_number: int
    source: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NearSettings:
    """How near keys are made.

    Attributes:
        banding: From `choose_banding`.
        scope: `source` or `dataset`.
        hasher: Splits texts; it may serve many shards.
    """

    banding: Banding
    scope: DedupScope
    hasher: WordHasher = field(repr=False)


def write_near_keys(
    documents: Iterable[NearDocument],
    folder: Path,
    *,
    shard_number: int,
    source: str,
    settings: NearSettings,
    copies: Mapping[int, DupCount] | None = None,
) -> NearKeys:
    """Write the keys of one shard; memory is flat.

    Args:
        documents: Scrubbed records that are in the output, in order.
        folder: Where to write; names derive from the shard's number.
        shard_number: Position of the shard in the plan.
        source: Its source.
        settings: How keys are made.
        copies: What the exact stage counted for kept ordinals of this shard.

    Raises:
        OutputError: The disk is full.
    """
    bands = folder / f"{shard_number:07d}.bands"
    table = folder / f"{shard_number:07d}.documents"
    salt = source if settings.scope is DedupScope.SOURCE else ""
    count = 0
    with (
        RowSorter(folder, columns=2) as by_key,
        RowSorter(folder, columns=DOCUMENT_COLUMNS) as by_place,
    ):
        for batch in batches(documents):
            shingles = make_shingles([one.text for one in batch], settings.hasher)
            worded = np.flatnonzero(np.diff(shingles.offsets))
            if not len(worded):
                continue
            rows = _document_rows([batch[index] for index in worded], shard_number, copies or {})
            by_place.add(pack_rows(*rows.T))
            keys = band_keys(sign(shingles)[worded], settings.banding, salt=salt)
            by_key.add(pack_rows(keys.reshape(-1), np.repeat(rows[:, 0], settings.banding.bands)))
            count += len(worded)
        write_file(bands, by_key.blocks())
        write_file(table, by_place.blocks())
    return NearKeys(
        bands=bands, documents=table, shard_number=shard_number, source=source, count=count
    )


def batches(documents: Iterable[NearDocument]) -> Iterator[list[NearDocument]]:
    """Yield documents in lists of about a million characters, which is fastest."""
    batch: list[NearDocument] = []
    held = 0
    for document in documents:
        batch.append(document)
        held += len(document.text)
        if held >= BATCH_CHARACTERS:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _document_rows(
    batch: list[NearDocument], shard_number: int, copies: Mapping[int, DupCount]
) -> Words:
    """Return rows that sort by rank when the place goes last: longest, then smallest digest."""
    rows: list[tuple[int, int, int, int, int]] = []
    for document in batch:
        data = document.text.encode("utf-8", errors="surrogatepass")
        digest = hashlib.blake2b(data, digest_size=16).digest()
        rows.append(
            (
                place_of(shard_number, document.ordinal),
                (1 << 64) - 1 - len(data),
                int.from_bytes(digest[:8], "big"),
                int.from_bytes(digest[8:], "big"),
                1 + copies.get(document.ordinal, DupCount()).exact,
            )
        )
    return np.array(rows, dtype=np.uint64).reshape(-1, DOCUMENT_COLUMNS)
