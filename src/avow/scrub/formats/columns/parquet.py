"""Parquet, as the registry sees it; pyarrow is loaded with the first file that needs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from avow.errors import MissingExtra
from avow.scrub.formats.interface import ReadOptions
from avow.scrub.records import Record, RecordReader, RecordWriter

if TYPE_CHECKING:
    from types import ModuleType


@dataclass(frozen=True, slots=True)
class ParquetFormat:
    """Parquet files: one output row group for each input row group."""

    name: str = "parquet"
    suffixes: tuple[str, ...] = (".parquet", ".pq")
    splittable: bool = True

    def open_reader(
        self, stream: BinaryIO, *, options: ReadOptions, start: int = 0, end: int | None = None
    ) -> RecordReader:
        """Return a reader of row groups [start, end).

        Raises:
            MissingExtra: pyarrow is not installed.
        """
        reader: RecordReader = _rows_module().ParquetReader(
            stream, options=options, start=start, end=end
        )
        return reader

    def open_writer(self, stream: BinaryIO, reader: RecordReader) -> RecordWriter:
        """Return the writer for what `reader` reads."""
        writer: RecordWriter = _rows_module().ParquetWriter(stream, reader)
        return writer

    def content_lines(self, record: Record, texts: Mapping[int, str]) -> bytes:
        """Return a row as canonical JSON: its values by column, independent of Parquet's coding."""
        line: bytes = _rows_module().canonical_row(record, texts)
        return line


def _rows_module() -> "ModuleType":
    try:
        from avow.scrub.formats.columns import rows  # noqa: PLC0415 - pyarrow takes long to load
    except ImportError:
        raise MissingExtra.of("scrub", "reading and writing Parquet") from None
    return rows
