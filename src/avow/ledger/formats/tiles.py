"""Tiles (c2sp.org/tlog-tiles): where the hashes and entries of a log stand, and their bytes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from avow.errors import VerificationError

TILE_WIDTH = 256
TILE_HEIGHT = 8
HASH_BYTES = 32
MAX_LEAF_BYTES = 65_535
LENGTH_BYTES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """The address of one tile.

    Attributes:
        level: Level in tiles, 0 for leaf hashes; -1 for the bundle of entries.
        number: Position in its level.
        width: Hashes or entries in it, 1 to 256.
    """

    level: int
    number: int
    width: int

    def path(self) -> str:
        """Return the path below the log's prefix."""
        level = "entries" if self.level < 0 else str(self.level)
        partial = "" if self.width == TILE_WIDTH else f".p/{self.width}"
        return f"tile/{level}/{number_path(self.number)}{partial}"


_TILE_PATH = re.compile(
    r"tile/(entries|[0-5]?\d|6[0-3])/((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?"
)


def parse_tile_path(path: str) -> Tile | None:
    """Return the tile that a path names, or None when it names none."""
    match = _TILE_PATH.fullmatch(path)
    if match is None:
        return None
    width = TILE_WIDTH if match[3] is None else int(match[3])
    if width > TILE_WIDTH:
        return None
    number = int(match[2].replace("x", "").replace("/", ""))
    level = -1 if match[1] == "entries" else int(match[1])
    tile = Tile(level=level, number=number, width=width)
    # Only the one canonical spelling of a number is a path.
    return tile if tile.path() == path else None


def number_path(number: int) -> str:
    """Return a number in groups of three digits, all but the last prefixed: x001/x234/067."""
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        groups.append(f"x{number % 1000:03d}")
    return "/".join(reversed(groups))


def tiles_of(size: int) -> Iterator[Tile]:
    """Yield the hash tiles of a log of a size, level by level; no empty tile."""
    level, count = 0, size
    while count:
        yield from _tiles_of_level(level, count)
        level, count = level + 1, count // TILE_WIDTH


def bundles_of(size: int) -> Iterator[Tile]:
    """Yield the entry bundles of a log of a size."""
    return _tiles_of_level(-1, size)


def _tiles_of_level(level: int, count: int) -> Iterator[Tile]:
    full, rest = divmod(count, TILE_WIDTH)
    for number in range(full):
        yield Tile(level=level, number=number, width=TILE_WIDTH)
    if rest:
        yield Tile(level=level, number=full, width=rest)


def write_bundle(leaves: Sequence[bytes]) -> bytes:
    """Return a bundle: each entry with its length in two bytes before it.

    Raises:
        ValueError: An entry is longer than two bytes can say.
    """
    parts: list[bytes] = []
    for leaf in leaves:
        if len(leaf) > MAX_LEAF_BYTES:
            raise ValueError("an entry of the log is longer than 65,535 bytes")
        parts += (len(leaf).to_bytes(LENGTH_BYTES, "big"), leaf)
    return b"".join(parts)


def read_bundle(data: bytes, tile: Tile) -> list[bytes]:
    """Return the entries of a bundle.

    Raises:
        VerificationError: It breaks off or holds too few or too many; names the entry.
    """
    leaves: list[bytes] = []
    first = tile.number * TILE_WIDTH
    at = 0
    while len(leaves) < tile.width:
        length = int.from_bytes(data[at : at + LENGTH_BYTES], "big")
        end = at + LENGTH_BYTES + length
        if len(data) < at + LENGTH_BYTES or len(data) < end:
            raise VerificationError(f"entry {first + len(leaves)}: the bundle breaks off")
        leaves.append(data[at + LENGTH_BYTES : end])
        at = end
    if at != len(data):
        raise VerificationError(f"entry {first + tile.width}: the bundle holds more than it should")
    return leaves


def read_tile(data: bytes, tile: Tile) -> list[bytes]:
    """Return the hashes of a tile.

    Raises:
        VerificationError: It has another length than its address says.
    """
    if len(data) != tile.width * HASH_BYTES:
        raise VerificationError(f"{tile.path()} has {len(data)} bytes, not {tile.width} hashes")
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]
