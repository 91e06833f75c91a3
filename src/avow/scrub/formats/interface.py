"""What a format is: how it splits, reads and writes a file, as the shard function sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol

from avow.errors import UsageError
from avow.scrub.config import FieldConfig
from avow.scrub.records import Limits, Record, RecordReader, RecordWriter


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How a file is read; part of the configuration's digest.

    Attributes:
        limits: Counted limits.
        fields: Whose numbers a reader puts into `Record.scalars`; every string is read anyway.
        keep_warc_requests: WARC `request` and `metadata` records are scrubbed as text instead of
            being dropped; they hold cookies and tokens.
    """

    limits: Limits = field(default_factory=Limits)
    fields: FieldConfig = field(default_factory=FieldConfig)
    keep_warc_requests: bool = False


class Format(Protocol):
    """One kind of file. Streams are decoded: compression is the business of `codecs`."""

    @property
    def name(self) -> str:
        """Short name used in receipts (`jsonl`, `csv`, `parquet` …)."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """File name endings without the codec's (`.jsonl`)."""

    @property
    def splittable(self) -> bool:
        """An uncompressed file can be read in ranges, of whole lines or of row groups."""

    def open_reader(
        self, stream: BinaryIO, *, options: ReadOptions, start: int = 0, end: int | None = None
    ) -> RecordReader:
        """Return a reader of one range.

        Args:
            stream: JSONL: exactly the bytes of the range, which need not be seekable. Parquet: the
                whole file, seekable. Others: the whole file.
            options: How to read.
            start: First row group (Parquet) or first byte (JSONL, where 0 means that a byte order
                mark may stand here); offsets of records count from the start of the stream.
            end: One past the last row group; None for all. JSONL ends where its stream ends.

        Raises:
            UsageError: A range was asked of a format that cannot be split.
        """

    def open_writer(self, stream: BinaryIO, reader: RecordReader) -> RecordWriter:
        """Return the writer for what a reader of the same format reads.

        Args:
            stream: Where encoded bytes go; the writer does not close it.
            reader: Gives the writer what belongs to no record: blank lines, a byte order mark,
                a schema.
        """

    def content_lines(self, record: Record, texts: Mapping[int, str]) -> bytes:
        """Return the canonical bytes of a record with new texts, for the content digest.

        They do not depend on the codec, on its version, or on how the file is cut into shards.
        """


def refuse_range(name: str, start: int, end: int | None) -> None:
    """Check that a format that cannot be split was asked for a whole file.

    Raises:
        UsageError: A range was asked for.
    """
    if start != 0 or end is not None:
        raise UsageError(
            f"a {name} file cannot be read in ranges", hint="Read the whole file as one shard."
        )
