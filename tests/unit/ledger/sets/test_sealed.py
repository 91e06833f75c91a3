import json
from pathlib import Path

import pytest
from ledgers import fill, make_ledger

from avow.errors import InputError, UsageError, VerificationError
from avow.evidence.canonical import digest_bytes
from avow.ledger.formats.quorum import TrustPolicy
from avow.ledger.formats.signing import SignerKey
from avow.ledger.log import Event, Ledger
from avow.ledger.sets.recall import RecallList, read_recall, write_recall
from avow.ledger.sets.sealed import prove_member, recall_members, seal_set
from avow.ledger.sets.set_file import member_key, read_seal, verify_set_file, write_set_proof
from avow.ledger.sets.sparse_tree import SparseTree
from avow.ledger.setup import read_policy, read_signing_keys

MEMBERS = [f"conversation-{number:032x}" for number in range(50)]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = make_ledger(tmp_path)
    seal_set(made, tmp_path, "run-7", MEMBERS)
    made.sequence()
    made.sign_checkpoint()
    return made


@pytest.fixture
def policy(ledger: Ledger, tmp_path: Path) -> TrustPolicy:
    return read_policy(tmp_path)


def test_presence_and_absence_verify_offline(
    ledger: Ledger, policy: TrustPolicy, tmp_path: Path
) -> None:
    inside = verify_set_file(prove_member(ledger, tmp_path, "run-7", MEMBERS[3]), policy)
    outside = verify_set_file(prove_member(ledger, tmp_path, "run-7", "another"), policy)
    assert (inside.included, inside.set_name, inside.rows) == (True, "run-7", 50)
    assert not outside.included
    assert outside.receipt.index == 1


def test_every_flipped_byte_of_a_proof_is_refused(
    ledger: Ledger, policy: TrustPolicy, tmp_path: Path
) -> None:
    data = prove_member(ledger, tmp_path, "run-7", "another")
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 1
        try:
            answer = verify_set_file(bytes(changed), policy)
        except VerificationError:
            continue
        # Another member's id in an unchanged walk may still be truly absent: never present.
        assert not answer.included
        assert changed.split(b"\n")[1] != data.split(b"\n")[1]


def test_forging_the_opposite_fails(ledger: Ledger, policy: TrustPolicy, tmp_path: Path) -> None:
    member = MEMBERS[3]
    data = prove_member(ledger, tmp_path, "run-7", member)
    receipt = data.partition(b"\n\n")[2]
    seal = read_seal(next(e.payload for e in ledger.store.events(1, 2)))
    others = [member_key(seal.salt, one) for one in MEMBERS if one != member]
    forged = write_set_proof(
        SparseTree(others), salt=seal.salt, member=member, seal_receipt=receipt
    )
    with pytest.raises(VerificationError, match="does not lead"):
        verify_set_file(forged, policy)


def test_malformed_set_files(ledger: Ledger, policy: TrustPolicy, tmp_path: Path) -> None:
    data = prove_member(ledger, tmp_path, "run-7", "another")
    receipt = data.partition(b"\n\n")[2]
    for head in (
        b"",
        b"other\nmember YQ==\nterminal -",
        b"avow-set-proof@v1\nmember YQ==",
        b"avow-set-proof@v1\nmumble YQ==\nterminal -",
        b"avow-set-proof@v1\nmember /w==\nterminal -",
        b"avow-set-proof@v1\nmember YQ==\nterminal YQ==",
        b"avow-set-proof@v1\nmember YQ==\nterminal -\nxx",
        "avow-set-proof@v1\nmémber YQ==\nterminal -".encode(),
    ):
        with pytest.raises(VerificationError):
            verify_set_file(head + b"\n\n" + receipt, policy)
    with pytest.raises(VerificationError, match="no empty line"):
        verify_set_file(b"avow-set-proof@v1\n", policy)


def test_only_a_seal_seals(ledger: Ledger, policy: TrustPolicy, tmp_path: Path) -> None:
    (entry,) = fill(ledger, 1)
    data = prove_member(ledger, tmp_path, "run-7", "another")
    head = data.partition(b"\n\n")[0]
    with pytest.raises(VerificationError, match="not of the sealing"):
        verify_set_file(head + b"\n\n" + ledger.receipt(entry), policy)
    closed = ledger.receipt(
        next(event.entry_id for event in ledger.store.events(1, 2)), open_payload=False
    )
    with pytest.raises(VerificationError, match="seal"):
        verify_set_file(head + b"\n\n" + closed, policy)


@pytest.mark.parametrize(
    "changes", [{"rows": "many"}, {"name": 5}, {"root": "zz"}, {"more": 1}, {"salt": None}]
)
def test_malformed_seals(changes: dict[str, object]) -> None:
    values = {"name": "a", "root": "00" * 32, "salt": "00", "rows": 1}
    with pytest.raises(VerificationError):
        read_seal(json.dumps({**values, **changes}).encode())


def test_names_are_taken_once_and_harmless(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="already"):
        seal_set(ledger, tmp_path, "run-7", [])
    for name in ("", "../x", "a/b", "ä", "x" * 101, "..."):
        with pytest.raises(UsageError):
            seal_set(ledger, tmp_path, name, [])


def test_changed_keys_and_unknown_sets_are_errors(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no seal"):
        prove_member(ledger, tmp_path, "run-8", "x")
    path = tmp_path / "sets" / "run-7.keys"
    path.write_bytes(path.read_bytes()[32:])
    with pytest.raises(InputError, match="sealed root"):
        prove_member(ledger, tmp_path, "run-7", "x")


def test_recalls_are_signed_and_logged(ledger: Ledger, tmp_path: Path) -> None:
    signed = recall_members(ledger, tmp_path, "run-7", [MEMBERS[5], MEMBERS[2]])
    key = read_signing_keys(tmp_path).recall.verifier
    recall = read_recall(signed, key)
    seal = read_seal(next(e.payload for e in ledger.store.events(1, 2)))
    assert set(recall.keys) == {member_key(seal.salt, MEMBERS[at]) for at in (2, 5)}
    assert recall.set_root == seal.root
    ledger.sequence()
    *_, last = ledger.store.events(0, ledger.store.size())
    assert json.loads(last.payload)["list_digest"] == digest_bytes(signed)
    with pytest.raises(InputError, match="not in the set"):
        recall_members(ledger, tmp_path, "run-7", ["stranger"])
    for at in range(0, len(signed), 7):
        changed = bytearray(signed)
        changed[at] ^= 1
        with pytest.raises(VerificationError):
            read_recall(bytes(changed), key)


def test_malformed_recalls() -> None:
    key = SignerKey(name="log.example/recall", kind=1, seed=b"\x01" * 32)
    twice = RecallList(set_root=b"r" * 32, issued_seconds=1, keys=(b"b" * 32, b"a" * 32))
    with pytest.raises(VerificationError, match="sorted"):
        read_recall(write_recall(twice, key), key.verifier)
    from avow.ledger.formats.notes import sign_note  # noqa: PLC0415

    root = "A" * 43 + "="
    for text in ("x\n", f"{key.name}\n{root}\n1\n5\n", f"other\n{root}\n1\n0\n"):
        with pytest.raises(VerificationError):
            read_recall(sign_note(text, [key]).render().encode(), key.verifier)


def test_a_seal_of_another_kind_of_entry_is_not_looked_at(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path)
    ledger.append([Event(kind="log.incident", payload={"what": "run-7", "size": 0})])
    ledger.sequence()
    with pytest.raises(InputError):
        prove_member(ledger, tmp_path, "run-7", "x")
