"""Both stores behind one set of tests."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ledgers import START, SetClock, fill, incident, make_ledger

from avow.errors import InputError, OutputError, VerificationError
from avow.evidence.merkle import merkle_root
from avow.ledger.formats.tiles import Tile
from avow.ledger.leaves import parse_leaf
from avow.ledger.log import Ledger
from avow.ledger.store.files import FileStore
from avow.ledger.store.sqlite import SqliteStore, enqueue_in
from avow.ledger.tree import tree_root


@pytest.fixture(params=["sqlite", "files"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    made = make_ledger(tmp_path / "l", store=request.param)
    yield made
    made.close()


def test_entries_stand_in_the_order_in_which_they_were_taken(ledger: Ledger) -> None:
    ids = fill(ledger, 600)
    store = ledger.store
    assert store.size() == 601
    assert [store.index_of(entry) for entry in ids[::97]] == list(range(1, 601, 97))
    leaves = list(store.leaves(0, 601))
    assert tree_root(601, store.node) == merkle_root(leaves)
    assert list(store.leaves(300, 310)) == leaves[300:310]
    kinds = [event.kind for event in store.events(0, 601)]
    assert kinds == ["log.started"] + ["log.incident"] * 600
    assert [event.index for event in store.events(255, 259)] == [255, 256, 257, 258]


def test_batches_of_any_size_give_the_same_log(ledger: Ledger) -> None:
    ledger.append([incident(number) for number in range(700)])
    for limit in (1, 254, 2, 300, 1000, 1000):
        ledger.store.sequence(limit)
        size = ledger.store.size()
        leaves = list(ledger.store.leaves(0, size))
        assert len(leaves) == size
        assert tree_root(size, ledger.store.node) == merkle_root(leaves)
    assert ledger.store.size() == 701


def test_what_waits_is_counted_with_its_age(ledger: Ledger) -> None:
    assert ledger.store.backlog().events == 0
    ledger.append([incident(1), incident(2)])
    waiting = ledger.store.backlog()
    assert waiting.events == 2
    assert waiting.oldest == START
    assert ledger.store.index_of(ledger.append([incident(3)])[0].entry_id) is None
    assert ledger.sequence(limit=2) == 2
    assert ledger.store.backlog().events == 1
    assert ledger.store.index_of("unknown") is None


def test_nothing_appended_is_nothing(ledger: Ledger) -> None:
    assert ledger.append([]) == []
    assert ledger.sequence() == 0


def test_times_never_run_backwards(tmp_path: Path) -> None:
    for store in ("sqlite", "files"):
        clock = SetClock()
        ledger = make_ledger(tmp_path / store, store=store, clock=clock)
        for hours in (2, -30, 1, -1, 5):
            clock.advance(hours * 3600)
            ledger.append([incident(hours)])
        ledger.sequence()
        times = [parse_leaf(leaf).time for leaf in ledger.store.leaves(0, 6)]
        assert times == sorted(times)
        assert [event.payload for event in ledger.store.events(1, 6)][1].endswith(b'incident -30"}')


def test_forgotten_payloads_are_gone_and_entries_stay(ledger: Ledger, tmp_path: Path) -> None:
    fill(ledger, 5)
    fill(ledger, 3, subject="subject-7f3a")
    before = list(ledger.store.leaves(0, 9))
    assert ledger.store.forget("subject-7f3a") == 3
    assert ledger.store.forget("subject-7f3a") == 0
    assert [event.index for event in ledger.store.events(0, 9)] == [0, 1, 2, 3, 4, 5]
    assert list(ledger.store.leaves(0, 9)) == before


def test_checkpoints_are_kept_by_size(ledger: Ledger) -> None:
    fill(ledger, 2)
    fill(ledger, 2)
    ledger.store.save_checkpoint(5, b"again")
    assert [size for size, _ in ledger.store.checkpoints()] == [1, 3, 5]
    assert list(ledger.store.checkpoints())[-1] == (5, b"again")


def test_an_event_is_written_with_the_deed_or_not_at_all(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path / "l")
    store = ledger.store
    assert isinstance(store, SqliteStore)
    with store.transaction() as db:
        db.execute("CREATE TABLE deeds (what TEXT)")
    draft = ledger.draft(incident(1))
    with pytest.raises(ZeroDivisionError), store.transaction() as db:  # noqa: PT012
        db.execute("INSERT INTO deeds VALUES ('done')")
        enqueue_in(db, [draft], datetime.now(UTC))
        1 / 0  # noqa: B018
    assert store.backlog().events == 0
    with store.transaction() as db:
        db.execute("INSERT INTO deeds VALUES ('done')")
        enqueue_in(db, [draft], datetime.now(UTC))
        assert db.execute("SELECT count(*) FROM deeds").fetchone() == (1,)
    assert store.backlog().events == 1


def test_an_id_is_taken_once(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path / "l")
    draft = ledger.draft(incident(1))
    ledger.store.enqueue([draft], START)
    with pytest.raises(OutputError, match="refused"):
        ledger.store.enqueue([ledger.draft(incident(2)), draft], START)
    assert ledger.store.backlog().events == 1


def test_the_database_refuses_to_change_entries(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path / "l")
    fill(ledger, 3)
    db = sqlite3.connect(tmp_path / "l" / "log.sqlite")
    for statement in (
        "UPDATE entries SET leaf = x'00' WHERE seq = 1",
        "DELETE FROM entries",
        "UPDATE nodes SET hash = x'00'",
        "DELETE FROM nodes WHERE level = 0",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            db.execute(statement)
    db.close()


def test_a_missing_node_and_a_closed_database(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path / "l")
    with pytest.raises(VerificationError, match="lacks the node"):
        ledger.store.node(3, 5)
    with pytest.raises(OutputError, match="cannot open"):
        SqliteStore(tmp_path / "absent" / "log.sqlite")


def test_a_damaged_file_store_says_what_it_cannot_read(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path / "l", store="files")
    fill(ledger, 3)
    log = tmp_path / "l" / "log"
    with pytest.raises(InputError, match="lacks tile/0/007"):
        ledger.store.node(0, 256 * 7)
    segment = next(iter(sorted((log / "outbox").iterdir())))
    segment.write_bytes(b"{")
    with pytest.raises(InputError, match="outbox"):
        list(ledger.store.events(0, 1))
    (log / "state.json").write_bytes(b"[]")
    with pytest.raises(InputError, match=r"state\.json"):
        ledger.store.size()


def test_a_file_store_reads_partial_tiles_out_of_full_ones(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path / "l", store="files")
    fill(ledger, 255)
    log = tmp_path / "l" / "log"
    assert not (log / "tile/0/000.p").exists()
    assert (log / "tile/0/000").stat().st_size == 8192
    assert len(list(ledger.store.leaves(0, 100))) == 100
    (log / "state.json").write_bytes(b'{"size":100}')
    assert len(list(ledger.store.leaves(0, 100))) == 100
    assert tree_root(100, ledger.store.node) == merkle_root(list(ledger.store.leaves(0, 100)))


def test_many_entries_are_read_page_by_page(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path / "l")
    fill(ledger, 2047)
    assert len(list(ledger.store.leaves(0, 2048))) == 2048
    assert len(list(ledger.store.events(0, 5000))) == 2048
    assert list(ledger.store.leaves(5, 5)) == []


def test_a_locked_database_is_an_error(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path / "l")
    store = ledger.store
    assert isinstance(store, SqliteStore)
    other = sqlite3.connect(tmp_path / "l" / "log.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store._db.execute("PRAGMA busy_timeout = 1")
    with pytest.raises(OutputError, match="locked"):
        ledger.append([incident(1)])
    other.execute("ROLLBACK")
    other.close()
    assert ledger.append([incident(1)])


def test_files_in_the_way_are_errors(tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"")
    with pytest.raises(OutputError, match="cannot make"):
        FileStore(tmp_path / "f")
    store = FileStore(tmp_path / "s")
    (tmp_path / "s" / "tile/0/000.p/1").mkdir(parents=True)
    with pytest.raises(InputError, match="cannot read tile"):
        store._read_tile(Tile(level=0, number=0, width=1))


def test_a_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "l").write_bytes(b"")
    with pytest.raises(OutputError):
        make_ledger(tmp_path / "l", store="files")
