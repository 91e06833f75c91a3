"""Prepares and runs `avow scrub` for the figures: corpora on disk, a key, one command per run."""

import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import orjson
from corpus import make_texts
from processes import Run, run_checked

HERE = Path(__file__).parent
AVOW = Path(sys.executable).with_name("avow")
SEED = 7
# Texts are made once and repeated with new ids, so that large inputs do not take minutes to make.
MEGABYTES_MADE = 20
MEGABYTE = 1_000_000


def write_corpus(folder: Path, megabytes: float, texts: Sequence[str] = ()) -> int:
    """Write one JSONL file of that size, invented or of given texts, and return its bytes."""
    folder.mkdir(parents=True)
    texts = texts or make_texts(min(megabytes, MEGABYTES_MADE), SEED)
    written = number = 0
    with (folder / "corpus.jsonl").open("wb") as file:
        while written < megabytes * MEGABYTE:
            line = {"id": f"d{number}", "text": texts[number % len(texts)]}
            written += file.write(orjson.dumps(line) + b"\n")
            number += 1
    return written


def make_key(folder: Path) -> Path:
    """Write a master key file and return its path."""
    key = folder / "key"
    run_checked([AVOW, "scrub", "new-key", key])
    return key


def scrub(
    source: Path,
    target: Path,
    key: Path,
    *,
    workers: int = 1,
    cores: Sequence[int] | None = None,
    options: Sequence[str] = ("--people", "off"),
    limit_seconds: float = 300,
) -> Run:
    """Run `avow scrub` into an empty folder and return how it ran.

    Raises:
        CommandFailed: It did not end with 0.
    """
    shutil.rmtree(target, ignore_errors=True)
    command: list[str | Path] = [AVOW, "scrub", "run", source, target]
    command += ["--key", f"file:{key}", "--workers", str(workers), "--locale", "en-US", *options]
    return run_checked(command, cores=cores, limit_seconds=limit_seconds)
