"""Measures every figure, one script each, and writes the page in docs.

    make bench                                   (about ten minutes on an idle machine)
    python benchmarks/run_all.py --quick         (a minute or two; results go to a temporary folder)
    python benchmarks/run_all.py --only startup --only scrub_speed

A figure that fails does not hold up the others: its old result stays, and the exit status is 1.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from figure import BUSY_CORES, QUICK_RESULTS, count_busy_cores
from page import ORDER
from peers import peers_python

HERE = Path(__file__).parent
LIMIT_SECONDS = 600
WARM = (Path(sys.executable).with_name("avow"), "detect", "warm")


def run_step(
    name: str, command: Sequence[str | Path], limit_seconds: float = LIMIT_SECONDS
) -> bool:
    """Run one step with its output shown; tells whether it ended well."""
    begin = time.perf_counter()
    sys.stdout.write(f"{name} ...\n")
    sys.stdout.flush()
    process = subprocess.Popen([str(part) for part in command])
    try:
        status = process.wait(limit_seconds)
        end = "done" if status == 0 else f"FAILED with {status}"
    except subprocess.TimeoutExpired:
        # The figure ends what it measures and then itself; a kill would leave that running.
        process.terminate()
        status, end = process.wait() or 1, f"FAILED: over {limit_seconds:.0f} s"
    sys.stdout.write(f"{name}: {end} in {time.perf_counter() - begin:.0f} s\n")
    sys.stdout.flush()
    return status == 0


def main() -> int:
    """Run the figures that were asked for; returns the exit status."""
    parser = argparse.ArgumentParser(description="Measure every figure and write the page.")
    parser.add_argument("--quick", action="store_true", help="small inputs, results elsewhere")
    parser.add_argument("--only", action="append", choices=ORDER, help="this figure only")
    options = parser.parse_args()
    begin = time.perf_counter()
    busy = count_busy_cores()
    if busy > BUSY_CORES:
        sys.stdout.write(f"note: other work keeps {busy:.1f} cores busy; the page will say so\n")
    sys.stdout.write("peers' environment ...\n")
    sys.stdout.flush()
    peers_python()
    run_step("pattern cache", WARM)
    failed = [
        name
        for name in options.only or ORDER
        if not run_step(
            name, [sys.executable, HERE / f"{name}.py", *(["--quick"] if options.quick else [])]
        )
    ]
    if options.quick:
        sys.stdout.write(f"quick results: {QUICK_RESULTS}\n")
    elif not run_step("page", [sys.executable, HERE / "page.py"]):
        failed.append("page")
    minutes = (time.perf_counter() - begin) / 60
    sys.stdout.write(f"{minutes:.1f} minutes; failed: {', '.join(failed) or 'none'}\n")
    return int(bool(failed))


if __name__ == "__main__":
    raise SystemExit(main())
