"""What a run needs of a place that holds files: list, read, write whole, delete, sweep."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, Protocol

TEMPORARY_PREFIX = ".tmp-"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """One file of a place.

    Attributes:
        path: Relative path with `/` between names.
        size: Bytes.
        identity: Weak identity, cheap to read: size and modification time, or an object's etag.
    """

    path: str
    size: int
    identity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Every file of a place, sorted by path, and how many entries were passed over and why.

    Attributes:
        files: Sorted by path.
        skipped: Pairs of a reason (`symlink-loop`, `special-file`) and a count, sorted.
    """

    files: Sequence[FileEntry]
    skipped: Sequence[tuple[str, int]] = ()


class PendingFile(Protocol):
    """A file that is being written and has no final name yet."""

    path: str

    @property
    def stream(self) -> BinaryIO:
        """Where the bytes go."""

    @property
    def size(self) -> int:
        """Bytes written so far."""

    @property
    def sha256(self) -> str:
        """`sha256:<hex>` of the bytes written so far."""

    def commit(self) -> None:
        """Make the bytes durable and give them their final name.

        Raises:
            OutputError: The file could not be written whole; nothing was left behind.
        """

    def abort(self) -> None:
        """Remove what was written; safe to call at any time, also after `commit`."""


class Store(Protocol):
    """One place: a folder, or a prefix of an object store."""

    @property
    def url(self) -> str:
        """The address that opens this place again in another process."""

    def list_files(self, folder: str = "") -> Listing:
        """Return all files below a folder, sorted by path, without temporaries.

        Raises:
            InputError: The place does not exist or cannot be listed.
        """

    def open_read(self, path: str) -> BinaryIO:
        """Open a file for reading; the stream can seek.

        Raises:
            InputError: The file cannot be opened.
        """

    def read_bytes(self, path: str) -> bytes:
        """Return a small file whole.

        Raises:
            InputError: The file cannot be read.
        """

    def exists(self, path: str) -> bool:
        """Tell whether a file has this final name."""

    def create(self, path: str, *, private: bool = False) -> PendingFile:
        """Start writing a file; folders are made as needed.

        Args:
            path: Final relative path.
            private: Readable by the owner only, where the place knows owners.

        Raises:
            OutputError: The place refuses new files.
        """

    def delete(self, path: str) -> None:
        """Remove a file; a file that is not there is no error.

        Raises:
            OutputError: The file could not be removed.
        """

    def sweep(self) -> int:
        """Remove temporaries that dead processes left; return how many."""


def write_whole(store: Store, path: str, data: bytes, *, private: bool = False) -> None:
    """Write a small file so that it exists whole or not at all.

    Raises:
        OutputError: The file could not be written.
    """
    pending = store.create(path, private=private)
    try:
        pending.stream.write(data)
        pending.commit()
    finally:
        pending.abort()
