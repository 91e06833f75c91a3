"""A folder as a place: files come whole or not at all, and walking it always ends."""

import errno
import hashlib
import os
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from avow.errors import InputError, OutputError, UsageError
from avow.scrub.storage.interface import write_whole
from avow.scrub.storage.local import UNREADABLE, LocalPendingFile, LocalStore
from avow.scrub.storage.lock import hold_lock
from avow.scrub.storage.registry import is_local, open_store


class FullDisk:
    """A file on a disk without space."""

    closed = False

    def write(self, _: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def close(self) -> None:
        self.closed = True
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def names(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def test_a_file_has_no_final_name_before_commit(tmp_path: Path) -> None:
    pending = LocalStore(root=tmp_path).create("a/b.txt")
    pending.stream.write(b"half")
    assert "a/b.txt" not in names(tmp_path)
    pending.commit()
    assert names(tmp_path) == ["a/b.txt"]
    assert pending.size == 4
    assert pending.sha256 == "sha256:" + hashlib.sha256(b"half").hexdigest()


def test_abort_leaves_nothing(tmp_path: Path) -> None:
    pending = LocalStore(root=tmp_path).create("a.txt")
    pending.stream.write(b"half")
    pending.abort()
    pending.abort()
    assert names(tmp_path) == []


def test_abort_after_commit_keeps_the_file(tmp_path: Path) -> None:
    store = LocalStore(root=tmp_path)
    write_whole(store, "a.txt", b"whole")
    assert store.read_bytes("a.txt") == b"whole"


def test_a_full_disk_removes_the_temporary(tmp_path: Path) -> None:
    store = LocalStore(root=tmp_path)
    pending = store.create("a.txt")
    pending.file.close()
    full = LocalPendingFile(
        path="a.txt",
        temporary=pending.temporary,
        final=pending.final,
        file=cast("BinaryIO", FullDisk()),
    )
    with pytest.raises(OutputError, match=r"cannot write a\.txt: No space left"):
        full.stream.write(b"data")
    full.abort()
    assert names(tmp_path) == []


def test_a_folder_in_the_way_is_an_error_without_leftovers(tmp_path: Path) -> None:
    (tmp_path / "a.txt" / "inside").mkdir(parents=True)
    with pytest.raises(OutputError, match="cannot finish"):
        write_whole(LocalStore(root=tmp_path), "a.txt", b"x")
    assert names(tmp_path) == []


def test_a_file_in_the_way_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x")
    with pytest.raises(OutputError, match="cannot create"):
        LocalStore(root=tmp_path).create("a/b.txt")


def test_private_files_are_the_owners_only(tmp_path: Path) -> None:
    write_whole(LocalStore(root=tmp_path), "private/audit/a", b"x", private=True)
    assert (tmp_path / "private/audit/a").stat().st_mode & 0o077 == 0
    assert (tmp_path / "private/audit").stat().st_mode & 0o077 == 0
    assert (tmp_path / "private").stat().st_mode & 0o077 == 0


def test_sweep_removes_temporaries_only(tmp_path: Path) -> None:
    store = LocalStore(root=tmp_path)
    write_whole(store, "a/kept.txt", b"x")
    (tmp_path / "a" / ".tmp-dead").write_text("x")
    (tmp_path / ".tmp-dead2").write_text("x")
    assert store.sweep() == 2
    assert names(tmp_path) == ["a/kept.txt"]


def test_listing_is_sorted_by_bytes_and_hides_temporaries(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a.txt", "B.txt", "é.txt", ".tmp-x"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    found = [entry.path for entry in LocalStore(root=tmp_path).list_files().files]
    assert found == ["B.txt", "a.txt", "a/z.txt", "b.txt", "é.txt"]


def test_link_loops_end_and_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.txt").write_text("x")
    (tmp_path / "a" / "up").symlink_to(tmp_path)
    (tmp_path / "a" / "self").symlink_to(tmp_path / "a")
    listing = LocalStore(root=tmp_path).list_files()
    assert [entry.path for entry in listing.files] == ["a/x.txt"]
    assert listing.skipped == (("symlink-loop", 2),)


def test_links_outside_are_followed_once_per_name(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "x.txt").write_text("x")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "linked").symlink_to(tmp_path / "other")
    listing = LocalStore(root=tmp_path / "in").list_files()
    assert [entry.path for entry in listing.files] == ["linked/x.txt"]


def test_dangling_links_and_pipes(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing")
    os.mkfifo(tmp_path / "pipe.txt")
    listing = LocalStore(root=tmp_path).list_files()
    assert [(entry.path, entry.identity) for entry in listing.files] == [("gone.txt", UNREADABLE)]
    assert listing.skipped == (("special-file", 1),)
    with pytest.raises(InputError, match="cannot be opened"):
        LocalStore(root=tmp_path).open_read("gone.txt")


def test_identity_follows_size_and_time(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("one")
    store = LocalStore(root=tmp_path)
    before = store.list_files().files[0].identity
    os.utime(path, ns=(5, 5))
    assert store.list_files().files[0].identity != before


@pytest.mark.parametrize("name", ["none", "file.txt"])
def test_what_is_no_folder_cannot_be_listed(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.txt").write_text("x")
    with pytest.raises(InputError, match="not a folder"):
        LocalStore(root=tmp_path / name).list_files()


def test_the_lock_keeps_a_second_run_out(tmp_path: Path) -> None:
    store = LocalStore(root=tmp_path / "out")
    with hold_lock(store), pytest.raises(UsageError, match="another run"), hold_lock(store):
        pass
    with hold_lock(store):
        pass


@pytest.mark.parametrize(
    ("address", "local"),
    [("a/b", True), ("/a", True), ("file:///a", True), ("s3://b/k", False), ("memory://x", False)],
)
def test_addresses(address: str, *, local: bool) -> None:
    assert is_local(address) is local


def test_a_file_address_is_a_folder() -> None:
    assert open_store("file:///data/x").url == "/data/x"
