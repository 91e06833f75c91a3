"""Does tasks with an engine: what failed is tried once more, and alone if its worker died."""

import contextlib
from collections.abc import Sequence

from avow.errors import OutputError
from avow.scrub.engines.interface import Engine, ShardFailure
from avow.scrub.pipeline.tasks import ShardTask
from avow.scrub.progress import Observer
from avow.scrub.proof.receipt import Receipt


class ShardsFailed(OutputError):
    """Some shards failed twice; the others are done, and `TaskRunner.failures` names them."""

    default_hint = "Run the same command with --resume; finished shards are not done again."


class StepFailed(ShardsFailed):
    """A step that needs all shards failed for some, so what comes after it was not begun."""

    default_hint = "Mend or --exclude the inputs named above, and run again with --resume."


class TaskRunner:
    """Does tasks and collects what comes back.

    Args:
        engine: Maps the shard function.
        observer: Is told what happens.

    Attributes:
        receipts: The latest receipt of each shard that was cleaned, by shard id.
        failures: Shards that failed twice.
        retries: Attempts that failed and were made again.
    """

    def __init__(self, engine: Engine, observer: Observer) -> None:
        self._engine = engine
        self._observer = observer
        self.receipts: dict[str, Receipt] = {}
        self.failures: list[ShardFailure] = []
        self.retries = 0

    def do_all(self, tasks: Sequence[ShardTask]) -> None:
        """Do every task.

        Raises:
            ShardsFailed: Some failed twice; all others are done.
        """
        first = self._do_once(tasks, final=False)
        by_id = {task.shard.shard_id: task for task in tasks}
        died = [by_id[failure.shard_id] for failure in first if failure.died]
        again = [by_id[failure.shard_id] for failure in first if not failure.died]
        self.retries += len(first)
        if again:
            self.failures += self._do_once(again, final=True)
        if died:
            self.failures += self._do_once(died, final=True, alone=True)
        if self.failures:
            raise ShardsFailed(f"{len(self.failures)} shards failed")

    def do_step(self, tasks: Sequence[ShardTask], name: str) -> None:
        """Do the tasks of a step before or after cleaning.

        Raises:
            StepFailed: Some failed twice.
        """
        if tasks:
            self._observer.step(name, len(tasks))
            try:
                self.do_all(tasks)
            except ShardsFailed:
                raise StepFailed(
                    f"{name} failed for {len(self.failures)} of all shards, and no shard can be "
                    f"compared with the others without it"
                ) from None

    def _do_once(
        self, tasks: Sequence[ShardTask], *, final: bool, alone: bool = False
    ) -> list[ShardFailure]:
        failures: list[ShardFailure] = []
        if not tasks:
            return failures
        with contextlib.closing(self._engine.run(tasks, alone=alone)) as results:
            for result in results:
                if isinstance(result, Receipt):
                    self.receipts[result.shard_id] = result
                    self._observer.shard_done(result)
                elif isinstance(result, ShardFailure):
                    failures.append(result)
                    self._observer.shard_failed(result, final=final)
        return failures
