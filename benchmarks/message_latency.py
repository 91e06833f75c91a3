"""Figure: how long one chat message takes, what loading costs, what memory a detector needs.

python benchmarks/message_latency.py [--quick]
python benchmarks/message_latency.py --people off|fast|accurate --messages N   (one row, as JSON)
"""

import argparse
import json
import os
import statistics
import sys
import time
from pathlib import Path

from corpus import Corpus
from figure import Aim, Column, Figure, Row, describe_machine, parse_options, write_figure
from processes import run_process

MESSAGES = 2000
QUICK_MESSAGES = 100
TOKENS = 32
# Every fourth message holds an identifier, as a chat might.
WITH_IDENTIFIER = 4
TIERS = ("off", "fast", "accurate")
ABOUT = (
    f"{MESSAGES} messages of about {TOKENS} words, one call each, in one process on one core, wall "
    "time, after 50 that warm up. Loading is with a warm pattern cache. Memory is that of the "
    "whole process, Python included, after loading and one message."
)
COLUMNS = (
    Column(key="median_ms", title="p50, ms", digits=3),
    Column(key="slow_ms", title="p99, ms", digits=3),
    Column(key="median_cpu_ms", title="p50 of CPU time, ms", digits=3),
    Column(key="load_cpu_seconds", title="import and load, CPU-seconds", digits=2),
    Column(key="loaded_megabytes", title="memory after load, MB", digits=0),
)


def make_messages(count: int) -> list[str]:
    """Return invented messages."""
    corpus = Corpus(11)
    messages = []
    for number in range(count):
        words = [corpus.word() for _ in range(TOKENS)]
        if number % WITH_IDENTIFIER == 0:
            words[TOKENS // 2 :] = [corpus.identifier()]
        messages.append(" ".join(words))
    return messages


def measure_here(people: str, count: int) -> dict[str, float]:
    """Load the detector in this process and time one call per message."""
    begin = time.process_time()
    from avow.detect.detector import Detector

    detector = Detector.load(locales=("en-US",), people=people)
    detector.find("a first message")
    loaded = time.process_time() - begin
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    messages = make_messages(count + 50)
    for message in messages[:50]:
        detector.find(message)
    wall, cpu = [], []
    for message in messages[50:]:
        start, start_cpu = time.perf_counter(), time.thread_time()
        detector.find(message)
        cpu.append((time.thread_time() - start_cpu) * 1000)
        wall.append((time.perf_counter() - start) * 1000)
    return {
        "median_ms": statistics.median(wall),
        "slow_ms": statistics.quantiles(wall, n=100)[-1],
        "median_cpu_ms": statistics.median(cpu),
        "load_cpu_seconds": loaded,
        "loaded_megabytes": pages * os.sysconf("SC_PAGE_SIZE") / 1e6,
    }


def measure(people: str, count: int) -> Row | None:
    """Measure one tier in a process of its own; None where it is not installed."""
    command: list[str | Path] = [sys.executable, Path(__file__), "--people", people]
    run_process([*command, "--messages", "2"])
    run = run_process([*command, "--messages", str(count)])
    if run.status != 0:
        reason = run.stderr.strip().splitlines()[-1][:200]
        sys.stdout.write(f"  people {people}: not measured: {reason}\n")
        return None
    values: dict[str, float] = json.loads(run.stdout.splitlines()[-1])
    sys.stdout.write(f"  people {people}: p50 {values['median_ms']:.3f} ms\n")
    sys.stdout.flush()
    names = "" if people == "off" else f" and names ({people} tier)"
    return Row(
        group="One message",
        tool=f"avow detect, people {people}",
        coverage=f"structured kinds{names}",
        values=values,
    )


def make_aims(rows: list[Row]) -> tuple[Aim, ...]:
    """Return what issues 2 and 3 ask for."""
    fast = next((row.values for row in rows if row.tool.endswith("fast")), {})
    return tuple(
        Aim(text=text, wanted=wanted, measured=fast.get(key), at_most=True)
        for text, wanted, key in (
            ("With names, fast tier, p50, ms", 1, "median_ms"),
            ("With names, fast tier, p99, ms", 3, "slow_ms"),
            ("With names, fast tier, memory after load, MB", 100, "loaded_megabytes"),
        )
    )


def main() -> None:
    """Print one row, or measure all tiers and write the figure."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--people", choices=TIERS)
    parser.add_argument("--messages", type=int, default=MESSAGES)
    given, _ = parser.parse_known_args()
    if given.people:
        sys.stdout.write(json.dumps(measure_here(given.people, given.messages)) + "\n")
        return
    options = parse_options("Measure one message at a time.")
    machine = describe_machine()
    count = QUICK_MESSAGES if options.quick else MESSAGES
    rows = [row for people in TIERS if (row := measure(people, count)) is not None]
    write_figure(
        Figure(
            name="message_latency",
            title="One message",
            about=ABOUT,
            command="python benchmarks/message_latency.py",
            columns=COLUMNS,
            rows=tuple(rows),
            plotted="median_ms",
            logarithmic=False,
            aims=make_aims(rows),
            machine=machine,
            quick=options.quick,
        ),
        options.results,
    )


if __name__ == "__main__":
    main()
