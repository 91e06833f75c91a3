"""P1 from end to end: scrub, measure, export, check; and every edit takes the proof away."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from avow.cli.main import avow

RECORDS = 160
STORY = " ".join(f"On day {n} the old pump was oiled and lasted until noon." for n in range(1, 20))


def call(*words: str) -> str:
    result = CliRunner().invoke(avow, words)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code in (0, 1), result.output
    return result.output


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("p1")
    (folder / "in").mkdir()
    lines = [
        json.dumps(
            {"id": n, "text": f"Note {n}: write to person{n}@mail{n % 7}.org about desk {n}"}
        )
        for n in range(RECORDS)
    ]
    lines.append(json.dumps({"id": RECORDS, "text": STORY}))
    (folder / "in" / "notes.jsonl").write_text("\n".join(lines) + "\n")
    ledger, out = str(folder / "L"), str(folder / "out")
    call("ledger", "init", ledger, "--origin", "log.example/p1")
    call("scrub", str(folder / "in"), out, "--workers", "1", "--ledger", ledger)
    call("scrub", "report", out, "--sample", str(RECORDS + 1), "--ledger", ledger)
    call("ledger", "export", ledger, str(folder / "X"))
    return folder


def p1(folder: Path, *words: str, log: str = "X") -> dict[str, object]:
    policy = ("--policy", str(folder / "L" / "trust-policy.txt"))
    told = json.loads(call("check", str(folder / log), *policy, "--json", *words))
    promise: dict[str, object] = told["promises"][0]
    return promise


def test_a_scrubbed_corpus_keeps_p1_with_places_in_the_log(checked: Path) -> None:
    for log in ("X", "L"):
        found = p1(checked, log=log)
        assert found["state"] == "kept", found["reason"]
        assert len(found["evidence"]) == 2  # type: ignore[arg-type]
    own = str(checked / "out" / "evidence.jsonl")
    assert p1(checked, "--evidence", own)["state"] == "kept"


def edited(folder: Path, path: str, change: Callable[[bytes], bytes]) -> dict[str, object]:
    file = folder / path
    whole = file.read_bytes()
    changed = change(whole)
    assert changed != whole
    file.write_bytes(changed)
    try:
        return p1(folder, "--evidence", str(folder / "out" / "evidence.jsonl"))
    finally:
        file.write_bytes(whole)


def digits(data: bytes) -> bytes:
    return data.replace(b"161", b"162", 1)


def test_no_edit_of_the_evidence_leaves_it_kept(checked: Path) -> None:
    assert edited(checked, "out/evidence.jsonl", digits)["state"] == "not proven"
    assert edited(checked, "out/evidence.jsonl", lambda data: data + b"{}\n")["state"] != "kept"
    openings = (checked / "X/openings.jsonl").read_bytes()
    # The first line opens the start of the log, on which P1 does not rest.
    first = openings.index(b"\n") + 1
    for at in range(first, len(openings), len(openings) // 60):
        flipped = openings[:at] + bytes([openings[at] ^ 1]) + openings[at + 1 :]
        state = edited(checked, "X/openings.jsonl", lambda _, new=flipped: new)["state"]
        assert state == "not proven", at
    assert p1(checked)["state"] == "kept"


def test_no_edit_of_the_log_leaves_it_kept(checked: Path) -> None:
    for path in (checked / "X").rglob("*"):
        if path.is_file() and path.name not in ("trust-policy.txt", "openings.jsonl"):
            name = str(path.relative_to(checked))
            state = edited(checked, name, lambda data: data[:40] + b"!" + data[41:])["state"]
            assert state == "not proven", name


def test_the_scrubbed_text_is_indexed_and_its_copy_found(checked: Path, tmp_path: Path) -> None:
    index = str(tmp_path / "index")
    told = call("verbatim", "index", str(checked / "out"), index, "--words", "4", "--step", "1")
    assert "of the text" in told
    copy, other = tmp_path / "copy", tmp_path / "other"
    copy.write_text(f"As I recall: {STORY.upper()}")
    other.write_text("Nothing of the kind was ever written in that corpus, as far as I know.")
    assert "copy: a run" in call("verbatim", "check", index, str(copy))
    assert json.loads(call("verbatim", "check", index, str(other), "--json")) == {
        "copy": False,
        "start": -1,
    }
    assert "no copy" in call("verbatim", "check", index, str(copy), "--request", str(copy))
