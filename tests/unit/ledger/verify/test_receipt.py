"""Receipts: every step can fail, and says so; every byte counts."""

import subprocess
import sys
from pathlib import Path

import pytest
from ledgers import fill, make_ledger

from avow.ledger.formats.notes import Note, parse_note, sign_note
from avow.ledger.formats.proof_file import Opening, ProofFile, parse_opening, parse_proof_file
from avow.ledger.formats.quorum import TrustPolicy, parse_policy
from avow.ledger.formats.signing import ED25519, ED25519_COSIGNATURE, SignerKey
from avow.ledger.setup import POLICY_FILE, read_policy
from avow.ledger.verify.receipt import ReceiptFailure, verify_receipt

WITNESS = SignerKey(name="w.example", kind=ED25519_COSIGNATURE, seed=b"\x09" * 32, time_seconds=99)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ledger")


@pytest.fixture(scope="module")
def data(folder: Path) -> bytes:
    ledger = make_ledger(folder)
    ids = fill(ledger, 6)
    return ledger.receipt(ids[2])


@pytest.fixture(scope="module")
def policy(folder: Path, data: bytes) -> TrustPolicy:
    return read_policy(folder)


def failing_step(data: bytes, policy: TrustPolicy) -> int:
    with pytest.raises(ReceiptFailure, match=r"step (\d) of 5 failed") as caught:
        verify_receipt(data, policy)
    assert caught.value.hint
    return int(caught.value.message[5])


def test_every_flipped_bit_is_refused(data: bytes, policy: TrustPolicy) -> None:
    steps = set()
    for at in range(len(data)):
        for bit in range(8):
            changed = bytearray(data)
            changed[at] ^= 1 << bit
            steps.add(failing_step(bytes(changed), policy))
    assert {1, 2, 4, 5} <= steps


def test_every_cut_is_refused(data: bytes, policy: TrustPolicy) -> None:
    for length in range(len(data)):
        failing_step(data[:length], policy)


def test_each_step_is_named(data: bytes, policy: TrustPolicy) -> None:
    proof = parse_proof_file(data)

    def with_(**changes: object) -> bytes:
        values = {
            "extra": proof.extra,
            "index": proof.index,
            "path": proof.path,
            "note": proof.note,
        }
        return ProofFile(**{**values, **changes}).render()

    assert failing_step(b"", policy) == 1
    assert failing_step(with_(note=b"not a note"), policy) == 2
    assert failing_step(with_(extra=b""), policy) == 3
    assert failing_step(with_(extra=Opening(leaf=b"{}").render()), policy) == 3
    opening = parse_opening(proof.extra)
    other = Opening(leaf=opening.leaf, payload=b"{}", key=opening.key)
    assert failing_step(with_(extra=other.render()), policy) == 4
    short = Opening(leaf=opening.leaf, payload=opening.payload, key=opening.key[:5])
    assert failing_step(with_(extra=short.render()), policy) == 4
    assert failing_step(with_(index=proof.index + 1), policy) == 5
    assert failing_step(with_(index=7), policy) == 5
    assert failing_step(with_(path=proof.path[1:]), policy) == 5


def test_strangers_and_swapped_keys_are_refused(data: bytes, tmp_path: Path) -> None:
    make_ledger(tmp_path)
    assert failing_step(data, read_policy(tmp_path)) == 2
    stranger = SignerKey(name="other.example", kind=ED25519, seed=b"\x01" * 32).verifier.render()
    unknown = parse_policy(f"log {stranger}\nquorum none\n".encode())
    assert failing_step(data, unknown) == 2


def test_a_checkpoint_of_an_empty_log_with_a_root_is_refused(data: bytes) -> None:
    key = SignerKey(name="log.example", kind=ED25519, seed=b"\x01" * 32)
    root = "A" * 43 + "="
    note = sign_note(f"log.example\n0\n{root}\n", [key]).render().encode()
    trust = parse_policy(f"log {key.verifier.render()}\nquorum none\n".encode())
    proof = parse_proof_file(data)
    forged = ProofFile(extra=proof.extra, index=0, path=(), note=note)
    assert failing_step(forged.render(), trust) == 2


def test_witnesses_must_reach_the_quorum(data: bytes, folder: Path, policy: TrustPolicy) -> None:
    text = (folder / POLICY_FILE).read_text().replace("quorum none\n", "")
    text += f"witness one {WITNESS.verifier.render()}\n"
    needs_one = parse_policy(f"{text}quorum one\n".encode())
    needs_none = parse_policy(f"{text}quorum none\n".encode())
    assert failing_step(data, needs_one) == 2
    assert verify_receipt(data, needs_none).signed.sightings == ()
    proof = parse_proof_file(data)
    note = parse_note(proof.note)
    (line,) = sign_note(note.text, [WITNESS]).signatures
    cosigned = Note(text=note.text, signatures=(*note.signatures, line)).render().encode()
    seen = ProofFile(extra=proof.extra, index=proof.index, path=proof.path, note=cosigned).render()
    (sighting,) = verify_receipt(seen, needs_one).signed.sightings
    assert (sighting.witness, sighting.time_seconds) == ("one", 99)
    spoilt = seen.replace(note.text.encode(), note.text.replace("\n7\n", "\n8\n").encode())
    assert failing_step(spoilt, needs_one) == 2


def test_receipt_verifies_offline(data: bytes, folder: Path, tmp_path: Path) -> None:
    """One text file, one policy file; no numpy, no orjson, no sockets."""
    (tmp_path / "r").write_bytes(data)
    program = (
        "import socket, sys\n"
        "def blocked(*_): raise SystemExit('network')\n"
        "socket.socket = blocked\n"
        "from pathlib import Path\n"
        "from avow.ledger.formats.quorum import parse_policy\n"
        "from avow.ledger.verify.receipt import verify_receipt\n"
        f"policy = parse_policy(Path({str(folder / POLICY_FILE)!r}).read_bytes())\n"
        f"print(verify_receipt(Path({str(tmp_path / 'r')!r}).read_bytes(), policy).index)\n"
        "allowed = set(sys.stdlib_module_names) | {'avow', 'cryptography', '_cffi_backend'}\n"
        "print({n.split('.')[0] for n in sys.modules if n[0] != '_'} - allowed)\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:0] = {sys.path!r}\n{program}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split("\n")[0] == "3", done.stderr
    assert done.stdout.split("\n")[1] in ("set()", "{'cffi'}")
