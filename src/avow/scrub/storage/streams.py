"""Byte streams that count and hash what passes: one for input ranges, one for output files."""

import hashlib
import io
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

from avow.errors import OutputError

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

BUFFER_BYTES = 1024 * 1024


class HashingReader(io.RawIOBase):
    """Reads one range of a file and hashes exactly its bytes, in order, each once.

    The stream begins at `start` and ends at `end`. A reader of a format may jump about in it;
    whatever it did not read in order is read by `drain`, so that the digest always covers the
    whole range.

    Args:
        stream: The whole file, seekable.
        start: First byte of the range.
        end: One past the last byte; None for the end of the file.
    """

    def __init__(self, stream: BinaryIO, *, start: int = 0, end: int | None = None) -> None:
        super().__init__()
        self._stream = stream
        self._position = stream.seek(start)
        self._start = start
        self._hashed_to = start
        self._end = end
        self._hash = hashlib.sha256()

    def readable(self) -> bool:
        """Tell that this stream can be read."""
        return True

    def seekable(self) -> bool:
        """Tell that this stream can seek."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Move within the whole file."""
        self._position = self._stream.seek(offset, whence)
        return self._position

    def tell(self) -> int:
        """Return the position within the whole file."""
        return self._position

    def read(self, size: int | None = -1, /) -> bytes:
        """Read up to `size` bytes and hash those that continue the range."""
        size = -1 if size is None else size
        if self._end is not None:
            left = max(0, self._end - self._position)
            size = left if size < 0 else min(size, left)
        data = self._stream.read(size)
        self._hash_new(data)
        return data

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Read into a buffer; see `read`."""
        view = memoryview(buffer).cast("B")
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)

    def drain(self) -> None:
        """Read what is left of the range, so that the digest covers all of it."""
        self.seek(self._hashed_to)
        while self.read(BUFFER_BYTES):
            pass

    @property
    def bytes_hashed(self) -> int:
        """Bytes of the range that the digest covers so far."""
        return self._hashed_to - self._start

    @property
    def sha256(self) -> str:
        """`sha256:<hex>` of the bytes hashed so far."""
        return "sha256:" + self._hash.hexdigest()

    def _hash_new(self, data: bytes) -> None:
        begin, stop = self._position, self._position + len(data)
        self._position = stop
        if begin <= self._hashed_to < stop:
            self._hash.update(memoryview(data)[self._hashed_to - begin : stop - begin])
            self._hashed_to = stop


class HashingWriter(io.RawIOBase):
    """Passes bytes on and hashes them; write errors become `OutputError`.

    Args:
        stream: Where the bytes go; it is not closed by this object.
        describe: Returns the name of the file for error messages.
    """

    def __init__(self, stream: BinaryIO, describe: Callable[[], str]) -> None:
        super().__init__()
        self._stream = stream
        self._describe = describe
        self._hash = hashlib.sha256()
        self._is_abandoned = False
        self.bytes_written = 0

    def writable(self) -> bool:
        """Tell that this stream can be written."""
        return True

    def tell(self) -> int:
        """Return how many bytes were written."""
        return self.bytes_written

    def write(self, data: "ReadableBuffer", /) -> int:
        """Write all bytes.

        Raises:
            OutputError: The disk is full or the place refuses the bytes.
        """
        view = memoryview(data).cast("B")
        if self._is_abandoned:
            return len(view)
        try:
            self._stream.write(view)
        except OSError as error:
            raise OutputError(f"cannot write {self._describe()}: {error.strerror}") from None
        self._hash.update(view)
        self.bytes_written += len(view)
        return len(view)

    def abandon(self) -> None:
        """Take further bytes without keeping them.

        Some writers finish their file when they are garbage, long after it was given up.
        """
        self._is_abandoned = True

    @property
    def sha256(self) -> str:
        """`sha256:<hex>` of the bytes written so far."""
        return "sha256:" + self._hash.hexdigest()
