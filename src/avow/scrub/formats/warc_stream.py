"""A WARC byte stream cut into records by their own lengths; nothing is interpreted but that."""

import re
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from avow.errors import DamagedInput

BLOCK_BYTES = 256 * 1024
MAX_HEADER_BYTES = 1024 * 1024
SCAN_BYTES = 4 * 1024

_HEAD_END = re.compile(rb"\r?\n\r?\n")
_LENGTH = re.compile(
    rb"^content-length[ \t]*:[ \t]*(\d{1,18})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE
)

VERSION_PREFIX = b"WARC/"


class Cut(NamedTuple):
    """One record.

    Attributes:
        offset, size: Place in the decompressed file, in bytes; the size counts everything.
        head: Version line, headers and the empty line.
        block: The content.
        end: The line ends that close the record.
        raw: All bytes; only the first `max_bytes` when the record is longer.
    """

    offset: int
    size: int
    head: bytes
    block: bytes
    end: bytes
    raw: bytes


class TornRecord(NamedTuple):
    """What is left of a file that cannot be cut further; always the last item."""

    offset: int
    size: int
    raw: bytes
    what: str


class RecordSource:
    """Iterates over the records of a stream."""

    def __init__(self, stream: BinaryIO, *, max_bytes: int) -> None:
        self._stream = stream
        self._max_bytes = max_bytes
        self._held = bytearray()
        self._offset = 0
        self._damage: DamagedInput | None = None

    def __iter__(self) -> Iterator[Cut | TornRecord]:
        """Yield each record; a torn one ends the iteration."""
        while self._fill(1) or self._damage is not None:
            found = self._find_head()
            if isinstance(found, str):
                yield self._torn(found)
                return
            head_size, length = found
            if head_size + length > self._max_bytes:
                cut = self._skip_long(head_size, length)
            else:
                cut = self._take(head_size, length)
            yield cut
            if isinstance(cut, TornRecord):
                return

    def _fill(self, wanted: int) -> bool:
        """Hold at least so many bytes; False when the stream ends before."""
        while len(self._held) < wanted and self._damage is None:
            try:
                block = self._stream.read(max(BLOCK_BYTES, wanted - len(self._held)))
            except DamagedInput as error:
                self._damage = error
                break
            if not block:
                break
            self._held += block
        return len(self._held) >= wanted

    def _find_head(self) -> tuple[int, int] | str:
        """Return (bytes up to the block, length of the block), or what is wrong."""
        wanted = SCAN_BYTES
        while True:
            self._fill(wanted)
            found = _HEAD_END.search(self._held, 0, wanted)
            if found is not None or wanted >= min(MAX_HEADER_BYTES, len(self._held)):
                break
            wanted *= 2
        if self._damage is not None and found is None:
            return self._damage.message
        if not self._held.startswith(VERSION_PREFIX):
            return "a WARC record does not begin with its version"
        if found is None:
            return "the headers of a WARC record do not end"
        length = _LENGTH.search(self._held, 0, found.end())
        if length is None:
            return "a WARC record has no Content-Length"
        return found.end(), int(length[1])

    def _take(self, head_size: int, length: int) -> Cut | TornRecord:
        block_end = head_size + length
        if not self._fill(block_end):
            return self._torn("the last WARC record breaks off")
        self._fill(block_end + 4)
        size = block_end + _line_ends(self._held[block_end : block_end + 4])
        raw = bytes(self._held[:size])
        cut = Cut(
            offset=self._offset,
            size=size,
            head=raw[:head_size],
            block=raw[head_size:block_end],
            end=raw[block_end:],
            raw=raw,
        )
        self._forget(size)
        return cut

    def _skip_long(self, head_size: int, length: int) -> Cut | TornRecord:
        """Go past a record that is above the limit, keeping only its beginning."""
        offset, left = self._offset, head_size + length
        kept = bytearray()
        while left:
            if not self._fill(1):
                size = head_size + length - left
                what = self._damage.message if self._damage else "the last WARC record breaks off"
                return TornRecord(offset, size, bytes(kept), what)
            step = min(left, len(self._held))
            if len(kept) < self._max_bytes:
                kept += self._held[: min(step, self._max_bytes - len(kept))]
            self._forget(step)
            left -= step
        self._fill(4)
        ends = _line_ends(self._held[:4])
        self._forget(ends)
        size = head_size + length + ends
        return Cut(offset, size, bytes(kept[:head_size]), b"", b"", bytes(kept))

    def _forget(self, size: int) -> None:
        del self._held[:size]
        self._offset += size

    def _torn(self, what: str) -> TornRecord:
        """Return everything that is left, of which only the first `max_bytes` are kept."""
        offset = self._offset
        raw = bytes(self._held[: self._max_bytes])
        size = len(self._held)
        self._held.clear()
        while self._fill(1):
            raw += self._held[: self._max_bytes - len(raw)]
            size += len(self._held)
            self._held.clear()
        return TornRecord(offset, size, raw, self._damage.message if self._damage else what)


def _line_ends(data: bytes | bytearray) -> int:
    """Return how many bytes of the two closing line ends are there."""
    for ends in (b"\r\n\r\n", b"\n\n", b"\r\n", b"\n"):
        if data.startswith(ends):
            return len(ends)
    return 0
