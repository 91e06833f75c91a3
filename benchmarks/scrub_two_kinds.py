"""Runs `avow scrub` with a detector that looks for e-mail addresses and IPv4 addresses only.

    python benchmarks/scrub_two_kinds.py IN OUT KEYFILE

The command has no option for this, because a corpus that was searched for two kinds is not clean;
it exists to compare the pipeline with datatrove's at datatrove's own two kinds. Everything else is
that of the command: plan, receipts, sidecars, manifest.
"""

import sys
from pathlib import Path

from avow.detect.detector import Detector
from avow.evidence.clocks import SystemClock
from avow.scrub.config import ScrubConfig
from avow.scrub.engines.inline import InlineEngine
from avow.scrub.engines.interface import Engine
from avow.scrub.keys import KeyRef
from avow.scrub.pipeline.setup import Setup, open_workbench
from avow.scrub.pipeline.shard import keep_bench
from avow.scrub.progress import PlainProgress
from avow.scrub.run import RunOptions, run_scrub

TWO_KINDS = ("contact.email", "network.ipv4")
LOCALES = ("en-US",)


def make_engine(name: str, setup: Setup, workers: int) -> Engine:  # noqa: ARG001 - the protocol's
    """Return the engine of one worker, with a workbench whose detector knows two kinds."""
    detector = Detector.load(locales=LOCALES, only=TWO_KINDS)
    keep_bench(setup, open_workbench(setup, detector))
    return InlineEngine(setup=setup)


def main(source: str, target: str, key: str) -> int:
    """Scrub a folder; returns the exit code of the run."""
    setup = Setup(
        input_url=source,
        output_url=target,
        config=ScrubConfig(locales=LOCALES),
        key=KeyRef.parse(f"file:{Path(key).absolute()}"),
    )
    result = run_scrub(
        setup,
        RunOptions(workers=1),
        clock=SystemClock(),
        observer=PlainProgress(stream=sys.stderr),
        engines=make_engine,
    )
    return int(result.exit)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:4]))
