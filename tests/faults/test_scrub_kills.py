"""Kills: wherever a run dies, no half file has a final name, and resuming ends the same."""

import hashlib
import os
import random
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest

from avow.scrub.config import DedupScope, ScrubConfig
from avow.scrub.keys import KeyRef

START_SECONDS = 60.0


def start(
    runs: ModuleType,
    corpus: Path,
    out: Path,
    key: KeyRef,
    workers: int,
    words: Sequence[str] = (),
) -> "subprocess.Popen[bytes]":
    """Start or continue a run in a process group of its own."""
    return subprocess.Popen(
        runs.command(
            corpus,
            out,
            f"--key=file:{key.file}",
            "--max-bad=1",
            "--shard-mb=0.008",
            f"--workers={workers}",
            "--resume",
            *words,
        ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def wait_for_receipts(process: "subprocess.Popen[bytes]", out: Path, count: int) -> None:
    """Wait until a run has left a number of receipts, or has ended."""
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if len(list(out.glob("receipts/*.json"))) >= count:
            return
        time.sleep(0.002)


def digests(out: Path) -> dict[str, str]:
    """Return the digests of everything that has a final name, receipts apart."""
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("data", "records", "private")
        for path in out.glob(f"{folder}/**/*")
        if path.is_file()
        and not path.name.startswith((".tmp-", "rows-"))
        # Facts about verdicts name the time of the input, like receipts do.
        and not path.match("private/verdicts/*.json")
    }


def kill_and_resume(
    runs: ModuleType,
    corpus: Path,
    out: Path,
    key: KeyRef,
    allowed: Sequence[Mapping[str, str]],
    *,
    kills: int,
    seed: int,
    words: Sequence[str] = (),
) -> int:
    """Kill a run again and again; check what is left each time; return how often it was killed.

    Args:
        allowed: Digests by path, one table for each state in which a file may be whole.
    """
    dice = random.Random(seed)
    killed = 0
    for number in range(kills):
        process = start(runs, corpus, out, key, workers=1 + number % 2, words=words)
        done = len(list(out.glob("receipts/*.json")))
        wait_for_receipts(process, out, done + dice.randint(0, 2))
        time.sleep(dice.random() * (0.02 if number % 3 else 0.5))
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        # The workers of a killed run end by themselves; nothing else ends them.
        for path, digest in digests(out).items():
            assert digest in [whole.get(path) for whole in allowed], path
        assert killed == number + 1 or (out / "MANIFEST.json").exists()
    return killed


def finish_and_compare(
    runs: ModuleType,
    corpus: Path,
    out: Path,
    key: KeyRef,
    tree: dict[str, str],
    config: ScrubConfig | None = None,
) -> None:
    """Let the run end and compare it with one that was never killed."""
    setup = runs.setup_for(corpus, out, key, config or runs.CONFIG)
    result = runs.scrub(setup, resume=True)
    assert result.exit == 0
    assert runs.tree(out) == tree
    assert not list(out.rglob(".tmp-*"))


@pytest.mark.slow
def test_kill_leaves_no_final_name(
    runs: ModuleType,
    corpus: Path,
    key: KeyRef,
    first_out: Path,
    first_tree: dict[str, str],
    tmp_path: Path,
) -> None:
    out = tmp_path / "out"
    assert kill_and_resume(runs, corpus, out, key, [digests(first_out)], kills=10, seed=1) >= 5
    finish_and_compare(runs, corpus, out, key, first_tree)


@pytest.mark.slow
def test_twenty_kills(
    runs: ModuleType,
    corpus: Path,
    key: KeyRef,
    first_out: Path,
    first_tree: dict[str, str],
    tmp_path: Path,
) -> None:
    out = tmp_path / "out"
    assert kill_and_resume(runs, corpus, out, key, [digests(first_out)], kills=20, seed=2) >= 5
    finish_and_compare(runs, corpus, out, key, first_tree)


@pytest.mark.slow
def test_ten_kills_with_duplicate_search(
    runs: ModuleType,
    copies: Path,
    key: KeyRef,
    dedup_out: Path,
    dedup_tree: dict[str, str],
    tmp_path: Path,
) -> None:
    # Before near duplicates are left out, a shard is what a run without that search makes of it.
    before = replace(runs.DEDUP_CONFIG, dedup=replace(runs.BOTH, near=DedupScope.NONE))
    assert runs.scrub(runs.setup_for(copies, tmp_path / "before", key, before)).exit == 0
    allowed = [digests(tmp_path / "before"), digests(dedup_out)]
    out = tmp_path / "out"
    kills = kill_and_resume(
        runs, copies, out, key, allowed, kills=10, seed=3, words=runs.DEDUP_WORDS
    )
    assert kills >= 5
    finish_and_compare(runs, copies, out, key, dedup_tree, runs.DEDUP_CONFIG)


@pytest.mark.slow
def test_workers_end_with_a_killed_run(
    runs: ModuleType, corpus: Path, key: KeyRef, tmp_path: Path
) -> None:
    process = start(runs, corpus, tmp_path / "out", key, workers=2)
    wait_for_receipts(process, tmp_path / "out", 1)
    process.kill()
    process.wait()
    deadline = time.monotonic() + START_SECONDS
    while _group_is_alive(process.pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _group_is_alive(process.pid)


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("workers", [1, 2])
def test_signals_end_with_130_and_no_leftovers(
    runs: ModuleType,
    corpus: Path,
    key: KeyRef,
    first_tree: dict[str, str],
    tmp_path: Path,
    number: signal.Signals,
    workers: int,
) -> None:
    out = tmp_path / "out"
    process = start(runs, corpus, out, key, workers=workers)
    wait_for_receipts(process, out, 1)
    process.send_signal(number)
    assert process.wait() == 130
    assert not list(out.rglob(".tmp-*"))
    assert not (out / "MANIFEST.json").exists()
    finish_and_compare(runs, corpus, out, key, first_tree)


def _group_is_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True
