"""Merkle trees: the published vectors of RFC 6962 and every proof of small trees."""

import pytest

from avow.evidence.merkle import inclusion_proof, merkle_root, verify_inclusion

# Leaves and roots of the Certificate Transparency reference tests.
LEAVES = [
    bytes.fromhex(one)
    for one in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize(("count", "root"), ROOTS.items())
def test_published_roots(count: int, root: str) -> None:
    assert merkle_root(LEAVES[:count]).hex() == root


@pytest.mark.parametrize("count", range(1, 18))
def test_every_proof_holds_and_only_for_its_place(count: int) -> None:
    leaves = [bytes([number]) for number in range(count)]
    root = merkle_root(leaves)
    for index, leaf in enumerate(leaves):
        proof = inclusion_proof(leaves, index)

        def holds(leaf: bytes = leaf, at: int = index, path: list[bytes] = proof) -> bool:
            return verify_inclusion(leaf, index=at, count=count, proof=path, root=root)

        assert holds()
        assert not holds(leaf=b"other")
        assert not any(holds(at=other) for other in range(-1, count + 2) if other != index)
        assert not holds(path=[*proof, bytes(32)])
        assert not proof or not holds(path=proof[:-1])


def test_no_such_leaf() -> None:
    with pytest.raises(IndexError):
        inclusion_proof([b"a"], 1)
