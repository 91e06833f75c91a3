"""Merkle trees as in RFC 6962 section 2.1: roots, inclusion proofs, and their verification."""

import hashlib
from collections.abc import Sequence

LEAF_PREFIX = b"\x00"
NODE_PREFIX = b"\x01"
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """Return the SHA-256 of one leaf with the leaf prefix."""
    return hashlib.sha256(LEAF_PREFIX + leaf).digest()


def _node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(NODE_PREFIX + left + right).digest()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Return the 32-byte root over the leaves in their order; the empty tree has SHA-256 of ``.

    Pairing level by level and carrying an odd last node up gives the tree of RFC 6962, whose left
    part always holds the largest power of two below the number of leaves.
    """
    level = [leaf_hash(leaf) for leaf in leaves]
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        level = _next_level(level)
    return level[0]


def _next_level(level: Sequence[bytes]) -> list[bytes]:
    paired = [_node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
    if len(level) % 2:
        paired.append(level[-1])
    return paired


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the sibling hashes from the leaf up (RFC 6962 section 2.1.1).

    Raises:
        IndexError: There is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise IndexError("no such leaf")
    level = [leaf_hash(leaf) for leaf in leaves]
    proof: list[bytes] = []
    while len(level) > 1:
        sibling = index ^ 1
        if sibling < len(level):
            proof.append(level[sibling])
        level = _next_level(level)
        index //= 2
    return proof


def verify_inclusion(
    leaf: bytes, *, index: int, count: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Tell whether a proof shows that a leaf stands at an index of a tree of `count` leaves.

    Pure and total: a wrong index, a proof of the wrong length or any changed byte gives False.
    """
    if not 0 <= index < count:
        return False
    node = leaf_hash(leaf)
    last = count - 1
    for sibling in proof:
        if last == 0:
            return False
        if index % 2:
            node = _node_hash(sibling, node)
        else:
            # A node without a right sibling is carried up unhashed.
            while index % 2 == 0 and index == last:
                index //= 2
                last //= 2
                if last == 0:
                    return False
            node = _node_hash(sibling, node) if index % 2 else _node_hash(node, sibling)
        index //= 2
        last //= 2
    while last:
        if index % 2 or index != last:
            return False
        index //= 2
        last //= 2
    return node == root
