"""A figure: what was measured, where, by which command; kept as JSON in `benchmarks/results`."""

import argparse
import importlib.metadata
import json
import os
import platform
import signal
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
QUICK_RESULTS = Path(tempfile.gettempdir()) / "avow-bench-quick"
VERSIONS = ("avow", "hyperscan", "numpy", "onnxruntime", "orjson", "pyarrow")
# Cores that other work keeps busy, above which a figure says so.
BUSY_CORES = 0.3
LOOK_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of numbers: key in the rows' values, heading, digits after the point."""

    key: str
    title: str
    digits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measured thing.

    Attributes:
        group: Rows are compared inside a group; the first row of it is ours.
        tool: What ran, with its version.
        coverage: What it looked for, or did.
        values: Numbers by column; None where it was not measured.
    """

    group: str
    tool: str
    coverage: str
    values: Mapping[str, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What was hoped for; `measured` is None where it was not measured, which is not met."""

    text: str
    wanted: float
    measured: float | None
    at_most: bool = False

    @property
    def met(self) -> bool:
        """Tell whether the measured number is on the right side of the wanted one."""
        if self.measured is None:
            return False
        return self.measured <= self.wanted if self.at_most else self.measured >= self.wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Where a figure was made."""

    processor: str
    cores: int
    memory_gigabytes: float
    system: str
    python: str
    versions: Mapping[str, str]
    cores_busy_before: float

    @property
    def busy(self) -> bool:
        """Tell whether other work ran just before the measuring began."""
        return self.cores_busy_before > BUSY_CORES


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A table of measured numbers.

    Attributes:
        name: File name without ending.
        title, about: Heading and the paragraph below it.
        command: What makes it again.
        columns: Columns of numbers.
        rows: The rows, by group.
        plotted: Key of the column that the plot shows, or empty.
        logarithmic: The plot's scale.
        aims: What was hoped for.
        machine: Where it was made.
        made: Date, as YYYY-MM-DD.
        quick: Made with small inputs, only to see that it works.
    """

    name: str
    title: str
    about: str
    command: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    plotted: str
    logarithmic: bool
    aims: tuple[Aim, ...]
    machine: Machine
    quick: bool
    made: str = field(default_factory=lambda: time.strftime("%Y-%m-%d"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a figure is made: with small inputs, only to see that it works, and where it goes."""

    quick: bool
    results: Path


def parse_options(description: str) -> Options:
    """Read the command line that every figure has; quick figures never replace real ones.

    From here on a request to terminate interrupts the figure, so that it ends what it measures.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="small inputs, results elsewhere")
    parser.add_argument("--results", type=Path, help="folder of the JSON files")
    given = parser.parse_args()
    return Options(
        quick=given.quick, results=given.results or (QUICK_RESULTS if given.quick else RESULTS)
    )


def describe_machine() -> Machine:
    """Return this machine, its load and the versions of what matters for speed."""
    processor = platform.machine()
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            processor = line.partition(":")[2].strip()
            break
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return Machine(
        processor=processor,
        cores=len(os.sched_getaffinity(0)),
        memory_gigabytes=round(pages / 1e9, 1),
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        versions={name: _version(name) for name in VERSIONS},
        cores_busy_before=round(count_busy_cores(), 2),
    )


def count_busy_cores(seconds: float = LOOK_SECONDS) -> float:
    """Return how many cores were busy during a short wait in which this process does nothing."""
    before = _read_jiffies()
    time.sleep(seconds)
    after = _read_jiffies()
    total = sum(after) - sum(before)
    idle = sum(after[3:5]) - sum(before[3:5])
    cores = os.cpu_count() or 1
    return cores * (total - idle) / total if total else 0.0


def _read_jiffies() -> list[int]:
    """Return the times of all cores by state: user, nice, system, idle, waiting, interrupts ..."""
    line = Path("/proc/stat").read_text(encoding="ascii").splitlines()[0]
    return [int(part) for part in line.split()[1:9]]


def write_figure(figure: Figure, folder: Path) -> Path:
    """Write a figure as JSON and return the path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{figure.name}.json"
    path.write_text(json.dumps(asdict(figure), indent=1) + "\n", encoding="utf-8")
    return path


def read_figure(path: Path) -> Figure:
    """Read a figure that `write_figure` wrote."""
    held = json.loads(path.read_text(encoding="utf-8"))
    return Figure(
        **{
            **held,
            "columns": tuple(Column(**column) for column in held["columns"]),
            "rows": tuple(Row(**row) for row in held["rows"]),
            "aims": tuple(Aim(**aim) for aim in held["aims"]),
            "machine": Machine(**held["machine"]),
        }
    )


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"
