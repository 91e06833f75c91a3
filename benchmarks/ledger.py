"""The ledger: appends in batches, proofs at a million entries, full verification, memory.

    .venv/bin/python benchmarks/ledger.py [--entries 1000000]

Own figures only: the one Python library for Merkle logs (pymerkle, GPL) is not installed here; the
guide measured it at 55 to 96 appends a second and 505 ms a proof at 100,000 entries.
"""

import argparse
import json
import platform
import resource
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from avow.evidence.merkle import leaf_hash, verify_path
from avow.ledger.log import Event, Ledger
from avow.ledger.setup import LedgerSettings, read_policy
from avow.ledger.tree import consistency_path, inclusion_path, tree_root
from avow.ledger.verify.sources import StoreSource
from avow.ledger.verify.whole_log import verify_log

BATCH = 1000
RESULT = Path(__file__).parent / "results" / "ledger.json"


def peak_mb() -> float:
    """Return the largest resident size so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def append(ledger: Ledger, count: int) -> dict[str, float]:
    """Append with a sync for the outbox and one for the order of each batch."""
    wall, cpu = time.perf_counter(), time.process_time()
    for first in range(0, count, BATCH):
        events = [
            Event(kind="log.incident", payload={"what": f"event {number}", "size": number})
            for number in range(first, min(first + BATCH, count))
        ]
        drafts = [ledger.draft(event) for event in events]
        ledger.store.enqueue(drafts, datetime.now(UTC))
        ledger.store.sequence(BATCH)
    return {
        "events_per_second": count / (time.perf_counter() - wall),
        "events_per_cpu_second": count / (time.process_time() - cpu),
    }


def prove(ledger: Ledger, size: int) -> dict[str, float]:
    """Median milliseconds of proofs at a size, each verified."""
    root = tree_root(size, ledger.store.node)
    times: dict[str, list[float]] = {"inclusion": [], "consistency": [], "root": []}
    for number in range(200):
        index = number * 7919 % size
        start = time.perf_counter()
        path = inclusion_path(index, size, ledger.store.node)
        times["inclusion"].append(time.perf_counter() - start)
        (leaf,) = ledger.store.leaves(index, index + 1)
        if not verify_path(leaf_hash(leaf), index=index, count=size, proof=path, root=root):
            raise SystemExit("a proof does not verify")
        start = time.perf_counter()
        consistency_path(size // 3, size, ledger.store.node)
        times["consistency"].append(time.perf_counter() - start)
        start = time.perf_counter()
        tree_root(size, ledger.store.node)
        times["root"].append(time.perf_counter() - start)
    return {f"{name}_ms": sorted(values)[100] * 1000 for name, values in times.items()}


def main() -> None:
    """Run and write the result."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=1_000_000)
    entries = parser.parse_args().entries
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "l"
        ledger = Ledger.create(folder, LedgerSettings(origin="bench.example/ledger"))
        result: dict[str, object] = {"entries": entries, "batch": BATCH}
        result["append"] = append(ledger, entries)
        print("append", result["append"], flush=True)
        ledger.sign_checkpoint()
        size = ledger.store.size()
        result["proofs"] = prove(ledger, size)
        print("proofs", result["proofs"], flush=True)
        before = peak_mb()
        wall, cpu = time.perf_counter(), time.process_time()
        report = verify_log(StoreSource(ledger.store), read_policy(folder))
        result["verify"] = {
            "problems": len(report.problems),
            "seconds": time.perf_counter() - wall,
            "cpu_seconds": time.process_time() - cpu,
            "peak_mb_before": before,
            "peak_mb_after": peak_mb(),
        }
        print("verify", result["verify"], flush=True)
        used = sum(path.stat().st_size for path in folder.glob("log.sqlite*"))
        result["bytes_per_entry_with_payload"] = used / size
        ledger.close()
    result["machine"] = {"python": platform.python_version(), "machine": platform.machine()}
    result["command"] = f"python benchmarks/ledger.py --entries {entries}"
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
