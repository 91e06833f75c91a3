"""Figure: how fast detection is, beside the peers in the same run, on one core in CPU time.

python benchmarks/detect_speed.py [--quick]
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import make_texts
from figure import Aim, Column, Figure, Row, describe_machine, parse_options, write_figure
from kinds import count_kinds
from peers import HERE, peers_python
from processes import CommandFailed, pinned_core, run_checked
from real_text import read_real_texts

from avow.detect.detector import Detector
from avow.errors import AvowError

MEGABYTES = 10
QUICK_MEGABYTES = 1
QUICK_SHARE = 0.1
SEED = 7
REPEATS = 5
PEER_REPEATS = 3
# Enough for some seconds of each peer.
MEGABYTES_OF_PEER = {
    "presidio-analyzer": 0.5,
    "scrubadub": 3,
    "datafog": 3,
    "datatrove": 8,
    "detect-secrets": 0.1,
}
STRUCTURED, TWO_KINDS, SECRETS, REAL, PEOPLE = (
    "All structured kinds",
    "E-mail addresses and IPv4 addresses only",
    "Secrets only",
    "All structured kinds, real text",
    "Names too, real text",
)
ON_REAL_TEXT = (REAL, PEOPLE)
PEERS = {
    STRUCTURED: ("presidio-analyzer", "scrubadub", "datafog", "datatrove"),
    TWO_KINDS: ("datatrove",),
    SECRETS: ("detect-secrets",),
    REAL: ("presidio-analyzer",),
    PEOPLE: (),
}
# Made by `benchmarks/ner_peers.py`, which trains it on the files that our own tagger learns from.
SPACY_MODEL = HERE.parent / "out" / "ner-peers" / "model-en"
SPACY_MEGABYTES = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What our detector is told to look for; no kinds means all."""

    only: tuple[str, ...] = ()
    people: str = "off"


OURS = {
    STRUCTURED: Choice(),
    TWO_KINDS: Choice(only=("contact.email", "network.ipv4")),
    SECRETS: Choice(only=("secret",)),
    REAL: Choice(),
    PEOPLE: Choice(people="fast"),
}
ABOUT = (
    "Calls of each detector over the same invented prose, mail and code "
    "(`benchmarks/corpus.py`, seed 7), one core, loading excluded, best of "
    f"{REPEATS} runs for avow and {PEER_REPEATS} for each peer. A finding of datatrove "
    "is a changed document. Real text: speeches, meetings, letters, clinical notes and "
    "documentation that lie beside the project (`benchmarks/real_text.py`)."
)
COLUMNS = (
    Column(key="megabytes_per_cpu_second", title="MB per CPU-second", digits=2),
    Column(key="ours_over_this", title="avow is faster by", digits=1),
    Column(key="findings_per_megabyte", title="findings per MB", digits=0),
    Column(key="megabytes", title="MB measured", digits=1),
)


def read_texts(path: Path, megabytes: float) -> list[str]:
    """Return the first texts of a JSONL file, about that many million bytes."""
    texts: list[str] = []
    size = 0
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            texts.append(json.loads(line)["text"])
            size += len(texts[-1].encode())
            if size > megabytes * 1e6:
                break
    return texts


def measure_ours(group: str, texts: Sequence[str], repeats: int) -> Row | None:
    """Measure our detector in this process; None where the tier is not installed."""
    choice = OURS[group]
    try:
        detector = Detector.load(locales=("en-US",), only=choice.only, people=choice.people)
    except AvowError as error:
        sys.stdout.write(f"  {group}: not measured: {error}\n")
        return None
    size = sum(len(text.encode()) for text in texts)
    detector.find_many(texts[:50])
    best, found = float("inf"), 0
    for _ in range(repeats):
        begin = time.process_time()
        found = sum(len(findings) for findings in detector.find_many(texts))
        best = min(best, time.process_time() - begin)
    kinds = count_kinds(detector, choice.only)
    names = " and names" if group == PEOPLE else ""
    return Row(
        group=group,
        tool="avow detect",
        coverage=f"{kinds} kinds by {len(detector.rules)} rules{names}",
        values={
            "megabytes_per_cpu_second": size / 1e6 / best,
            "findings_per_megabyte": found / (size / 1e6),
            "megabytes": size / 1e6,
        },
    )


def measure_peer(python: Path, group: str, name: str, corpus: Path, megabytes: float) -> Row | None:
    """Run one peer in its own process and keep its best run; None where it fails."""
    command: list[str | Path] = [python, HERE / "peers_detect.py", name, corpus, str(megabytes)]
    try:
        runs = [
            json.loads(run_checked(command).stdout.splitlines()[-1]) for _ in range(PEER_REPEATS)
        ]
    except CommandFailed as error:
        sys.stdout.write(f"  {name}: not measured: {error}\n")
        return None
    best = max(runs, key=lambda run: run["megabytes_per_cpu_second"])
    return Row(
        group=group,
        tool=f"{name} {best['version']}",
        coverage=best["coverage"],
        values={
            "megabytes_per_cpu_second": best["megabytes_per_cpu_second"],
            "findings_per_megabyte": best["findings"] / (best["bytes"] / 1e6),
            "megabytes": best["bytes"] / 1e6,
        },
    )


def write_texts(path: Path, texts: Sequence[str]) -> Path:
    """Write texts as JSON lines and return the path."""
    with path.open("w", encoding="utf-8") as file:
        for text in texts:
            file.write(json.dumps({"text": text}) + "\n")
    return path


def measure_presidio_with_names(python: Path, corpus: Path, megabytes: float) -> Row | None:
    """Run Presidio with the spaCy pipeline of `ner_peers.py`; None where that was not made."""
    if not SPACY_MODEL.is_dir():
        sys.stdout.write("  presidio with spaCy: not measured: run benchmarks/ner_peers.py first\n")
        return None
    part = write_texts(corpus.with_name("names.jsonl"), read_texts(corpus, megabytes))
    script = HERE / "ner_peers_spacy.py"
    command: list[str | Path] = [python, script, "speed", part, "en", SPACY_MODEL]
    try:
        runs = [json.loads(run_checked(command).stdout.splitlines()[-1]) for _ in range(2)]
    except CommandFailed as error:
        sys.stdout.write(f"  presidio with spaCy: not measured: {error}\n")
        return None
    best = min(runs, key=lambda run: run["cpu_seconds"])
    return Row(
        group=PEOPLE,
        tool=f"presidio-analyzer {best['presidio-analyzer']}, spaCy {best['spacy']} CNN",
        coverage="its recognisers and names",
        values={
            "megabytes_per_cpu_second": best["bytes"] / 1e6 / best["cpu_seconds"],
            "findings_per_megabyte": best["findings"] / (best["bytes"] / 1e6),
            "megabytes": best["bytes"] / 1e6,
        },
    )


def with_ratio(row: Row, ours: Row) -> Row:
    """Return a row with its distance from ours."""
    speed, own = (item.values["megabytes_per_cpu_second"] or 0 for item in (row, ours))
    return Row(
        group=row.group,
        tool=row.tool,
        coverage=row.coverage,
        values={**row.values, "ours_over_this": own / speed},
    )


def measure_peers(python: Path, group: str, corpus: Path, share: float) -> list[Row]:
    """Measure the peers of one group, each over its part of the corpus."""
    rows = [
        measure_peer(python, group, name, corpus, share * MEGABYTES_OF_PEER[name])
        for name in PEERS[group]
    ]
    if group == PEOPLE:
        rows.append(measure_presidio_with_names(python, corpus, share * SPACY_MEGABYTES))
    return [row for row in rows if row is not None]


def measure_all(folder: Path, *, quick: bool) -> list[Row]:
    """Measure every group, printing each row."""
    python = peers_python()
    megabytes = QUICK_MEGABYTES if quick else MEGABYTES
    invented = write_texts(folder / "invented.jsonl", make_texts(megabytes, SEED))
    real = write_texts(folder / "real.jsonl", read_real_texts(megabytes))
    rows: list[Row] = []
    for group in PEERS:
        corpus = real if group in ON_REAL_TEXT else invented
        texts = read_texts(corpus, megabytes)
        if not texts:
            sys.stdout.write(f"  {group}: not measured: no text beside the project\n")
            continue
        ours = measure_ours(group, texts, 1 if quick else REPEATS)
        if ours is None:
            continue
        share = QUICK_SHARE if quick else 1
        peers = measure_peers(python, group, corpus, share) if python is not None else []
        for row in (ours, *peers):
            rows.append(with_ratio(row, ours))
            speed = row.values["megabytes_per_cpu_second"]
            sys.stdout.write(f"  {group}: {row.tool} {speed:.2f} MB per CPU-second\n")
            sys.stdout.flush()
    return rows


def find(rows: Sequence[Row], group: str, tool: str, key: str) -> float | None:
    """Return one number of the rows, or None."""
    for row in rows:
        if row.group == group and row.tool.startswith(tool):
            return row.values[key]
    return None


def make_aims(rows: Sequence[Row]) -> tuple[Aim, ...]:
    """Return what issue 2 asks of detection."""
    speed, ratio = "megabytes_per_cpu_second", "ours_over_this"
    return (
        Aim(
            text="All structured kinds, MB per CPU-second",
            wanted=15,
            measured=find(rows, STRUCTURED, "avow", speed),
        ),
        Aim(
            text="Times presidio-analyzer's pattern recognisers",
            wanted=150,
            measured=find(rows, STRUCTURED, "presidio", ratio),
        ),
        Aim(
            text="Times datatrove at its own two kinds",
            wanted=2,
            measured=find(rows, TWO_KINDS, "datatrove", ratio),
        ),
        Aim(
            text="E-mail and IPv4 only, MB per CPU-second",
            wanted=30,
            measured=find(rows, TWO_KINDS, "avow", speed),
        ),
        Aim(
            text="With names, MB per CPU-second",
            wanted=3.5,
            measured=find(rows, PEOPLE, "avow", speed),
        ),
        Aim(
            text="Times Presidio with a spaCy CNN",
            wanted=100,
            measured=find(rows, PEOPLE, "presidio", ratio),
        ),
    )


def main() -> None:
    """Measure and write the figure."""
    options = parse_options("Measure the speed of detection.")
    machine = describe_machine()
    os.sched_setaffinity(0, {pinned_core()})
    with tempfile.TemporaryDirectory(prefix="avow-bench-") as folder:
        rows = measure_all(Path(folder), quick=options.quick)
    write_figure(
        Figure(
            name="detect_speed",
            title="Detection",
            about=ABOUT,
            command="python benchmarks/detect_speed.py",
            columns=COLUMNS,
            rows=tuple(rows),
            plotted="megabytes_per_cpu_second",
            logarithmic=True,
            aims=make_aims(rows),
            machine=machine,
            quick=options.quick,
        ),
        options.results,
    )


if __name__ == "__main__":
    main()
