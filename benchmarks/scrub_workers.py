"""Figure: what a second worker brings to `avow scrub`.

python benchmarks/scrub_workers.py [--quick]
"""

import os
import sys
import tempfile
from pathlib import Path

from figure import Aim, Column, Figure, Row, describe_machine, parse_options, write_figure
from processes import Run
from scrub_jobs import make_key, scrub, write_corpus

MEGABYTES = 160
QUICK_MEGABYTES = 16
# Many shards of equal size, so that no worker waits long for the last one.
SHARDS = 16
REPEATS = 2
ABOUT = (
    f"`avow scrub` over one JSONL file of {MEGABYTES} MB in {SHARDS} shards; each worker has a "
    f"core of its own. Best of {REPEATS} runs, start-up included."
)
COLUMNS = (
    Column(key="wall_seconds", title="seconds on the wall", digits=1),
    Column(key="cpu_seconds", title="CPU-seconds", digits=1),
    Column(key="megabytes_per_second", title="MB per second", digits=1),
    Column(key="faster", title="times one worker", digits=2),
    Column(key="private_megabytes", title="private memory, all processes, MB", digits=0),
)


def measure(folder: Path, key: Path, workers: int, megabytes: float, repeats: int) -> Run:
    """Scrub the corpus with that many workers on as many cores; best wall time."""
    cores = sorted(os.sched_getaffinity(0))[-workers:]
    options = ("--shard-mb", f"{megabytes / SHARDS:.6f}")
    runs = [
        scrub(folder / "in", folder / "out", key, workers=workers, cores=cores, options=options)
        for _ in range(repeats)
    ]
    best = min(runs, key=lambda run: run.wall_seconds)
    sys.stdout.write(f"  {workers}: {best.wall_seconds:.1f} s, {best.cpu_seconds:.1f} CPU-s\n")
    sys.stdout.flush()
    return best


def make_row(run: Run, workers: int, size: int, first: Run) -> Row:
    """Return the row of one number of workers."""
    return Row(
        group="Workers",
        tool=f"avow scrub, {workers} worker{'s' if workers > 1 else ''}",
        coverage="all structured kinds",
        values={
            "wall_seconds": run.wall_seconds,
            "cpu_seconds": run.cpu_seconds,
            "megabytes_per_second": size / 1e6 / run.wall_seconds,
            "faster": first.wall_seconds / run.wall_seconds,
            "private_megabytes": run.private_megabytes,
        },
    )


def main() -> None:
    """Measure and write the figure."""
    options = parse_options("Measure avow scrub with one worker and with two.")
    machine = describe_machine()
    megabytes = QUICK_MEGABYTES if options.quick else MEGABYTES
    repeats = 1 if options.quick else REPEATS
    with tempfile.TemporaryDirectory(prefix="avow-bench-") as name:
        folder = Path(name)
        size = write_corpus(folder / "in", megabytes)
        key = make_key(folder)
        counts = [workers for workers in (1, 2) if workers <= machine.cores]
        runs = [measure(folder, key, workers, megabytes, repeats) for workers in counts]
    rows = [
        make_row(run, workers, size, runs[0]) for workers, run in zip(counts, runs, strict=True)
    ]
    faster = rows[1].values["faster"] if len(rows) > 1 else None
    write_figure(
        Figure(
            name="scrub_workers",
            title="Two workers against one",
            about=ABOUT,
            command="python benchmarks/scrub_workers.py",
            columns=COLUMNS,
            rows=tuple(rows),
            plotted="megabytes_per_second",
            logarithmic=False,
            aims=(Aim(text="Two workers, times one worker", wanted=1.8, measured=faster),),
            machine=machine,
            quick=options.quick,
        ),
        options.results,
    )


if __name__ == "__main__":
    main()
