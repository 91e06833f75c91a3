"""Tasks are tried twice; a step that needs all shards says so when one cannot be read."""

from collections.abc import Sequence

import pytest

from avow.scrub.engines.interface import ShardFailure, Shards
from avow.scrub.mapping import ShardsFailed, StepFailed, TaskRunner
from avow.scrub.pipeline.plan import Shard
from avow.scrub.pipeline.tasks import RowsWritten, ShardTask, Step
from avow.scrub.progress import SilentProgress


def task(name: str) -> ShardTask:
    shard = Shard(
        shard_id=name, path=name, start=0, end=None, output=name, source=".", size=1, identity="i"
    )
    return ShardTask(shard=shard, step=Step.EXACT_KEYS)


class Engine:
    """Fails each shard as often as `failures` says; remembers the calls."""

    name = "test"
    workers = 1

    def __init__(self, *, died: bool = False, **failures: int) -> None:
        self.failures = failures
        self.died = died
        self.calls: list[tuple[list[str], bool]] = []

    def run(self, tasks: Sequence[ShardTask], *, alone: bool = False) -> Shards:
        self.calls.append(([one.shard.shard_id for one in tasks], alone))
        for one in tasks:
            name = one.shard.shard_id
            if self.failures.get(name, 0):
                self.failures[name] -= 1
                yield ShardFailure(shard_id=name, label=name, problem="no", died=self.died)
            else:
                yield RowsWritten(shard_id=name)

    def close(self) -> None:
        raise AssertionError("the run closes the engine, not the runner")


def test_what_failed_once_is_tried_again() -> None:
    engine = Engine(b=1)
    runner = TaskRunner(engine, SilentProgress())
    runner.do_step([task("a"), task("b")], "reading")
    assert engine.calls == [(["a", "b"], False), (["b"], False)]
    assert (runner.failures, runner.retries) == ([], 1)


def test_a_shard_whose_worker_died_is_tried_alone() -> None:
    engine = Engine(died=True, a=1)
    TaskRunner(engine, SilentProgress()).do_all([task("a")])
    assert engine.calls == [(["a"], False), (["a"], True)]


def test_what_failed_twice_is_named() -> None:
    runner = TaskRunner(Engine(a=2), SilentProgress())
    with pytest.raises(StepFailed, match="reading failed for 1") as caught:
        runner.do_step([task("a"), task("b")], "reading")
    assert "--exclude" in caught.value.hint
    assert [failure.shard_id for failure in runner.failures] == ["a"]
    with pytest.raises(ShardsFailed):
        TaskRunner(Engine(a=2), SilentProgress()).do_all([task("a")])


def test_no_task_calls_no_engine() -> None:
    engine = Engine()
    TaskRunner(engine, SilentProgress()).do_step([], "nothing")
    assert engine.calls == []
