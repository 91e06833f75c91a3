"""The SQL store: outbox, entries, nodes and checkpoints in one SQLite database.

`enqueue_in` takes part in a transaction of the caller's, so that a deed and its line in the outbox
are written together or not at all.
"""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from avow.errors import OutputError, VerificationError
from avow.evidence.merkle import leaf_hash
from avow.ledger.leaves import Leaf, parse_leaf, round_time
from avow.ledger.store.interface import Backlog, Draft, StoredEvent
from avow.ledger.tree import Frontier

BUSY_SECONDS = 20.0
PAGE_ROWS = 1024

SCHEMA = """
CREATE TABLE IF NOT EXISTS outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT, entry_id TEXT NOT NULL UNIQUE, leaf BLOB NOT NULL,
  committed_at INTEGER NOT NULL, seq INTEGER UNIQUE);
CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (id) WHERE seq IS NULL;
CREATE TABLE IF NOT EXISTS payloads (
  entry_id TEXT PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, payload BLOB NOT NULL
  ) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS payloads_of_subject ON payloads (subject);
CREATE TABLE IF NOT EXISTS entries (seq INTEGER PRIMARY KEY, leaf BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS nodes (
  level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, idx)
  ) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS checkpoints (
  size INTEGER PRIMARY KEY, note BLOB NOT NULL);
CREATE TRIGGER IF NOT EXISTS entries_stay BEFORE UPDATE ON entries
  BEGIN SELECT RAISE(ABORT, 'entries never change'); END;
CREATE TRIGGER IF NOT EXISTS entries_last BEFORE DELETE ON entries
  BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;
CREATE TRIGGER IF NOT EXISTS nodes_stay BEFORE UPDATE ON nodes
  BEGIN SELECT RAISE(ABORT, 'nodes never change'); END;
CREATE TRIGGER IF NOT EXISTS nodes_last BEFORE DELETE ON nodes
  BEGIN SELECT RAISE(ABORT, 'nodes are never deleted'); END;
"""


class SqliteStore:
    """A log in one SQLite file, in write-ahead mode with a sync for every commit."""

    def __init__(self, path: Path) -> None:
        """Open the database and make its tables where they are missing.

        Raises:
            OutputError: It cannot be opened or set up.
        """
        self._lock = threading.RLock()
        try:
            self._db = sqlite3.connect(
                path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute("PRAGMA secure_delete=ON")
            self._db.executescript(SCHEMA)
        except sqlite3.Error as error:
            raise OutputError(f"cannot open the ledger's database: {error}") from None

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Hold the one write transaction; everything in it happens or nothing does.

        Raises:
            OutputError: The database is full, locked for too long or damaged.
        """
        with self._lock:
            try:
                self._db.execute("BEGIN IMMEDIATE")
                yield self._db
                self._db.execute("COMMIT")
            except sqlite3.Error as error:
                raise OutputError(f"the ledger's database refused: {error}") from None
            finally:
                self._undo()

    def _undo(self) -> None:
        """Roll back what was not committed."""
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")

    def enqueue(self, drafts: Sequence[Draft], now: datetime) -> list[bytes]:
        """Take events durably, all or none, and return their leaves in order."""
        with self.transaction() as db:
            return enqueue_in(db, drafts, now)

    def sequence(self, limit: int) -> int:
        """Give places to at most `limit` waiting events; one transaction, one sync."""
        with self.transaction() as db:
            rows = db.execute(
                "SELECT id, leaf FROM outbox WHERE seq IS NULL ORDER BY id LIMIT ?", (limit,)
            ).fetchall()
            if not rows:
                return 0
            frontier = Frontier(self.size(), self.node)
            first = frontier.size
            nodes = [node for _, leaf in rows for node in frontier.append(leaf_hash(leaf))]
            places = range(first, first + len(rows))
            db.executemany(
                "INSERT INTO entries VALUES (?, ?)",
                ((seq, leaf) for seq, (_, leaf) in zip(places, rows, strict=True)),
            )
            db.executemany("INSERT INTO nodes VALUES (?, ?, ?)", nodes)
            db.executemany(
                "UPDATE outbox SET seq = ? WHERE id = ?",
                ((seq, row) for seq, (row, _) in zip(places, rows, strict=True)),
            )
            return len(rows)

    def backlog(self) -> Backlog:
        """Return what waits for a place."""
        row = self._one("SELECT count(*), min(committed_at) FROM outbox WHERE seq IS NULL")
        events, oldest = row or (0, None)
        when = None if oldest is None else datetime.fromtimestamp(oldest, UTC)
        return Backlog(events=events, oldest=when)

    def size(self) -> int:
        """Return how many entries have a place."""
        row = self._one("SELECT max(seq) + 1 FROM entries")
        return int(row[0]) if row and row[0] else 0

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of a complete subtree.

        Raises:
            VerificationError: The database lacks it.
        """
        row = self._one("SELECT hash FROM nodes WHERE level = ? AND idx = ?", level, index)
        if row is None:
            raise VerificationError(f"the ledger lacks the node {index} of level {level}")
        return bytes(row[0])

    def leaves(self, start: int, end: int) -> Iterator[bytes]:
        """Yield the leaves of the entries [start, end)."""
        for row in self._pages(
            "SELECT leaf, seq FROM entries WHERE seq >= ? AND seq < ? ORDER BY seq LIMIT ?",
            start,
            end,
        ):
            yield bytes(row[0])

    def index_of(self, entry_id: str) -> int | None:
        """Return the place of an entry, or None."""
        row = self._one("SELECT seq FROM outbox WHERE entry_id = ?", entry_id)
        return None if row is None or row[0] is None else int(row[0])

    def events(self, start: int, end: int) -> Iterator[StoredEvent]:
        """Yield the events of [start, end) whose payload is still there, in order."""
        for entry_id, kind, subject, payload, seq in self._pages(
            "SELECT entry_id, kind, subject, payload, seq"
            " FROM outbox JOIN payloads USING (entry_id)"
            " WHERE seq >= ? AND seq < ? ORDER BY seq LIMIT ?",
            start,
            end,
        ):
            yield StoredEvent(
                index=int(seq),
                entry_id=str(entry_id),
                kind=str(kind),
                subject=str(subject),
                payload=bytes(payload),
            )

    def forget(self, subject: str) -> int:
        """Delete the payloads of a person; the freed pages are overwritten (secure_delete)."""
        with self.transaction() as db:
            return db.execute("DELETE FROM payloads WHERE subject = ?", (subject,)).rowcount

    def save_checkpoint(self, size: int, note: bytes) -> None:
        """Keep the signed checkpoint of a size."""
        with self.transaction() as db:
            db.execute("INSERT OR REPLACE INTO checkpoints VALUES (?, ?)", (size, note))

    def checkpoints(self) -> Iterator[tuple[int, bytes]]:
        """Yield all kept checkpoints as (size, note), in order of size."""
        with self._lock:
            rows = self._db.execute("SELECT size, note FROM checkpoints ORDER BY size").fetchall()
        for size, note in rows:
            yield int(size), bytes(note)

    def close(self) -> None:
        """Close the database."""
        with self._lock:
            self._db.close()

    def _one(self, query: str, *values: object) -> tuple[Any, ...] | None:
        with self._lock:
            row: tuple[Any, ...] | None = self._db.execute(query, values).fetchone()
            return row

    def _pages(self, query: str, start: int, end: int) -> Iterator[tuple[Any, ...]]:
        """Yield rows page by page, so that memory stays flat; the last column is the place."""
        while start < end:
            with self._lock:
                rows = self._db.execute(query, (start, end, PAGE_ROWS)).fetchall()
            yield from rows
            if len(rows) < PAGE_ROWS:
                return
            start = rows[-1][-1] + 1


def enqueue_in(db: sqlite3.Connection, drafts: Sequence[Draft], now: datetime) -> list[bytes]:
    """Write outbox lines in a transaction that the caller holds (begun IMMEDIATE).

    Returns:
        The leaves, in the order of the drafts.
    """
    row = db.execute("SELECT leaf FROM outbox ORDER BY id DESC LIMIT 1").fetchone()
    time = round_time(now)
    if row is not None:
        time = max(time, parse_leaf(row[0]).time)
    leaves = [
        Leaf(commitment=draft.commitment, kind=draft.public_kind, time=time).render()
        for draft in drafts
    ]
    committed_at = int(now.timestamp())
    db.executemany(
        "INSERT INTO outbox (entry_id, leaf, committed_at) VALUES (?, ?, ?)",
        ((draft.entry_id, leaf, committed_at) for draft, leaf in zip(drafts, leaves, strict=True)),
    )
    db.executemany(
        "INSERT INTO payloads VALUES (?, ?, ?, ?)",
        ((draft.entry_id, draft.kind, draft.subject, draft.payload) for draft in drafts),
    )
    return leaves
