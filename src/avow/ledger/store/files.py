"""The file store: events in small outbox files, the ordered log as tiles that any server can serve.

An event's place is fixed when it is taken, so that the tiles are a function of the outbox: a run
that is killed while it writes tiles is repeated with the same bytes. `state.json` says how much of
the log is complete; it is replaced in one step, last.
"""

import fcntl
import json
import os
import shutil
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from avow.errors import InputError, OutputError
from avow.evidence.merkle import leaf_hash
from avow.ledger.formats.tiles import (
    HASH_BYTES,
    TILE_HEIGHT,
    TILE_WIDTH,
    Tile,
    read_bundle,
    read_tile,
    write_bundle,
)
from avow.ledger.leaves import Leaf, parse_leaf, round_time
from avow.ledger.private_files import write_durably
from avow.ledger.store.interface import Backlog, Draft, StoredEvent
from avow.ledger.tile_nodes import TileNodes
from avow.ledger.tree import Frontier

OUTBOX = "outbox"
STATE = "state.json"
LOCK = "lock"
CHECKPOINTS = "checkpoints"


class FileStore:
    """A log in a folder of files; for logs of modest size that are easily copied and served."""

    def __init__(self, folder: Path) -> None:
        """Open the folder and make it where it is missing.

        Raises:
            OutputError: The folder cannot be made.
        """
        self._folder = folder
        try:
            (folder / OUTBOX).mkdir(parents=True, exist_ok=True)
            (folder / CHECKPOINTS).mkdir(exist_ok=True)
        except OSError as error:
            raise OutputError(f"cannot make the ledger's folder: {error.strerror}") from None

    def enqueue(self, drafts: Sequence[Draft], now: datetime) -> list[bytes]:
        """Take events durably, all or none, and return their leaves in order."""
        if not drafts:
            return []
        with self._locked():
            starts = self._segments()
            first, time = 0, round_time(now)
            if starts:
                last = self._segment(starts[-1])
                first = starts[-1] + len(last)
                time = max(time, parse_leaf(str(last[-1]["leaf"]).encode()).time)
            leaves = [
                Leaf(commitment=draft.commitment, kind=draft.public_kind, time=time).render()
                for draft in drafts
            ]
            at = int(now.timestamp())
            lines = [_line(draft, leaf, at) for draft, leaf in zip(drafts, leaves, strict=True)]
            write_durably(self._segment_path(first), b"".join(lines))
        return leaves

    def sequence(self, limit: int) -> int:
        """Write the tiles of at most `limit` waiting events, then say that they are complete."""
        with self._locked():
            old = self.size()
            new = min(old + limit, self._taken())
            if new == old:
                return 0
            self._write_bundles(old, new)
            self._write_tiles(old, new)
            write_durably(self._folder / STATE, json.dumps({"size": new}).encode())
            self._drop_partial_tiles(old, new)
            return new - old

    def backlog(self) -> Backlog:
        """Return what waits for a place."""
        size, taken = self.size(), self._taken()
        for line in self._lines(size, taken):
            oldest = datetime.fromtimestamp(int(str(line["at"])), UTC)
            return Backlog(events=taken - size, oldest=oldest)
        return Backlog(events=0, oldest=None)

    def size(self) -> int:
        """Return how many entries have a place."""
        try:
            return int(json.loads((self._folder / STATE).read_bytes())["size"])
        except FileNotFoundError:
            return 0
        except (OSError, ValueError, KeyError, TypeError):
            raise InputError("the ledger's state.json cannot be read") from None

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of a complete subtree."""
        return TileNodes(self.size(), self._read_tile).node(level, index)

    def leaves(self, start: int, end: int) -> Iterator[bytes]:
        """Yield the leaves of the entries [start, end)."""
        size = self.size()
        for number in range(start // TILE_WIDTH, -(-end // TILE_WIDTH)):
            first = number * TILE_WIDTH
            tile = Tile(level=-1, number=number, width=min(TILE_WIDTH, size - first))
            bundle = read_bundle(self._read_tile(tile), tile)
            yield from bundle[max(start - first, 0) : end - first]

    def index_of(self, entry_id: str) -> int | None:
        """Return the place of an entry, or None; reads the outbox from its start."""
        size = self.size()
        for index, line in enumerate(self._lines(0, size)):
            if line["id"] == entry_id:
                return index
        return None

    def events(self, start: int, end: int) -> Iterator[StoredEvent]:
        """Yield the events of [start, end) whose payload is still there, in order."""
        for index, line in enumerate(self._lines(start, min(end, self.size())), start):
            if line["payload"] is not None:
                yield StoredEvent(
                    index=index,
                    entry_id=str(line["id"]),
                    kind=str(line["kind"]),
                    subject=str(line["subject"]),
                    payload=str(line["payload"]).encode(),
                )

    def forget(self, subject: str) -> int:
        """Delete the payloads of a person: every outbox file that holds one is written anew."""
        forgotten = 0
        with self._locked():
            for start in self._segments():
                lines = self._segment(start)
                hits = [line for line in lines if line["subject"] == subject]
                for line in hits:
                    line["payload"], line["subject"] = None, ""
                if hits:
                    body = b"".join(_dump(line) for line in lines)
                    write_durably(self._segment_path(start), body)
                    forgotten += len(hits)
        return forgotten

    def save_checkpoint(self, size: int, note: bytes) -> None:
        """Keep the signed checkpoint of a size, and show it as the newest."""
        write_durably(self._folder / CHECKPOINTS / str(size), note)
        write_durably(self._folder / "checkpoint", note)

    def checkpoints(self) -> Iterator[tuple[int, bytes]]:
        """Yield all kept checkpoints as (size, note), in order of size."""
        names = (path.name for path in (self._folder / CHECKPOINTS).iterdir())
        for size in sorted(int(name) for name in names if name.isdecimal()):
            yield size, (self._folder / CHECKPOINTS / str(size)).read_bytes()

    def close(self) -> None:
        """Nothing is held open."""

    @contextmanager
    def _locked(self) -> Iterator[None]:
        descriptor = os.open(self._folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _segment_path(self, start: int) -> Path:
        return self._folder / OUTBOX / f"{start:016d}.jsonl"

    def _segments(self) -> list[int]:
        names = (path.name for path in (self._folder / OUTBOX).iterdir())
        return sorted(int(name[:16]) for name in names if name.endswith(".jsonl"))

    def _segment(self, start: int) -> list[dict[str, object]]:
        path = self._segment_path(start)
        try:
            return [json.loads(line) for line in path.read_bytes().splitlines()]
        except (OSError, ValueError):
            raise InputError(f"the ledger's {OUTBOX}/{path.name} cannot be read") from None

    def _taken(self) -> int:
        starts = self._segments()
        return starts[-1] + len(self._segment(starts[-1])) if starts else 0

    def _lines(self, start: int, end: int) -> Iterator[dict[str, object]]:
        starts = self._segments()
        for first in starts[max(bisect_right(starts, start) - 1, 0) :]:
            if first >= end:
                return
            yield from self._segment(first)[max(start - first, 0) : end - first]

    def _write_bundles(self, old: int, new: int) -> None:
        first = old - old % TILE_WIDTH
        leaves = [str(line["leaf"]).encode() for line in self._lines(first, new)]
        for tile, part in _tiles(-1, first, leaves):
            write_durably(self._folder / tile.path(), write_bundle(part))

    def _write_tiles(self, old: int, new: int) -> None:
        """Write every hash tile that [old, new) touches."""
        frontier = Frontier(old, TileNodes(old, self._read_tile).node)
        added: dict[int, list[bytes]] = {}
        for line in self._lines(old, new):
            for level, _, node in frontier.append(leaf_hash(str(line["leaf"]).encode())):
                if level % TILE_HEIGHT == 0:
                    added.setdefault(level // TILE_HEIGHT, []).append(node)
        for level, hashes in added.items():
            done = old >> (TILE_HEIGHT * level)
            number, width = divmod(done, TILE_WIDTH)
            if width:
                tile = Tile(level=level, number=number, width=width)
                hashes[:0] = read_tile(self._read_tile(tile), tile)
            for tile, part in _tiles(level, number * TILE_WIDTH, hashes):
                write_durably(self._folder / tile.path(), b"".join(part))

    def _drop_partial_tiles(self, old: int, new: int) -> None:
        """Remove partial tiles whose full tile is there now, as the specification allows."""
        for level in range(-1, -(-new.bit_length() // TILE_HEIGHT)):
            shift = TILE_HEIGHT * max(level, 0)
            for number in range((old >> shift) // TILE_WIDTH, (new >> shift) // TILE_WIDTH):
                full = Tile(level=level, number=number, width=TILE_WIDTH).path()
                shutil.rmtree(self._folder / f"{full}.p", ignore_errors=True)

    def _read_tile(self, tile: Tile) -> bytes:
        """Return a tile; a full one answers for its partial ones."""
        full = Tile(level=tile.level, number=tile.number, width=TILE_WIDTH)
        for candidate in (tile, full):
            try:
                data = (self._folder / candidate.path()).read_bytes()
            except FileNotFoundError:
                continue
            except OSError as error:
                raise InputError(f"cannot read {candidate.path()}: {error.strerror}") from None
            if candidate == tile:
                return data
            if tile.level < 0:
                return write_bundle(read_bundle(data, full)[: tile.width])
            return data[: tile.width * HASH_BYTES]
        raise InputError(f"the ledger lacks {tile.path()}")


def _tiles(
    level: int, first: int, items: Sequence[bytes]
) -> Iterator[tuple[Tile, Sequence[bytes]]]:
    """Cut items that begin at a tile's border into tiles."""
    for at in range(0, len(items), TILE_WIDTH):
        part = items[at : at + TILE_WIDTH]
        yield Tile(level=level, number=(first + at) // TILE_WIDTH, width=len(part)), part


def _line(draft: Draft, leaf: bytes, at: int) -> bytes:
    return _dump(
        {
            "id": draft.entry_id,
            "kind": draft.kind,
            "subject": draft.subject,
            "payload": draft.payload.decode(),
            "leaf": leaf.decode(),
            "at": at,
        }
    )


def _dump(line: dict[str, object]) -> bytes:
    return json.dumps(line, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"
