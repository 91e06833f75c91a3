"""Figure: the memory of `avow scrub` over inputs of growing size.

python benchmarks/scrub_memory.py [--quick]
"""

import shutil
import sys
import tempfile
from pathlib import Path

from figure import Aim, Column, Figure, Row, describe_machine, parse_options, write_figure
from scrub_jobs import make_key, scrub, write_corpus

SIZES_MEGABYTES = (10, 100, 400)
QUICK_SIZES_MEGABYTES = (1, 10, 20)
ABOUT = (
    "`avow scrub` with one worker over one JSONL file, in shards of the default size (128 MB). "
    "Peak resident memory is the kernel's count; private memory is sampled ten times a second."
)
MOST_GROWTH = 1.1
MOST_MEGABYTES = 150
COLUMNS = (
    Column(key="input_megabytes", title="input, MB", digits=0),
    Column(key="peak_megabytes", title="peak resident memory, MB", digits=1),
    Column(key="private_megabytes", title="private memory, MB", digits=1),
    Column(key="cpu_seconds", title="CPU-seconds", digits=1),
)


def measure(folder: Path, key: Path, megabytes: int) -> Row:
    """Scrub an input of that size."""
    size = write_corpus(folder / "in", megabytes)
    run = scrub(folder / "in", folder / "out", key)
    shutil.rmtree(folder / "in")
    sys.stdout.write(f"  {megabytes} MB: peak {run.largest_megabytes:.1f} MB\n")
    sys.stdout.flush()
    return Row(
        group="Memory",
        tool=f"avow scrub, {megabytes} MB",
        coverage="all structured kinds, one worker",
        values={
            "input_megabytes": size / 1e6,
            "peak_megabytes": run.largest_megabytes,
            "private_megabytes": run.private_megabytes,
            "cpu_seconds": run.cpu_seconds,
        },
    )


def make_aims(rows: list[Row]) -> tuple[Aim, ...]:
    """Return what memory has to be: flat, and small."""
    peaks = [row.values["peak_megabytes"] or 0 for row in rows]
    return (
        Aim(
            text="Peak with the largest input, times that with the middle one",
            wanted=MOST_GROWTH,
            measured=peaks[-1] / peaks[1],
            at_most=True,
        ),
        Aim(
            text="Peak of one worker, MB",
            wanted=MOST_MEGABYTES,
            measured=max(peaks),
            at_most=True,
        ),
    )


def main() -> None:
    """Measure and write the figure."""
    options = parse_options("Measure the memory of avow scrub over growing inputs.")
    machine = describe_machine()
    with tempfile.TemporaryDirectory(prefix="avow-bench-") as name:
        folder = Path(name)
        key = make_key(folder)
        sizes = QUICK_SIZES_MEGABYTES if options.quick else SIZES_MEGABYTES
        rows = [measure(folder, key, megabytes) for megabytes in sizes]
    write_figure(
        Figure(
            name="scrub_memory",
            title="Memory over input size",
            about=ABOUT,
            command="python benchmarks/scrub_memory.py",
            columns=COLUMNS,
            rows=tuple(rows),
            plotted="peak_megabytes",
            logarithmic=False,
            aims=make_aims(rows),
            machine=machine,
            quick=options.quick,
        ),
        options.results,
    )


if __name__ == "__main__":
    main()
