"""The progress bar of `avow scrub` for terminals."""

from collections.abc import Sequence
from typing import TextIO

import rich.console
import rich.progress

from avow.scrub.engines.interface import ShardFailure
from avow.scrub.pipeline.plan import Plan
from avow.scrub.progress import Meter, describe_failure, describe_step
from avow.scrub.proof.receipt import Receipt


class RichProgress:
    """A bar with rate and time left, for terminals.

    Args:
        stream: The terminal.
    """

    def __init__(self, stream: TextIO) -> None:
        self._meter = Meter()
        self._console = rich.console.Console(file=stream)
        self._bar = rich.progress.Progress(
            rich.progress.TextColumn("{task.description}"),
            rich.progress.BarColumn(),
            rich.progress.MofNCompleteColumn(),
            rich.progress.TimeRemainingColumn(),
            console=self._console,
        )
        self._task = self._bar.add_task("scrub", total=None)

    def start(self, plan: Plan, done: Sequence[Receipt]) -> None:
        """Show the bar."""
        self._meter.start(plan, done)
        for reason, count in plan.skipped:
            self._console.print(f"passed over: {count} ({reason})", markup=False)
        self._bar.update(self._task, total=len(plan.shards), completed=len(done))
        self._bar.start()

    def step(self, name: str, shards: int, done: Sequence[Receipt] | None = None) -> None:
        """Print the name of the step above the bar."""
        if done is not None:
            self._meter.restart(done)
            self._bar.update(self._task, completed=len(done))
        self._console.print(describe_step(name, shards), markup=False)

    def shard_done(self, receipt: Receipt) -> None:
        """Move the bar."""
        self._meter.add(receipt)
        figures = self._meter.figures()
        text = f"scrub {figures['text_mb_per_second']} MB/s, {figures['hits_per_mb']} hits/MB"
        self._bar.update(self._task, advance=1, description=text)

    def shard_failed(self, failure: ShardFailure, *, final: bool) -> None:
        """Print what failed above the bar."""
        self._console.print(describe_failure(failure, final=final), markup=False)

    def finish(self) -> None:
        """Take the bar down."""
        self._bar.stop()
