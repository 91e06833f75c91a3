"""Figure: `avow scrub` end to end beside datatrove's pipeline, JSONL in and JSONL out, one core.

python benchmarks/scrub_speed.py [--quick]
"""

import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from figure import Aim, Column, Figure, Row, describe_machine, parse_options, write_figure
from kinds import count_kinds
from peers import peers_python
from processes import CommandFailed, Run, run_checked
from real_text import read_real_texts
from scrub_jobs import HERE, make_key, scrub, write_corpus

from avow.detect.detector import Detector

MEGABYTES = 40
QUICK_MEGABYTES = 2
REPEATS = 3
ONE_TEXT = "The meeting begins at nine, and there will be tea."
# Names are measured on real text, and on less of it.
REAL_SHARE = 0.25
TWO_KINDS = "E-mail addresses and IPv4 addresses only"
ALL_KINDS = "All structured kinds"
NAMES = "Structured kinds and names, real text"
OURS = "avow scrub"
ABOUT = (
    f"The whole process, start-up included, from one JSONL file of {MEGABYTES} MB to "
    "uncompressed JSONL: CPU time of the process and its children on one core, best of "
    f"{REPEATS} runs. Start-up is the CPU time of the same command on one record. "
    "avow writes receipts, digests and a manifest beside the data, datatrove its "
    "statistics. For two kinds avow runs its pipeline with a detector that knows no "
    "others (`benchmarks/scrub_two_kinds.py`)."
)
COLUMNS = (
    Column(key="megabytes_per_cpu_second", title="MB per CPU-second", digits=2),
    Column(key="without_start", title="without start-up", digits=2),
    Column(key="ours_over_this", title="avow is faster by", digits=1),
    Column(key="start_cpu_seconds", title="start-up, CPU-seconds", digits=2),
    Column(key="peak_megabytes", title="peak memory, MB", digits=0),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One pipeline: what it is called, what it looks for, how it is run from IN to OUT."""

    source: str
    group: str
    tool: str
    coverage: str
    run: Callable[[Path, Path], Run]


def make_jobs(key: Path) -> list[Job]:
    """Return our jobs and, where the peers' environment can be made, datatrove's."""

    def two_kinds(source: Path, target: Path) -> Run:
        shutil.rmtree(target, ignore_errors=True)
        return run_checked([sys.executable, HERE / "scrub_two_kinds.py", source, target, key])

    def all_kinds(source: Path, target: Path) -> Run:
        return scrub(source, target, key)

    def names(source: Path, target: Path) -> Run:
        return scrub(source, target, key, options=("--people", "fast"))

    kinds = count_kinds(Detector.load(locales=("en-US",)))
    jobs = [
        Job(group=TWO_KINDS, tool=OURS, coverage="2 kinds", run=two_kinds, source="in"),
        Job(group=ALL_KINDS, tool=OURS, coverage=f"{kinds} kinds", run=all_kinds, source="in"),
        Job(group=NAMES, tool=OURS, coverage=f"{kinds} kinds and names", run=names, source="real"),
    ]
    python = peers_python()
    if python is None:
        return jobs
    found: Path = python

    def datatrove(source: Path, target: Path) -> Run:
        shutil.rmtree(target, ignore_errors=True)
        return run_checked([found, HERE / "peers_scrub.py", source, target])

    peer = Job(group=TWO_KINDS, tool="datatrove", coverage="2 kinds", run=datatrove, source="in")
    return [jobs[0], peer, *jobs[1:]]


def measure(job: Job, folder: Path, repeats: int) -> Row | None:
    """Measure one pipeline on its corpus and on one record; None where it cannot run."""
    target = folder / "out"
    source = folder / job.source
    if not source.is_dir():
        sys.stdout.write(f"  {job.group}: not measured: no text beside the project\n")
        return None
    size = (source / "corpus.jsonl").stat().st_size
    try:
        starts = [job.run(folder / "one", target) for _ in range(2)]
        runs = [job.run(source, target) for _ in range(repeats)]
    except CommandFailed as error:
        sys.stdout.write(f"  {job.group}: {job.tool} not measured: {error}\n")
        return None
    start = min(run.cpu_seconds for run in starts)
    seconds = min(run.cpu_seconds for run in runs)
    sys.stdout.write(f"  {job.group}: {job.tool} {size / 1e6 / seconds:.2f} MB per CPU-second\n")
    sys.stdout.flush()
    return Row(
        group=job.group,
        tool=job.tool,
        coverage=job.coverage,
        values={
            "megabytes_per_cpu_second": size / 1e6 / seconds,
            "without_start": size / 1e6 / max(seconds - start, 1e-9),
            "start_cpu_seconds": start,
            "peak_megabytes": max(run.largest_megabytes for run in runs),
        },
    )


def measure_all(jobs: list[Job], folder: Path, repeats: int) -> list[Row]:
    """Measure every pipeline once; datatrove's row stands beside ours on the same corpus."""
    measured = [row for job in jobs if (row := measure(job, folder, repeats)) is not None]
    peers = [row for row in measured if row.tool != OURS]
    rows: list[Row] = []
    for own in measured:
        if own.tool == OURS:
            beside = () if own.group == NAMES else peers
            rows += [_beside(row, own) for row in (own, *beside)]
    return rows


def _beside(row: Row, own: Row) -> Row:
    ratio = _speed(own) / _speed(row)
    values = {**row.values, "ours_over_this": ratio}
    return Row(group=own.group, tool=row.tool, coverage=row.coverage, values=values)


def make_aims(rows: list[Row]) -> tuple[Aim, ...]:
    """Return the floors and aims of the scrub guide."""
    speeds = {row.group: _speed(row) for row in reversed(rows) if row.tool == OURS}
    peer = next((row for row in rows if row.group == TWO_KINDS and row.tool == "datatrove"), None)
    ratio = peer.values["ours_over_this"] if peer is not None else None
    return (
        Aim(text="Times datatrove's pipeline at its own two kinds", wanted=2, measured=ratio),
        Aim(text="Two kinds, MB per CPU-second", wanted=15, measured=speeds.get(TWO_KINDS)),
        Aim(text="All structured kinds, floor", wanted=8, measured=speeds.get(ALL_KINDS)),
        Aim(text="All structured kinds, aim", wanted=14, measured=speeds.get(ALL_KINDS)),
        Aim(text="Structured kinds and names, floor", wanted=2.5, measured=speeds.get(NAMES)),
    )


def _speed(row: Row) -> float:
    return row.values["megabytes_per_cpu_second"] or 0


def main() -> None:
    """Measure and write the figure."""
    options = parse_options("Measure avow scrub end to end.")
    machine = describe_machine()
    with tempfile.TemporaryDirectory(prefix="avow-bench-") as name:
        folder = Path(name)
        megabytes = QUICK_MEGABYTES if options.quick else MEGABYTES
        write_corpus(folder / "in", megabytes)
        write_corpus(folder / "one", 1e-6, [ONE_TEXT])
        real = read_real_texts(megabytes * REAL_SHARE)
        if real:
            write_corpus(folder / "real", megabytes * REAL_SHARE, real)
        jobs = make_jobs(make_key(folder))
        rows = measure_all(jobs, folder, 1 if options.quick else REPEATS)
    write_figure(
        Figure(
            name="scrub_speed",
            title="Scrubbing a corpus, end to end",
            about=ABOUT,
            command="python benchmarks/scrub_speed.py",
            columns=COLUMNS,
            rows=tuple(rows),
            plotted="megabytes_per_cpu_second",
            logarithmic=False,
            aims=make_aims(rows),
            machine=machine,
            quick=options.quick,
        ),
        options.results,
    )


if __name__ == "__main__":
    main()
