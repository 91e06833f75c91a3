"""The commands of the ledger, as a user runs them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from ledgers import evidence

from avow.cli.main import avow
from avow.evidence.interface import Evidence
from avow.ledger.formats.proof_file import EXTENSION
from avow.ledger.log import Ledger, LedgerRecorder

Run = Callable[..., Result]
ORIGIN = "log.example/ledger"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)

    def call(*words: str, code: int = 0, text: str = "") -> Result:
        result = CliRunner().invoke(avow, words, input=text)
        if isinstance(result.exception, SystemExit) or result.exception is None:
            assert result.exit_code == code, result.output
        return result

    assert call("ledger", "init", "L", "--origin", ORIGIN).exit_code == 0
    return call


def append(run: Run, subject: str = "org") -> str:
    text = json.dumps({"what": "x", "size": 1})
    words = ("ledger", "append", "L", "log.incident", "--payload", "-", "--subject", subject)
    return run(*words, "--promise", "promise.note", text=text).output.strip()


def test_from_an_event_to_a_receipt(run: Run, tmp_path: Path) -> None:
    entry = append(run, "s1")
    assert "1 entries placed, 2 in all, not witnessed" in run("ledger", "checkpoint", "L").output
    assert "wrote" in run("ledger", "prove", "L", entry).output
    policy = ("--policy", "L/trust-policy.txt")
    told = run("receipt", "verify", f"{entry}{EXTENSION}", *policy, "--show").output
    assert "verified in 5 steps" in told
    assert "seen by no witness" in told
    assert '{"size":1,"what":"x"}' in told
    run("ledger", "prove", "L", "1", "--out", "closed", "--closed")
    assert "does not open" in run("receipt", "verify", "closed", *policy).output
    assert isinstance(run("ledger", "prove", "L", "7").exception, Exception)
    data = (tmp_path / "closed").read_bytes()
    (tmp_path / "closed").write_bytes(data.replace(b"index 1", b"index 0"))
    failed = run("receipt", "verify", "closed", *policy, code=1)
    assert "step 5 of 5 failed" in failed.output


def test_promises_are_held_against_the_log(run: Run, tmp_path: Path) -> None:
    append(run)
    key = (tmp_path / "L/statement-keys.txt").read_text().splitlines()[0]
    words = ("ledger", "check-promise", "promise.note", "L", "--statement-key", key)
    assert "promise waiting" in run(*words).output
    run("ledger", "checkpoint", "L")
    assert "promise kept at 1" in run(*words).output
    (tmp_path / "promise.note").write_bytes(late_promise(tmp_path / "L"))
    assert "its time is over" in run(*words, code=1).output


def late_promise(folder: Path) -> bytes:
    class LongAgo:
        def now(self) -> datetime:
            return datetime(2020, 1, 1, tzinfo=UTC)

    ledger = Ledger.open(folder, clock=LongAgo())
    promise = ledger.promise(b"never")
    ledger.close()
    return promise


def test_receipts_need_no_other_library() -> None:
    program = (
        "import sys, avow.cli.receipt\n"
        "heavy = {'numpy', 'orjson', 'rich', 'hyperscan', 'onnxruntime', 'pyarrow'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_sets_and_recalls(run: Run, tmp_path: Path) -> None:
    (tmp_path / "ids").write_text("a\nb\n\nc\n")
    assert "sealed 3 rows" in run("ledger", "seal", "L", "run-1", "--ids", "ids").output
    run("ledger", "prove-member", "L", "run-1", "--id", "b", "--out", "in")
    run("ledger", "prove-member", "L", "run-1", "--id", "z", "--out", "out")
    policy = ("--policy", "L/trust-policy.txt")
    assert "IS in the set run-1" in run("receipt", "verify", "in", *policy).output
    assert "is NOT in the set run-1" in run("receipt", "verify", "out", *policy).output
    (tmp_path / "ids").write_text("c\n")
    run("ledger", "recall", "L", "run-1", "--ids", "ids")
    key = (tmp_path / "L/statement-keys.txt").read_text().splitlines()[1]
    told = run("receipt", "verify", "run-1.recall", "--statement-key", key).output
    assert "1 records are recalled" in told
    assert "no records were named" in str(run("ledger", "seal", "L", "run-2").exception)
    assert "cannot read" in str(run("ledger", "recall", "L", "run-1", "--ids", "none").exception)


def test_erasure_is_dry_first(run: Run) -> None:
    append(run, "s1")
    run("ledger", "checkpoint", "L")
    assert "would close 1" in run("ledger", "erase", "L", "s1").output
    assert "closed 1" in run("ledger", "erase", "L", "s1", "--yes").output
    run("ledger", "checkpoint", "L")
    assert "verified: 3 entries" in run("ledger", "verify", "L").output


def test_verify_says_what_failed(run: Run, tmp_path: Path) -> None:
    append(run)
    run("ledger", "checkpoint", "L")
    run("ledger", "export", "L", "X")
    policy = ("--policy", "L/trust-policy.txt")
    told = json.loads(run("ledger", "verify", "X", *policy, "--json").output)
    assert told["verified"]
    assert (told["entries"], told["size"], told["note"]) == (2, 2, "")
    assert "agrees with itself" in run("ledger", "verify", "X").output
    key = (tmp_path / "L/trust-policy.txt").read_text().split()[1]
    run("ledger", "verify", "X", "--key", key, "--seen", "X/checkpoint")
    bundle = tmp_path / "X/tile/entries/000.p/2"
    bundle.write_bytes(bundle.read_bytes().replace(b"log.incident", b"log.incidenT"))
    failed = run("ledger", "verify", "X", *policy, code=1)
    assert "entry 1: leaf" in failed.output
    assert "NOT VERIFIED" in failed.output
    assert "no such folder" in str(run("ledger", "verify", "Y").exception)
    assert "cannot read" in str(run("receipt", "verify", "none", *policy).exception)
    (tmp_path / "X/trust-policy.txt").unlink()
    assert "whom to trust" in str(run("ledger", "verify", "X").exception)
    unreadable = run("ledger", "verify", "X", "--policy", "none")
    assert "cannot read the trust policy" in str(unreadable.exception)


def test_keys_are_rotated(run: Run, tmp_path: Path) -> None:
    old = (tmp_path / "L/trust-policy.txt").read_text().split("+")[1]
    assert "then retire the old" in run("ledger", "add-key", "L").output
    assert "retired" in run("ledger", "retire-key", "L", old).output
    assert "verified: 3 entries" in run("ledger", "verify", "L").output


def test_kinds_and_wrong_payloads(run: Run) -> None:
    assert "scrub.run" in run("ledger", "kinds").output
    words = ("ledger", "append", "L", "log.incident", "--payload", "-")
    for text in ("nonsense", "[]", "{}"):
        assert run(*words, text=text).exception is not None


def logged(tmp_path: Path, *items: Evidence) -> None:
    ledger = Ledger.open(tmp_path / "L")
    for item in items:
        LedgerRecorder(ledger=ledger).record(item)
    ledger.close()


def p1_evidence(name: str = "sha256:ab") -> Sequence[Evidence]:
    now = datetime.now(UTC)
    digests = {"config_digest": "sha256:c", "rules_digest": "sha256:r"}
    run = evidence(
        "scrub.run",
        now,
        name,
        records_in=5,
        records_out=5,
        dropped={},
        quarantined={},
        manifest_digest="sha256:m",
    )
    run = Evidence(kind=run.kind, subject=name, time=now, method=digests, result=run.result)
    return run, evidence("scrub.residual", now, name, upper_bound=0.01, share_found=0.0)


def check(run: Run, *words: str, code: int = 0) -> dict[str, dict[str, object]]:
    told = json.loads(run("check", *words, "--json", code=code).output)
    return {row["id"]: row for row in told["promises"]}


def test_check_shows_kept_and_never_after_an_edit(run: Run, tmp_path: Path) -> None:
    logged(tmp_path, *p1_evidence())
    run("ledger", "checkpoint", "L")
    run("ledger", "export", "L", "X")
    policy = ("--policy", "L/trust-policy.txt")
    kept = check(run, "X", *policy)["P1"]
    assert (kept["state"], kept["evidence"]) == ("kept", [1, 2])
    assert check(run, "L", *policy)["P1"]["state"] == "kept"
    assert "not proven" in run("check", "X", *policy).output
    run("check", "X", *policy, "--require", "P1")
    run("check", "X", *policy, "--require", "p1,P2", code=1)
    assert "P1 to P16" in str(run("check", "X", "--require", "P99").exception)
    late = check(run, "X", *policy, "--at", "2099-01-01T00:00:00")
    assert late["P1"]["state"] == "not proven"
    assert "is a time" in str(run("check", "X", "--at", "soon").exception)
    openings = tmp_path / "X/openings.jsonl"
    whole = openings.read_bytes()
    for old, new in (
        (b'upper_bound\\":0.01', b'upper_bound\\":0.00'),
        (b'records_in\\":5', b'records_in\\":6'),
        (b'"index":1', b'"index":2'),
    ):
        assert old in whole
        openings.write_bytes(whole.replace(old, new))
        assert check(run, "X", *policy)["P1"]["state"] == "not proven"
        assert "refused: evidence for entry" in run("check", "X", *policy).output
    openings.write_bytes(whole)
    bundle = tmp_path / "X/tile/entries/000.p/3"
    bundle.write_bytes(bundle.read_bytes().replace(b"scrub.run", b"scrub.ruN"))
    states = check(run, "X", *policy, code=1)
    assert {row["state"] for row in states.values()} == {"not proven"}
    assert "does not verify" in run("check", "X", *policy, code=1).output
    openings.unlink()
    assert "openings" in str(run("check", "X", *policy).exception)


def test_a_broken_promise_fails_the_check(run: Run, tmp_path: Path) -> None:
    good, measured = p1_evidence()
    lost = {**good.result, "records_out": 4}
    bad = Evidence(
        kind=good.kind, subject=good.subject, time=good.time, method=good.method, result=lost
    )
    logged(tmp_path, bad, measured)
    run("ledger", "checkpoint", "L")
    told = check(run, "L", code=1)
    assert told["P1"]["state"] == "broken"
    missing = run("check", "L", "--seen", "none")
    assert "cannot read the checkpoint" in str(missing.exception)


def test_strange_evidence_proves_nothing(run: Run, tmp_path: Path) -> None:
    logged(tmp_path, *p1_evidence())
    ledger = Ledger.open(tmp_path / "L")
    for time_text, subject in (("yesterday", "sha256:ab"), ("2026-01-01T00:00:00", "sha256:ab")):
        payload = {**p1_evidence()[0].as_json(), "time": time_text, "subject": subject}
        from avow.ledger.log import Event  # noqa: PLC0415

        ledger.append([Event(kind="scrub.run", payload=payload)])
    payload = {**p1_evidence()[0].as_json(), "subject": 5}
    ledger.append([Event(kind="scrub.run", payload=payload)])
    ledger.close()
    run("ledger", "checkpoint", "L")
    assert check(run, "L")["P1"]["evidence"] == [1, 2]
    told = run("check", "L").output
    assert told.count("refused: evidence for entry") == 3


def test_published_promises_are_compared(run: Run, tmp_path: Path) -> None:
    assert "published 16 of 16" in run("ledger", "publish-promises", "L").output
    assert "published 0 of 16" in run("ledger", "publish-promises", "L").output
    assert check(run, "L")["P2"]["weakened"] == []
    ledger = Ledger.open(tmp_path / "L")
    from avow.ledger.log import Event  # noqa: PLC0415
    from avow.promises.page import PAGE  # noqa: PLC0415

    terms = json.loads(json.dumps(PAGE[1].terms()))
    terms["needs"][0]["max_age_days"] = 7
    ledger.append([Event(kind="promise.published", payload=terms)])
    ledger.close()
    run("ledger", "checkpoint", "L")
    assert check(run, "L")["P2"]["weakened"] == ["audit.refusal may be older"]
    assert "WEAKER" in run("check", "L").output


def test_a_server_is_no_export(run: Run) -> None:
    told = run("check", "http://127.0.0.1:9/", "--policy", "L/trust-policy.txt")
    assert "no payloads" in str(told.exception)


def start(tmp_path: Path, *words: str) -> subprocess.Popen[str]:
    program = "from avow.cli.main import main; import sys; sys.argv[0] = 'avow'; main()"
    return subprocess.Popen(
        [sys.executable, "-c", program, *words],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def stop(process: subprocess.Popen[str]) -> str:
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=30)
    return rest


def test_a_ledger_with_a_witness_in_processes_of_their_own(run: Run, tmp_path: Path) -> None:
    keys = run("witness", "init", "W", "--name", "w.example/1").output.splitlines()
    assert "follows" in run("witness", "follow", "W", "L/trust-policy.txt").output
    missing = run("witness", "follow", "W", "none")
    assert "cannot read" in str(missing.exception)
    witness = start(tmp_path, "witness", "run", "W", "--port", "0")
    url = first_line(witness).removeprefix("witnessing on ")
    added = run("ledger", "add-witness", "L", "one", "--key", keys[1], "--url", url)
    assert "any of 1 witnesses" in added.output
    sequencer = start(tmp_path, "ledger", "run", "L", "--every", "0.05")
    first_line(sequencer)
    entry = append(run)
    line = first_line(sequencer)
    assert "1 entries placed, 2 in all, witnessed by 1 of 1" in line
    run("ledger", "prove", "L", entry)
    told = run("receipt", "verify", f"{entry}{EXTENSION}", "--policy", "L/trust-policy.txt")
    assert "seen by witness one" in told.output
    server = start(tmp_path, "ledger", "serve", "L", "--port", "0")
    served = first_line(server).split(" on ")[1]
    told = run("ledger", "verify", served, "--policy", "L/trust-policy.txt")
    assert "verified: 2 entries" in told.output
    assert stop(server).strip() == "stopped"
    assert "stopped" in stop(witness)
    append(run)
    time.sleep(0.2)
    assert "stopped" in stop(sequencer)
    run("ledger", "prove", "L", "0", "--out", "r")
    refused = run("receipt", "verify", "r", "--policy", "L/trust-policy.txt", code=1)
    assert "too few witnesses" in refused.output
