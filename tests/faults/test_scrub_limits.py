"""Starved runs: dead workers, full disks, places that refuse, and settings that must not pass."""

import json
import os
import random
import resource
import signal
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

from avow.errors import ConfigError
from avow.evidence.clocks import SystemClock
from avow.scrub.config import ScrubConfig
from avow.scrub.engines.interface import ShardFailure
from avow.scrub.engines.local import LocalEngine
from avow.scrub.keys import KeyRef
from avow.scrub.progress import SilentProgress
from avow.scrub.proof.receipt import Receipt
from avow.scrub.run import Exit, RunOptions, run_scrub


class WorkerKiller(SilentProgress):
    """Kills one worker process as soon as the first shard is done."""

    def __init__(self) -> None:
        self.killed: list[int] = []
        self.failures: list[ShardFailure] = []

    def shard_done(self, receipt: Receipt) -> None:
        if not self.killed and receipt.files:
            child = _children(os.getpid())[-1]
            os.kill(child, signal.SIGKILL)
            self.killed.append(child)

    def shard_failed(self, failure: ShardFailure, *, final: bool) -> None:
        assert not final
        self.failures.append(failure)


def _children(parent: int) -> list[int]:
    """Return the spawned workers of a process, without its resource tracker."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(
                line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line
            )
            command = (status.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if fields.get("PPid") == str(parent) and b"spawn_main" in command:
            found.append(int(status.parent.name))
    return sorted(found)


@pytest.mark.slow
def test_a_dead_worker_is_replaced(
    runs: ModuleType, corpus: Path, key: KeyRef, first_tree: dict[str, str], tmp_path: Path
) -> None:
    setup = runs.setup_for(corpus, tmp_path / "out", key)
    killer = WorkerKiller()
    result = run_scrub(
        setup,
        RunOptions(workers=2),
        clock=SystemClock(),
        observer=killer,
        engines=lambda _name, given, workers: LocalEngine(setup=given, workers=workers),
    )
    assert killer.killed
    assert killer.failures
    assert all(failure.died for failure in killer.failures)
    assert result.exit is Exit.DONE
    assert runs.tree(tmp_path / "out") == first_tree


@pytest.mark.slow
def test_a_disk_that_fills_up(runs: ModuleType, key: KeyRef, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    dice = random.Random(3)
    noise = " ".join("".join(dice.choices("abcdefghij", k=7)) for _ in range(80_000))
    (tmp_path / "in/big.jsonl").write_text(json.dumps({"text": noise}) + "\n")
    (tmp_path / "in/small.jsonl").write_text('{"text":"short"}\n')

    def limit_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    words = (tmp_path / "in", tmp_path / "out", f"--key=file:{key.file}", "--workers=1")
    done = subprocess.run(
        runs.command(*words),
        env={**os.environ, "AVOW_CACHE_DIR": "", "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=limit_files,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == Exit.SHARDS_FAILED, done.stderr
    assert "big.jsonl" in done.stderr
    assert not list((tmp_path / "out").rglob(".tmp-*"))
    assert not list((tmp_path / "out").rglob("big*"))
    assert not (tmp_path / "out/MANIFEST.json").exists()
    assert (tmp_path / "out/data/small.jsonl").exists()
    again = runs.call(*words, "--resume")
    assert again.returncode == 0, again.stderr


def test_an_output_that_refuses_files(runs: ModuleType, key: KeyRef, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.jsonl").write_text('{"text":"short"}\n')
    (tmp_path / "out").write_text("a file, not a folder")
    done = runs.call(tmp_path / "in", tmp_path / "out", f"--key=file:{key.file}")
    assert done.returncode == Exit.USAGE
    assert "cannot lock" in done.stderr
    assert (tmp_path / "out").read_text() == "a file, not a folder"


def small_input(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.jsonl").write_text('{"text":"ask jane.roe@northmail.org"}\n')
    return tmp_path / "in"


def test_no_key_no_run(runs: ModuleType, tmp_path: Path) -> None:
    setup = runs.setup_for(small_input(tmp_path), tmp_path / "out", KeyRef(variable="NO_SUCH_KEY"))
    with pytest.raises(ConfigError, match="not set"):
        runs.scrub(setup)
    assert not (tmp_path / "out").exists()


def test_another_key_than_the_named_one(runs: ModuleType, key: KeyRef, tmp_path: Path) -> None:
    config = ScrubConfig(key_id="0" * 16)
    with pytest.raises(ConfigError, match="key_id"):
        runs.scrub(runs.setup_for(small_input(tmp_path), tmp_path / "out", key, config))


def test_an_absent_rule_file(runs: ModuleType, key: KeyRef, tmp_path: Path) -> None:
    config = ScrubConfig(rules=(str(tmp_path / "none.toml"),))
    with pytest.raises(ConfigError, match="rule file"):
        runs.scrub(runs.setup_for(small_input(tmp_path), tmp_path / "out", key, config))
    assert not (tmp_path / "out").exists()


def test_conversations_without_labels_do_not_pass(
    runs: ModuleType, key: KeyRef, tmp_path: Path
) -> None:
    config = ScrubConfig(kind_of_source="conversations")
    result = runs.scrub(runs.setup_for(small_input(tmp_path), tmp_path / "out", key, config))
    assert result.exit is Exit.TOO_MANY_BAD
    assert (tmp_path / "out/data/a.jsonl").read_bytes() == b""
    assert result.receipts[0].balance.quarantined == {"missing-eligibility": 1}
