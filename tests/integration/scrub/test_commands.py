"""The commands of `avow scrub`, as a person calls them."""

import json
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from avow.cli.main import avow
from avow.scrub.keys import KeyRef, load_keys
from avow.suppression.normalise import email_forms
from avow.suppression.optout_list import sign_optouts
from avow.suppression.selectors import Selector, SelectorType, selector_digest

MAIL = "jane.roe@northmail.org"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a small input; the user's own settings are out of the way."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    (tmp_path / "in").mkdir()
    rows = [
        {"id": "r0", "text": f"ask {MAIL} now", "url": "https://blog.northmail.org/1", "n": 1},
        {"id": "r1", "text": "nothing here", "url": "https://other.net/2", "n": 2},
        {"id": "r2", "text": "nothing there", "url": "https://other.net/3", "n": 3},
    ]
    (tmp_path / "in/a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path


def call(*words: str) -> Result:
    return CliRunner().invoke(avow, ["scrub", *words], catch_exceptions=False)


def write_list(path: Path, key: KeyRef, selectors: Sequence[tuple[SelectorType, str]]) -> str:
    """Sign a list and return the issuer's public key."""
    keys = load_keys(key)
    issuer = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
    rows = []
    for type_, value in selectors:
        plain = type_ in (SelectorType.DOMAIN, SelectorType.URL_PREFIX)
        digest = value if plain else selector_digest(keys.selector, type_, value)
        rows.append(Selector(type=type_, value=digest, received="2026-01-01", request="q1"))
    path.write_bytes(
        sign_optouts(
            rows,
            version=1,
            issued="2026-01-02T00:00:00+00:00",
            private_key=issuer,
            selector_key_id=keys.selector_id,
        )
    )
    return issuer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def test_scrub_is_short_for_run_and_makes_a_key_once(home: Path) -> None:
    done = call("in", "out", "--workers", "1")
    assert done.exit_code == 0, done.output
    assert "made a new master key" in done.stderr
    assert "3 records in = 3 out (1 changed) + 0 dropped + 0 quarantined" in done.stdout
    assert MAIL not in (home / "out/data/a.jsonl").read_text()
    key_file = home / "config/avow/scrub.key"
    assert key_file.stat().st_mode & 0o077 == 0
    again = call("run", "in", "out2", "--workers", "1")
    assert again.exit_code == 0
    assert "made a new" not in again.stderr
    assert call("diff", "out", "out2").stdout == "the same records under the same names\n"


def test_evidence_is_written_and_verified(home: Path) -> None:
    assert call("in", "out", "--workers", "1").exit_code == 0
    line = json.loads((home / "out/evidence.jsonl").read_text())
    assert line["kind"] == "scrub.run"
    assert line["result"]["records_in"] == 3
    assert line["result"]["decisions_by_kind"] == {"contact.email": 1}
    checked = call("verify", "out")
    assert checked.exit_code == 0
    assert "verified" in checked.stdout
    (home / "out/evidence.jsonl").write_text((home / "out/evidence.jsonl").read_text() * 0)
    assert call("verify", "out").exit_code == 4


def test_verify_names_the_file_and_exits_4(home: Path) -> None:
    assert call("in", "out", "--workers", "1").exit_code == 0
    with (home / "out/data/a.jsonl").open("ab") as stream:
        stream.write(b"x")
    checked = call("verify", "out")
    assert checked.exit_code == 4
    assert "data/a.jsonl: was changed" in checked.stderr
    as_json = json.loads(call("verify", "out", "--json").stdout)
    assert as_json["problems"] == [{"path": "data/a.jsonl", "what": "was changed"}]


def test_json_lines(home: Path) -> None:
    done = call("in", "out", "--workers", "1", "--json")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert [event["event"] for event in events] == ["start", "shard", "end"]
    assert events[1]["records"] == 3
    assert events[2]["exit"] == 0
    assert events[2]["content_root"].startswith("sha256:")


def test_plan_and_dry_run_write_nothing(home: Path) -> None:
    planned = call("plan", "in")
    assert planned.exit_code == 0
    assert "1 shards" in planned.stdout
    assert len(json.loads(call("plan", "in", "--json").stdout)["shards"]) == 1
    (home / "c.toml").write_text('[fields]\nskip = ["url"]\nuntouched = ["nope"]\n')
    dry = call("in", "out", "--dry-run", "--config", "c.toml")
    assert dry.exit_code == 0
    assert "contact.email redact x1" in dry.stdout
    assert "skipped" in dry.stdout
    assert "'nope' is not in the sample" in dry.stderr
    assert MAIL not in dry.output
    as_json = json.loads(call("in", "out", "--dry-run", "--json").stdout)
    assert as_json["sample"]["changed"] == 1
    assert not (home / "out").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["in"], "Missing argument 'OUT'"),
        (["in", "out", "--engine", "spark"], "spark"),
        (["in", "out", "--bogus"], "--bogus"),
        (["in", "out", "--workers", "0"], "workers"),
        (["in", "out", "--max-bad", "2"], "max_bad_share"),
        (["in", "out", "--key", "5a5a"], "key reference"),
        (["in", "out", "--config", "none.toml"], "cannot read"),
        (["in", "out", "--optouts", "l.jsonl"], "public key"),
        (["none", "out"], "not a folder"),
        (["in", "in/out"], "overlap"),
        (["verify"], "Missing argument"),
        (["diff", "in", "in"], "MANIFEST.json"),
    ],
)
def test_usage_errors_exit_1(home: Path, words: list[str], message: str) -> None:
    done = call(*words)
    assert done.exit_code == 1, done.output
    assert message in done.stderr


def test_bad_records_exit_3_and_a_raised_limit_finishes(home: Path) -> None:
    with (home / "in/a.jsonl").open("a") as stream:
        stream.write("broken\n")
    done = call("in", "out", "--workers", "1")
    assert done.exit_code == 3
    assert "1 of 4 records" in done.stderr
    assert not (home / "out/MANIFEST.json").exists()
    assert call("in", "out", "--workers", "1", "--resume", "--max-bad", "0.3").exit_code == 0


def test_linkage_for_training_exits_5(home: Path) -> None:
    done = call("in", "out", "--workers", "1", "--scope", "dataset")
    assert done.exit_code == 5
    assert "purpose train" in done.stderr


def test_new_key_never_overwrites(home: Path) -> None:
    assert call("new-key", "k").exit_code == 0
    before = (home / "k").read_text()
    assert call("new-key", "k").exit_code == 1
    assert (home / "k").read_text() == before


def test_help_lists_every_command() -> None:
    text = call("--help").stdout
    for name in ("run", "plan", "verify", "diff", "check-optouts", "recall", "new-key"):
        assert f"  {name} " in text


def test_optouts_from_request_to_recall(home: Path) -> None:
    assert call("new-key", "k").exit_code == 0
    key = KeyRef(file=str(home / "k"))
    selectors = [(SelectorType.DOMAIN, "northmail.org"), (SelectorType.RECORD_ID, "r2")]
    public = write_list(home / "l.jsonl", key, selectors)
    words = ("--key", "file:k", "--optouts", "l.jsonl", "--optouts-key", public)
    assert call("in", "old", "--workers", "1", "--key", "file:k").exit_code == 0
    found = call("check-optouts", "old", *words)
    assert found.exit_code == 5
    assert "2 records" in found.stderr or "4 records" in found.stderr
    rows = [
        json.loads(line) for line in call("recall", "old", *words, "--json").stdout.splitlines()
    ]
    assert {(row["found_in"], row["record"]) for row in rows} >= {("input", 0), ("input", 2)}
    assert {name for row in rows for name in row["selectors"]} == {"domain", "record-id"}
    built = call("in", "new", "--workers", "1", *words)
    assert built.exit_code == 0
    assert "3 records in = 1 out (0 changed) + 2 dropped" in built.stdout
    clear = call("check-optouts", "new", *words, "--evidence", "e.jsonl")
    assert clear.exit_code == 0, clear.output
    assert "absent" in clear.stdout
    statement = json.loads((home / "e.jsonl").read_text())
    assert statement["kind"] == "scrub.optout_check"
    assert statement["result"]["hits"] == 0
    assert statement["method"]["optouts_version"] == 1


def test_a_person_on_the_list_is_found_in_an_output_that_kept_them(home: Path) -> None:
    assert call("new-key", "k").exit_code == 0
    key = KeyRef(file=str(home / "k"))
    public = write_list(home / "l.jsonl", key, [(SelectorType.EMAIL, email_forms(MAIL)[0])])
    words = ("--key", "file:k", "--optouts", "l.jsonl", "--optouts-key", public)
    assert call("in", "kept", "--workers", "1", "--key", "file:k", "--mode", "keep").exit_code == 0
    assert call("check-optouts", "kept", *words).exit_code == 5
    assert call("in", "clean", "--workers", "1", "--key", "file:k").exit_code == 0
    assert call("check-optouts", "clean", *words).exit_code == 0


def test_a_list_that_was_changed_exits_4(home: Path) -> None:
    assert call("new-key", "k").exit_code == 0
    key = KeyRef(file=str(home / "k"))
    public = write_list(home / "l.jsonl", key, [(SelectorType.DOMAIN, "northmail.org")])
    data = (home / "l.jsonl").read_bytes()
    (home / "l.jsonl").write_bytes(data.replace(b"northmail.org", b"southmail.org"))
    words = ("--key", "file:k", "--optouts", "l.jsonl", "--optouts-key", public)
    assert call("in", "out", *words).exit_code == 4
    assert not (home / "out").exists()


def test_a_newer_list_redoes_only_the_shards_it_hits(home: Path, runs: ModuleType) -> None:
    assert call("new-key", "k").exit_code == 0
    key = KeyRef(file=str(home / "k"))
    row = {"id": "r9", "text": "unrelated", "url": "https://third.net/9", "author": "Ann"}
    (home / "in/b.jsonl").write_text(json.dumps(row) + "\n")
    words = ["--key", "file:k", "--workers", "1"]
    assert call("in", "out", *words).exit_code == 0
    public = write_list(home / "l.jsonl", key, [(SelectorType.RECORD_ID, "r1")])
    words += ["--optouts", "l.jsonl", "--optouts-key", public, "--resume"]

    def redone() -> list[str]:
        done = call("in", "out", *words, "--json")
        assert done.exit_code == 0, done.output
        events = [json.loads(line) for line in done.stdout.splitlines()]
        return [event["shard"] for event in events if event["event"] == "shard"]

    first, other = (
        event["shard"] for event in json.loads(call("plan", "in", "--json").stdout)["shards"]
    )
    assert redone() == [first]
    assert redone() == []
    selectors = [(SelectorType.RECORD_ID, "r1"), (SelectorType.AUTHOR, "ann")]
    write_list(home / "l.jsonl", key, selectors)
    assert redone() == [other]
    selectors += [(SelectorType.DOMAIN, "northmail.org"), (SelectorType.DOMAIN, "nobody.org")]
    write_list(home / "l.jsonl", key, selectors)
    assert redone() == [first]
    write_list(home / "l.jsonl", key, [(SelectorType.AUTHOR, "ann")])
    assert redone() == [first]
    write_list(home / "l.jsonl", key, [*selectors, (SelectorType.EMAIL, MAIL)])
    assert redone() == [first, other]
    fresh = [word for word in words if word != "--resume"]
    assert call("in", "fresh", *fresh).exit_code == 0
    assert runs.tree(home / "out") == runs.tree(home / "fresh")
