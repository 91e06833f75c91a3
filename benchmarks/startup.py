"""Figure: how long the commands take to start.

python benchmarks/startup.py [--quick]
"""

import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from figure import Aim, Column, Figure, Row, describe_machine, parse_options, write_figure
from peers import peers_python
from processes import CommandFailed, run_checked
from scrub_jobs import AVOW

REPEATS = 15
QUICK_REPEATS = 3
LINE = "Please call me on +1 212 555 0143 or write to jo.bloggs@example.com\n"
NOTHING_FOUND, FOUND = 0, 1
VERSION, IMPORT, DETECT = (
    "avow --version",
    "import avow",
    "avow detect --people off, one short line",
)
ABOUT = (
    f"Time on the wall from the start of the process to its end, {REPEATS} runs after "
    "one that warms the caches. Peers: five runs of only their import, before any "
    "model or rule is loaded."
)
COLUMNS = (
    Column(key="median_ms", title="median, ms", digits=0),
    Column(key="best_ms", title="best, ms", digits=0),
    Column(key="cpu_ms", title="best CPU time, ms", digits=0),
    Column(key="peak_megabytes", title="peak memory, MB", digits=0),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """One command that is started again and again."""

    tool: str
    coverage: str
    command: Sequence[str | Path]
    statuses: Sequence[int] = (0,)
    stdin: str = ""
    most_repeats: int = REPEATS


def make_starts() -> list[Start]:
    """Return our commands, and the imports of peers where their environment can be made."""
    starts = [
        Start(tool="python, nothing", coverage="for scale", command=[sys.executable, "-c", "pass"]),
        Start(tool=IMPORT, coverage="", command=[sys.executable, "-c", "import avow"]),
        Start(tool=VERSION, coverage="", command=[AVOW, "--version"]),
        Start(
            tool=DETECT,
            coverage="all structured kinds, warm pattern cache",
            command=[AVOW, "detect", "--people", "off", "--json", "-"],
            statuses=(NOTHING_FOUND, FOUND),
            stdin=LINE,
        ),
    ]
    python = peers_python()
    if python is None:
        return starts
    imports = {
        "presidio-analyzer": ("import presidio_analyzer", "17 kinds"),
        "scrubadub": ("import scrubadub", "7 detectors"),
        "datatrove": ("import datatrove.pipeline.formatters", "2 kinds"),
    }
    return starts + [
        Start(
            tool=f"import of {name}", coverage=kinds, command=[python, "-c", code], most_repeats=5
        )
        for name, (code, kinds) in imports.items()
    ]


def measure(start: Start, repeats: int) -> Row | None:
    """Start one command again and again; None where it cannot be started."""
    try:
        runs = [
            run_checked(start.command, statuses=start.statuses, stdin=start.stdin)
            for _ in range(min(repeats, start.most_repeats) + 1)
        ]
    except CommandFailed as error:
        sys.stdout.write(f"  {start.tool}: not measured: {error}\n")
        return None
    # The first one fills the caches of the file system and of compiled patterns.
    warm = runs[1:]
    median = statistics.median(run.wall_seconds for run in warm) * 1000
    sys.stdout.write(f"  {start.tool}: {median:.0f} ms\n")
    sys.stdout.flush()
    return Row(
        group="Start-up",
        tool=start.tool,
        coverage=start.coverage,
        values={
            "median_ms": median,
            "best_ms": min(run.wall_seconds for run in warm) * 1000,
            "cpu_ms": min(run.cpu_seconds for run in warm) * 1000,
            "peak_megabytes": max(run.largest_megabytes for run in warm),
        },
    )


def main() -> None:
    """Measure and write the figure."""
    options = parse_options("Measure the start of the commands.")
    machine = describe_machine()
    repeats = QUICK_REPEATS if options.quick else REPEATS
    rows = [row for start in make_starts() if (row := measure(start, repeats)) is not None]
    medians = {row.tool: row.values["median_ms"] for row in rows}
    write_figure(
        Figure(
            name="startup",
            title="Start-up",
            about=ABOUT,
            command="python benchmarks/startup.py",
            columns=COLUMNS,
            rows=tuple(rows),
            plotted="median_ms",
            logarithmic=False,
            aims=(
                Aim(
                    text="`import avow`, ms", wanted=150, measured=medians.get(IMPORT), at_most=True
                ),
                Aim(
                    text="`avow --version`, ms",
                    wanted=150,
                    measured=medians.get(VERSION),
                    at_most=True,
                ),
                Aim(
                    text="`avow detect` on a short line, ms",
                    wanted=500,
                    measured=medians.get(DETECT),
                    at_most=True,
                ),
            ),
            machine=machine,
            quick=options.quick,
        ),
        options.results,
    )


if __name__ == "__main__":
    main()
