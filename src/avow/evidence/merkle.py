"""Merkle trees as in RFC 6962 section 2.1: roots, proofs, and their verification.

Standard library only: a receipt verifies wherever Python runs.
"""

import hashlib
from collections.abc import Sequence

LEAF_PREFIX = b"\x00"
NODE_PREFIX = b"\x01"
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """Return the SHA-256 of one leaf with the leaf prefix."""
    return hashlib.sha256(LEAF_PREFIX + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the SHA-256 of two nodes with the node prefix."""
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
    paired = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
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
    return verify_path(leaf_hash(leaf), index=index, count=count, proof=proof, root=root)


def verify_path(
    node: bytes, *, index: int, count: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Do the same for a leaf whose hash is given (RFC 9162 section 2.1.3.2)."""
    if not 0 <= index < count:
        return False
    last = count - 1
    for sibling in proof:
        if last == 0:
            return False
        if index % 2 or index == last:
            node = node_hash(sibling, node)
            # A node without a right sibling is carried up unhashed.
            while index and index % 2 == 0:
                index //= 2
                last //= 2
        else:
            node = node_hash(node, sibling)
        index //= 2
        last //= 2
    return last == 0 and node == root


def verify_consistency(
    *, old_count: int, new_count: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Tell whether a tree is a continuation of an older one (RFC 9162 section 2.1.4.2).

    The empty tree is consistent with every tree and needs no proof.
    """
    if not 0 <= old_count <= new_count:
        return False
    if old_count in (0, new_count):
        expected = EMPTY_ROOT if old_count == 0 else new_root
        return not proof and old_root == expected
    path = list(proof)
    if old_count & (old_count - 1) == 0:
        path.insert(0, old_root)
    index, last = old_count - 1, new_count - 1
    while index % 2:
        index //= 2
        last //= 2
    if not path:
        return False
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if index % 2 or index == last:
            old = node_hash(sibling, old)
            new = node_hash(sibling, new)
            while index and index % 2 == 0:
                index //= 2
                last //= 2
        else:
            new = node_hash(new, sibling)
        index //= 2
        last //= 2
    return last == 0 and old == old_root and new == new_root
