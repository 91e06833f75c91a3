"""A witness against tlog-witness: each status, races, forks and rollbacks."""

import hashlib
import http.client
import threading
import urllib.parse
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest
from ledgers import ORIGIN, SetClock, fill, incident, make_ledger

from avow.errors import InputError, UsageError, VerificationError
from avow.ledger.formats.checkpoints import parse_checkpoint
from avow.ledger.formats.notes import Note, parse_note, sign_note, verified_by
from avow.ledger.formats.quorum import Witness
from avow.ledger.log import Ledger
from avow.ledger.serving import Server
from avow.ledger.setup import add_witness, read_policy, read_signing_keys
from avow.ledger.tree import consistency_path
from avow.ledger.verify.receipt import verify_receipt
from avow.ledger.witness.client import submit_checkpoint
from avow.ledger.witness.cosigner import CONFLICTS, Cosigner
from avow.ledger.witness.folder import follow_log, make_witness, open_witness, witness_route
from avow.ledger.witness.requests import parse_request, write_request

NAME = "w.example/one"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    made = make_ledger(tmp_path / "l")
    yield made
    made.close()


@pytest.fixture
def cosigner(ledger: Ledger, tmp_path: Path) -> Cosigner:
    make_witness(tmp_path / "w", NAME)
    follow_log(tmp_path / "w", read_policy(tmp_path / "l").logs)
    return open_witness(tmp_path / "w", SetClock())


def newest(ledger: Ledger) -> bytes:
    note = ledger.newest_checkpoint()
    assert note is not None
    return note.render().encode()


def request(ledger: Ledger, old: int) -> bytes:
    note = newest(ledger)
    size = parse_checkpoint(parse_note(note).text).size
    return write_request(old, consistency_path(old, size, ledger.store.node), note)


def test_a_log_that_grows_is_cosigned(ledger: Ledger, cosigner: Cosigner, tmp_path: Path) -> None:
    keys = [key.verifier for key in cosigner._keys]
    assert [key.kind for key in keys] == [6, 4]
    for old, size in ((0, 1), (1, 8), (8, 8), (8, 15)):
        while ledger.store.size() < size:
            fill(ledger, 7)
        answer = cosigner.add_checkpoint(request(ledger, old))
        assert answer.status == HTTPStatus.OK
        text = parse_note(newest(ledger)).text
        note = parse_note(f"{text}\n".encode() + answer.body)
        assert len(verified_by(note, keys)) == 2
    shown = cosigner.checkpoint(hashlib.sha256(ORIGIN.encode()).hexdigest())
    note = parse_note(shown.body)
    assert parse_checkpoint(note.text).size == 15
    assert len(verified_by(note, [*keys, *read_policy(tmp_path / "l").logs])) == 3
    assert cosigner.checkpoint("00" * 32).status == HTTPStatus.NOT_FOUND


def test_nothing_seen_is_not_found(cosigner: Cosigner) -> None:
    origin_hash = hashlib.sha256(ORIGIN.encode()).hexdigest()
    assert cosigner.checkpoint(origin_hash).status == HTTPStatus.NOT_FOUND


def test_statuses_of_the_specification(ledger: Ledger, cosigner: Cosigner, tmp_path: Path) -> None:
    fill(ledger, 5)
    key = read_signing_keys(tmp_path / "l").log[0]
    stranger = make_ledger(tmp_path / "other")
    note = newest(ledger)
    root = "A" * 43 + "="

    def status(body: bytes) -> int:
        return int(cosigner.add_checkpoint(body).status)

    assert status(b"nonsense") == 400
    assert status(write_request(0, (), b"no note")) == 400
    assert status(write_request(0, (), sign_note("x\n", [key]).render().encode())) == 400
    other_origin = sign_note(f"other.example\n1\n{root}\n", [key]).render().encode()
    assert status(write_request(0, (), other_origin)) == 404
    unsigned = Note(text=parse_note(note).text, signatures=parse_note(newest(stranger)).signatures)
    assert status(write_request(0, (), unsigned.render().encode())) == 403
    tampered = note.replace(b"\n6\n", b"\n7\n")
    assert status(write_request(0, (), tampered)) == 403
    assert status(write_request(7, (), note)) == 400
    empty = sign_note(f"{ORIGIN}\n0\n{root}\n", [key]).render().encode()
    assert status(write_request(0, (), empty)) == 422
    assert status(write_request(0, (b"h" * 32,), note)) == 422
    conflict = cosigner.add_checkpoint(request(ledger, 1))
    assert (conflict.status, conflict.body) == (HTTPStatus.CONFLICT, b"0\n")
    assert conflict.content_type == "text/x.tlog.size"
    assert status(request(ledger, 0)) == 200
    fork = sign_note(f"{ORIGIN}\n6\n{root}\n", [key]).render().encode()
    assert status(write_request(6, (), fork)) == 422
    longer = sign_note(f"{ORIGIN}\n9\n{root}\n", [key]).render().encode()
    assert status(write_request(6, (b"h" * 32,), longer)) == 422
    kept = list((tmp_path / "w" / CONFLICTS).iterdir())
    assert {path.read_bytes() for path in kept} >= {fork, longer}


def test_requests_are_read_strictly() -> None:
    body = write_request(5, (b"h" * 32,), b"note\n")
    assert parse_request(body).proof == (b"h" * 32,)
    for bad in (b"old 05\n\nx", b"new 5\n\nx", b"old 5\nzz\n\nx", b"old 5\n", b"\xff\n\nx"):
        with pytest.raises(VerificationError):
            parse_request(bad)
    with pytest.raises(VerificationError):
        parse_request(write_request(5, (b"h" * 32,) * 64, b""))


def test_fork_is_caught(tmp_path: Path, ledger: Ledger, cosigner: Cosigner) -> None:
    """Two sequencers from one state: the second gets 409 and, asked to continue, 422."""
    make_ledger(tmp_path / "m").close()
    for name in ("ledger.toml", "private/log.keys"):
        (tmp_path / "m" / name).write_bytes((tmp_path / "l" / name).read_bytes())
    (tmp_path / "m" / "private/last-signed.json").unlink()
    twin = Ledger.open(tmp_path / "m", clock=SetClock())
    fill(ledger, 3)
    fill(twin, 3)
    assert cosigner.add_checkpoint(request(ledger, 0)).status == HTTPStatus.OK
    assert cosigner.add_checkpoint(request(twin, 0)).status == HTTPStatus.CONFLICT
    assert cosigner.add_checkpoint(request(twin, 4)).status == HTTPStatus.UNPROCESSABLE_ENTITY
    fill(twin, 2)
    assert cosigner.add_checkpoint(request(twin, 4)).status == HTTPStatus.UNPROCESSABLE_ENTITY
    fill(ledger, 2)
    assert cosigner.add_checkpoint(request(ledger, 4)).status == HTTPStatus.OK


def test_witness_race(ledger: Ledger, cosigner: Cosigner, tmp_path: Path) -> None:
    """Parallel submissions never roll the recorded size back."""
    bodies = []
    for _ in range(12):
        fill(ledger, 3)
        bodies.append(request(ledger, 0))
    answers: list[int] = []

    def submit(body: bytes) -> None:
        own = open_witness(tmp_path / "w", SetClock())
        answers.append(int(own.add_checkpoint(body).status))

    threads = [threading.Thread(target=submit, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] + [409] * 11
    assert cosigner.add_checkpoint(bodies[0]).status == HTTPStatus.CONFLICT


def test_a_witness_without_its_memory_does_not_sign(
    ledger: Ledger, cosigner: Cosigner, tmp_path: Path
) -> None:
    assert cosigner.add_checkpoint(request(ledger, 0)).status == HTTPStatus.OK
    (memory,) = (tmp_path / "w").glob("*.json")
    memory.write_bytes(b"{}")
    with pytest.raises(InputError, match="memory") as caught:
        cosigner.add_checkpoint(request(ledger, 1))
    assert "must not sign" in caught.value.hint


def test_folders_are_made_once(tmp_path: Path) -> None:
    make_witness(tmp_path / "w", NAME)
    with pytest.raises(UsageError, match="already"):
        make_witness(tmp_path / "w", NAME)
    with pytest.raises(UsageError, match="cannot name"):
        make_witness(tmp_path / "v", "a b")
    with pytest.raises(InputError, match="no witness"):
        follow_log(tmp_path / "v", ())


@pytest.fixture
def served(cosigner: Cosigner) -> Iterator[str]:
    with Server(witness_route(cosigner), "127.0.0.1", 0) as server:
        yield server.url


def use(tmp_path: Path, cosigner: Cosigner, url: str) -> Witness:
    key = cosigner._keys[1].verifier
    witness = Witness(name="one", key=key, url=url)
    add_witness(tmp_path / "l", witness, "all")
    return witness


def test_checkpoints_are_witnessed_over_http(
    ledger: Ledger, cosigner: Cosigner, served: str, tmp_path: Path
) -> None:
    witness = use(tmp_path, cosigner, served)
    for _ in range(3):
        (entry,) = fill(ledger, 1)
        (outcome,) = submit_checkpoint(ledger, [witness])
        assert outcome.seen
    policy = read_policy(tmp_path / "l")
    (sighting,) = verify_receipt(ledger.receipt(entry), policy).signed.sightings
    assert sighting.witness == "one"
    submit_checkpoint(ledger, [witness])
    newest_note = ledger.newest_checkpoint()
    assert newest_note is not None
    assert len(newest_note.signatures) == 2
    host = urllib.parse.urlsplit(served).netloc
    connection = http.client.HTTPConnection(host)
    connection.request("GET", f"/{hashlib.sha256(ORIGIN.encode()).hexdigest()}/checkpoint")
    assert connection.getresponse().status == 200
    connection.close()
    connection = http.client.HTTPConnection(host)
    connection.request("GET", "/elsewhere")
    assert connection.getresponse().status == 404
    connection.close()


def test_witnesses_that_fail_are_reported(
    ledger: Ledger, cosigner: Cosigner, served: str, tmp_path: Path
) -> None:
    key = cosigner._keys[1].verifier
    absent = Witness(name="absent", key=key, url="http://127.0.0.1:9")
    no_address = Witness(name="lost", key=key, url="")
    wrong_key = Witness(name="wrong", key=make_witness(tmp_path / "v", "v.example")[1], url=served)
    not_there = Witness(name="nowhere", key=key, url=f"{served}/x/")
    outcomes = submit_checkpoint(ledger, [absent, no_address, wrong_key, not_there])
    assert [one.seen for one in outcomes] == [False] * 4
    assert [one.reason.split(" ")[0] for one in outcomes] == ["no", "the", "the", "the"]


def test_a_witness_that_saw_more_stops_a_rolled_back_log(
    ledger: Ledger, cosigner: Cosigner, served: str, tmp_path: Path
) -> None:
    witness = use(tmp_path, cosigner, served)
    fill(ledger, 5)
    submit_checkpoint(ledger, [witness])
    with ledger.store.transaction() as db:  # type: ignore[attr-defined]
        db.execute("DELETE FROM checkpoints WHERE size > 1")
    (outcome,) = submit_checkpoint(ledger, [witness])
    assert "longer log" in outcome.reason
    with ledger.store.transaction() as db:  # type: ignore[attr-defined]
        db.execute("DELETE FROM checkpoints")
    assert submit_checkpoint(ledger, [witness]) == []


def test_events_wait_for_no_witness(ledger: Ledger) -> None:
    assert ledger.append([incident(1)])[0].promise
