"""What a store of a log does: takes events durably, orders them, and serves what was ordered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An event before it has a place and a time.

    Attributes:
        entry_id: Random id, 32 hexadecimal digits.
        kind: Kind of the event.
        public_kind: Kind that the leaf shows.
        commitment: Commitment to the payload, in hexadecimal.
        subject: Whose key the entry is under; stays in the store, erasable.
        payload: Canonical JSON of what happened; stays in the store, erasable.
    """

    entry_id: str
    kind: str
    public_kind: str
    commitment: str
    subject: str
    payload: bytes

    def __repr__(self) -> str:
        """Return a form without the payload and subject."""
        return f"Draft(entry_id={self.entry_id!r}, kind={self.kind!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEvent:
    """An ordered event with what the store still knows of it.

    Attributes:
        index: Its place in the log.
        entry_id: Its id.
        kind: Its kind.
        subject: Whose key it is under.
        payload: What happened.
    """

    index: int
    entry_id: str
    kind: str
    subject: str
    payload: bytes

    def __repr__(self) -> str:
        """Return a form without the payload and subject."""
        return f"StoredEvent(index={self.index}, kind={self.kind!r})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """Events that are durable but have no place yet."""

    events: int
    oldest: datetime | None


class LedgerStore(Protocol):
    """A store of one log; safe for several processes, of which one at a time orders."""

    def enqueue(self, drafts: Sequence[Draft], now: datetime) -> list[bytes]:
        """Take events durably, all or none, and return their leaves in order.

        The time in a leaf never runs backwards, whatever the clock does.

        Raises:
            OutputError: They could not be made durable; none was taken.
        """

    def sequence(self, limit: int) -> int:
        """Give places to at most `limit` waiting events, durably, and return how many got one."""

    def backlog(self) -> Backlog:
        """Return what waits for a place."""

    def size(self) -> int:
        """Return how many entries have a place."""

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of a complete subtree; level 0 holds leaf hashes."""

    def leaves(self, start: int, end: int) -> Iterator[bytes]:
        """Yield the leaves of the entries [start, end)."""

    def index_of(self, entry_id: str) -> int | None:
        """Return the place of an entry, or None while it has none or is unknown."""

    def events(self, start: int, end: int) -> Iterator[StoredEvent]:
        """Yield the events of [start, end) whose payload is still there, in order."""

    def forget(self, subject: str) -> int:
        """Delete the payloads of a person, never an entry; return how many were deleted."""

    def save_checkpoint(self, size: int, note: bytes) -> None:
        """Keep the signed checkpoint of a size; a later note of the same size replaces it."""

    def checkpoints(self) -> Iterator[tuple[int, bytes]]:
        """Yield all kept checkpoints as (size, note), in order of size."""

    def close(self) -> None:
        """Release what the store holds."""
