import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avow.ledger.sets.sparse_tree import (
    EMPTY_HASH,
    SetProof,
    SparseTree,
    key_bit,
    set_leaf_hash,
    set_node_hash,
    verify_set_proof,
)

# Few bits differ, so that long shared prefixes are common.
KEYS = st.builds(
    lambda head, tail: (head * 31)[:31] + tail,
    st.sampled_from([b"\x00", b"\xff", b"\x80", b"\x01"]),
    st.binary(min_size=1, max_size=1),
) | st.binary(min_size=32, max_size=32)


def naive_root(keys: list[bytes], depth: int = 0) -> bytes:
    if not keys:
        return EMPTY_HASH
    if len(keys) == 1:
        return set_leaf_hash(keys[0])
    halves = [[key for key in keys if key_bit(key, depth) == bit] for bit in (0, 1)]
    return set_node_hash(*(naive_root(half, depth + 1) for half in halves))


@given(st.sets(KEYS, max_size=40), KEYS)
def test_absence_and_presence_exclude_each_other(keys: set[bytes], probe: bytes) -> None:
    tree = SparseTree(sorted(keys, reverse=True))
    assert tree.root == naive_root(sorted(keys))
    assert len(tree) == len(keys)
    for key in [*keys, probe]:
        proof = tree.prove(key)
        assert verify_set_proof(tree.root, key, proof) is (key in keys)
        assert (key in tree) == (key in keys)


@given(st.sets(KEYS, min_size=1, max_size=12), KEYS, st.data())
def test_forged_proofs_show_nothing(keys: set[bytes], probe: bytes, data: st.DataObject) -> None:
    """Whatever is changed, the opposite answer is never reached under the same root."""
    tree = SparseTree(list(keys))
    truth = probe in keys
    donor = data.draw(st.sampled_from(sorted(keys)))
    candidates = [tree.prove(donor), tree.prove(probe)]
    siblings = list(data.draw(st.sampled_from(candidates)).siblings)
    if siblings and data.draw(st.booleans()):
        siblings[data.draw(st.integers(0, len(siblings) - 1))] = data.draw(
            st.sampled_from([EMPTY_HASH, set_leaf_hash(donor), set_leaf_hash(probe), b"\x00" * 32])
        )
    cut = data.draw(st.integers(0, len(siblings)))
    terminal = data.draw(st.sampled_from([b"", donor, probe]))
    forged = SetProof(siblings=tuple(siblings[:cut]), terminal=terminal)
    assert verify_set_proof(tree.root, probe, forged) in (truth, None)


def test_small_trees() -> None:
    assert SparseTree([]).root == EMPTY_HASH
    key = hashlib.sha256(b"x").digest()
    assert SparseTree([key, key]).root == set_leaf_hash(key)
    assert verify_set_proof(EMPTY_HASH, key, SetProof(siblings=(), terminal=b"")) is False


def test_impossible_keys_and_proofs() -> None:
    key = b"k" * 32
    tree = SparseTree([key])
    with pytest.raises(ValueError, match="32"):
        SparseTree([b"short"])
    with pytest.raises(ValueError, match="32"):
        tree.prove(b"short")
    good = tree.prove(key)
    assert verify_set_proof(tree.root, b"short", good) is None
    assert verify_set_proof(tree.root, key, SetProof(siblings=(b"x",), terminal=key)) is None
    many = SetProof(siblings=(EMPTY_HASH,) * 257, terminal=key)
    assert verify_set_proof(tree.root, key, many) is None
    assert verify_set_proof(tree.root, key, SetProof(siblings=(), terminal=b"short")) is None
    elsewhere = SetProof(siblings=(EMPTY_HASH,), terminal=b"\xff" * 32)
    assert verify_set_proof(tree.root, b"\x00" * 32, elsewhere) is None
