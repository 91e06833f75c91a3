"""Buckets: documents that share a band key, as two tables that are looked up in both directions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from avow.scrub.dedup.histogram import SizeHistogram
from avow.scrub.dedup.interface import ORDINAL_BITS, ORDINAL_MASK, place_of
from avow.scrub.dedup.near.keys import NearKeys
from avow.scrub.dedup.near.shingles import mix
from avow.scrub.dedup.rows import (
    Rows,
    RowSorter,
    Words,
    group_starts,
    pack_rows,
    unpack_rows,
    whole_groups,
)

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Buckets:
    """Documents that share a band key with another one; all others are gone from here on.

    Buckets with the same members, as near duplicates have in many bands, are one.

    Attributes:
        places: Sorted places of the documents, shape [documents]; below, a document is its index.
        members: Documents of all buckets, one bucket after the other.
        starts: Where each bucket begins in `members`, and the end.
        homes: Buckets of all documents, one document after the other.
        home_starts: Where each document begins in `homes`, and the end.
        sizes: Sizes of the buckets, for the report.
    """

    places: Words
    members: Indices
    starts: Indices
    homes: Indices
    home_starts: Indices
    sizes: SizeHistogram

    def wanted(self, shard_number: int) -> Indices:
        """Return the ordinals of a shard whose shingles are needed, sorted."""
        first = place_of(shard_number, 0)
        bounds = np.array([first, first + (1 << ORDINAL_BITS)], dtype=np.uint64)
        begin, end = np.searchsorted(self.places, bounds)
        return (self.places[begin:end] & np.uint64(ORDINAL_MASK)).astype(np.int64)


def find_buckets(files: Sequence[NearKeys], *, folder: Path) -> Buckets:
    """Return the buckets of two or more documents.

    Band rows pass through with flat memory; only documents that share a bucket are held, about
    50 bytes each and bucket.

    Args:
        files: Keys of all shards, in any order.
        folder: Where to spill.
    """
    sizes = SizeHistogram()
    with (
        RowSorter(folder, columns=2) as by_key,
        RowSorter(folder, columns=2) as by_members,
    ):
        by_key.add_runs([file.bands for file in files])
        for table in whole_groups(by_key.blocks(), key_columns=1):
            by_members.add(_shared(table))
        rows = _unique_rows(by_members.blocks())
    if not len(rows):
        empty, border = np.empty(0, dtype=np.int64), np.zeros(1, dtype=np.int64)
        return Buckets(
            places=np.empty(0, dtype=np.uint64),
            members=empty,
            starts=border,
            homes=empty,
            home_starts=border,
            sizes=sizes,
        )
    places, members = np.unique(rows[:, 1], return_inverse=True)
    starts = np.append(group_starts(rows[:, :1]), len(rows))
    lengths = np.diff(starts)
    sizes.add(lengths)
    order = np.argsort(members, kind="stable")
    homes = np.repeat(np.arange(len(lengths)), lengths)[order]
    home_starts = np.searchsorted(members[order], np.arange(len(places) + 1))
    return Buckets(
        places=places,
        members=members.astype(np.int64),
        starts=starts,
        homes=homes,
        home_starts=home_starts,
        sizes=sizes,
    )


def _shared(table: Words) -> Rows:
    """Return (digest of the members, place) for each row whose key another row has too."""
    starts = group_starts(table[:, :1])
    lengths = np.diff(np.append(starts, len(table)))
    sums = np.add.reduceat(mix(table[:, 1].copy()), starts)
    shared = np.repeat(lengths > 1, lengths)
    digests = np.repeat(mix(sums + lengths.astype(np.uint64)), lengths)
    return pack_rows(digests[shared], table[shared, 1])


def _unique_rows(blocks: Iterator[Rows]) -> Words:
    pieces: list[Words] = []
    last: Rows | None = None
    for block in blocks:
        unique = np.unique(block)
        if last is not None and len(unique) and unique[0] == last[0]:
            unique = unique[1:]
        if len(unique):
            pieces.append(unpack_rows(unique))
            last = unique[-1:]
    return np.concatenate(pieces) if pieces else np.empty((0, 2), dtype=np.uint64)
