"""JSON Lines: one object per line, handled as bytes so that what is not replaced is not touched.

The parser only looks; a changed line is spliced, never written anew, because every JSON writer
changes number spellings, escapes or spacing. A line that the parser refuses is kept apart alone.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import orjson

from avow.scrub.formats.interface import ReadOptions
from avow.scrub.formats.lines import (
    BYTE_ORDER_MARK,
    Gaps,
    Line,
    LineSource,
    bad_frame,
)
from avow.scrub.formats.splice import collect_leaves, count_literals, splice
from avow.scrub.records import BadRecord, Limits, QuarantineReason, Record, RecordReader

JSON_SPACE = b" \t\r\n"
SCALAR_TYPES = (int, float, bool)


@dataclass(frozen=True, slots=True)
class JsonlFormat:
    """JSON Lines, also called NDJSON."""

    name: str = "jsonl"
    suffixes: tuple[str, ...] = (".jsonl", ".ndjson", ".jsonlines")
    splittable: bool = True

    def open_reader(
        self,
        stream: BinaryIO,
        *,
        options: ReadOptions,
        start: int = 0,
        end: int | None = None,  # noqa: ARG002 - the stream ends there
    ) -> "JsonlReader":
        """Return a reader of all lines of the stream."""
        return JsonlReader(
            stream,
            limits=options.limits,
            scalar_paths=options.fields.scalar_paths,
            is_first=start == 0,
        )

    def open_writer(self, stream: BinaryIO, reader: RecordReader) -> "JsonlWriter":
        """Return the writer for what `reader` reads."""
        if not isinstance(reader, JsonlReader):
            raise TypeError("a JSONL writer needs a JSONL reader")
        return JsonlWriter(stream, reader.gaps)

    def content_lines(self, record: Record, texts: Mapping[int, str]) -> bytes:
        """Return the line as it is written, with a plain line end."""
        return _with_texts(record, texts).rstrip(b"\r\n") + b"\n"


class JsonlReader:
    """Reads lines; blank ones go to `gaps`, which the writer shares.

    Args:
        stream: Whole lines.
        limits: Counted limits.
        scalar_paths: Where numbers and booleans go into `Record.scalars`.
        is_first: The stream begins where the file begins, so a byte order mark may stand there.
    """

    def __init__(
        self,
        stream: BinaryIO,
        *,
        limits: Limits,
        scalar_paths: Sequence[str] = (),
        is_first: bool = True,
    ) -> None:
        self._limit = limits.max_record_bytes
        self._scalar_paths = [(path, path.split(".")) for path in scalar_paths]
        self._lines = LineSource(stream, max_bytes=self._limit)
        self._is_first = is_first
        self.gaps = Gaps()

    def __iter__(self) -> Iterator[Record | BadRecord]:
        """Yield each line that is not blank.

        Raises:
            DamagedInput: The stream broke off after the last complete line.
        """
        ordinal = 0
        for line in self._lines:
            item = self._read_line(ordinal, line)
            if item is not None:
                yield item
                ordinal += 1
        if self._lines.damage is not None:
            yield bad_frame(ordinal, self._lines.tail)
            raise self._lines.damage

    def _read_line(self, ordinal: int, source: Line) -> Record | BadRecord | None:
        offset, size, line = source
        if offset == 0 and self._is_first and line.startswith(BYTE_ORDER_MARK):
            self.gaps.add(0, BYTE_ORDER_MARK)
            offset, size, line = 3, size - 3, line[3:]
        reason = QuarantineReason.NOT_OBJECT
        try:
            value = orjson.loads(line) if size <= self._limit else None
        except orjson.JSONDecodeError:
            if not line.strip(JSON_SPACE):
                self.gaps.add(ordinal, line)
                return None
            reason = _why_refused(line)
        else:
            if value.__class__ is dict:
                leaves = collect_leaves(value)
                if len(leaves) == count_literals(line):
                    return Record(
                        ordinal=ordinal,
                        offset=offset,
                        size=size,
                        leaves=tuple(leaves),
                        raw=line,
                        scalars=_scalars(value, self._scalar_paths),
                    )
                reason = QuarantineReason.DUPLICATE_KEY
            elif size > self._limit:
                reason = QuarantineReason.TOO_LONG
        return BadRecord(ordinal=ordinal, offset=offset, size=size, reason=reason, raw=line)


class JsonlWriter:
    """Writes lines with the exact bytes they had, but for replaced literals."""

    def __init__(self, stream: BinaryIO, gaps: Gaps) -> None:
        self._stream = stream
        self._gaps = gaps

    def write(self, record: Record, texts: Mapping[int, str]) -> None:
        """Write one line, and the blank lines that stand before it."""
        gap = self._gaps.take_before(record.ordinal)
        if gap:
            self._stream.write(gap)
        self._stream.write(_with_texts(record, texts))

    def close(self) -> None:
        """Write the blank lines at the end."""
        self._stream.write(self._gaps.take_all())


def _with_texts(record: Record, texts: Mapping[int, str]) -> bytes:
    return splice(record.raw, record.leaves, texts) if texts else record.raw


def _scalars(value: dict[str, Any], paths: Sequence[tuple[str, list[str]]]) -> dict[str, str]:
    """Return the numbers and booleans at some paths of a parsed object, as JSON text."""
    found: dict[str, str] = {}
    for path, names in paths:
        item: Any = value
        for name in names:
            item = item.get(name) if item.__class__ is dict else None
        if item.__class__ in SCALAR_TYPES:
            found[path] = orjson.dumps(item).decode("ascii")
    return found


def _why_refused(line: bytes) -> QuarantineReason:
    """Return why the strict parser refused a line; only bad lines pay for this."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return _why_not_utf8(line)
    try:
        json.dumps(json.loads(text, parse_int=float), ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return QuarantineReason.LONE_SURROGATE
    except (ValueError, RecursionError):
        return QuarantineReason.BAD_JSON
    return QuarantineReason.BAD_JSON


def _why_not_utf8(line: bytes) -> QuarantineReason:
    try:
        line.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return QuarantineReason.BAD_UTF8
    return QuarantineReason.LONE_SURROGATE
