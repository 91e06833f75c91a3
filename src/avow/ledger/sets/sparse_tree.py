"""A compressed sparse Merkle tree: for one root every key has exactly one answer, in or out.

A binary prefix tree over 256-bit keys. An empty subtree has a fixed hash, a subtree with one key
collapses to its leaf. A proof is the list of siblings from the root down and what stands at the
end of the walk: nothing, or a leaf. The prefixes differ from those of the log, so that no hash of
one passes for a hash of the other. Standard library only.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

KEY_BYTES = 32
KEY_BITS = 256
LEAF_PREFIX = b"\x10"
NODE_PREFIX = b"\x11"
EMPTY_HASH = hashlib.sha256(b"\x12").digest()


def set_leaf_hash(key: bytes) -> bytes:
    """Return the hash of a subtree that holds one key."""
    return hashlib.sha256(LEAF_PREFIX + key).digest()


def set_node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return hashlib.sha256(NODE_PREFIX + left + right).digest()


def key_bit(key: bytes, depth: int) -> int:
    """Return the bit of a key that decides at a depth, the highest first."""
    return key[depth >> 3] >> (7 - (depth & 7)) & 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SetProof:
    """Where a key's walk ends.

    Attributes:
        siblings: Hashes beside the walk, from the root down.
        terminal: The 32-byte key of the leaf at the end, or empty when nothing stands there.
    """

    siblings: tuple[bytes, ...]
    terminal: bytes


class SparseTree:
    """The tree over a set of keys; built once, then proves any key in or out."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """Take the keys, in any order; repeated ones count once.

        Raises:
            ValueError: A key is not 32 bytes long.
        """
        if any(len(key) != KEY_BYTES for key in keys):
            raise ValueError("a key of a set commitment is 32 bytes long")
        self._keys = sorted(set(keys))
        self._hashes: dict[tuple[int, int], bytes] = {}
        self.root = self._build()

    def __len__(self) -> int:
        """Return the number of different keys."""
        return len(self._keys)

    def __contains__(self, key: bytes) -> bool:
        """Tell whether a key is in the set."""
        at = bisect_left(self._keys, key)
        return at < len(self._keys) and self._keys[at] == key

    def prove(self, key: bytes) -> SetProof:
        """Return the proof that a key is in the set, or that it is not.

        Raises:
            ValueError: The key is not 32 bytes long.
        """
        if len(key) != KEY_BYTES:
            raise ValueError("a key of a set commitment is 32 bytes long")
        start, end, depth = 0, len(self._keys), 0
        siblings: list[bytes] = []
        while end - start > 1:
            middle = self._middle(start, end, depth)
            if key_bit(key, depth):
                siblings.append(self._hash(start, middle, depth + 1))
                start = middle
            else:
                siblings.append(self._hash(middle, end, depth + 1))
                end = middle
            depth += 1
        terminal = self._keys[start] if end > start else b""
        return SetProof(siblings=tuple(siblings), terminal=terminal)

    def _middle(self, start: int, end: int, depth: int) -> int:
        """Return where the keys of a range begin to have the bit at a depth."""
        if not key_bit(self._keys[end - 1], depth):
            return end
        if key_bit(self._keys[start], depth):
            return start
        head = int.from_bytes(self._keys[start], "big") >> (KEY_BITS - depth)
        border = (head << 1 | 1) << (KEY_BITS - depth - 1)
        return bisect_left(self._keys, border.to_bytes(KEY_BYTES, "big"), start, end)

    def _hash(self, start: int, end: int, depth: int) -> bytes:
        if end == start:
            return EMPTY_HASH
        if end - start == 1:
            return set_leaf_hash(self._keys[start])
        return self._hashes[start, depth]

    def _build(self) -> bytes:
        """Hash all ranges from the leaves up, without recursion: keys may share long prefixes."""
        walk = [(0, len(self._keys), 0)]
        order: list[tuple[int, int, int, int]] = []
        while walk:
            start, end, depth = walk.pop()
            if end - start <= 1:
                continue
            middle = self._middle(start, end, depth)
            order.append((start, middle, end, depth))
            walk += ((start, middle, depth + 1), (middle, end, depth + 1))
        for start, middle, end, depth in reversed(order):
            self._hashes[start, depth] = set_node_hash(
                self._hash(start, middle, depth + 1), self._hash(middle, end, depth + 1)
            )
        return self._hash(0, len(self._keys), 0)


def verify_set_proof(root: bytes, key: bytes, proof: SetProof) -> bool | None:
    """Return what a proof shows under a root: True in the set, False not in it, None nothing.

    Pure and total; a proof that shows nothing is forged or of another set.
    """
    if len(key) != KEY_BYTES or len(proof.siblings) > KEY_BITS:
        return None
    if proof.terminal and not _shares_walk(key, proof):
        return None
    node = set_leaf_hash(proof.terminal) if proof.terminal else EMPTY_HASH
    for depth in range(len(proof.siblings) - 1, -1, -1):
        sibling = proof.siblings[depth]
        if len(sibling) != KEY_BYTES:
            return None
        pair = (sibling, node) if key_bit(key, depth) else (node, sibling)
        node = set_node_hash(*pair)
    return proof.terminal == key if node == root else None


def _shares_walk(key: bytes, proof: SetProof) -> bool:
    """Tell whether the leaf at the end lies on the walk of the key."""
    if len(proof.terminal) != KEY_BYTES:
        return False
    return all(
        key_bit(key, depth) == key_bit(proof.terminal, depth)
        for depth in range(len(proof.siblings))
    )
