"""The inline engine: one shard after the other in this process, for one worker or small inputs."""

from collections.abc import Sequence
from dataclasses import dataclass

from avow.scrub.engines.interface import (
    ShardResult,
    Shards,
    attempt_shard,
    describe_crash,
)
from avow.scrub.pipeline.setup import Setup
from avow.scrub.pipeline.tasks import ShardTask


@dataclass(frozen=True, slots=True, kw_only=True)
class InlineEngine:
    """Maps the shard function without another process."""

    setup: Setup
    workers: int = 1
    name: str = "local"

    def run(self, tasks: Sequence[ShardTask], *, alone: bool = False) -> Shards:  # noqa: ARG002
        """Yield one result per task, in order."""
        for task in tasks:
            yield _attempt(task, self.setup)

    def close(self) -> None:
        """Keep nothing."""


def _attempt(task: ShardTask, setup: Setup) -> ShardResult:
    """Do one shard; as in a pool, an unexpected error ends one shard and not the run."""
    try:
        return attempt_shard(task, setup)
    except Exception as error:  # noqa: BLE001 - the rim of the job runner
        return describe_crash(task, error)
