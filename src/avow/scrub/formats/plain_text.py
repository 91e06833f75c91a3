"""Plain text: one document per file, scanned whole."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from avow.errors import DamagedInput
from avow.scrub.formats.interface import ReadOptions, refuse_range
from avow.scrub.formats.lines import BYTE_ORDER_MARK, Gaps, bad_frame
from avow.scrub.records import BadRecord, Leaf, Limits, QuarantineReason, Record, RecordReader
from avow.text import encode_text

BLOCK_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class TextFormat:
    """Text files; an `.eml` file is scanned as it stands, encoded parts included."""

    name: str = "text"
    suffixes: tuple[str, ...] = (".txt", ".text", ".md", ".markdown", ".rst", ".log", ".eml")
    splittable: bool = False

    def open_reader(
        self, stream: BinaryIO, *, options: ReadOptions, start: int = 0, end: int | None = None
    ) -> "TextReader":
        """Return a reader of the whole file."""
        refuse_range(self.name, start, end)
        return TextReader(stream, limits=options.limits)

    def open_writer(self, stream: BinaryIO, reader: RecordReader) -> "TextWriter":
        """Return the writer for what `reader` reads."""
        if not isinstance(reader, TextReader):
            raise TypeError("a text writer needs a text reader")
        return TextWriter(stream, reader.gaps)

    def content_lines(self, record: Record, texts: Mapping[int, str]) -> bytes:
        """Return the document as it is written."""
        return _with_texts(record, texts)


class TextReader:
    """Reads one file as one record; an empty file has none."""

    def __init__(self, stream: BinaryIO, *, limits: Limits) -> None:
        self._stream = stream
        self._limit = limits.max_record_bytes
        self.gaps = Gaps()

    def __iter__(self) -> Iterator[Record | BadRecord]:
        """Yield the document.

        Raises:
            DamagedInput: The stream broke off; what was read is the `bad-frame` entry.
        """
        data, size, damage = self._read()
        offset = 0
        if data.startswith(BYTE_ORDER_MARK):
            self.gaps.add(0, BYTE_ORDER_MARK)
            offset, size, data = 3, size - 3, data[3:]
        if damage is not None:
            yield bad_frame(0, (offset, size, data))
            raise damage
        if size > self._limit:
            reason = QuarantineReason.TOO_LONG
            yield BadRecord(ordinal=0, offset=offset, size=size, reason=reason, raw=data)
        elif data:
            yield _document(offset, data)

    def _read(self) -> tuple[bytes, int, DamagedInput | None]:
        pieces: list[bytes] = []
        size = 0
        try:
            while block := self._stream.read(BLOCK_BYTES):
                if size < self._limit:
                    pieces.append(block[: self._limit - size])
                size += len(block)
        except DamagedInput as error:
            return b"".join(pieces), size, error
        return b"".join(pieces), size, None


class TextWriter:
    """Writes the document."""

    def __init__(self, stream: BinaryIO, gaps: Gaps) -> None:
        self._stream = stream
        self._gaps = gaps

    def write(self, record: Record, texts: Mapping[int, str]) -> None:
        """Write the document, after its byte order mark if it had one."""
        self._stream.write(self._gaps.take_before(record.ordinal))
        self._stream.write(_with_texts(record, texts))

    def close(self) -> None:
        """Write a byte order mark that no document followed."""
        self._stream.write(self._gaps.take_all())


def _document(offset: int, data: bytes) -> Record | BadRecord:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        reason = QuarantineReason.BAD_UTF8
        return BadRecord(ordinal=0, offset=offset, size=len(data), reason=reason, raw=data)
    leaves = (Leaf("", text),)
    return Record(ordinal=0, offset=offset, size=len(data), leaves=leaves, raw=data)


def _with_texts(record: Record, texts: Mapping[int, str]) -> bytes:
    return encode_text(texts[0]) if 0 in texts else record.raw
