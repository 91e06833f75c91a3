"""Runs scrub in this process or in another, and takes the hash of what it left."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from avow.evidence.clocks import SystemClock
from avow.scrub.config import DedupConfig, DedupScope, ScrubConfig
from avow.scrub.keys import KeyRef
from avow.scrub.pipeline.setup import Setup
from avow.scrub.progress import Observer, SilentProgress
from avow.scrub.run import RunOptions, RunResult, run_scrub

MASTER = "5a" * 32
UNSTABLE_NAMES = (".avow-lock", "evidence.jsonl")
# Small shards, and no limit on bad records, since the corpus is full of them.
CONFIG = ScrubConfig(shard_bytes=8_000, max_bad_share=1.0)
BOTH = DedupConfig(exact=DedupScope.DATASET, near=DedupScope.DATASET, allow_source_loss=True)
DEDUP_CONFIG = replace(CONFIG, dedup=BOTH)
DEDUP_WORDS = ("--dedup-exact=dataset", "--dedup-near=dataset", "--allow-source-loss")


def write_key(folder: Path) -> KeyRef:
    """Write the key of the tests and return its reference."""
    path = folder / "master.key"
    path.write_text(MASTER + "\n", encoding="ascii")
    path.chmod(0o600)
    return KeyRef(file=str(path))


def setup_for(source: object, target: object, key: KeyRef, config: ScrubConfig = CONFIG) -> Setup:
    """Return a set-up."""
    return Setup(input_url=str(source), output_url=str(target), config=config, key=key)


def scrub(setup: Setup, *, observer: Observer | None = None, **options: object) -> RunResult:
    """Run in this process (workers above 1 are spawned)."""
    run_options = RunOptions(**options)  # type: ignore[arg-type]
    return run_scrub(setup, run_options, clock=SystemClock(), observer=observer or SilentProgress())


def command(*words: object) -> list[str]:
    """Return the command line of `avow scrub` with this interpreter."""
    start = "from avow.cli.main import main; main()"
    return [sys.executable, "-c", start, "scrub", *map(str, words)]


def call(*words: object, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run `avow scrub` in another process."""
    return subprocess.run(
        command(*words),
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def tree(root: Path) -> dict[str, str]:
    """Return the digest of every file; run notes, which hold times, are taken out first."""
    found: dict[str, str] = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_file() and name not in UNSTABLE_NAMES:
            found[name] = hashlib.sha256(_stable_bytes(name, path.read_bytes())).hexdigest()
    return found


def _stable_bytes(name: str, data: bytes) -> bytes:
    if name.startswith(("receipts/", "private/verdicts/")) and name.endswith(".json"):
        name = "plan.json"
    if name in ("MANIFEST.json", "plan.json"):
        document = json.loads(data)
        return json.dumps([document["body"], document["digest"]], sort_keys=True).encode()
    return data
