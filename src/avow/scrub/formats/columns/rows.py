"""Parquet rows through pyarrow: the schema, row groups and every value that is not a string stay.

A header record carries the column names and their metadata, so that a name that holds personal data
is changed too. Key-value metadata of the file is not carried over: pandas and data set libraries
store values there.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from avow.errors import DamagedInput, InputError
from avow.scrub.config import FieldConfig
from avow.scrub.formats.columns.arrow_text import (
    NESTED,
    TextColumn,
    binary_paths,
    collect_columns,
    encode_dictionaries,
    keep_rows,
    replace_texts,
)
from avow.scrub.formats.columns.canonical import plain_rows, plain_value
from avow.scrub.formats.columns.header import (
    HeaderPlace,
    header_record,
    with_header,
    without_metadata,
)
from avow.scrub.formats.interface import ReadOptions
from avow.scrub.records import BadRecord, Leaf, QuarantineReason, Record, RecordReader

WRITER_SETTINGS: Mapping[str, Any] = {
    "version": "2.6",
    "compression": "zstd",
    "compression_level": 3,
    "data_page_size": 1024 * 1024,
    "data_page_version": "1.0",
    "dictionary_pagesize_limit": 1024 * 1024,
    "write_batch_size": 1024,
    "use_dictionary": True,
    "write_statistics": True,
    "write_page_checksum": True,
    "store_schema": True,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Batch:
    """Some rows of one row group with their strings.

    Attributes:
        group: Row group in the file.
        rows: The rows as Arrow columns.
        columns: Their strings.
        plain: Canonical values of all rows, filled when first asked for.
    """

    group: int
    rows: pa.RecordBatch
    columns: list[TextColumn]
    plain: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _RowPlace:
    batch: _Batch
    row: int


class ParquetReader:
    """Reads row groups [start, end) one at a time, in batches of about `batch_bytes`.

    Attributes:
        schema: Schema of the file without its key-value metadata.
        unscanned: Paths of binary columns, which are copied as they stand: a blind spot to report.
    """

    def __init__(
        self, stream: BinaryIO, *, options: ReadOptions, start: int = 0, end: int | None = None
    ) -> None:
        self._stream = stream
        self._options = options
        self._start = start
        self._end = end
        self._file: pq.ParquetFile | None = None
        self.schema = pa.schema([])
        try:
            self._file = pq.ParquetFile(stream, page_checksum_verification=True)
            self.schema = without_metadata(self._file.schema_arrow)
        except (pa.ArrowException, OSError):
            self._file = None
        self.unscanned = tuple(binary_paths(self.schema))

    def __iter__(self) -> Iterator[Record | BadRecord]:
        """Yield the header record and each row.

        Raises:
            DamagedInput: The file or a row group could not be read; all others were.
        """
        if self._file is None:
            yield self._whole_file()
            raise DamagedInput("the Parquet file cannot be opened: its footer is broken")
        yield header_record(self.schema)
        count = self._file.num_row_groups
        ordinal = 1
        damaged: list[int] = []
        offset = sum(self._rows_in(group) for group in range(self._start))
        for group in range(self._start, count if self._end is None else min(self._end, count)):
            try:
                table = self._file.read_row_group(group, use_threads=False)
            except (pa.ArrowException, OSError):
                damaged.append(group)
                yield self._broken_group(group, ordinal, offset)
                ordinal += 1
            else:
                for item in self._read_table(table, group, ordinal, offset):
                    yield item
                    ordinal += 1
            offset += self._rows_in(group)
        if damaged:
            raise DamagedInput(f"{len(damaged)} row groups of the Parquet file cannot be read")

    def _rows_in(self, group: int) -> int:
        rows: int = self._file.metadata.row_group(group).num_rows if self._file else 0
        return rows

    def _read_table(
        self, table: pa.Table, group: int, ordinal: int, offset: int
    ) -> Iterator[Record | BadRecord]:
        table = table.replace_schema_metadata(None)
        batch_rows = max(
            1, self._options.limits.batch_bytes * table.num_rows // max(1, table.nbytes)
        )
        for rows in table.to_batches(max_chunksize=batch_rows):
            batch = _Batch(group=group, rows=rows, columns=collect_columns(rows))
            yield from self._read_batch(batch, ordinal, offset)
            ordinal += rows.num_rows
            offset += rows.num_rows

    def _read_batch(self, batch: _Batch, ordinal: int, offset: int) -> Iterator[Record | BadRecord]:
        scalars = _scalars(batch.rows, self._options.fields)
        sizes = _row_sizes(batch)
        limit = self._options.limits.max_record_bytes
        for row in range(batch.rows.num_rows):
            reason = QuarantineReason.TOO_LONG
            if sizes[row] <= limit:
                leaves = _row_leaves(batch.columns, row)
                if leaves is not None:
                    yield Record(
                        ordinal=ordinal + row,
                        offset=offset + row,
                        size=sizes[row],
                        leaves=leaves,
                        scalars=scalars[row] if scalars else {},
                        handle=_RowPlace(batch=batch, row=row),
                    )
                    continue
                reason = QuarantineReason.BAD_UTF8
            yield BadRecord(
                ordinal=ordinal + row,
                offset=offset + row,
                size=sizes[row],
                reason=reason,
                raw=_row_as_arrow(batch.rows.slice(row, 1))[:limit],
            )

    def _whole_file(self) -> BadRecord:
        size = self._stream.seek(0, 2)
        self._stream.seek(0)
        raw = self._stream.read(self._options.limits.max_record_bytes)
        return BadRecord(ordinal=0, offset=0, size=size, reason=QuarantineReason.BAD_FRAME, raw=raw)

    def _broken_group(self, group: int, ordinal: int, offset: int) -> BadRecord:
        """Return the entry for a row group, with its compressed bytes as they lie in the file."""
        info = self._file.metadata.row_group(group) if self._file else None
        columns = [info.column(number) for number in range(info.num_columns)] if info else []
        begins = [
            min(place for place in (c.dictionary_page_offset, c.data_page_offset) if place)
            for c in columns
        ]
        begin = min(begins, default=0)
        size = sum(column.total_compressed_size for column in columns)
        self._stream.seek(begin)
        raw = self._stream.read(min(size, self._options.limits.max_record_bytes))
        reason = QuarantineReason.BAD_FRAME
        return BadRecord(ordinal=ordinal, offset=offset, size=size, reason=reason, raw=raw)


class ParquetWriter:
    """Writes the rows that are kept; a row group without any is left out."""

    def __init__(self, stream: BinaryIO, reader: RecordReader) -> None:
        if not isinstance(reader, ParquetReader):
            raise TypeError("a Parquet writer needs a Parquet reader")
        self._stream = stream
        self._reader = reader
        self._schema: pa.Schema | None = None
        self._writer: pq.ParquetWriter | None = None
        self._batch: _Batch | None = None
        self._kept: list[int] = []
        self._edits: dict[int, dict[int, str]] = {}
        self._group: list[pa.RecordBatch] = []

    def write(self, record: Record, texts: Mapping[int, str]) -> None:
        """Take one row; a row group is written when the next one begins.

        Raises:
            InputError: The header record was dropped or quarantined, or the name of a nested field
                would have to change.
        """
        place = record.handle
        if isinstance(place, HeaderPlace):
            self._schema = with_header(self._reader.schema, place, texts)
            return
        if not isinstance(place, _RowPlace):
            raise TypeError("a Parquet row carries its place")
        if self._schema is None:
            raise InputError(
                "the column names of a Parquet file could not be kept, so no row can be written",
                hint="Rename the columns.",
            )
        if place.batch is not self._batch:
            self._finish_batch()
            if self._batch is None or place.batch.group != self._batch.group:
                self._finish_group()
            self._batch = place.batch
        self._kept.append(place.row)
        for index, text in texts.items():
            column, position = _column_of(place, index)
            self._edits.setdefault(column, {})[position] = text

    def close(self) -> None:
        """Write the last row group and the footer."""
        self._finish_batch()
        self._finish_group()
        self._open().close()

    def _open(self) -> pq.ParquetWriter:
        if self._writer is None:
            schema = self._schema if self._schema is not None else pa.schema([])
            self._writer = pq.ParquetWriter(_Sink(self._stream), schema, **WRITER_SETTINGS)
        return self._writer

    def _finish_batch(self) -> None:
        if self._batch is None or not self._kept:
            return
        rows = keep_rows(replace_texts(self._batch.rows, self._edits), self._kept)
        self._group.append(encode_dictionaries(rows))
        self._kept = []
        self._edits = {}

    def _finish_group(self) -> None:
        if not self._group:
            return
        table = pa.Table.from_batches(self._group).unify_dictionaries().combine_chunks()
        table = pa.Table.from_arrays(table.columns, schema=self._schema)
        self._open().write_table(table, row_group_size=table.num_rows)
        self._group = []


class _Sink(io.RawIOBase):
    """What pyarrow writes to: it knows its position and never closes the stream below."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream
        self._position = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def write(self, data: Any) -> int:  # noqa: ANN401 - the type of io.RawIOBase
        piece = bytes(data)
        self._stream.write(piece)
        self._position += len(piece)
        return len(piece)


def canonical_row(record: Record, texts: Mapping[int, str]) -> bytes:
    """Return the canonical JSON line of a row or header record with new texts."""
    place = record.handle
    if isinstance(place, HeaderPlace):
        names = [texts.get(index, leaf.text) for index, leaf in enumerate(record.leaves)]
        return orjson.dumps(names) + b"\n"
    if not isinstance(place, _RowPlace):
        raise TypeError("a Parquet row carries its place")
    batch = place.batch
    if not batch.plain:
        batch.plain.extend(_plain_of(batch.rows))
    row = list(batch.plain[place.row])
    nested: dict[int, dict[int, str]] = {}
    for index, text in texts.items():
        column, position = _column_of(place, index)
        info = batch.columns[column]
        if info.flat == NESTED:
            nested.setdefault(column, {})[position - info.starts[place.row]] = text
        else:
            row[info.flat] = text
    if nested:
        changed = plain_rows(replace_texts(batch.rows.slice(place.row, 1), nested))[0]
        flat = {batch.columns[column].flat for column in range(len(batch.columns))}
        row = [
            old if n in flat else new for n, (old, new) in enumerate(zip(row, changed, strict=True))
        ]
    return orjson.dumps(row, default=plain_value, option=orjson.OPT_NON_STR_KEYS) + b"\n"


def _plain_of(rows: pa.RecordBatch) -> list[tuple[Any, ...]]:
    try:
        return plain_rows(rows)
    except UnicodeDecodeError:
        if rows.num_rows == 1:
            return [()]
        return [_plain_of(rows.slice(row, 1))[0] for row in range(rows.num_rows)]


def _row_leaves(columns: Sequence[TextColumn], row: int) -> tuple[Leaf, ...] | None:
    """Return the strings of one row, or None when one is not UTF-8."""
    leaves: list[Leaf] = []
    for column in columns:
        for place in range(column.starts[row], column.starts[row + 1]):
            text = column.texts[place]
            if text is None:
                return None
            leaves.append(Leaf(column.path, text, column.is_key))
    return tuple(leaves)


def _column_of(place: _RowPlace, index: int) -> tuple[int, int]:
    """Return (number of the text column, place in its texts) of a leaf."""
    left = index
    for number, column in enumerate(place.batch.columns):
        start = column.starts[place.row]
        count = column.starts[place.row + 1] - start
        if left < count:
            return number, start + left
        left -= count
    raise IndexError("a new text for a leaf that the row does not have")


def _row_sizes(batch: _Batch) -> list[int]:
    """Return the bytes of each row: its own strings, and an even share of everything else."""
    rows = batch.rows.num_rows
    text_bytes = np.zeros(rows, dtype=np.int64)
    for column in batch.columns:
        text_bytes += column.bytes_per_row
    share = max(0, batch.rows.nbytes - int(text_bytes.sum())) // max(1, rows)
    sizes: list[int] = (text_bytes + share).tolist()
    return sizes


def _row_as_arrow(row: pa.RecordBatch) -> bytes:
    """Return one row as an Arrow IPC stream, which keeps bytes that are not UTF-8."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, row.schema) as stream:
        stream.write_batch(row)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def _scalars(rows: pa.RecordBatch, fields: FieldConfig) -> list[dict[str, str]]:
    """Return for each row the numbers and booleans at the paths that the settings name."""
    found: list[tuple[str, list[Any]]] = []
    for path in fields.scalar_paths:
        column = _column_at(rows, path)
        if column is not None and _is_scalar(column.type):
            found.append((path, column.to_pylist()))
    if not found:
        return []
    return [
        {
            path: orjson.dumps(values[row]).decode()
            for path, values in found
            if values[row] is not None
        }
        for row in range(rows.num_rows)
    ]


def _column_at(rows: pa.RecordBatch, path: str) -> pa.Array | None:
    name, *inner = path.split(".")
    if rows.schema.get_field_index(name) < 0:
        return None
    column = rows.column(name)
    for step in inner:
        if not pa.types.is_struct(column.type) or column.type.get_field_index(step) < 0:
            return None
        column = pc.struct_field(column, step)
    return column


def _is_scalar(kind: pa.DataType) -> bool:
    types = pa.types
    return bool(types.is_integer(kind) or types.is_boolean(kind) or types.is_floating(kind))
