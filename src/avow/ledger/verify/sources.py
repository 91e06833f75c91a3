"""Where a log is read from: a folder, a running server, or an open store; all as tiles."""

import http.client
import urllib.parse
from pathlib import Path
from typing import Protocol

from avow.errors import InputError, UsageError
from avow.ledger.formats.tiles import TILE_HEIGHT, TILE_WIDTH, Tile, parse_tile_path, write_bundle
from avow.ledger.store.interface import LedgerStore

CHECKPOINT = "checkpoint"
CHECKPOINT_SIZES = "checkpoints/sizes"
TIMEOUT_SECONDS = 30.0
MAX_PART_BYTES = 256 * 65_537 + 1


class LogSource(Protocol):
    """A log as its readers see it."""

    def read(self, path: str) -> bytes:
        """Return a file below the log's prefix.

        Raises:
            InputError: It is absent or cannot be read.
        """

    def tile(self, tile: Tile) -> bytes:
        """Return a tile or bundle.

        Raises:
            InputError: It is absent or cannot be read.
        """


class FolderSource:
    """A log in a folder: an export, or the `log` folder of a ledger that keeps files."""

    def __init__(self, folder: Path) -> None:
        """Read below a folder."""
        self._folder = folder

    def read(self, path: str) -> bytes:
        """Return a file below the folder."""
        try:
            return (self._folder / path).read_bytes()
        except OSError as error:
            raise InputError(f"cannot read {path} of the log: {error.strerror}") from None

    def tile(self, tile: Tile) -> bytes:
        """Return a tile or bundle."""
        return self.read(tile.path())


class HttpSource:
    """A log behind a URL; asked only because the user named it."""

    def __init__(self, url: str) -> None:
        """Read below a URL.

        Raises:
            UsageError: It is not an http or https address.
        """
        parts = urllib.parse.urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError("the address of a log begins with http:// or https://")
        self._parts = parts

    def read(self, path: str) -> bytes:
        """Fetch a file below the URL."""
        https = self._parts.scheme == "https"
        kind = http.client.HTTPSConnection if https else http.client.HTTPConnection
        connection = kind(str(self._parts.hostname), self._parts.port, timeout=TIMEOUT_SECONDS)
        try:
            connection.request("GET", f"{self._parts.path.rstrip('/')}/{path}")
            answer = connection.getresponse()
            data = answer.read(MAX_PART_BYTES)
        except (OSError, http.client.HTTPException):
            raise InputError(f"the server of the log does not answer for {path}") from None
        finally:
            connection.close()
        if answer.status != http.HTTPStatus.OK:
            raise InputError(f"the server of the log answers {answer.status} for {path}")
        return data

    def tile(self, tile: Tile) -> bytes:
        """Fetch a tile or bundle."""
        return self.read(tile.path())


class StoreSource:
    """An open store, seen as the tiles that it would serve."""

    def __init__(self, store: LedgerStore) -> None:
        """Read a store."""
        self._store = store

    def read(self, path: str) -> bytes:
        """Return a tile, the newest checkpoint, the list of sizes, or one size's checkpoint."""
        tile = parse_tile_path(path)
        if tile is not None:
            return self.tile(tile)
        notes = dict(self._store.checkpoints())
        if path == CHECKPOINT_SIZES:
            return "".join(f"{size}\n" for size in notes).encode()
        if path == CHECKPOINT and notes:
            return notes[max(notes)]
        size = path.removeprefix("checkpoints/")
        if size.isdecimal() and int(size) in notes:
            return notes[int(size)]
        raise InputError(f"the ledger has no {path}")

    def tile(self, tile: Tile) -> bytes:
        """Return a tile or bundle out of the entries and nodes."""
        first = tile.number * TILE_WIDTH
        there = self._store.size() >> (TILE_HEIGHT * max(tile.level, 0))
        if first + tile.width > there:
            raise InputError(f"the ledger has no {tile.path()}")
        if tile.level < 0:
            return write_bundle(list(self._store.leaves(first, first + tile.width)))
        level = tile.level * TILE_HEIGHT
        return b"".join(self._store.node(level, first + at) for at in range(tile.width))
