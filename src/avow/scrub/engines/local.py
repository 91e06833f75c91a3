"""The local engine: a pool of spawned processes, one thread each."""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from avow.scrub.engines.interface import (
    ShardResult,
    Shards,
    attempt_shard,
    describe_crash,
    describe_death,
)
from avow.scrub.pipeline.setup import Setup
from avow.scrub.pipeline.tasks import ShardTask

THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "ARROW_NUM_THREADS",
    "ARROW_IO_THREADS",
    "RAYON_NUM_THREADS",
)
# One task waits in the pool per worker, so that none is idle between two shards.
QUEUED_PER_WORKER = 1
EXIT_STOPPED = 3


@dataclass(slots=True, kw_only=True)
class LocalEngine:
    """Maps the shard function over processes of this machine.

    Workers load the rules once and serve all steps of a run, until `close`.
    """

    setup: Setup
    workers: int
    name: str = "local"
    _pool: ProcessPoolExecutor | None = field(default=None, init=False, repr=False)
    _open: contextlib.ExitStack = field(
        default_factory=contextlib.ExitStack, init=False, repr=False
    )

    def run(self, tasks: Sequence[ShardTask], *, alone: bool = False) -> Shards:
        """Yield one result per task; a pool that a dead worker broke is built anew."""
        queue = deque(tasks)
        in_flight = 1 if alone else self.workers * (1 + QUEUED_PER_WORKER)
        is_whole = False
        try:
            while queue:
                if self._pool is None:
                    self._pool = self._open.enter_context(_open_pool(self.workers))
                broken = yield from _drain(self._pool, queue, self.setup, in_flight)
                if broken:
                    self.close()
            is_whole = True
        finally:
            # Whoever stops in the middle wants no worker to go on writing.
            if not is_whole:
                self.close()

    def close(self) -> None:
        """End the workers at once; none is in the middle of a task that anybody waits for."""
        self._pool = None
        self._open.close()


def _drain(
    pool: ProcessPoolExecutor, queue: deque[ShardTask], setup: Setup, in_flight: int
) -> Generator[ShardResult, None, bool]:
    """Work until the queue is empty or the pool breaks; tell whether it broke."""
    running: dict[Future[ShardResult], ShardTask] = {}
    broken = False
    while running or (queue and not broken):
        while queue and not broken and len(running) < in_flight:
            try:
                running[pool.submit(attempt_shard, queue[0], setup)] = queue[0]
                queue.popleft()
            except BrokenProcessPool:
                broken = True
        finished, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in finished:
            task = running.pop(future)
            error = future.exception()
            if error is None:
                yield future.result()
            elif isinstance(error, BrokenProcessPool):
                broken = True
                yield describe_death(task)
            else:
                yield describe_crash(task, error)
    return broken


@contextlib.contextmanager
def _open_pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Open a pool whose workers end at once when this process ends or leaves the block."""
    context = multiprocessing.get_context("spawn")
    stop_reader, stop_writer = context.Pipe(duplex=False)
    with _one_thread_each():
        pool = ProcessPoolExecutor(
            max_workers=workers,
            mp_context=context,
            initializer=_start_worker,
            initargs=(stop_reader,),
        )
        try:
            yield pool
        finally:
            stop_writer.close()
            pool.shutdown(wait=True, cancel_futures=True)
            stop_reader.close()


@contextlib.contextmanager
def _one_thread_each() -> Iterator[None]:
    """Keep the libraries of spawned workers to one thread; they read this when they load."""
    before = {name: os.environ.get(name) for name in THREAD_VARIABLES}
    os.environ.update(dict.fromkeys(THREAD_VARIABLES, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _start_worker(stop: Connection) -> None:
    """Leave interrupts to the parent, and end with it even when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, args=(stop,), daemon=True).start()


def _end_with_parent(stop: Connection) -> None:
    with contextlib.suppress(OSError, EOFError):
        stop.poll(None)
    os._exit(EXIT_STOPPED)
