"""Shingle sets of candidates on disk: written shard by shard, read for exact comparison."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from avow.errors import VerificationError
from avow.scrub.dedup.near.keys import NearDocument, batches
from avow.scrub.dedup.near.shingles import make_shingles
from avow.scrub.dedup.near.words import WordHasher
from avow.scrub.dedup.rows import Words, write_file

Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShingleFile:
    """Shingle sets of one shard.

    Attributes:
        path: 64-bit hashes, each set sorted, one set after the other.
        shard_number: Position of the shard in the plan.
        sizes: Shingles per set, in order of ordinal.
    """

    path: Path
    shard_number: int
    sizes: Indices


def write_shingles(
    documents: Iterable[NearDocument],
    folder: Path,
    *,
    shard_number: int,
    wanted: Indices,
    hasher: WordHasher,
) -> ShingleFile:
    """Write the shingle sets of a shard's candidates.

    Args:
        documents: The same records that `write_near_keys` was given.
        folder: Where to write.
        shard_number: Position of the shard in the plan.
        wanted: Ordinals whose sets are needed, sorted (`Buckets.wanted`).
        hasher: Splits texts.

    Raises:
        VerificationError: A wanted record is no longer there.
        OutputError: The disk is full.
    """
    path = folder / f"{shard_number:07d}.shingles"
    names = frozenset(wanted.tolist())
    sizes: list[int] = []
    sets = _shingle_sets((one for one in documents if one.ordinal in names), hasher)
    write_file(path, _measured(sets, sizes))
    if len(sizes) != len(wanted) or 0 in sizes:
        raise VerificationError(
            "the output changed while its near duplicates were compared",
            hint="Run the same command again, and let no other run write to this output.",
        )
    return ShingleFile(path=path, shard_number=shard_number, sizes=np.array(sizes, dtype=np.int64))


def _shingle_sets(documents: Iterable[NearDocument], hasher: WordHasher) -> Iterator[Words]:
    for batch in batches(documents):
        hashes, offsets = make_shingles([one.text for one in batch], hasher)
        for begin, end in itertools.pairwise(offsets.tolist()):
            yield np.unique(hashes[begin:end])


def _measured(sets: Iterable[Words], sizes: list[int]) -> Iterator[Words]:
    for one in sets:
        sizes.append(len(one))
        yield one


class ShingleStore:
    """Shingle sets of all candidates, numbered in order of place.

    Args:
        files: One file per shard that has candidates.
    """

    def __init__(self, files: Sequence[ShingleFile]) -> None:
        ordered = [
            file for file in sorted(files, key=lambda one: one.shard_number) if len(file.sizes)
        ]
        self._data = [
            np.asarray(np.memmap(file.path, dtype=np.uint64, mode="r")) for file in ordered
        ]
        counts = [len(file.sizes) for file in ordered]
        self._first = np.concatenate(
            [np.zeros(1, dtype=np.int64), np.cumsum(counts, dtype=np.int64)]
        )
        begins = [np.cumsum(file.sizes) - file.sizes for file in ordered]
        empty = [np.empty(0, dtype=np.int64)]
        self._begins = np.concatenate(begins or empty)
        self.sizes: Indices = np.concatenate([file.sizes for file in ordered] or empty)

    def shingles(self, index: int) -> Words:
        """Return one sorted set."""
        file = int(np.searchsorted(self._first, index, side="right")) - 1
        begin = int(self._begins[index])
        return self._data[file][begin : begin + int(self.sizes[index])]

    def similarities(self, index: int, others: Indices) -> npt.NDArray[np.float64]:
        """Return the exact Jaccard similarity of one set with each of some others, not empty."""
        own = self.shingles(index)
        sets = [self.shingles(int(other)) for other in others]
        lengths = self.sizes[others]
        joined = np.concatenate(sets)
        found = own[np.minimum(np.searchsorted(own, joined), len(own) - 1)] == joined
        starts = np.cumsum(lengths) - lengths
        shared = np.add.reduceat(found, starts, dtype=np.int64)
        # The quotient is rounded correctly, so 7 of 10 equals the literal 0.7.
        return np.asarray(shared / (lengths + len(own) - shared), dtype=np.float64)
