"""The tree over a log: nodes as leaves arrive, roots and proofs of any size from stored nodes.

Only complete subtrees are stored (level, index); they never change. The ragged right edge is
computed from them: a proof costs about two look-ups per level at most (RFC 6962 section 2.1).
"""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from avow.evidence.merkle import EMPTY_ROOT, node_hash

NodeReader: TypeAlias = Callable[[int, int], bytes]
"""Returns the hash of the complete subtree at (level, index); level 0 holds leaf hashes."""


class Frontier:
    """The right edge of a growing tree: takes leaf hashes, gives every node that they complete."""

    def __init__(self, size: int, read_node: NodeReader) -> None:
        """Take up a tree of a size whose nodes can be read."""
        self.size = size
        self._edge: dict[int, bytes] = {
            level: read_node(level, (size >> level) - 1)
            for level in range(size.bit_length())
            if size >> level & 1
        }

    def append(self, leaf_hash: bytes) -> Iterator[tuple[int, int, bytes]]:
        """Add one leaf; yield each completed node as (level, index, hash), the leaf first."""
        level, index, node = 0, self.size, leaf_hash
        yield level, index, node
        while index & 1:
            node = node_hash(self._edge.pop(level), node)
            level, index = level + 1, index >> 1
            yield level, index, node
        self._edge[level] = node
        self.size += 1

    def root(self) -> bytes:
        """Return the root of the tree as it stands."""
        nodes = [self._edge[level] for level in sorted(self._edge)]
        return _fold(nodes)


def _fold(nodes_from_right: list[bytes]) -> bytes:
    if not nodes_from_right:
        return EMPTY_ROOT
    root = nodes_from_right[0]
    for node in nodes_from_right[1:]:
        root = node_hash(node, root)
    return root


def range_root(start: int, end: int, read_node: NodeReader) -> bytes:
    """Return the root over the leaves [start, end).

    Args:
        start: First leaf; a multiple of the largest power of two that is not above the length.
        end: One past the last leaf.
        read_node: Reads complete subtrees.
    """
    nodes: list[bytes] = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append(read_node(level, start >> level))
        start += 1 << level
    nodes.reverse()
    return _fold(nodes)


def tree_root(size: int, read_node: NodeReader) -> bytes:
    """Return the root of the first `size` leaves."""
    return range_root(0, size, read_node)


def inclusion_path(index: int, size: int, read_node: NodeReader) -> list[bytes]:
    """Return the sibling hashes of a leaf, its own sibling first (RFC 6962 section 2.1.1).

    Raises:
        IndexError: There is no such leaf.
    """
    if not 0 <= index < size:
        raise IndexError("no such entry")
    return _path(index, 0, size, read_node)


def _path(index: int, start: int, end: int, read_node: NodeReader) -> list[bytes]:
    path: list[bytes] = []
    while end - start > 1:
        middle = start + _largest_power_below(end - start)
        if index < middle:
            path.append(range_root(middle, end, read_node))
            end = middle
        else:
            path.append(range_root(start, middle, read_node))
            start = middle
    path.reverse()
    return path


def consistency_path(old_size: int, new_size: int, read_node: NodeReader) -> list[bytes]:
    """Return the proof that the tree of one size continues that of an older (section 2.1.2).

    Raises:
        IndexError: The sizes are not in order.
    """
    if not 0 <= old_size <= new_size:
        raise IndexError("an older log is not longer")
    if old_size in (0, new_size):
        return []
    path: list[bytes] = []
    start, end, whole = 0, new_size, True
    while old_size < end:
        middle = start + _largest_power_below(end - start)
        if old_size <= middle:
            path.append(range_root(middle, end, read_node))
            end = middle
        else:
            path.append(range_root(start, middle, read_node))
            start, whole = middle, False
    if not whole:
        path.append(range_root(start, end, read_node))
    path.reverse()
    return path


def _largest_power_below(count: int) -> int:
    return 1 << ((count - 1).bit_length() - 1)
