"""Near duplicates of a data set: candidates from bands, exact comparison, star clusters."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from avow.scrub.dedup.histogram import SizeHistogram
from avow.scrub.dedup.interface import ORDINAL_MASK, DropReason
from avow.scrub.dedup.near.buckets import Buckets
from avow.scrub.dedup.near.keys import DOCUMENT_COLUMNS, NearKeys
from avow.scrub.dedup.near.shingle_store import ShingleFile, ShingleStore
from avow.scrub.dedup.near.stars import BUCKET_CAP, Stars, find_stars, rank_documents
from avow.scrub.dedup.rows import WORD_BYTES, Words, unpack_rows
from avow.scrub.dedup.verdict_store import VerdictWriter


@dataclass(frozen=True, slots=True, kw_only=True)
class NearSummary:
    """What near-duplicate search did, for the report.

    Attributes:
        sizes: How many clusters have how many records, exact copies not counted.
        candidates: Documents that shared a bucket with another one.
        compared, verified: Pairs compared exactly, and those at or above the threshold.
        buckets: How many different buckets there were.
        largest_bucket: Documents in the largest.
        big_buckets: Buckets above the cap, whose documents were compared with one star only.
    """

    sizes: SizeHistogram
    candidates: int = 0
    compared: int = 0
    verified: int = 0
    buckets: int = 0
    largest_bucket: int = 0
    big_buckets: int = 0


def find_near_duplicates(
    buckets: Buckets,
    keys: Sequence[NearKeys],
    shingles: Sequence[ShingleFile],
    verdicts: VerdictWriter,
    *,
    threshold: float,
    bucket_cap: int = BUCKET_CAP,
) -> NearSummary:
    """Decide which documents are left out as near duplicates of a kept one.

    Args:
        buckets: From `find_buckets`.
        keys: Keys of all shards, in any order.
        shingles: Shingle sets of all wanted documents, in any order of shards.
        verdicts: Takes the drops and the number of near duplicates per kept record.
        threshold: Exact Jaccard similarity of shingle sets.
        bucket_cap: In a bucket above this size only its first kept document is compared.
    """
    rows = _document_rows(buckets, keys)
    stars = find_stars(
        buckets,
        rank_documents(rows),
        ShingleStore(shingles),
        threshold=threshold,
        bucket_cap=bucket_cap,
    )
    sizes = _emit(stars, buckets.places, rows[:, 4], verdicts)
    return NearSummary(
        sizes=sizes,
        candidates=len(buckets.places),
        compared=stars.compared,
        verified=stars.verified,
        buckets=buckets.sizes.groups,
        largest_bucket=buckets.sizes.largest,
        big_buckets=stars.big_buckets,
    )


def _document_rows(buckets: Buckets, keys: Sequence[NearKeys]) -> Words:
    """Return the rows of the candidates, in the order of `buckets.places`."""
    pieces = [np.empty((0, DOCUMENT_COLUMNS), dtype=np.uint64)]
    for file in sorted(keys, key=lambda one: one.shard_number):
        wanted = buckets.wanted(file.shard_number)
        if not len(wanted):
            continue
        dtype = np.dtype(f"S{DOCUMENT_COLUMNS * WORD_BYTES}")
        table = unpack_rows(np.fromfile(file.documents, dtype=dtype))
        ordinals = table[:, 0] & np.uint64(ORDINAL_MASK)
        pieces.append(table[np.searchsorted(ordinals, wanted.astype(np.uint64))])
    return np.concatenate(pieces)


def _emit(stars: Stars, places: Words, weights: Words, verdicts: VerdictWriter) -> SizeHistogram:
    sizes = SizeHistogram()
    dropped = np.flatnonzero(stars.centres != np.arange(len(stars.centres)))
    if not len(dropped):
        return sizes
    verdicts.drop(places[dropped], DropReason.NEAR)
    centres, groups = np.unique(stars.centres[dropped], return_inverse=True)
    near = np.zeros(len(centres), dtype=np.uint64)
    np.add.at(near, groups, weights[dropped])
    verdicts.count(places[centres], near=near)
    sizes.add(np.bincount(groups).astype(np.int64) + 1)
    return sizes
