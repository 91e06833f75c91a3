"""Measuring a command: its time, its children's time, its memory, its limit."""

import os
import sys

import pytest
from processes import CommandFailed, pinned_core, run_checked, run_process

SPIN = "import time\nend = time.process_time() + 0.2\nwhile time.process_time() < end: pass\n"
CHILD = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {SPIN!r}])\n"


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_processor_time_of_the_command_is_counted() -> None:
    assert run_process(python(SPIN)).cpu_seconds >= 0.2


def test_processor_time_of_its_children_is_counted() -> None:
    assert run_process(python(CHILD)).cpu_seconds >= 0.2


def test_memory_is_measured_in_both_ways() -> None:
    run = run_process(python("import time\nheld = bytes(range(256)) * 400_000\ntime.sleep(0.5)"))
    assert run.largest_megabytes > 100
    assert run.private_megabytes > 100


def test_what_it_wrote_and_read_comes_back() -> None:
    run = run_process(python("print(input()); import sys; sys.stderr.write('e')"), stdin="hello\n")
    assert (run.status, run.stdout, run.stderr) == (0, "hello\n", "e")


def test_it_runs_on_the_cores_that_were_named_and_only_there() -> None:
    before = os.sched_getaffinity(0)
    run = run_process(python("import os; print(os.sched_getaffinity(0))"), cores=[pinned_core()])
    assert run.stdout.strip() == str({pinned_core()})
    assert os.sched_getaffinity(0) == before


def test_it_is_stopped_at_its_limit() -> None:
    run = run_process(python("import time; time.sleep(60)"), limit_seconds=0.2)
    assert run.timed_out
    assert run.status < 0


@pytest.mark.parametrize("status", [1, 3])
def test_an_unexpected_status_is_an_error(status: int) -> None:
    with pytest.raises(CommandFailed, match=f"ended with {status}"):
        run_checked(python(f"raise SystemExit({status})"))


def test_an_expected_status_is_not() -> None:
    assert run_checked(python("raise SystemExit(1)"), statuses=(0, 1)).status == 1


def test_running_into_the_limit_is_an_error() -> None:
    with pytest.raises(CommandFailed, match="limit"):
        run_checked(python("import time; time.sleep(60)"), limit_seconds=0.2)
