"""Roots and proofs against a recursion of ten lines, written from RFC 6962 section 2.1."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avow.evidence.merkle import leaf_hash, verify_consistency, verify_path
from avow.ledger.formats.tiles import Tile
from avow.ledger.tile_nodes import TileNodes
from avow.ledger.tree import Frontier, consistency_path, inclusion_path, tree_root

# Inputs and roots of the test vectors of the Certificate Transparency reference implementation.
PUBLISHED_LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
PUBLISHED_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def naive_root(hashes: list[bytes]) -> bytes:
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    half = 1
    while half * 2 < len(hashes):
        half *= 2
    left, right = naive_root(hashes[:half]), naive_root(hashes[half:])
    return hashlib.sha256(b"\x01" + left + right).digest()


class Nodes:
    def __init__(self, leaves: list[bytes]) -> None:
        self.hashes = [leaf_hash(leaf) for leaf in leaves]
        self.nodes: dict[tuple[int, int], bytes] = {}
        frontier = Frontier(0, self.read)
        for hashed in self.hashes:
            for level, index, node in frontier.append(hashed):
                assert (level, index) not in self.nodes
                self.nodes[level, index] = node
        self.root = frontier.root()

    def read(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]


def test_published_roots() -> None:
    leaves = [bytes.fromhex(text) for text in PUBLISHED_LEAVES]
    for size, root in enumerate(PUBLISHED_ROOTS, 1):
        assert Nodes(leaves[:size]).root.hex() == root


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 600), st.data())
def test_roots_and_proofs_match_naive(size: int, data: st.DataObject) -> None:
    tree = Nodes([index.to_bytes(4, "big") for index in range(size)])
    assert tree.root == naive_root(tree.hashes) == tree_root(size, tree.read)
    assert Frontier(size, tree.read).root() == tree.root
    if size:
        index = data.draw(st.integers(0, size - 1))
        path = inclusion_path(index, size, tree.read)
        hashed = tree.hashes[index]
        assert verify_path(hashed, index=index, count=size, proof=path, root=tree.root)
        wrong = data.draw(st.integers(0, size + 2).filter(lambda other: other != index))
        assert not verify_path(hashed, index=wrong, count=size, proof=path, root=tree.root)
        for at in range(len(path)):
            shorter = path[:at] + path[at + 1 :]
            assert not verify_path(hashed, index=index, count=size, proof=shorter, root=tree.root)
        longer = [*path, b"\x00" * 32]
        assert not verify_path(hashed, index=index, count=size, proof=longer, root=tree.root)
    old = data.draw(st.integers(0, size))
    proof = consistency_path(old, size, tree.read)
    old_root = naive_root(tree.hashes[:old])

    def consistent(proof: list[bytes], old_root: bytes = old_root, old: int = old) -> bool:
        return verify_consistency(
            old_count=old, new_count=size, old_root=old_root, new_root=tree.root, proof=proof
        )

    assert consistent(proof)
    assert not consistent(proof, old_root=b"\x01" * 32)
    assert not consistent([*proof, b"\x00" * 32])
    for at in range(len(proof)):
        changed = [*proof[:at], b"\x02" * 32, *proof[at + 1 :]]
        assert not consistent(changed)
        assert not consistent(proof[:at] + proof[at + 1 :])
    assert not consistent(proof, old=size + 1)


def test_all_pairs_of_small_trees() -> None:
    for size in range(1, 70):
        tree = Nodes([bytes([index]) for index in range(size)])
        for index in range(size):
            path = inclusion_path(index, size, tree.read)
            assert verify_path(
                tree.hashes[index], index=index, count=size, proof=path, root=tree.root
            )
        for old in range(size + 1):
            assert verify_consistency(
                old_count=old,
                new_count=size,
                old_root=naive_root(tree.hashes[:old]),
                new_root=tree.root,
                proof=consistency_path(old, size, tree.read),
            )


def test_impossible_places() -> None:
    tree = Nodes([b"a", b"b"])
    with pytest.raises(IndexError):
        inclusion_path(2, 2, tree.read)
    with pytest.raises(IndexError):
        consistency_path(3, 2, tree.read)
    assert not verify_consistency(
        old_count=3, new_count=4, old_root=b"o" * 32, new_root=b"n" * 32, proof=[]
    )
    assert not verify_path(tree.hashes[0], index=-1, count=2, proof=[], root=tree.root)


@pytest.mark.parametrize("size", [1, 255, 256, 257, 70_000])
def test_nodes_are_read_out_of_tiles(size: int) -> None:
    tree = Nodes([index.to_bytes(4, "big") for index in range(size)])

    def read_tile(tile: Tile) -> bytes:
        first, level = tile.number * 256, tile.level * 8
        return b"".join(tree.read(level, first + at) for at in range(tile.width))

    nodes = TileNodes(size, read_tile)
    assert tree_root(size, nodes.node) == tree.root
    for index in {0, size // 2, size - 1}:
        assert inclusion_path(index, size, nodes.node) == inclusion_path(index, size, tree.read)
    for level, index in list(tree.nodes)[:: max(1, size // 500)]:
        assert nodes.node(level, index) == tree.read(level, index)
