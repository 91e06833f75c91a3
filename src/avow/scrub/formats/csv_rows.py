"""CSV and TSV (RFC 4180), cut into fields as bytes so that untouched fields keep their bytes.

The first row names the columns; its cells are scanned too, as a header record. Each field keeps its
own quoting, the file its delimiter, line ends and byte order mark. A quote opens a quoted field
only at the field's first byte; elsewhere in an unquoted field it is an ordinary character.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from avow.errors import InputError
from avow.scrub.formats.interface import ReadOptions, refuse_range
from avow.scrub.formats.lines import BYTE_ORDER_MARK, Gaps, Line, LineSource, bad_frame
from avow.scrub.formats.splice import distinct_names
from avow.scrub.records import BadRecord, Leaf, Limits, QuarantineReason, Record, RecordReader
from avow.text import encode_text

DELIMITERS = (b",", b";", b"\t", b"|")

# From just after an opening quote: everything up to and with the closing quote, or to the end.
_QUOTED_REST = re.compile(rb'[^"]*+(?:""[^"]*+)*+("?+)')


class _BadRowError(Exception):
    """Internal: a row breaks the rules of RFC 4180."""


class _OpenFieldError(Exception):
    """Internal: a quoted field goes on beyond the bytes at hand."""


class _Layout(NamedTuple):
    """Where the fields of one row lie: raw field bytes, and the line end."""

    fields: list[bytes]
    line_end: bytes
    delimiter: bytes


@dataclass(frozen=True, slots=True)
class CsvFormat:
    """Delimited rows with a header row.

    Attributes:
        delimiter: The field separator, or empty to take it from the header row.
    """

    name: str = "csv"
    suffixes: tuple[str, ...] = (".csv",)
    splittable: bool = False
    delimiter: bytes = b""

    def open_reader(
        self, stream: BinaryIO, *, options: ReadOptions, start: int = 0, end: int | None = None
    ) -> "CsvReader":
        """Return a reader of the whole file."""
        refuse_range(self.name, start, end)
        return CsvReader(stream, limits=options.limits, delimiter=self.delimiter)

    def open_writer(self, stream: BinaryIO, reader: RecordReader) -> "CsvWriter":
        """Return the writer for what `reader` reads."""
        if not isinstance(reader, CsvReader):
            raise TypeError("a CSV writer needs a CSV reader")
        return CsvWriter(stream, reader)

    def content_lines(self, record: Record, texts: Mapping[int, str]) -> bytes:
        """Return the row as it is written, with a plain line end."""
        return _with_texts(record, texts).rstrip(b"\r\n") + b"\n"


class CsvReader:
    """Reads rows; rows that break the rules are kept apart one physical line at a time."""

    def __init__(self, stream: BinaryIO, *, limits: Limits, delimiter: bytes = b"") -> None:
        self._limit = limits.max_record_bytes
        self._source = LineSource(stream, max_bytes=self._limit)
        self._lines = iter(self._source)
        self._waiting: list[Line] = []
        self._delimiter = delimiter
        self._names: list[str] = []
        self.gaps = Gaps()

    def __iter__(self) -> Iterator[Record | BadRecord]:
        """Yield the header record, then each row; no row follows a header that is bad.

        Raises:
            DamagedInput: The stream broke off after the last complete line.
        """
        ordinal = 0
        while (line := self._next_line()) is not None:
            offset, _, data = line
            if offset == 0 and data.startswith(BYTE_ORDER_MARK):
                self.gaps.add(0, BYTE_ORDER_MARK)
                line = (3, line[1] - 3, data[3:])
            if not line[2].strip(b"\r\n"):
                self.gaps.add(ordinal, line[2])
                continue
            if ordinal and not self._names:
                yield _bad_row(ordinal, line, QuarantineReason.BAD_CSV)
            else:
                yield self._read_row(ordinal, line)
            ordinal += 1
        if self._source.damage is not None:
            yield bad_frame(ordinal, self._source.tail)
            raise self._source.damage

    def _next_line(self) -> Line | None:
        return self._waiting.pop() if self._waiting else next(self._lines, None)

    def _read_row(self, ordinal: int, line: Line) -> Record | BadRecord:
        offset, size, raw = line
        reason = QuarantineReason.TOO_LONG
        if size <= self._limit:
            if not self._delimiter:
                self._delimiter = choose_delimiter(raw)
            try:
                raw, layout = self._complete_row(raw)
                texts = _decode_fields(layout.fields, len(self._names))
            except _BadRowError:
                reason = QuarantineReason.BAD_CSV
            except UnicodeDecodeError:
                reason = QuarantineReason.BAD_UTF8
            else:
                return self._record(ordinal, offset, raw, layout, texts)
        return _bad_row(ordinal, (offset, size, raw), reason)

    def _record(
        self, ordinal: int, offset: int, raw: bytes, layout: _Layout, texts: list[str]
    ) -> Record:
        is_header = not self._names
        if is_header:
            self._names = texts
        leaves = tuple(
            Leaf(name, text, is_header) for name, text in zip(self._names, texts, strict=True)
        )
        return Record(
            ordinal=ordinal,
            offset=offset,
            size=len(raw),
            leaves=leaves,
            raw=raw,
            handle=layout,
            is_header=is_header,
        )

    def _complete_row(self, first: bytes) -> tuple[bytes, _Layout]:
        """Return a row's bytes and fields, fetching lines while a quoted field is open.

        Raises:
            _BadRowError: The row cannot be cut, or its quoted field never ends; every line but the
                first was put back.
        """
        delimiter = self._delimiter
        if b'"' not in first:
            body = first.rstrip(b"\r\n")
            return first, _Layout(body.split(delimiter), first[len(body) :], delimiter)
        row = bytearray(first)
        taken: list[Line] = []
        cutter = _Cutter(delimiter)
        while True:
            try:
                layout = cutter.cut(row)
            except _OpenFieldError:
                line = self._next_line()
                if line is not None:
                    taken.append(line)
                    row += line[2]
                if line is None or len(row) > self._limit:
                    self._waiting.extend(reversed(taken))
                    raise _BadRowError from None
            except _BadRowError:
                self._waiting.extend(reversed(taken))
                raise
            else:
                return bytes(row), layout


class _Cutter:
    """Cuts one row into fields and can go on when more bytes of the row arrive."""

    def __init__(self, delimiter: bytes) -> None:
        self._delimiter = delimiter
        self._plain = re.compile(rb"[^\n" + re.escape(delimiter) + rb"]*+")
        self._fields: list[bytes] = []
        self._start = 0
        self._scanned = 0

    def cut(self, row: bytearray) -> _Layout:
        """Return the fields of a row.

        Raises:
            _OpenFieldError: The row ends inside a quoted field; call again with more bytes.
            _BadRowError: Something follows a closing quote.
        """
        while True:
            end = self._field_end(row)
            self._fields.append(bytes(row[self._start : end]))
            if row[end : end + 1] == self._delimiter:
                self._start = self._scanned = end + 1
                continue
            line_end = bytes(row[end:])
            if line_end not in {b"", b"\n", b"\r\n"}:
                raise _BadRowError
            if self._fields[-1].endswith(b"\r") and line_end == b"\n":
                self._fields[-1] = self._fields[-1][:-1]
                line_end = b"\r\n"
            return _Layout(self._fields, line_end, self._delimiter)

    def _field_end(self, row: bytearray) -> int:
        if row[self._start : self._start + 1] != b'"':
            found = self._plain.match(row, self._start)
            return found.end() if found else self._start
        found = _QUOTED_REST.match(row, max(self._scanned, self._start + 1))
        if found is None or not found[1]:
            self._scanned = len(row)
            raise _OpenFieldError
        return found.end()


class CsvWriter:
    """Writes rows; refuses them when the header row was not written."""

    def __init__(self, stream: BinaryIO, reader: CsvReader) -> None:
        self._stream = stream
        self._reader = reader
        self._has_header = False

    def write(self, record: Record, texts: Mapping[int, str]) -> None:
        """Write one row, and the blank lines that stand before it.

        Raises:
            InputError: The header row was dropped or quarantined, so columns have no names.
        """
        self._has_header = self._has_header or record.is_header
        if not self._has_header:
            raise InputError(
                "the header row of a CSV file could not be kept, so its rows cannot be written",
                hint="Repair or rename the columns of the header row.",
            )
        gap = self._reader.gaps.take_before(record.ordinal)
        if gap:
            self._stream.write(gap)
        self._stream.write(_with_texts(record, texts))

    def close(self) -> None:
        """Write the blank lines at the end."""
        self._stream.write(self._reader.gaps.take_all())


def _bad_row(ordinal: int, line: Line, reason: QuarantineReason) -> BadRecord:
    offset, size, raw = line
    return BadRecord(
        ordinal=ordinal, offset=offset, size=max(size, len(raw)), reason=reason, raw=raw
    )


def choose_delimiter(header: bytes) -> bytes:
    """Return the delimiter that occurs most in a header row; a comma when none does."""
    counts = [header.count(delimiter) for delimiter in DELIMITERS]
    return DELIMITERS[counts.index(max(counts))]


def _decode_fields(fields: list[bytes], width: int) -> list[str]:
    """Return the text of each field.

    Raises:
        _BadRowError: The row has another number of fields than the header, or a NUL.
        UnicodeDecodeError: A field is not UTF-8.
    """
    if width and len(fields) != width:
        raise _BadRowError
    texts: list[str] = []
    for field in fields:
        if b"\0" in field:
            raise _BadRowError
        body = field[1:-1].replace(b'""', b'"') if field.startswith(b'"') else field
        texts.append(body.decode("utf-8"))
    return texts


def _with_texts(record: Record, texts: Mapping[int, str]) -> bytes:
    if not texts:
        return record.raw
    layout = record.handle
    if not isinstance(layout, _Layout):
        raise TypeError("a CSV record carries its layout")
    if record.is_header:
        texts = distinct_names([leaf.text for leaf in record.leaves], texts)
    fields = list(layout.fields)
    for index, text in texts.items():
        fields[index] = _encode_field(text, fields[index], layout.delimiter)
    return layout.delimiter.join(fields) + layout.line_end


def _encode_field(text: str, old: bytes, delimiter: bytes) -> bytes:
    data = encode_text(text)
    special = any(mark in data for mark in (delimiter, b'"', b"\r", b"\n"))
    if special or old.startswith(b'"'):
        return b'"' + data.replace(b'"', b'""') + b'"'
    return data
