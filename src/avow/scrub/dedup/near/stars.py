"""Star clusters: a document is dropped only for a kept one that it was compared with."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from avow.scrub.dedup.near.buckets import Buckets, Indices
from avow.scrub.dedup.near.shingle_store import ShingleStore
from avow.scrub.dedup.rows import Words

Flags = npt.NDArray[np.bool_]

BUCKET_CAP = 200
SHINGLES_AT_ONCE = 4_000_000
UNDECIDED = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Stars:
    """What was decided about the documents of the buckets.

    Attributes:
        centres: For each document the index of the kept one it is dropped for; its own if kept.
        compared: Pairs whose exact similarity was computed.
        verified: Pairs at or above the threshold.
        big_buckets: Buckets above the cap, compared with one kept document only.
    """

    centres: Indices
    compared: int
    verified: int
    big_buckets: int


def find_stars(
    buckets: Buckets,
    ranks: Indices,
    shingles: ShingleStore,
    *,
    threshold: float,
    bucket_cap: int = BUCKET_CAP,
) -> Stars:
    """Go through the documents by rank: who is not dropped yet is kept and drops who is like it.

    So every dropped document is verified against the one that stays, nothing is dropped over a
    chain of others, and no two kept documents that were compared are alike.

    Args:
        buckets: Who may be like whom.
        ranks: Rank of each document, 0 for the first to be kept.
        shingles: Sets of the documents, in the order of `buckets.places`.
        threshold: Exact Jaccard similarity from which on two documents are duplicates.
        bucket_cap: In a bucket above this size only its first kept document is compared.
    """
    centres = np.full(len(ranks), UNDECIDED, dtype=np.int64)
    is_big = np.diff(buckets.starts) > bucket_cap
    has_star = np.zeros(len(is_big), dtype=bool)
    compared = verified = 0
    for index in np.argsort(ranks).tolist():
        if centres[index] != UNDECIDED:
            continue
        centres[index] = index
        others = _candidates(index, buckets, is_big, has_star)
        others = others[centres[others] == UNDECIDED]
        own, sizes = shingles.sizes[index], shingles.sizes[others]
        # Sets that differ this much in size cannot be alike.
        others = others[np.minimum(own, sizes) / np.maximum(own, sizes) >= threshold]
        for piece in _pieces(others, shingles.sizes):
            alike = piece[shingles.similarities(index, piece) >= threshold]
            centres[alike] = index
            compared += len(piece)
            verified += len(alike)
    return Stars(
        centres=centres, compared=compared, verified=verified, big_buckets=int(is_big.sum())
    )


def _candidates(
    index: int,
    buckets: Buckets,
    is_big: Flags,
    has_star: Flags,
) -> Indices:
    homes = buckets.homes[buckets.home_starts[index] : buckets.home_starts[index + 1]]
    homes = homes[~has_star[homes]]
    has_star[homes[is_big[homes]]] = True
    starts, ends = buckets.starts[homes].tolist(), buckets.starts[homes + 1].tolist()
    groups = [buckets.members[begin:end] for begin, end in zip(starts, ends, strict=True)]
    return np.unique(np.concatenate(groups)) if groups else np.empty(0, dtype=np.int64)


def _pieces(others: Indices, sizes: Indices) -> Iterator[Indices]:
    """Yield documents in pieces that are small enough to be compared at once."""
    if len(others):
        reached = np.cumsum(sizes[others]) // SHINGLES_AT_ONCE
        yield from np.split(others, np.flatnonzero(np.diff(reached)) + 1)


def rank_documents(rows: Words) -> Indices:
    """Return ranks from document rows: longest, then smallest digest, then first place."""
    order = np.lexsort((rows[:, 0], rows[:, 3], rows[:, 2], rows[:, 1]))
    ranks = np.empty(len(rows), dtype=np.int64)
    ranks[order] = np.arange(len(rows))
    return ranks
