"""Measures detection speed beside the peers in one run and writes results and the page in docs.

    make bench

The peers run in an environment of their own, made from `benchmarks/peers.txt`. Every tool is
pinned to one core and measured in CPU time, loading excluded; ratios count more than single ones.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
import time
from pathlib import Path

from corpus import write_jsonl

from avow.detect.detector import Detector
from avow.detect.table import load_table

HERE = Path(__file__).parent
PEERS = HERE / ".peers"
RESULTS = HERE / "results"
PAGE = HERE.parent / "docs" / "explanation" / "benchmarks.md"
CORPUS_MEGABYTES = 10
REPEATS = 5
AIM_SPEED = 15
AIM_RATIO = 150
MEGABYTES_OF_PEER = {"presidio-analyzer": 0.5, "scrubadub": 3, "datafog": 3, "datatrove": 8}


def make_peers() -> Path:
    """Make the peers' environment once and return its interpreter."""
    python = PEERS / "bin" / "python"
    if not python.is_file():
        uv = shutil.which("uv") or str(HERE.parent / ".tools" / "bin" / "uv")
        subprocess.run([uv, "venv", "-q", str(PEERS)], check=True)
        requirements = str(HERE / "peers.txt")
        command = [uv, "pip", "install", "-q", "--python", str(python), "-r", requirements]
        subprocess.run(command, check=True)
    return python


def measure_avow(texts: list[str]) -> dict[str, object]:
    """Measure structured detection with default rules and one declared locale; best of five."""
    detector = Detector.load(locales=("en-US",))
    size = sum(len(text.encode()) for text in texts)
    detector.find_many(texts[:50])
    best = float("inf")
    found = 0
    for _ in range(REPEATS):
        begin = time.process_time()
        found = sum(len(findings) for findings in detector.find_many(texts))
        best = min(best, time.process_time() - begin)
    table = load_table()
    return {
        "tool": "avow detect",
        "coverage": f"{len(table.kinds)} kinds, {len(detector.rules)} rules",
        "megabytes_per_cpu_second": size / 1e6 / best,
        "findings_per_megabyte": found / (size / 1e6),
    }


def measure_peer(python: Path, name: str, corpus: Path) -> dict[str, object]:
    """Run one peer; best of three runs."""
    command = [str(python), str(HERE / "peers_detect.py"), name, str(corpus)]
    runs = []
    for _ in range(3):
        done = subprocess.run(
            [*command, str(MEGABYTES_OF_PEER[name])], capture_output=True, text=True, check=True
        )
        runs.append(json.loads(done.stdout.splitlines()[-1]))
    best = max(runs, key=lambda run: run["megabytes_per_cpu_second"])
    return {
        "tool": f"{name} {best['version']}",
        "coverage": best["coverage"],
        "megabytes_per_cpu_second": best["megabytes_per_cpu_second"],
        "findings_per_megabyte": best["findings"] / (best["bytes"] / 1e6),
    }


def page_of(rows: list[dict[str, object]]) -> str:
    """Return the page in docs."""
    ours = float(str(rows[0]["megabytes_per_cpu_second"]))
    lines = [
        "# Benchmarks",
        "",
        "Made by `make bench`: every tool in the same run, pinned to one core, CPU time, loading",
        "excluded, best of several runs (five for avow, three for each peer). Corpus: 10 MB of",
        "invented prose, mail and code (`benchmarks/corpus.py`, seed 7). A finding of datatrove is",
        "a changed document. Ratios count; single figures depend on the machine.",
        "",
        "## Detection",
        "",
        "| tool | looks for | MB per CPU-second | avow is faster by | findings per MB |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        speed = float(str(row["megabytes_per_cpu_second"]))
        found = float(str(row["findings_per_megabyte"]))
        cells = (
            row["tool"],
            row["coverage"],
            f"{speed:.2f}",
            f"{ours / speed:.1f}",
            f"{found:.0f}",
        )
        lines.append(f"| {' | '.join(map(str, cells))} |")
    lines += ["", f"Machine: {platform.machine()}, Python {platform.python_version()}."]
    ratio = ours / float(str(rows[1]["megabytes_per_cpu_second"]))
    met = ours >= AIM_SPEED and ratio >= AIM_RATIO
    aims = f"{AIM_SPEED} MB per CPU-second and {AIM_RATIO} times presidio-analyzer"
    lines += [f"The aims of {aims} are {'met' if met else 'not met'} in this run.", ""]
    return "\n".join(lines)


def main() -> None:
    """Measure everything and write it down."""
    os.sched_setaffinity(0, {0})
    RESULTS.mkdir(exist_ok=True)
    corpus = HERE / ".peers-corpus.jsonl"
    write_jsonl(corpus, CORPUS_MEGABYTES, 7)
    python = make_peers()
    with corpus.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    rows = [measure_avow(texts)]
    rows += [measure_peer(python, name, corpus) for name in MEGABYTES_OF_PEER]
    corpus.unlink()
    (RESULTS / "detect_speed.json").write_text(json.dumps(rows, indent=1) + "\n")
    PAGE.write_text(page_of(rows), encoding="utf-8")
    sys.stdout.write(page_of(rows))


if __name__ == "__main__":
    main()
