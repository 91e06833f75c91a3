"""Killed sequencers, a full disk: nothing acknowledged is lost, nothing stands twice."""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from ledgers import SetClock, make_ledger

from avow.ledger.log import Ledger
from avow.ledger.setup import read_policy
from avow.ledger.verify.sources import StoreSource
from avow.ledger.verify.whole_log import verify_log

KILLS = {"sqlite": 200, "files": 60}
SEED = int(os.environ.get("AVOW_FAULT_SEED", "20261125"))

WRITER = """
import sys
from pathlib import Path
from avow.ledger.log import Event, Ledger
ledger = Ledger.open(Path(sys.argv[1]))
number = 0
while True:
    events = [
        Event(kind="log.incident", payload={"what": f"{sys.argv[2]}-{number + n}", "size": n})
        for n in range(3)
    ]
    for appended in ledger.append(events):
        print(appended.entry_id, flush=True)
    number += 3
"""

# Forks a fresh sequencer for each line on its input, so that only the deed costs time.
NURSERY = """
import os, sys
from pathlib import Path
from avow.ledger.log import Ledger
for _ in sys.stdin:
    child = os.fork()
    if child == 0:
        ledger = Ledger.open(Path(sys.argv[1]))
        os.write(1, b"%d\\n" % os.getpid())
        while True:
            ledger.store.sequence(7)
            ledger.sign_checkpoint()
    os.waitpid(child, 0)
    os.write(1, b"gone\\n")
"""


def start(program: str, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", program, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def settle(folder: Path, acknowledged: set[str]) -> None:
    """Order what is left, then hold the log against what was acknowledged."""
    ledger = Ledger.open(folder, clock=SetClock())
    ledger.sequence()
    ledger.sign_checkpoint()
    size = ledger.store.size()
    events = list(ledger.store.events(0, size))
    assert [event.index for event in events] == list(range(size))
    ids = [event.entry_id for event in events]
    assert len(ids) == len(set(ids)), "an event stands twice"
    assert acknowledged <= set(ids), "an acknowledged event is lost"
    report = verify_log(StoreSource(ledger.store), read_policy(folder))
    assert report.problems == ()
    assert report.entries == size
    ledger.close()


@pytest.mark.timeout(900)
@pytest.mark.parametrize("store", KILLS)
def test_a_killed_sequencer_loses_and_doubles_nothing(store: str, tmp_path: Path) -> None:
    print(f"seed {SEED}")
    moments = random.Random(SEED)
    folder = tmp_path / "l"
    make_ledger(folder, store=store).close()
    with (tmp_path / "ids").open("wb") as ids:
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(folder), "a"], stdout=ids)
        nursery = start(NURSERY, str(folder))
        assert nursery.stdin is not None
        assert nursery.stdout is not None
        for _ in range(KILLS[store]):
            nursery.stdin.write("next\n")
            nursery.stdin.flush()
            sequencer = int(nursery.stdout.readline())
            time.sleep(moments.uniform(0.0, 0.05))
            os.kill(sequencer, signal.SIGKILL)
            assert nursery.stdout.readline() == "gone\n"
        nursery.communicate(timeout=60)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
    text = (tmp_path / "ids").read_text()
    acknowledged = set(text[: text.rfind("\n") + 1].split())
    assert len(acknowledged) > KILLS[store]
    settle(folder, acknowledged)


@pytest.mark.parametrize("store", KILLS)
def test_a_killed_writer_has_lost_nothing_that_it_acknowledged(store: str, tmp_path: Path) -> None:
    print(f"seed {SEED}")
    moments = random.Random(SEED)
    folder = tmp_path / "l"
    make_ledger(folder, store=store).close()
    acknowledged: set[str] = set()
    for turn in range(10):
        writer = start(WRITER, str(folder), str(turn))
        assert writer.stdin is not None
        assert writer.stdout is not None
        first = writer.stdout.readline()
        time.sleep(moments.uniform(0.0, 0.1))
        writer.send_signal(signal.SIGKILL)
        text = first + writer.stdout.read()
        writer.wait()
        writer.stdout.close()
        writer.stdin.close()
        acknowledged |= set(text[: text.rfind("\n") + 1].split())
    settle(folder, acknowledged)


def small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, 120_000))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


FILLER = """
import sys
from pathlib import Path
from avow.errors import OutputError
from avow.ledger.log import Event, Ledger
ledger = Ledger.open(Path(sys.argv[1]))
for number in range(3000):
    event = Event(kind="log.incident", payload={"what": "x" * 500, "size": number})
    try:
        (appended,) = ledger.append([event] )
    except OutputError as error:
        print(type(error).__name__, file=sys.stderr)
        break
    print(appended.entry_id, flush=True)
    if number % 10 == 0:
        try:
            ledger.sequence()
        except OutputError as error:
            print(type(error).__name__, file=sys.stderr)
            break
"""


def test_a_full_disk_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """Files may not grow beyond a limit: every write above it fails, as on a full disk."""
    folder = tmp_path / "l"
    make_ledger(folder).close()
    done = subprocess.run(
        [sys.executable, "-c", FILLER, str(folder)],
        capture_output=True,
        text=True,
        preexec_fn=small_files,
        check=False,
    )
    assert done.stderr.strip() == "OutputError"
    acknowledged = set(done.stdout.split())
    assert acknowledged
    settle(folder, acknowledged)
