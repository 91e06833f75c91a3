"""Verdicts of a whole data set in one sorted file, from which each shard's are read."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from avow.scrub.dedup.interface import (
    ORDINAL_BITS,
    ORDINAL_MASK,
    DropReason,
    DupCount,
    ShardVerdicts,
    place_of,
)
from avow.scrub.dedup.rows import RowSorter, Words, pack_rows, unpack_rows, write_file

COLUMNS = 4
ROW_BYTES = COLUMNS * 8
KEPT = 0
REASONS = (
    DropReason.EXACT,
    DropReason.NEAR,
    DropReason.OPTOUT_COPY,
    DropReason.SMALL_CLASS,
)
CODES = {reason: code for code, reason in enumerate(REASONS, start=1)}


class VerdictWriter:
    """Collects verdicts in any order.

    Args:
        sorter: Four columns: place, code, exact count, near count.
    """

    def __init__(self, sorter: RowSorter) -> None:
        self._sorter = sorter

    @staticmethod
    def open_sorter(folder: Path) -> RowSorter:
        """Return a sorter for verdict rows, to be used as a context manager."""
        return RowSorter(folder, columns=COLUMNS)

    def drop(self, places: Words, reason: DropReason) -> None:
        """Leave records out."""
        zeros = np.zeros(len(places), dtype=np.uint64)
        codes = np.full(len(places), CODES[reason], dtype=np.uint64)
        self._sorter.add(pack_rows(places, codes, zeros, zeros))

    def count(
        self, places: Words, *, exact: Words | None = None, near: Words | None = None
    ) -> None:
        """Note how many records each kept record stands for."""
        zeros = np.zeros(len(places), dtype=np.uint64)
        rows = pack_rows(
            places, zeros, zeros if exact is None else exact, zeros if near is None else near
        )
        self._sorter.add(rows)

    def add_store(self, store: "VerdictStore") -> None:
        """Take everything that another file of verdicts says."""
        if store.path.stat().st_size:
            self._sorter.add(np.fromfile(store.path, dtype=f"S{ROW_BYTES}"))

    def write(self, path: Path) -> "VerdictStore":
        """Write the file, whole or not at all."""
        pending = path.with_name(f".tmp-{path.name}")
        write_file(pending, self._sorter.blocks(), durable=True)
        pending.replace(path)
        return VerdictStore(path=path)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictStore:
    """Reads verdicts; holds nothing in memory.

    Attributes:
        path: The file that `VerdictWriter.write` made.
    """

    path: Path

    def of_shard(self, shard_number: int) -> ShardVerdicts:
        """Return the verdicts of one shard, given its position in the plan."""
        table = self._table(shard_number)
        drops: dict[int, DropReason] = {}
        counts: dict[int, DupCount] = {}
        for place, code, exact, near in table.tolist():
            if code == KEPT:
                counts[place & ORDINAL_MASK] = DupCount(exact, near)
            else:
                drops[place & ORDINAL_MASK] = REASONS[code - 1]
        return ShardVerdicts(drops=drops, counts=counts)

    def dropped(self, shard_number: int, reasons: Iterable[DropReason]) -> int:
        """Return how many records of a shard are left out for one of some reasons."""
        codes = [CODES[reason] for reason in reasons]
        return int(np.isin(self._table(shard_number)[:, 1], codes).sum())

    def _table(self, shard_number: int) -> Words:
        size = self.path.stat().st_size
        if not size:
            return np.empty((0, COLUMNS), dtype=np.uint64)
        rows = np.memmap(self.path, dtype=f"S{ROW_BYTES}", mode="r")
        first = place_of(shard_number, 0)
        bounds = np.array([first, first + (1 << ORDINAL_BITS)], dtype=np.uint64)
        zeros = np.zeros(2, dtype=np.uint64)
        begin, end = np.searchsorted(rows, pack_rows(bounds, zeros, zeros, zeros))
        return unpack_rows(np.asarray(rows[begin:end]))
