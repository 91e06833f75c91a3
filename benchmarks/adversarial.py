"""Figure: input made to be slow, at 1 MB and 10 MB, against the normal rate.

    python benchmarks/adversarial.py [--quick]
    python benchmarks/adversarial.py --case NAME --bytes N     (one case, in its own process)

Each case runs in a process of its own with a limit, so that one that grows faster than its input is
shown as such and does not hold up the others.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus import make_texts
from figure import Aim, Column, Figure, Row, describe_machine, parse_options, write_figure
from processes import run_process

SIZES = (1_000_000, 10_000_000)
QUICK_SIZES = (50_000, 500_000)
LIMIT_SECONDS = 90
# A call that takes longer is not measured twice.
LONG_SECONDS = 3
MOST_TIMES_SLOWER = 3
NORMAL = "normal text"
ABOUT = (
    "One text of 1 MB and one of 10 MB that repeats what regular expressions fear, against the "
    "benchmark corpus as one text of the same size; one core, CPU time of the call, better of two. "
    f"A case that takes over {LIMIT_SECONDS} s has no number. Refused means that the call raised "
    "an error because there are too many candidates, so that the record goes into quarantine and "
    "is never passed on half searched; the rate is that of refusing."
)
COLUMNS = (
    Column(key="small", title="1 MB, MB per CPU-second", digits=2),
    Column(key="large", title="10 MB, MB per CPU-second", digits=2),
    Column(key="slower", title="slower than normal text by", digits=2),
    Column(key="growth", title="cost per byte, 10 MB over 1 MB", digits=2),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """MB per CPU-second of one case, None where there is none, and whether it was refused."""

    rate: float | None
    refused: bool


def repeat(unit: str) -> Callable[[int], str]:
    """Return a maker of texts that repeat one unit."""
    return lambda size: unit * (size // len(unit.encode()) + 1)


def normal(size: int) -> str:
    """Return the benchmark corpus as one text."""
    return "\n".join(make_texts(size / 1e6, 7))


CASES: dict[str, Callable[[int], str]] = {
    NORMAL: normal,
    "a.a.a. ... !": lambda size: "a." * (size // 2) + "!",
    "@@@@": repeat("@"),
    "digits": repeat("1234567890"),
    "one digit": repeat("7"),
    "((((": repeat("("),
    "----": repeat("-"),
    "://://": repeat("://"),
    "%%%%": repeat("%"),
    "????": repeat("?"),
    "quotes and backslashes": repeat("\\\"'"),
    "digits and separators": repeat("12-34 "),
    "a@a.a@a.": repeat("a@a."),
    "half an address": repeat("http://user:"),
    "zero-width spaces": repeat("a\u200b"),
    "full-width digits": repeat("１２３４"),
    "combining accents": repeat("a\u0301"),
    "open braces": repeat('{"a":['),
    "ibans without end": repeat("DE89"),
    "key words": repeat("password secret token key "),
}


def run_case(name: str, size: int) -> None:
    """Detect one text in this process and print its rate as JSON."""
    from avow.detect.detector import Detector
    from avow.errors import TooManyCandidates

    detector = Detector.load(locales=("en-US",))
    text = CASES[name](size)
    length = len(text.encode())
    detector.find("a warm-up sentence, write to jo@example.com")
    best, refused = float("inf"), False
    for _ in range(2):
        begin = time.process_time()
        try:
            detector.find(text)
        except TooManyCandidates:
            refused = True
        best = min(best, time.process_time() - begin)
        if best > LONG_SECONDS:
            break
    sys.stdout.write(json.dumps({"rate": length / 1e6 / best, "refused": refused}) + "\n")


def measure(name: str, size: int) -> Outcome:
    """Measure one case in its own process; no rate where it ran into the limit or failed."""
    command: list[str | Path] = [sys.executable, Path(__file__), f"--case={name}"]
    run = run_process([*command, f"--bytes={size}"], limit_seconds=LIMIT_SECONDS)
    if run.timed_out or run.status != 0:
        why = f"over {LIMIT_SECONDS} s" if run.timed_out else run.stderr.strip()[-200:]
        sys.stdout.write(f"  {name}, {size} bytes: {why}\n")
        return Outcome(rate=None, refused=False)
    return Outcome(**json.loads(run.stdout.splitlines()[-1]))


def measure_all(sizes: tuple[int, int]) -> list[Row]:
    """Measure every case at both sizes."""
    rows: list[Row] = []
    normal_rate = 0.0
    for name in CASES:
        outcomes = [measure(name, size) for size in sizes]
        small, large = (outcome.rate for outcome in outcomes)
        normal_rate = normal_rate or large or 0
        answer = "refused" if any(outcome.refused for outcome in outcomes) else "searched"
        shown = "-" if large is None else f"{large:.2f}"
        sys.stdout.write(f"  {name}: {shown} MB per CPU-second, {answer}\n")
        sys.stdout.flush()
        values = {
            "small": small,
            "large": large,
            "slower": None if large is None else normal_rate / large,
            "growth": None if large is None or small is None else small / large,
        }
        coverage = f"all structured kinds, {answer}"
        rows.append(Row(group="Input", tool=name, coverage=coverage, values=values))
    return rows


def make_aims(rows: list[Row]) -> tuple[Aim, ...]:
    """Return the aim: no input costs more than some times what normal text costs."""
    slower = [row.values["slower"] for row in rows]
    known = [value for value in slower if value is not None]
    return (
        Aim(
            text="Worst case at 10 MB, times slower than normal text",
            wanted=MOST_TIMES_SLOWER,
            measured=max(known) if len(known) == len(slower) else None,
            at_most=True,
        ),
    )


def main() -> None:
    """Run one case, or measure all and write the figure."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--case", choices=list(CASES))
    parser.add_argument("--bytes", type=int, default=SIZES[0])
    given, _ = parser.parse_known_args()
    if given.case:
        run_case(given.case, given.bytes)
        return
    options = parse_options("Measure input that is made to be slow.")
    machine = describe_machine()
    rows = measure_all(QUICK_SIZES if options.quick else SIZES)
    write_figure(
        Figure(
            name="adversarial",
            title="Input made to be slow",
            about=ABOUT,
            command="python benchmarks/adversarial.py",
            columns=COLUMNS,
            rows=tuple(rows),
            plotted="large",
            logarithmic=True,
            aims=make_aims(rows),
            machine=machine,
            quick=options.quick,
        ),
        options.results,
    )


if __name__ == "__main__":
    main()
