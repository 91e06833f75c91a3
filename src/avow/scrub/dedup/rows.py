"""Fixed-width rows of 64-bit words, sorted outside memory: sorted runs on disk and their merge."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeAlias

import numpy as np
import numpy.typing as npt

from avow.errors import OutputError

Words: TypeAlias = npt.NDArray[np.uint64]
Rows: TypeAlias = npt.NDArray[np.bytes_]
AnyArray: TypeAlias = npt.NDArray[np.generic]

WORD_BYTES = 8
RUN_BYTES = 16 * 1024 * 1024
MERGED_AT_ONCE = 64


def pack_rows(*columns: Words) -> Rows:
    """Return columns of equal length, shape [n] each, as rows whose bytes sort like the numbers."""
    table = np.stack(columns, axis=1).astype(">u8")
    return np.ascontiguousarray(table).view(f"S{WORD_BYTES * len(columns)}").reshape(-1)


def unpack_rows(rows: Rows) -> Words:
    """Return rows as numbers, shape [n, columns]."""
    width = rows.dtype.itemsize // WORD_BYTES
    return np.ascontiguousarray(rows).view(">u8").reshape(-1, width).astype(np.uint64)


def write_run(path: Path, rows: Rows) -> None:
    """Sort rows and write them as one run.

    Raises:
        OutputError: The disk is full or refuses the file.
    """
    write_file(path, [np.sort(rows)])


def write_file(path: Path, blocks: Iterable[AnyArray], *, durable: bool = False) -> None:
    """Write arrays one after the other, as they come.

    Args:
        path: Where.
        blocks: Arrays; errors of whoever makes them pass through.
        durable: The bytes are on the disk when this returns.

    Raises:
        OutputError: The disk is full or refuses the file.
    """
    try:
        with path.open("wb") as stream:
            stream.writelines(block.tobytes() for block in blocks)
            stream.flush()
            if durable:
                os.fsync(stream.fileno())
    except OSError as error:
        raise OutputError(f"cannot write a file of duplicate search: {error.strerror}") from None


class RowSorter:
    """Sorts any number of rows with flat memory; the order in which they come does not matter.

    Use it as a context manager: its runs are removed at the end.

    Args:
        folder: Where runs are spilled.
        columns: 64-bit words per row.
        run_bytes: Rows held in memory before they become a run; the merge uses as much again.

    Raises:
        OutputError: The folder takes no files.
    """

    def __init__(self, folder: Path, *, columns: int, run_bytes: int = RUN_BYTES) -> None:
        self._dtype = np.dtype(f"S{WORD_BYTES * columns}")
        self._run_bytes = run_bytes
        try:
            self._home = tempfile.TemporaryDirectory(dir=folder, prefix=".tmp-runs-")
        except OSError as error:
            raise OutputError(f"cannot spill duplicate search: {error.strerror}") from None
        self._runs: list[Path] = []
        self._held: list[Rows] = []
        self._held_bytes = 0
        self._made = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._home.cleanup()

    def add(self, rows: Rows) -> None:
        """Take rows in any order.

        Raises:
            OutputError: The disk is full.
        """
        self._held.append(rows)
        self._held_bytes += rows.nbytes
        if self._held_bytes >= self._run_bytes:
            self._spill()

    def add_runs(self, paths: Sequence[Path]) -> None:
        """Take files that `write_run` wrote; they are read, not removed."""
        self._runs.extend(paths)

    def blocks(self) -> Iterator[Rows]:
        """Yield all rows in sorted order, in blocks.

        Raises:
            OutputError: The disk is full.
        """
        self._spill()
        while len(self._runs) > MERGED_AT_ONCE:
            batch, self._runs = self._runs[:MERGED_AT_ONCE], self._runs[MERGED_AT_ONCE:]
            merged = self._new_run()
            write_file(merged, self._merge(batch))
            self._runs.append(merged)
            for path in batch:
                if path.parent == merged.parent:
                    path.unlink()
        yield from self._merge(self._runs)

    def _spill(self) -> None:
        if self._held:
            path = self._new_run()
            write_run(path, np.concatenate(self._held))
            self._runs.append(path)
            self._held, self._held_bytes = [], 0

    def _new_run(self) -> Path:
        self._made += 1
        return Path(self._home.name) / f"{self._made:06d}.run"

    def _merge(self, paths: Sequence[Path]) -> Iterator[Rows]:
        rows = max(1, self._run_bytes // max(1, len(paths)) // self._dtype.itemsize)
        cursors = [_Cursor(path, self._dtype, rows) for path in paths]
        try:
            while cursors := [cursor for cursor in cursors if cursor.fill()]:
                # Nothing that is still on disk sorts before the smallest of these last rows.
                ends = [cursor.buffer[-1:] for cursor in cursors if cursor.has_more]
                bound = np.sort(np.concatenate(ends))[:1] if ends else None
                yield np.sort(np.concatenate([cursor.take(bound) for cursor in cursors]))
        finally:
            for cursor in cursors:
                cursor.close()


class _Cursor:
    """Reads one run block by block."""

    def __init__(self, path: Path, dtype: "np.dtype[np.bytes_]", rows: int) -> None:
        self._stream = path.open("rb")
        self._dtype = dtype
        self._rows = rows
        self.has_more = True
        self.buffer: Rows = np.empty(0, dtype=dtype)

    def fill(self) -> bool:
        """Read a block when the last one is used up; tell whether there is anything left."""
        if not len(self.buffer) and self.has_more:
            data = self._stream.read(self._rows * self._dtype.itemsize)
            self.buffer = np.frombuffer(data, dtype=self._dtype)
            self.has_more = len(self.buffer) == self._rows
        if not len(self.buffer):
            self.close()
        return bool(len(self.buffer))

    def take(self, bound: Rows | None) -> Rows:
        """Take every row up to and including a bound."""
        cut = len(self.buffer)
        if bound is not None:
            cut = int(np.searchsorted(self.buffer, bound, side="right")[0])
        taken, self.buffer = self.buffer[:cut], self.buffer[cut:]
        return taken

    def close(self) -> None:
        """Close the file."""
        self._stream.close()


def whole_groups(blocks: Iterator[Rows], *, key_columns: int) -> Iterator[Words]:
    """Yield sorted rows in blocks that never part rows with the same key.

    Args:
        blocks: Sorted rows.
        key_columns: How many leading words are the key.

    Yields:
        Numbers, shape [n, columns]; the biggest group decides how much is held.
    """
    open_pieces: list[Words] = []
    for block in blocks:
        table = unpack_rows(block)
        if not len(table):
            continue
        keys = table[:, :key_columns]
        if open_pieces and (keys[-1] == open_pieces[0][0, :key_columns]).all():
            open_pieces.append(table)
            continue
        cut = len(table) - int(np.argmax((keys != keys[-1]).any(axis=1)[::-1]))
        if not (keys[0] != keys[-1]).any():
            cut = 0
        if open_pieces or cut:
            yield np.concatenate([*open_pieces, table[:cut]])
        open_pieces = [table[cut:]]
    if open_pieces:
        yield np.concatenate(open_pieces)


def group_starts(keys: Words) -> npt.NDArray[np.int64]:
    """Return where each run of equal keys begins; keys have shape [n, columns], n > 0."""
    changes = (keys[1:] != keys[:-1]).any(axis=1)
    return np.concatenate([np.zeros(1, dtype=np.int64), np.flatnonzero(changes) + 1])
