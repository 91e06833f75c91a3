"""A prefix of an object store or any other place that fsspec reaches.

Object stores have no rename: one put, or one completed multipart upload, is atomic per object. A
file is therefore collected in a local temporary and put under its final key in one step.
"""

import importlib
import tempfile
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

from avow.errors import InputError, MissingExtra, OutputError
from avow.scrub.storage.interface import TEMPORARY_PREFIX, FileEntry, Listing
from avow.scrub.storage.streams import HashingWriter

SPOOL_BYTES = 16 * 1024 * 1024
IDENTITY_KEYS = ("ETag", "etag", "md5Hash", "content_md5", "mtime", "created")


class ObjectStore:
    """One prefix, addressed by an fsspec URL such as `s3://bucket/folder`.

    Credentials and endpoints come from the environment, as the driver's own documentation says.

    Raises:
        MissingExtra: fsspec or the driver of the URL's scheme is not installed.
    """

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        try:
            fsspec = importlib.import_module("fsspec")
            self._files, root = fsspec.core.url_to_fs(self._url)
        except ImportError:
            extra = "s3" if url.startswith("s3:") else "scrub"
            raise MissingExtra.of(extra, f"the scheme {url.split(':', 1)[0]}") from None
        except ValueError as error:
            raise InputError("no driver knows the scheme of the address") from error
        self._root = str(root).rstrip("/")

    @property
    def url(self) -> str:
        """The address of the prefix."""
        return self._url

    def list_files(self, folder: str = "") -> Listing:
        """Return all objects below the prefix, sorted by path."""
        top = self._full(folder) if folder else self._root
        self._files.invalidate_cache()
        try:
            found = self._files.find(top, detail=True)
        except FileNotFoundError:
            found = {}
        except OSError as error:
            raise InputError(f"cannot list the address: {error.strerror or 'refused'}") from None
        entries = [
            self._describe(name, about)
            for name, about in found.items()
            if not name.rsplit("/", 1)[-1].startswith(TEMPORARY_PREFIX)
        ]
        entries.sort(key=lambda entry: entry.path.encode("utf-8", "surrogateescape"))
        return Listing(files=tuple(entries))

    def open_read(self, path: str) -> BinaryIO:
        """Open an object for reading."""
        try:
            return cast("BinaryIO", self._files.open(self._full(path), "rb"))
        except OSError as error:
            raise InputError(
                f"an input object cannot be opened: {error.strerror or 'refused'}"
            ) from None

    def read_bytes(self, path: str) -> bytes:
        """Return a small object whole."""
        try:
            return cast("bytes", self._files.cat_file(self._full(path)))
        except OSError as error:
            raise InputError(f"cannot read {path}: {error.strerror or 'refused'}") from None

    def exists(self, path: str) -> bool:
        """Tell whether an object has this key."""
        self._files.invalidate_cache()
        return bool(self._files.isfile(self._full(path)))

    def create(self, path: str, *, private: bool = False) -> "ObjectPendingFile":  # noqa: ARG002
        """Start collecting an object; who may read it is the bucket's policy."""
        return ObjectPendingFile(path=path, files=self._files, key=self._full(path))

    def delete(self, path: str) -> None:
        """Remove an object."""
        try:
            self._files.rm_file(self._full(path))
        except FileNotFoundError:
            return
        except OSError as error:
            raise OutputError(f"cannot remove {path}: {error.strerror or 'refused'}") from None

    def sweep(self) -> int:
        """Abort uploads below the prefix that dead processes left unfinished."""
        if not hasattr(self._files, "list_multipart_uploads"):
            return 0
        bucket, _, prefix = self._root.partition("/")
        stray = [
            upload
            for upload in self._files.list_multipart_uploads(bucket)
            if upload["Key"].startswith(prefix + "/" if prefix else "")
        ]
        for upload in stray:
            self._files.call_s3(
                "abort_multipart_upload",
                Bucket=bucket,
                Key=upload["Key"],
                UploadId=upload["UploadId"],
            )
        return len(stray)

    def _full(self, path: str) -> str:
        return f"{self._root}/{path}"

    def _describe(self, name: str, about: dict[str, Any]) -> FileEntry:
        mark = next((about[key] for key in IDENTITY_KEYS if about.get(key)), "")
        size = int(about.get("size") or 0)
        return FileEntry(
            path=name[len(self._root) + 1 :], size=size, identity=f"size={size};mark={mark}"
        )


@dataclass(slots=True, kw_only=True)
class ObjectPendingFile:
    """Bytes collected locally until `commit` puts them under their key."""

    path: str
    files: Any
    key: str
    _spool: Any = field(init=False)
    _writer: HashingWriter = field(init=False)

    def __post_init__(self) -> None:
        self._spool = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115
        self._writer = HashingWriter(self._spool, lambda: self.path)

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
        """Put the object in one atomic step."""
        self._spool.seek(0)
        try:
            self._put()
        except OSError as error:
            raise OutputError(f"cannot put {self.path}: {error.strerror or 'refused'}") from None
        finally:
            self._spool.close()

    def abort(self) -> None:
        """Forget what was collected; nothing was put yet, or all of it."""
        self._writer.abandon()
        self._spool.close()

    def _put(self) -> None:
        if self.size <= SPOOL_BYTES:
            self.files.pipe_file(self.key, self._spool.read())
            return
        # Leaving the block by an error aborts the multipart upload instead of completing it.
        with self.files.open(self.key, "wb") as target:
            try:
                while block := self._spool.read(SPOOL_BYTES):
                    target.write(block)
            except OSError:
                target.discard()
                target.closed = True
                raise
