"""What an engine is: it maps the shard function over tasks and reports each result once."""

import traceback
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol

from avow.errors import AvowError
from avow.scrub.pipeline.duplicates import write_rows
from avow.scrub.pipeline.setup import Setup
from avow.scrub.pipeline.shard import bench_for, scrub_shard
from avow.scrub.pipeline.tasks import RowsWritten, ShardTask, Step
from avow.scrub.proof.receipt import Receipt

RETRY_HINT = "Run the same command with --resume; finished shards are not done again."
DIED_HINT = "It may have run out of memory: use fewer --workers, or a smaller shard size."


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardFailure:
    """One attempt that failed; nothing was left under a final name.

    Attributes:
        shard_id, label: Which shard, by names that may be shown.
        problem, hint: What is wrong and what to do, without any value.
        died: The worker process died, so that the shard is tried again alone.
    """

    shard_id: str
    label: str
    problem: str
    hint: str = RETRY_HINT
    died: bool = False


ShardResult = Receipt | RowsWritten | ShardFailure
Shards = Generator[ShardResult, None, None]


class Engine(Protocol):
    """Maps the shard function."""

    @property
    def name(self) -> str:
        """Name for reports."""

    @property
    def workers(self) -> int:
        """How many shards are in work at a time."""

    def run(self, tasks: Sequence[ShardTask], *, alone: bool = False) -> Shards:
        """Yield one result per task, in any order.

        Args:
            tasks: What to do.
            alone: One shard at a time, so that a death can be put down to it.
        """

    def close(self) -> None:
        """Give back what was kept between two calls of `run`."""


def attempt_shard(task: ShardTask, setup: Setup) -> ShardResult:
    """Do one shard; an expected error becomes a failure that can travel between processes."""
    try:
        if task.step is not Step.CLEAN:
            return write_rows(task, bench_for(setup))
        return scrub_shard(task.shard, setup, verdicts=task.verdicts)
    except AvowError as error:
        return ShardFailure(
            shard_id=task.shard.shard_id,
            label=task.shard.label,
            problem=error.message,
            hint=error.hint,
        )


def describe_crash(task: ShardTask, error: BaseException) -> ShardFailure:
    """Return the failure for an error that nobody expected: its type and place, never its text."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return ShardFailure(
        shard_id=task.shard.shard_id,
        label=task.shard.label,
        problem=f"unexpected {type(error).__name__}{place}",
        hint="This is an error of Avow or of a library; please report it.",
    )


def describe_death(task: ShardTask) -> ShardFailure:
    """Return the failure of a shard whose worker died."""
    return ShardFailure(
        shard_id=task.shard.shard_id,
        label=task.shard.label,
        problem="the worker process died",
        hint=DIED_HINT,
        died=True,
    )
