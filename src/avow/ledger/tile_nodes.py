"""Nodes of a tree that is kept as tiles: any complete subtree, from the one tile that covers it."""

from collections import OrderedDict
from collections.abc import Callable
from typing import TypeAlias

from avow.evidence.merkle import node_hash
from avow.ledger.formats.tiles import TILE_HEIGHT, TILE_WIDTH, Tile, read_tile

TileReader: TypeAlias = Callable[[Tile], bytes]
"""Returns the bytes of a tile; raises an error of Avow where there is none."""

KEPT_TILES = 64


class TileNodes:
    """Reads complete subtrees of a log of a fixed size out of its tiles."""

    def __init__(self, size: int, read: TileReader) -> None:
        """Serve the nodes of the first `size` entries."""
        self._size = size
        self._read = read
        self._kept: OrderedDict[tuple[int, int], list[list[bytes]]] = OrderedDict()

    def node(self, level: int, index: int) -> bytes:
        """Return the hash of the complete subtree at (level, index)."""
        tile_level, height = divmod(level, TILE_HEIGHT)
        number, place = divmod(index, TILE_WIDTH >> height)
        return self._levels(tile_level, number)[height][place]

    def _levels(self, level: int, number: int) -> list[list[bytes]]:
        key = (level, number)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        hashes_of_level = self._size >> (TILE_HEIGHT * level)
        width = min(TILE_WIDTH, hashes_of_level - number * TILE_WIDTH)
        tile = Tile(level=level, number=number, width=width)
        levels = [read_tile(self._read(tile), tile)]
        while len(levels) < TILE_HEIGHT and len(levels[-1]) > 1:
            below = levels[-1]
            pairs = range(0, len(below) - 1, 2)
            levels.append([node_hash(below[at], below[at + 1]) for at in pairs])
        self._kept[key] = levels
        if len(self._kept) > KEPT_TILES:
            self._kept.popitem(last=False)
        return levels
