"""Sorted runs: fixed-width rows with counts, kept in files and merged without holding them all."""

import heapq
import itertools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from avow.errors import OutputError

COUNT_BYTES = 8
ROWS_IN_MEMORY = 500_000
READ_ROWS = 8192
MOST_OPEN_RUNS = 64


class SortedRuns:
    """Collects rows in any order and gives them back sorted, equal ones added up.

    Args:
        folder: Empty folder for the run files; its owner removes it.
        row_bytes: Width of every row.
        rows_in_memory: Distinct rows to hold before a run is written.
    """

    def __init__(
        self, folder: Path, *, row_bytes: int, rows_in_memory: int = ROWS_IN_MEMORY
    ) -> None:
        self._folder = folder
        self._row_bytes = row_bytes
        self._limit = rows_in_memory
        self._rows: Counter[bytes] = Counter()
        self._runs: list[Path] = []
        self._written = 0

    def add(self, row: bytes, times: int = 1) -> None:
        """Take one row in.

        Raises:
            OutputError: A run could not be written.
        """
        self._rows[row] += times
        if len(self._rows) >= self._limit:
            self._spill(sorted(self._rows.items()))
            self._rows.clear()
            if len(self._runs) >= MOST_OPEN_RUNS:
                self._join_runs()

    def merged(self) -> Iterator[tuple[bytes, int]]:
        """Yield every distinct row with how often it was added, sorted."""
        return self._merge([*map(self._read, self._runs), iter(sorted(self._rows.items()))])

    def _merge(self, runs: list[Iterator[tuple[bytes, int]]]) -> Iterator[tuple[bytes, int]]:
        merged = heapq.merge(*runs)
        for row, group in itertools.groupby(merged, key=lambda pair: pair[0]):
            yield row, sum(times for _, times in group)

    def _join_runs(self) -> None:
        """Merge all runs into one, so that few files are open at a time."""
        old = self._runs
        self._runs = []
        self._spill(self._merge([self._read(path) for path in old]))
        for path in old:
            path.unlink()

    def _spill(self, rows: Iterator[tuple[bytes, int]] | list[tuple[bytes, int]]) -> None:
        path = self._folder / f"run-{self._written}"
        self._written += 1
        try:
            with path.open("wb") as stream:
                for row, times in rows:
                    stream.write(row + times.to_bytes(COUNT_BYTES, "big"))
        except OSError as error:
            raise OutputError(f"cannot write a sorted run: {error.strerror}") from None
        self._runs.append(path)

    def _read(self, path: Path) -> Iterator[tuple[bytes, int]]:
        width = self._row_bytes + COUNT_BYTES
        with path.open("rb") as stream:
            while block := _read_rows(stream, width):
                for at in range(0, len(block), width):
                    row = block[at : at + self._row_bytes]
                    yield row, int.from_bytes(block[at + self._row_bytes : at + width], "big")


def _read_rows(stream: BinaryIO, width: int) -> bytes:
    return stream.read(width * READ_ROWS)
