import sqlite3
from pathlib import Path

import pytest
from ledgers import ORIGIN, SetClock, evidence, export, fill, incident, make_ledger

from avow.errors import InputError, UsageError, VerificationError
from avow.ledger.formats.notes import parse_note, verified_by
from avow.ledger.formats.proof_file import parse_opening, parse_proof_file
from avow.ledger.log import Event, Ledger, LedgerRecorder
from avow.ledger.setup import LedgerSettings, read_policy, read_settings
from avow.ledger.verify.receipt import verify_receipt


def test_a_receipt_proves_what_happened(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path)
    ids = fill(ledger, 10)
    verified = verify_receipt(ledger.receipt(ids[3]), read_policy(tmp_path))
    assert verified.index == 4
    assert verified.payload == b'{"size":3,"what":"incident 3"}'
    assert verified.leaf.kind == "log.incident"
    assert "incident 3" not in repr(verified)


def test_a_receipt_may_leave_the_payload_out(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path)
    (entry,) = fill(ledger, 1)
    data = ledger.receipt(entry, open_payload=False)
    assert b"incident" not in parse_proof_file(data).extra.replace(b"log.incident", b"")
    assert verify_receipt(data, read_policy(tmp_path)).payload == b""


def test_receipts_are_small(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path)
    ids = fill(ledger, 999)
    assert len(ledger.receipt(ids[500])) <= 1500


def test_receipts_wait_for_a_checkpoint(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path)
    (appended,) = ledger.append([incident(1)])
    for step in (lambda: None, ledger.sequence):
        step()
        with pytest.raises(InputError, match="no checkpoint"):
            ledger.receipt(appended.entry_id)
    ledger.sign_checkpoint()
    assert ledger.receipt(appended.entry_id)
    with pytest.raises(InputError):
        ledger.receipt("0" * 32)


def test_private_kinds_are_not_shown(tmp_path: Path) -> None:
    settings = LedgerSettings(origin=ORIGIN, private_kinds=("log.*", "set.sealed"))
    ledger = Ledger.create(tmp_path, settings, clock=SetClock())
    assert read_settings(tmp_path) == settings
    (entry,) = fill(ledger, 1)
    verified = verify_receipt(ledger.receipt(entry), read_policy(tmp_path))
    assert verified.leaf.kind == "event"
    assert b"incident" in verified.payload


def test_unknown_kinds_and_forms_take_nothing(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path)
    with pytest.raises(UsageError):
        ledger.append([incident(1), Event(kind="nonsense", payload={})])
    with pytest.raises(UsageError):
        ledger.append([incident(1), Event(kind="log.incident", payload={"what": "x"})])
    assert ledger.store.backlog().events == 0


def test_the_log_signs_only_what_continues_it(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path / "l")
    fill(ledger, 5)
    ledger.close()
    db = sqlite3.connect(tmp_path / "l" / "log.sqlite")
    db.execute("DROP TRIGGER nodes_stay")
    db.execute("UPDATE nodes SET hash = randomblob(32) WHERE level = 0 AND idx = 2")
    db.execute("DROP TRIGGER nodes_last")
    db.execute("DELETE FROM nodes WHERE level = 2")
    db.execute("INSERT INTO nodes VALUES (2, 0, randomblob(32))")
    db.commit()
    db.close()
    again = Ledger.open(tmp_path / "l", clock=SetClock())
    again.append([incident(1)])
    again.sequence()
    with pytest.raises(VerificationError, match="does not continue") as caught:
        again.sign_checkpoint()
    assert "Restore" in caught.value.hint


def test_a_log_that_was_rolled_back_is_not_signed(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path / "l")
    ledger.close()
    old = (tmp_path / "l" / "log.sqlite").read_bytes()
    ledger = Ledger.open(tmp_path / "l", clock=SetClock())
    fill(ledger, 3)
    ledger.close()
    for path in (tmp_path / "l").glob("log.sqlite*"):
        path.unlink()
    (tmp_path / "l" / "log.sqlite").write_bytes(old)
    ledger = Ledger.open(tmp_path / "l", clock=SetClock())
    with pytest.raises(VerificationError, match="size 4"):
        ledger.sign_checkpoint()


def test_signing_again_without_news_changes_nothing(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path)
    fill(ledger, 2)
    first = ledger.newest_checkpoint()
    assert ledger.sign_checkpoint() == first
    assert len(list(ledger.store.checkpoints())) == 2


def test_post_quantum_checkpoints_have_two_signatures(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path, pq=True)
    (entry,) = fill(ledger, 1)
    policy = read_policy(tmp_path)
    note = parse_note(parse_proof_file(ledger.receipt(entry)).note)
    assert len(verified_by(note, policy.logs)) == 2
    assert verify_receipt(ledger.receipt(entry), policy).index == 1


def test_erasure_closes_entries_for_everybody_but_the_receipts_holder(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path / "l")
    mine, theirs = fill(ledger, 1, subject="s1"), fill(ledger, 1, subject="s2")
    held = ledger.receipt(mine[0])
    ledger.erase("s1")
    ledger.sequence()
    ledger.sign_checkpoint()
    policy = export(ledger, tmp_path / "l", tmp_path / "x")
    assert verify_receipt(held, policy).payload
    assert verify_receipt(ledger.receipt(mine[0]), policy).payload == b""
    assert verify_receipt(ledger.receipt(theirs[0]), policy).payload
    with pytest.raises(VerificationError, match="destroyed"):
        ledger.append([incident(1, "s1")])
    with pytest.raises(UsageError):
        ledger.erase("org")
    kinds = [event.kind for event in ledger.store.events(0, ledger.store.size())]
    assert kinds[-1] == "key.destroyed"


def test_a_key_that_is_gone_opens_nothing_although_the_payload_stayed(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path)
    (entry,) = fill(ledger, 1, subject="s1")
    ledger.subjects.destroy("s1")
    assert parse_opening(parse_proof_file(ledger.receipt(entry)).extra).key == b""


def test_key_rotation(tmp_path: Path) -> None:
    """Receipts from before, during and after verify; the old key alone no longer suffices."""
    ledger = make_ledger(tmp_path)
    old = read_policy(tmp_path)
    (before,) = fill(ledger, 1)
    receipts = [ledger.receipt(before)]
    ledger.add_key()
    (during,) = fill(ledger, 1)
    receipts.append(ledger.receipt(during))
    assert verify_receipt(receipts[1], old).index == 3
    with pytest.raises(UsageError, match="no key of that id"):
        ledger.retire_key("00000000")
    ledger.retire_key(old.logs[0].key_id.hex())
    (after,) = fill(ledger, 1)
    receipts.append(ledger.receipt(after))
    new = read_policy(tmp_path)
    assert len(new.logs) == 2
    assert [verify_receipt(data, new).index for data in receipts] == [1, 3, 5]
    with pytest.raises(VerificationError, match="not signed by a trusted key"):
        verify_receipt(receipts[2], old)
    with pytest.raises(UsageError, match="needs an Ed25519 key"):
        ledger.retire_key(new.logs[0].key_id.hex())
    kinds = [event.kind for event in ledger.store.events(0, 9)]
    assert kinds[2::2] == ["log.key_added", "log.key_retired"]


def test_a_recorder_makes_evidence_durable(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path)
    LedgerRecorder(ledger=ledger).record(
        evidence("scrub.residual", upper_bound=0.01, share_found=0.0)
    )
    assert ledger.store.backlog().events == 1


def test_no_value_of_a_payload_is_shown_by_accident(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path)
    draft = ledger.draft(incident(7, "subject-77"))
    ledger.store.enqueue([draft], SetClock().now())
    ledger.sequence()
    shown = repr(draft) + repr(list(ledger.store.events(0, 2)))
    assert "incident 7" not in shown
    assert "subject-77" not in shown


def test_leaves_of_other_people_hold_no_canary(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path / "l")
    canary = "canary-5b1f"
    event = Event(kind="log.incident", payload={"what": canary, "size": 0}, subject=canary)
    ledger.append([event])
    others = fill(ledger, 3, subject="s2")
    export(ledger, tmp_path / "l", tmp_path / "x")
    everything = [ledger.receipt(entry) for entry in others]
    everything += [path.read_bytes() for path in (tmp_path / "x").rglob("*") if path.is_file()]
    assert not any(canary.encode() in data for data in everything)
