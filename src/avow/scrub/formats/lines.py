"""Lines of a byte stream, cut at newlines only, with offsets and bounded memory."""

from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

from avow.errors import DamagedInput
from avow.scrub.records import BadRecord, QuarantineReason

BYTE_ORDER_MARK = b"\xef\xbb\xbf"

BLOCK_BYTES = 1024 * 1024

Line = tuple[int, int, bytes]


class LineSource:
    """Iterates over the lines of a stream.

    Each item is (offset, size, data): `data` has its line end, and is cut to `max_bytes` when
    `size` is above it.

    Attributes:
        damage: Set after iteration when the stream broke off.
        tail: What followed the last complete line in a broken stream.
    """

    def __init__(self, stream: BinaryIO, *, max_bytes: int) -> None:
        self._stream = stream
        self._max_bytes = max_bytes
        self.damage: DamagedInput | None = None
        self.tail: Line = (0, 0, b"")

    def __iter__(self) -> Iterator[Line]:
        """Yield each line once; a broken stream ends the iteration and sets `damage`."""
        open_line = _OpenLine(self._max_bytes)
        offset = 0
        while block := self._next_block():
            bodies = block.split(b"\n")
            if len(bodies) == 1:
                open_line.add(block)
                continue
            open_line.add(bodies[0] + b"\n")
            yield offset, open_line.size, open_line.take()
            offset += open_line.size
            open_line.clear()
            for body in bodies[1:-1]:
                line = body + b"\n"
                size = len(line)
                yield offset, size, line if size <= self._max_bytes else line[: self._max_bytes]
                offset += size
            open_line.add(bodies[-1])
        if self.damage is not None:
            self.tail = (offset, open_line.size, open_line.take())
        elif open_line.size:
            yield offset, open_line.size, open_line.take()

    def _next_block(self) -> bytes:
        try:
            return self._stream.read(BLOCK_BYTES)
        except DamagedInput as error:
            self.damage = error
            return b""


class _OpenLine:
    """The beginning of a line whose end has not been read yet."""

    def __init__(self, max_bytes: int) -> None:
        self._pieces: list[bytes] = []
        self._room = max_bytes
        self._max_bytes = max_bytes
        self.size = 0

    def add(self, piece: bytes) -> None:
        self.size += len(piece)
        if piece and self._room > 0:
            self._pieces.append(piece[: self._room] if len(piece) > self._room else piece)
            self._room -= len(piece)

    def take(self) -> bytes:
        return b"".join(self._pieces)

    def clear(self) -> None:
        self._pieces.clear()
        self._room = self._max_bytes
        self.size = 0


class Gaps:
    """Bytes that belong to no record (blank lines, a byte order mark), kept for the writer.

    They are tied to the ordinal of the next record, so they come back in order even when the
    records around them are dropped or quarantined.
    """

    def __init__(self) -> None:
        self._gaps: deque[tuple[int, bytes]] = deque()

    def add(self, next_ordinal: int, data: bytes) -> None:
        """Keep bytes that stand before the record with this ordinal."""
        self._gaps.append((next_ordinal, data))

    def take_before(self, ordinal: int) -> bytes:
        """Return and forget everything that stands before a record."""
        pieces: list[bytes] = []
        while self._gaps and self._gaps[0][0] <= ordinal:
            pieces.append(self._gaps.popleft()[1])
        return b"".join(pieces)

    def take_all(self) -> bytes:
        """Return and forget everything that is left at the end of a shard."""
        data = b"".join(piece for _, piece in self._gaps)
        self._gaps.clear()
        return data


def bad_frame(ordinal: int, tail: Line) -> BadRecord:
    """Return the entry for what is left of a stream that broke off."""
    offset, size, raw = tail
    reason = QuarantineReason.BAD_FRAME
    return BadRecord(ordinal=ordinal, offset=offset, size=size, reason=reason, raw=raw)
