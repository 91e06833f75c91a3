"""Compression around a format: every member and frame is read, and bytes are written the same way.

Reading: a file may be several gzip members (RFC 1952) or zstd frames (RFC 8878) in a row. A file
that breaks off gives all its complete data first and then `DamagedInput`, never a quiet end.
Writing: nothing but the data and the library's version decides the bytes.
"""

import importlib
import io
import struct
import zlib
from enum import StrEnum
from typing import Any, BinaryIO, Protocol, cast

from avow.errors import DamagedInput, MissingExtra

ZSTD_LEVEL = 3
GZIP_LEVEL = 6

# A zstd block of four bytes can stand for 128 KiB, so what is fed in one call stays small.
ZSTD_INPUT_BYTES = 8 * 1024
ZSTD_CAUTIOUS_INPUT_BYTES = 256
# Corpora are often packed with `zstd --long=31`.
ZSTD_MAX_WINDOW_BYTES = 2**31
GZIP_INPUT_BYTES = 64 * 1024
GZIP_OUTPUT_BYTES = 1024 * 1024
WRITE_BUFFER_BYTES = 512 * 1024

# Fixed header: no name, no time, operating system "unknown".
GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


class Codec(StrEnum):
    """How a file is compressed."""

    NONE = "none"
    GZIP = "gzip"
    ZSTD = "zstd"


CODEC_SUFFIXES: dict[str, Codec] = {
    ".gz": Codec.GZIP,
    ".gzip": Codec.GZIP,
    ".zst": Codec.ZSTD,
    ".zstd": Codec.ZSTD,
}


def open_decoded(raw: BinaryIO, codec: Codec) -> BinaryIO:
    """Return the decompressed stream of a file; reading it raises `DamagedInput` where it breaks.

    The returned stream does not close `raw`.
    """
    if codec is Codec.NONE:
        return raw
    source = _GzipSource(raw) if codec is Codec.GZIP else _ZstdSource(raw)
    return cast("BinaryIO", _DecodedStream(source, codec))


def open_encoded(raw: BinaryIO, codec: Codec) -> BinaryIO:
    """Return a buffered stream that writes compressed bytes to `raw`.

    Closing it finishes the frame or member and leaves `raw` open. The bytes depend only on the data
    written, not on how it was cut into writes.
    """
    if codec is Codec.GZIP:
        return cast("BinaryIO", _EncodedStream(raw, _GzipSink()))
    if codec is Codec.ZSTD:
        return cast("BinaryIO", _EncodedStream(raw, _ZstdSink()))
    return cast("BinaryIO", _EncodedStream(raw, _PlainSink()))


def gzip_member(data: bytes) -> bytes:
    """Return one complete gzip member, level 6, without name or time."""
    sink = _GzipSink()
    return sink.encode(data) + sink.finish()


def codec_versions() -> dict[str, str]:
    """Return the versions of the libraries that decide compressed bytes, for the receipt."""
    zstandard = _zstandard()
    return {
        "zlib": zlib.ZLIB_RUNTIME_VERSION,
        "zstandard": str(zstandard.__version__),
        "zstd": ".".join(str(part) for part in zstandard.ZSTD_VERSION),
    }


def _zstandard() -> Any:  # noqa: ANN401 - an optional library without a type to name here
    try:
        return importlib.import_module("zstandard")
    except ImportError:
        raise MissingExtra.of("scrub", "reading and writing zstd") from None


class _Source(Protocol):
    """Gives decompressed pieces; an empty piece is the proper end of the file."""

    def next_piece(self) -> bytes: ...


class _DecodedStream(io.RawIOBase):
    """A readable stream over decompressed pieces; large reads copy each byte once."""

    def __init__(self, source: _Source, codec: Codec) -> None:
        super().__init__()
        self._source = source
        self._codec = codec
        self._ready = b""
        self._offset = 0
        self._damage: DamagedInput | None = None
        self._ended = False

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        """Return up to `size` bytes, fewer only at the end or just before damage.

        Raises:
            DamagedInput: All complete data was returned before, and the file breaks here.
        """
        wanted = -1 if size is None else size
        pieces: list[bytes] = []
        held = 0
        while (wanted < 0 or held < wanted) and self._fill():
            stop = len(self._ready) if wanted < 0 else self._offset + wanted - held
            piece = self._ready[self._offset : stop]
            self._offset += len(piece)
            held += len(piece)
            pieces.append(piece)
        if not held and wanted != 0 and self._damage is not None:
            raise self._damage
        return b"".join(pieces)

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - the type of io.RawIOBase
        """Fill a buffer; see `read`."""
        view = memoryview(buffer).cast("B")
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def _fill(self) -> bool:
        if self._offset < len(self._ready):
            return True
        if self._ended:
            return False
        try:
            self._ready = self._source.next_piece()
        except _Broken as error:
            self._damage = DamagedInput(f"the {self._codec} data {error.what}")
            self._ready = b""
        self._offset = 0
        self._ended = not self._ready
        return bool(self._ready)


class _Broken(Exception):
    """Internal: the compressed data cannot be read further."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


BREAKS_OFF = "breaks off before its end"
IS_CORRUPT = "is corrupt"


class _ZstdSource:
    """All frames of a zstd file, skippable ones included, with small input pieces."""

    def __init__(self, raw: BinaryIO) -> None:
        zstandard = _zstandard()
        self._raw = raw
        self._error: type[Exception] = zstandard.ZstdError
        self._context = zstandard.ZstdDecompressor(max_window_size=ZSTD_MAX_WINDOW_BYTES)
        self._frame: Any = None
        self._left = b""
        self._input_bytes = ZSTD_INPUT_BYTES

    def next_piece(self) -> bytes:
        while True:
            data = self._left or self._raw.read(self._input_bytes)
            self._left = b""
            if not data:
                if self._frame is not None:
                    raise _Broken(BREAKS_OFF)
                return b""
            if self._frame is None:
                self._frame = self._context.decompressobj()
            try:
                piece: bytes = self._frame.decompress(data)
            except self._error:
                raise _Broken(IS_CORRUPT) from None
            if self._frame.eof:
                self._left = self._frame.unused_data
                self._frame = None
            bomb = len(piece) > 256 * len(data)
            self._input_bytes = ZSTD_CAUTIOUS_INPUT_BYTES if bomb else ZSTD_INPUT_BYTES
            if piece:
                return piece


class _GzipSource:
    """All members of a gzip file; zero bytes after a member are padding, as for gzip itself."""

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._member: Any = None
        self._left = b""
        self._first = True

    def next_piece(self) -> bytes:
        while True:
            data = self._left or self._raw.read(GZIP_INPUT_BYTES)
            self._left = b""
            if self._member is None:
                if not self._first:
                    data = data.lstrip(b"\0") or self._skip_padding()
                if not data:
                    return b""
                self._member = zlib.decompressobj(wbits=31)
                self._first = False
            try:
                piece: bytes = self._member.decompress(data, GZIP_OUTPUT_BYTES)
            except zlib.error:
                raise _Broken(IS_CORRUPT) from None
            if not data and not piece and not self._member.eof:
                raise _Broken(BREAKS_OFF)
            self._left = self._member.unconsumed_tail
            if self._member.eof:
                self._left = self._member.unused_data
                self._member = None
            if piece:
                return piece

    def _skip_padding(self) -> bytes:
        while data := self._raw.read(GZIP_INPUT_BYTES):
            if rest := data.lstrip(b"\0"):
                return rest
        return b""


class _Sink(Protocol):
    """Turns data into compressed bytes."""

    def encode(self, data: bytes) -> bytes: ...

    def finish(self) -> bytes: ...


class _PlainSink:
    def encode(self, data: bytes) -> bytes:
        return data

    def finish(self) -> bytes:
        return b""


class _ZstdSink:
    """One frame of a streaming writer, with checksum, on the calling thread."""

    def __init__(self) -> None:
        context = _zstandard().ZstdCompressor(level=ZSTD_LEVEL, threads=0, write_checksum=True)
        self._frame = context.compressobj()

    def encode(self, data: bytes) -> bytes:
        encoded: bytes = self._frame.compress(data)
        return encoded

    def finish(self) -> bytes:
        encoded: bytes = self._frame.flush()
        return encoded


class _GzipSink:
    """One member with a fixed header."""

    def __init__(self) -> None:
        self._deflate = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._check = 0
        self._size = 0
        self._head = GZIP_HEADER

    def encode(self, data: bytes) -> bytes:
        self._check = zlib.crc32(data, self._check)
        self._size += len(data)
        head, self._head = self._head, b""
        return head + self._deflate.compress(data)

    def finish(self) -> bytes:
        trailer = struct.pack("<II", self._check, self._size & 0xFFFFFFFF)
        return self._head + self._deflate.flush() + trailer


class _EncodedStream(io.RawIOBase):
    """A writable stream that gathers small writes, since each call into a codec is dear."""

    def __init__(self, raw: BinaryIO, sink: _Sink) -> None:
        super().__init__()
        self._raw = raw
        self._sink = sink
        self._pieces: list[bytes] = []
        self._held = 0

    def __del__(self) -> None:
        """Do nothing: an abandoned stream must not finish its frame as if all were well."""

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:  # noqa: ANN401 - the type of io.RawIOBase
        """Take all of `data`."""
        piece = bytes(data)
        self._pieces.append(piece)
        self._held += len(piece)
        if self._held >= WRITE_BUFFER_BYTES:
            self._drain()
        return len(piece)

    def close(self) -> None:
        """Finish the frame; the stream below stays open."""
        if not self.closed:
            self._drain()
            self._write_out(self._sink.finish())
        super().close()

    def _drain(self) -> None:
        if self._pieces:
            data = b"".join(self._pieces)
            self._pieces.clear()
            self._held = 0
            self._write_out(self._sink.encode(data))

    def _write_out(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            view = view[self._raw.write(view) :]
