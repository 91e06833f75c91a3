"""An object store as a place, on fsspec's memory driver."""

import uuid

import pytest

from avow.errors import InputError, OutputError
from avow.scrub.storage.interface import write_whole
from avow.scrub.storage.objects import SPOOL_BYTES, ObjectStore
from avow.scrub.storage.registry import open_store


@pytest.fixture
def store() -> ObjectStore:
    opened = open_store(f"memory://test-{uuid.uuid4().hex}")
    assert isinstance(opened, ObjectStore)
    return opened


def test_an_object_appears_whole_on_commit(store: ObjectStore) -> None:
    pending = store.create("a/b.txt")
    pending.stream.write(b"half")
    assert not store.exists("a/b.txt")
    pending.commit()
    assert store.read_bytes("a/b.txt") == b"half"
    assert pending.size == 4


def test_a_large_object_is_put_in_parts(store: ObjectStore) -> None:
    pending = store.create("big.bin")
    block = b"0123456789abcdef" * 65536
    for _ in range(SPOOL_BYTES // len(block) + 1):
        pending.stream.write(block)
    pending.commit()
    with store.open_read("big.bin") as stream:
        stream.seek(SPOOL_BYTES)
        assert stream.read(16) == block[:16]
    assert store.list_files().files[0].size == pending.size


def test_abort_puts_nothing(store: ObjectStore) -> None:
    pending = store.create("a.txt")
    pending.stream.write(b"half")
    pending.abort()
    pending.abort()
    assert list(store.list_files().files) == []


def test_listing_is_sorted_and_relative(store: ObjectStore) -> None:
    for name in ("b/2.txt", "a.txt", "b/1.txt"):
        write_whole(store, name, name.encode())
    assert [entry.path for entry in store.list_files().files] == ["a.txt", "b/1.txt", "b/2.txt"]
    assert [entry.path for entry in store.list_files("b").files] == ["b/1.txt", "b/2.txt"]


def test_identity_changes_with_the_object(store: ObjectStore) -> None:
    write_whole(store, "a.txt", b"one")
    before = store.list_files().files[0].identity
    write_whole(store, "a.txt", b"three")
    assert store.list_files().files[0].identity != before


def test_delete_and_what_is_not_there(store: ObjectStore) -> None:
    write_whole(store, "a.txt", b"one")
    store.delete("a.txt")
    store.delete("a.txt")
    assert not store.exists("a.txt")
    with pytest.raises(InputError):
        store.read_bytes("a.txt")
    with pytest.raises(InputError):
        store.open_read("a.txt")
    assert store.sweep() == 0


def test_a_store_that_refuses_is_an_error(
    store: ObjectStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(store._files, "pipe_file", refuse)
    pending = store.create("a.txt")
    with pytest.raises(OutputError, match=r"cannot put a\.txt: Permission denied"):
        pending.commit()


def test_an_unknown_scheme() -> None:
    with pytest.raises(InputError, match="scheme"):
        open_store("nosuchscheme://x/y")
