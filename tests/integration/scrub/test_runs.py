"""Runs: resuming redoes exactly what changed, and nothing is lost silently."""

import json
import os
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from avow.errors import ConfigError, UsageError
from avow.policy.actions import Action, ActionPolicy
from avow.scrub.config import FieldConfig, ScrubConfig
from avow.scrub.keys import KeyRef
from avow.scrub.proof.receipt import read_receipt
from avow.scrub.run import Exit, RunResult

ROWS = 40


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return an input of three files in two sources."""
    for name in ("a/one.jsonl", "a/two.jsonl", "b/three.jsonl"):
        path = tmp_path / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = [{"text": f"row {i} of {name[0]}: m{i}@northmail.org", "n": i} for i in range(ROWS)]
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path / "in"


def times(out: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in (out / "receipts").iterdir()}


def redone(before: dict[str, int], out: Path) -> int:
    after = times(out)
    return sum(after[name] != before.get(name) for name in after)


def run(runs: ModuleType, small: Path, key: KeyRef, **options: object) -> RunResult:
    config = options.pop("config", ScrubConfig())
    setup = runs.setup_for(small, small.parent / "out", key, config)
    result: RunResult = runs.scrub(setup, **options)
    return result


def test_changing_one_input_redoes_exactly_its_shard(
    runs: ModuleType, small: Path, key: KeyRef
) -> None:
    out = small.parent / "out"
    assert run(runs, small, key).exit == 0
    before = times(out)
    with (small / "a/two.jsonl").open("a") as stream:
        stream.write('{"text":"one more"}\n')
    assert run(runs, small, key, resume=True).exit == 0
    assert redone(before, out) == 1
    fresh = runs.setup_for(small, small.parent / "fresh", key, ScrubConfig())
    assert runs.scrub(fresh).exit == 0
    assert runs.tree(out) == runs.tree(small.parent / "fresh")


def test_resume_other_worker_count(runs: ModuleType, small: Path, key: KeyRef) -> None:
    out = small.parent / "out"
    assert run(runs, small, key, workers=1).exit == 0
    before, tree = times(out), runs.tree(out)
    assert run(runs, small, key, workers=3, resume=True).exit == 0
    assert redone(before, out) == 0
    assert runs.tree(out) == tree


def test_a_config_change_redoes_all(runs: ModuleType, small: Path, key: KeyRef) -> None:
    assert run(runs, small, key).exit == 0
    before = times(small.parent / "out")
    policy = ActionPolicy(kinds={"contact.email": Action.SURROGATE})
    assert run(runs, small, key, resume=True, config=ScrubConfig(actions=policy)).exit == 0
    assert redone(before, small.parent / "out") == 3


def test_another_key_redoes_all(runs: ModuleType, small: Path, key: KeyRef, tmp_path: Path) -> None:
    assert run(runs, small, key).exit == 0
    before = times(small.parent / "out")
    other = KeyRef(file=key.file, dataset="another")
    assert run(runs, small, other, resume=True).exit == 0
    assert redone(before, small.parent / "out") == 3


def test_a_touched_input_is_redone_unless_rehashed(
    runs: ModuleType, small: Path, key: KeyRef
) -> None:
    out = small.parent / "out"
    assert run(runs, small, key).exit == 0
    for path in small.rglob("*.jsonl"):
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(data)
    before = times(out)
    assert run(runs, small, key, resume=True, rehash=True).exit == 0
    assert redone(before, out) == 0
    assert run(runs, small, key, resume=True).exit == 0
    assert redone(before, out) == 3


def test_rehash_finds_a_change_that_kept_size_and_time(
    runs: ModuleType, small: Path, key: KeyRef
) -> None:
    out = small.parent / "out"
    assert run(runs, small, key).exit == 0
    path = small / "a/one.jsonl"
    status = path.stat()
    path.write_bytes(path.read_bytes().replace(b"row 0", b"row 9"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    before = times(out)
    assert run(runs, small, key, resume=True).exit == 0
    assert redone(before, out) == 0
    assert run(runs, small, key, resume=True, rehash=True).exit == 0
    assert redone(before, out) == 1


def test_files_of_a_vanished_input_vanish(runs: ModuleType, small: Path, key: KeyRef) -> None:
    out = small.parent / "out"
    assert run(runs, small, key).exit == 0
    (small / "a/one.jsonl").unlink()
    assert run(runs, small, key, resume=True).exit == 0
    fresh = runs.setup_for(small, small.parent / "fresh", key, ScrubConfig())
    assert runs.scrub(fresh).exit == 0
    assert runs.tree(out) == runs.tree(small.parent / "fresh")


def test_a_missing_output_is_made_again(runs: ModuleType, small: Path, key: KeyRef) -> None:
    out = small.parent / "out"
    assert run(runs, small, key).exit == 0
    tree = runs.tree(out)
    (out / "data/a/one.jsonl").unlink()
    assert run(runs, small, key, resume=True).exit == 0
    assert runs.tree(out) == tree


def test_an_output_in_use_needs_resume(runs: ModuleType, small: Path, key: KeyRef) -> None:
    assert run(runs, small, key).exit == 0
    with pytest.raises(UsageError, match="earlier run"):
        run(runs, small, key)


def test_foreign_files_are_never_touched(runs: ModuleType, small: Path, key: KeyRef) -> None:
    out = small.parent / "out"
    (out / "data").mkdir(parents=True)
    (out / "data" / "precious.txt").write_text("mine")
    with pytest.raises(UsageError, match="not empty"):
        run(runs, small, key, resume=True)
    assert (out / "data" / "precious.txt").read_text() == "mine"


@pytest.mark.parametrize("inside", ["", "out", "a"])
def test_input_and_output_may_not_overlap(
    runs: ModuleType, small: Path, key: KeyRef, inside: str
) -> None:
    with pytest.raises(UsageError, match="overlap"):
        runs.scrub(runs.setup_for(small, small / inside, key, ScrubConfig()))


def test_too_many_bad_records_of_one_small_source(
    runs: ModuleType, small: Path, key: KeyRef
) -> None:
    rows = (small / "b/three.jsonl").read_bytes()
    (small / "b/three.jsonl").write_bytes(rows + b"broken\n")
    for index in range(5):
        shutil.copy(small / "a/one.jsonl", small / f"a/more{index}.jsonl")
    result = run(runs, small, key, config=ScrubConfig(max_bad_share=0.01))
    assert result.exit is Exit.TOO_MANY_BAD
    assert result.problem is not None
    assert " of b " in result.problem.message
    assert not (small.parent / "out/MANIFEST.json").exists()
    before = times(small.parent / "out")
    again = run(runs, small, key, resume=True, config=ScrubConfig(max_bad_share=0.5))
    assert again.exit is Exit.DONE
    assert redone(before, small.parent / "out") == 0


@pytest.mark.parametrize(
    "config",
    [
        ScrubConfig(fields=FieldConfig(skip=("metta.hash",))),
        ScrubConfig(fields=FieldConfig(text=("txt",))),
        ScrubConfig(fields=FieldConfig(author=("autor",))),
        ScrubConfig(actions=ActionPolicy(fields={"meta": Action.KEEP})),
    ],
)
def test_a_configured_field_that_never_occurs_is_an_error(
    runs: ModuleType, small: Path, key: KeyRef, config: ScrubConfig
) -> None:
    result = run(runs, small, key, config=config)
    assert result.exit is Exit.USAGE
    assert isinstance(result.problem, ConfigError)
    assert not (small.parent / "out/MANIFEST.json").exists()


def test_a_configured_number_field_does_occur(runs: ModuleType, small: Path, key: KeyRef) -> None:
    config = ScrubConfig(fields=FieldConfig(text=("text",), skip=("n",)))
    assert run(runs, small, key, config=config).exit is Exit.DONE


def test_a_broken_file_fails_alone(
    runs: ModuleType, corpus_module: ModuleType, tmp_path: Path, key: KeyRef
) -> None:
    corpus_module.build_corpus(tmp_path / "in", documents=12)
    corpus_module.add_damaged(tmp_path / "in")
    (tmp_path / "in/docs/gone.jsonl").symlink_to(tmp_path / "nothing")
    out = tmp_path / "out"
    setup = runs.setup_for(tmp_path / "in", out, key)
    result = runs.scrub(setup)
    assert result.exit is Exit.SHARDS_FAILED
    assert [failure.label for failure in result.failures] == [
        "docs/cut.jsonl.gz",
        "docs/cut.jsonl.zst",
        "docs/gone.jsonl",
    ]
    assert len(result.receipts) == len(list((out / "receipts").iterdir()))
    assert not (out / "MANIFEST.json").exists()
    assert not list((out / "data/docs").glob("cut*"))
    (tmp_path / "in/docs/gone.jsonl").unlink()
    config = ScrubConfig(shard_bytes=8_000, max_bad_share=1.0, allow_truncated=True)
    kept = runs.scrub(runs.setup_for(tmp_path / "in", out, key, config), resume=True)
    assert kept.exit is Exit.DONE
    cut = [receipt for receipt in kept.receipts if receipt.truncated]
    assert [receipt.output for receipt in cut] == [
        "data/docs/cut.jsonl.gz",
        "data/docs/cut.jsonl.zst",
    ]
    for receipt in cut:
        assert receipt.balance.quarantined == {"bad-frame": 1}
        assert receipt.balance.records_out > 100
    assert runs.scrub(setup, resume=True).exit is Exit.SHARDS_FAILED


def test_quarantine_names_places_and_keeps_bytes_only_on_request(
    runs: ModuleType, corpus: Path, first_out: Path, key: KeyRef, tmp_path: Path
) -> None:
    lines = [
        json.loads(line)
        for path in sorted((first_out / "private/quarantine").glob("*.jsonl"))
        for line in path.read_bytes().splitlines()
    ]
    assert sorted(line["reason"] for line in lines) == [
        "bad-json",
        "bad-utf8",
        "duplicate-key",
        "not-object",
    ]
    assert all(set(line) == set(lines[0]) for line in lines)
    assert not (first_out / "private/quarantine/raw").exists()
    config = ScrubConfig(shard_bytes=8_000, max_bad_share=1.0, keep_raw_quarantine=True)
    assert runs.scrub(runs.setup_for(corpus, tmp_path / "out", key, config)).exit == 0
    raw = list((tmp_path / "out/private/quarantine/raw").iterdir())
    assert raw
    assert all(path.stat().st_mode & 0o077 == 0 for path in raw)


def test_every_receipt_balances_and_covers_the_input(first_out: Path, corpus: Path) -> None:
    receipts = [
        read_receipt(path.read_bytes(), path.name) for path in (first_out / "receipts").iterdir()
    ]
    for receipt in receipts:
        receipt.balance.check(receipt.output)
    ranges = sum(r.input_bytes for r in receipts if r.output.endswith(".jsonl"))
    assert ranges == sum(path.stat().st_size for path in corpus.rglob("*.jsonl"))
