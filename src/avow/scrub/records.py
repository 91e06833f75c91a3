"""Records and leaves: the values that formats read, the cleaner changes and writers put back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Protocol


class Leaf(NamedTuple):
    """One string of a record that is scanned.

    Attributes:
        path: Dotted field path with `[]` for list items (`messages[].content`), a column name,
            a WARC header name, or `` for plain text. Keys carry the path of their value.
        text: The decoded string.
        is_key: The string is an object key, not a value.
    """

    path: str
    text: str
    is_key: bool = False


class QuarantineReason(StrEnum):
    """Why a record could not be cleaned; such records are kept apart and counted."""

    BAD_UTF8 = "bad-utf8"
    BAD_JSON = "bad-json"
    DUPLICATE_KEY = "duplicate-key"
    LONE_SURROGATE = "lone-surrogate"
    NOT_OBJECT = "not-object"
    BAD_CSV = "bad-csv"
    TOO_LONG = "too-long"
    TOO_MANY_CANDIDATES = "too-many-candidates"
    UNSTABLE = "unstable"
    BAD_FRAME = "bad-frame"
    UNSUPPORTED_RECORD = "unsupported-record"
    DETECTOR_ERROR = "detector-error"
    NOT_ELIGIBLE_LABEL = "missing-eligibility"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record of a shard, ready to be scanned.

    Attributes:
        ordinal: Position within the shard, from 0, counting good and bad records.
        offset: Byte offset of the record in the decompressed shard (row number for Parquet).
        size: Bytes of uncompressed input that the record took.
        leaves: Every string to scan, in byte order of the record.
        raw: The record's exact bytes where the format has them (JSONL line with its line end,
            plain text, CSV row, WARC record), else empty; basis of digests.
        scalars: Numbers and booleans, as JSON text, at the paths that the field settings name
            (record id, author, group, eligibility, purpose); strings stand in `leaves`.
        handle: Whatever the format's own writer needs; opaque to everyone else.
        is_header: Names of columns or facts about the file (CSV header, Parquet column names,
            WARC warcinfo): scanned and written like a record, but it is not data, so it is in no
            balance, label check, duplicate search or opt-out look-up.
    """

    ordinal: int
    offset: int
    size: int
    leaves: tuple[Leaf, ...]
    raw: bytes = b""
    scalars: Mapping[str, str] = field(default_factory=dict)
    handle: object = field(default=None, repr=False, compare=False)
    is_header: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRecord:
    """One record that could not be read; its bytes go to quarantine, never to the output.

    Attributes:
        ordinal, offset, size: Place, as in `Record`.
        reason: Why.
        raw: Its exact bytes; of a record above `Limits.max_record_bytes` only the first so many.
    """

    ordinal: int
    offset: int
    size: int
    reason: QuarantineReason
    raw: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedRecord:
    """One record that a format leaves out by rule, without looking at its text.

    Attributes:
        ordinal, offset, size: Place, as in `Record`.
        reason: `warc-request` or `warc-metadata`; counted like every other drop.
    """

    ordinal: int
    offset: int
    size: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Counted limits; none is a time, or the output would depend on load."""

    max_record_bytes: int = 64 * 1024 * 1024
    max_passes: int = 10
    batch_bytes: int = 2 * 1024 * 1024


class RecordReader(Protocol):
    """Reads one shard; iterating yields every record in input order."""

    def __iter__(self) -> Iterator[Record | BadRecord | DroppedRecord]:
        """Yield every record once.

        Raises:
            DamagedInput: The container is damaged. Everything that could be read was yielded, and
                each part that could not is one BadRecord with reason `bad-frame`.
        """


class RecordWriter(Protocol):
    """Writes the cleaned records of one shard, in order."""

    def write(self, record: Record, texts: Mapping[int, str]) -> None:
        """Write one record.

        Args:
            record: As the reader of the same format gave it.
            texts: New text per leaf index; leaves that are absent keep their exact bytes.
        """

    def close(self) -> None:
        """Flush everything; the underlying stream stays open for its owner to sync."""
