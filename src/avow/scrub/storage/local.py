"""A folder of a file system: temporary name, fsync, rename, and fsync of the folder itself."""

import contextlib
import os
import stat
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from avow.errors import InputError, OutputError
from avow.scrub.storage.interface import TEMPORARY_PREFIX, FileEntry, Listing
from avow.scrub.storage.streams import BUFFER_BYTES, HashingWriter

UNREADABLE = "unreadable"
READ_BUFFER_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalStore:
    """One folder; paths given to it are relative and use `/`."""

    root: Path

    @property
    def url(self) -> str:
        """The absolute path of the folder."""
        return str(self.root)

    def list_files(self, folder: str = "") -> Listing:
        """Return all files below a folder, following links but never in a circle."""
        top = self.root / folder
        if folder and not top.exists():
            return Listing(files=())
        if not top.is_dir():
            raise InputError(
                "the input is not a folder that can be listed",
                hint="Give a folder that exists and that you may read.",
            )
        walk = _Walk()
        try:
            files = [_describe(self.root, path) for path in walk.files(top)]
        except OSError as error:
            raise InputError(
                f"a folder cannot be listed: {error.strerror}", hint="Check its permissions."
            ) from None
        return Listing(
            files=tuple(sorted(files, key=lambda entry: os.fsencode(entry.path))),
            skipped=tuple(sorted(walk.skipped.items())),
        )

    def open_read(self, path: str) -> BinaryIO:
        """Open a file for reading."""
        try:
            return (self.root / path).open("rb", buffering=READ_BUFFER_BYTES)
        except OSError as error:
            raise InputError(
                f"an input file cannot be opened: {error.strerror}",
                hint="Check its permissions and whether a link points to nothing.",
            ) from None

    def read_bytes(self, path: str) -> bytes:
        """Return a small file whole."""
        try:
            return (self.root / path).read_bytes()
        except OSError as error:
            raise InputError(f"cannot read {path}: {error.strerror}") from None

    def exists(self, path: str) -> bool:
        """Tell whether a file has this final name."""
        return (self.root / path).is_file()

    def create(self, path: str, *, private: bool = False) -> "LocalPendingFile":
        """Start writing a file next to its final name."""
        final = self.root / path
        temporary = final.parent / f"{TEMPORARY_PREFIX}{uuid.uuid4().hex}"
        try:
            _make_folders(self.root, final.parent, private=private)
            raw = os.open(
                temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600 if private else 0o666
            )
        except OSError as error:
            raise OutputError(f"cannot create {path}: {error.strerror}") from None
        file = os.fdopen(raw, "wb", buffering=BUFFER_BYTES)
        return LocalPendingFile(path=path, temporary=temporary, final=final, file=file)

    def delete(self, path: str) -> None:
        """Remove a file and sync its folder."""
        target = self.root / path
        try:
            target.unlink(missing_ok=True)
            if target.parent.is_dir():
                _sync_folder(target.parent)
        except OSError as error:
            raise OutputError(f"cannot remove {path}: {error.strerror}") from None

    def sweep(self) -> int:
        """Remove temporaries; call it only while holding the lock of the folder."""
        dead = [
            Path(folder) / name
            for folder, _, names in os.walk(self.root)
            for name in names
            if name.startswith(TEMPORARY_PREFIX)
        ]
        for path in dead:
            path.unlink(missing_ok=True)
        return len(dead)


@dataclass(slots=True, kw_only=True)
class LocalPendingFile:
    """A temporary file that `commit` renames to its final name."""

    path: str
    temporary: Path
    final: Path
    file: BinaryIO
    _writer: HashingWriter = field(init=False)

    def __post_init__(self) -> None:
        self._writer = HashingWriter(self.file, lambda: self.path)

    @property
    def stream(self) -> BinaryIO:
        """Where the bytes go."""
        return cast("BinaryIO", self._writer)

    @property
    def size(self) -> int:
        """Bytes written so far."""
        return self._writer.bytes_written

    @property
    def sha256(self) -> str:
        """`sha256:<hex>` of the bytes written so far."""
        return self._writer.sha256

    def commit(self) -> None:
        """Flush, fsync, rename, fsync the folder."""
        try:
            self.file.flush()
            os.fsync(self.file.fileno())
            self.file.close()
            self.temporary.replace(self.final)
            _sync_folder(self.final.parent)
        except OSError as error:
            self.abort()
            raise OutputError(f"cannot finish {self.path}: {error.strerror}") from None

    def abort(self) -> None:
        """Remove the temporary; after `commit` there is none."""
        self._writer.abandon()
        if not self.file.closed:
            # Closing flushes, which fails again on the full disk that brought us here.
            with contextlib.suppress(OSError):
                self.file.close()
        self.temporary.unlink(missing_ok=True)


class _Walk:
    """Walks a tree through links; a folder that is its own ancestor is not entered again."""

    def __init__(self) -> None:
        self.skipped: Counter[str] = Counter()

    def files(self, top: Path) -> Iterator[Path]:
        status = top.stat()
        stack = [(top, frozenset([(status.st_dev, status.st_ino)]))]
        while stack:
            folder, ancestors = stack.pop()
            with os.scandir(folder) as entries:
                for entry in entries:
                    if entry.name.startswith(TEMPORARY_PREFIX):
                        continue
                    path = Path(entry.path)
                    if entry.is_dir():
                        status = path.stat()
                        key = (status.st_dev, status.st_ino)
                        if key in ancestors:
                            self.skipped["symlink-loop"] += 1
                        else:
                            stack.append((path, ancestors | {key}))
                    elif entry.is_file() or entry.is_symlink():
                        yield path
                    else:
                        self.skipped["special-file"] += 1


def _describe(root: Path, path: Path) -> FileEntry:
    relative = path.relative_to(root).as_posix()
    try:
        status = path.stat()
    except OSError:
        return FileEntry(path=relative, size=0, identity=UNREADABLE)
    if not stat.S_ISREG(status.st_mode):
        return FileEntry(path=relative, size=0, identity=UNREADABLE)
    return FileEntry(
        path=relative,
        size=status.st_size,
        identity=f"size={status.st_size};mtime_ns={status.st_mtime_ns}",
    )


def _make_folders(root: Path, folder: Path, *, private: bool) -> None:
    if folder.is_dir():
        return
    root.mkdir(parents=True, exist_ok=True)
    missing = [folder, *folder.parents]
    for path in reversed(missing[: missing.index(root)] if root in missing else [folder]):
        path.mkdir(mode=0o700 if private else 0o777, exist_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
