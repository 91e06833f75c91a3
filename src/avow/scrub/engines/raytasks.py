"""The Ray engine: one core task per shard; only receipts come back, and keys stay references.

Task arguments land in Ray's object store, spill files and dashboard, so no data and no key may be
among them. Every node needs the input, the output and the key under the same addresses.
"""

import os
import tempfile
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from avow.errors import MissingExtra, UsageError
from avow.scrub.engines.interface import (
    ShardResult,
    Shards,
    attempt_shard,
    describe_crash,
    describe_death,
)
from avow.scrub.pipeline.setup import Setup
from avow.scrub.pipeline.tasks import ShardTask

IN_FLIGHT_PER_WORKER = 2
MAX_RETRIES = 3
# Receipts are small; Ray would take a third of the memory by default.
OBJECT_STORE_BYTES = 128 * 1024 * 1024
QUIET = {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0"}


@dataclass(slots=True, kw_only=True)
class RayEngine:
    """Maps the shard function over a Ray cluster, or a local one that it starts and stops.

    A cluster takes long to start, so one serves all steps of a run, until `close`.
    """

    setup: Setup
    workers: int
    name: str = "ray"
    _cluster: Any = field(default=None, init=False, repr=False)

    def run(self, tasks: Sequence[ShardTask], *, alone: bool = False) -> Shards:
        """Yield one result per task.

        Raises:
            MissingExtra: Ray is not installed.
            UsageError: It did not start.
        """
        ray = _load_ray()
        try:
            if _start(ray, self.workers):
                self._cluster = ray
        except (RuntimeError, OSError, ValueError):
            ray.shutdown()
            raise UsageError(
                "Ray did not start",
                hint="A busy machine can take too long; try again, or use --engine local.",
            ) from None
        yield from _drain(ray, deque(tasks), self.setup, 1 if alone else self.in_flight)

    def close(self) -> None:
        """Stop the cluster that was started here, or leave the one that was joined."""
        if self._cluster is not None:
            self._cluster.shutdown()
            self._cluster = None

    @property
    def in_flight(self) -> int:
        """How many tasks are submitted at a time."""
        return self.workers * IN_FLIGHT_PER_WORKER


def _drain(
    ray: Any,  # noqa: ANN401 - an optional library
    queue: deque[ShardTask],
    setup: Setup,
    in_flight: int,
) -> Shards:
    remote = ray.remote(num_cpus=1, max_retries=MAX_RETRIES)(attempt_shard)
    running: dict[Any, ShardTask] = {}
    while queue or running:
        while queue and len(running) < in_flight:
            task = queue.popleft()
            running[remote.remote(task, setup)] = task
        ready, _ = ray.wait(list(running), num_returns=1)
        for reference in ready:
            yield _result(ray, reference, running.pop(reference))


def _result(ray: Any, reference: Any, task: ShardTask) -> ShardResult:  # noqa: ANN401
    try:
        result: ShardResult = ray.get(reference)
    except ray.exceptions.WorkerCrashedError:
        return describe_death(task)
    except ray.exceptions.RayError as error:
        return describe_crash(task, error)
    return result


def _load_ray() -> Any:  # noqa: ANN401 - an optional library
    os.environ.update(QUIET)
    try:
        import ray
    except ImportError:
        raise MissingExtra.of("ray", "the engine ray") from None
    return ray


def _start(ray: Any, workers: int) -> bool:  # noqa: ANN401
    """Join the cluster that RAY_ADDRESS names, or start one here; tell whether one was started."""
    if ray.is_initialized():
        return False
    address = os.environ.get("RAY_ADDRESS")
    if address:
        ray.init(address=address, log_to_driver=False)
        return True
    # Ray puts sockets below its folder, and a socket path has at most 107 bytes.
    ray.init(
        num_cpus=workers,
        include_dashboard=False,
        log_to_driver=False,
        object_store_memory=OBJECT_STORE_BYTES,
        _temp_dir=tempfile.mkdtemp(prefix="avow-", dir="/tmp"),
    )
    return True
