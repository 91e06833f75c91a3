"""Runs a command on chosen cores and tells its time, its processor time and its memory.

Linux only: processor time and the largest process come from `wait4`, which counts descendants that
were waited for; private memory of the whole tree is sampled from `/proc`.
"""

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ONE_THREAD = dict.fromkeys(
    (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "NUMEXPR_NUM_THREADS",
        "RAYON_NUM_THREADS",
    ),
    "1",
)
POLL_SECONDS = 0.01
SAMPLE_SECONDS = 0.1
PROC = Path("/proc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How a command ran.

    Attributes:
        status: Exit status; negative for a signal.
        wall_seconds: Time from start to end.
        cpu_seconds: User and system time of the command and its descendants.
        largest_megabytes: Peak resident memory of the largest process.
        private_megabytes: Peak of the sampled anonymous memory, all processes together.
        timed_out: It was stopped at the limit.
        stdout, stderr: What it wrote.
    """

    status: int
    wall_seconds: float
    cpu_seconds: float
    largest_megabytes: float
    private_megabytes: float
    timed_out: bool
    stdout: str
    stderr: str


class CommandFailed(Exception):
    """A measured command ended with a status that was not expected."""


def pinned_core() -> int:
    """Return the core that single-core figures use: the last one that this process may use."""
    return max(os.sched_getaffinity(0))


def run_process(
    command: Sequence[str | Path],
    *,
    cores: Sequence[int] | None = None,
    limit_seconds: float = 300,
    stdin: str = "",
    environment: Mapping[str, str] | None = None,
) -> Run:
    """Run a command to its end, or to the limit.

    Args:
        command: The command.
        cores: Cores that it may use; by default the one of `pinned_core`.
        limit_seconds: After this time the command and its children are killed.
        stdin: Text for its standard input.
        environment: Variables besides those of this process and one thread per library.
    """
    allowed = set(cores) if cores is not None else {pinned_core()}
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as out,
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as err,
        tempfile.TemporaryFile("w+", encoding="utf-8") as given,
    ):
        given.write(stdin)
        given.seek(0)
        begin = time.perf_counter()
        with _on_cores(allowed):
            process = subprocess.Popen(
                [str(part) for part in command],
                stdin=given,
                stdout=out,
                stderr=err,
                env={**os.environ, **ONE_THREAD, **(environment or {})},
                start_new_session=True,
            )
        status, usage, private, timed_out = _watch(process.pid, begin + limit_seconds)
        wall = time.perf_counter() - begin
        process.returncode = status
        out.seek(0)
        err.seek(0)
        return Run(
            status=status,
            wall_seconds=wall,
            cpu_seconds=usage.ru_utime + usage.ru_stime,
            largest_megabytes=usage.ru_maxrss / 1000,
            private_megabytes=private / 1e6,
            timed_out=timed_out,
            stdout=out.read(),
            stderr=err.read(),
        )


def run_checked(
    command: Sequence[str | Path],
    *,
    cores: Sequence[int] | None = None,
    limit_seconds: float = 300,
    statuses: Sequence[int] = (0,),
    stdin: str = "",
) -> Run:
    """Run a command that has to end with one of `statuses`.

    Raises:
        CommandFailed: It did not, or ran into the limit.
    """
    run = run_process(command, cores=cores, limit_seconds=limit_seconds, stdin=stdin)
    if run.timed_out or run.status not in statuses:
        end = "ran into its limit" if run.timed_out else f"ended with {run.status}"
        name = " ".join(Path(str(part)).name for part in command[:3])
        raise CommandFailed(f"{name} {end}: {run.stderr.strip()[-500:]}")
    return run


@contextlib.contextmanager
def _on_cores(cores: set[int]) -> Iterator[None]:
    """Confine this thread for a moment; a process that it starts inherits the cores."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _watch(pid: int, deadline: float) -> tuple[int, "os.struct_rusage", int, bool]:  # type: ignore[name-defined]
    """Wait for a process; returns status, usage, peak of private bytes, whether it was killed."""
    try:
        return _poll(pid, deadline)
    except BaseException:
        # An interrupt of this process must not leave the measured one behind.
        os.killpg(pid, signal.SIGKILL)
        raise


def _poll(pid: int, deadline: float) -> tuple[int, "os.struct_rusage", int, bool]:  # type: ignore[name-defined]
    private, timed_out, sampled = 0, False, 0.0
    while True:
        done, status, usage = os.wait4(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status), usage, private, timed_out
        now = time.perf_counter()
        if now > deadline and not timed_out:
            timed_out = True
            os.killpg(pid, signal.SIGKILL)
        if now - sampled > SAMPLE_SECONDS:
            sampled = now
            private = max(private, sum(map(_private_bytes, _session(pid))))
        time.sleep(POLL_SECONDS)


def _session(leader: int) -> list[int]:
    """Return the processes of the session that a command leads."""
    found = []
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == leader:
                found.append(int(folder.name))
    return found


def _private_bytes(pid: int) -> int:
    """Return the resident anonymous memory of a process, 0 when it has ended."""
    try:
        status = (PROC / str(pid) / "status").read_text()
    except OSError:
        return 0
    for line in status.splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) * 1024
    return 0
