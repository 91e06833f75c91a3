"""The local engine: a pool of spawned processes, one thread each."""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.connection import Connection

from avow.scrub.engines.interface import (
    ShardResult,
    Shards,
    ShardTask,
    attempt_shard,
    describe_crash,
    describe_death,
)
from avow.scrub.pipeline.setup import Setup

THREAD_VARIABLES = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "ARROW_NUM_THREADS",
    "ARROW_IO_THREADS",
)
# One task waits in the pool per worker, so that none is idle between two shards.
QUEUED_PER_WORKER = 1
EXIT_STOPPED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalEngine:
    """Maps the shard function over processes of this machine."""

    setup: Setup
    workers: int
    name: str = "local"

    def run(self, tasks: Sequence[ShardTask], *, alone: bool = False) -> Shards:
        """Yield one result per task; a pool that a dead worker broke is built anew."""
        queue = deque(tasks)
        workers = 1 if alone else min(self.workers, max(1, len(queue)))
        in_flight = 1 if alone else workers * (1 + QUEUED_PER_WORKER)
        while queue:
            with _open_pool(workers) as pool:
                yield from _drain(pool, queue, self.setup, in_flight)


def _drain(
    pool: ProcessPoolExecutor, queue: deque[ShardTask], setup: Setup, in_flight: int
) -> Shards:
    """Work until the queue is empty or the pool breaks."""
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
            pool.shutdown(wait=True)
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
