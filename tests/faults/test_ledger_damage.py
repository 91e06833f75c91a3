"""A log of 50 entries, damaged in every way: found with the public key alone, the place named."""

import os
import random
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from ledgers import export, fill, make_ledger

from avow.errors import InputError
from avow.ledger.formats.quorum import TrustPolicy, parse_policy
from avow.ledger.formats.tiles import Tile, read_bundle, write_bundle
from avow.ledger.setup import read_policy
from avow.ledger.verify.sources import FolderSource
from avow.ledger.verify.whole_log import LogProblem, LogReport, verify_log

COUNT = 50
LONG_RUN = os.environ.get("AVOW_FAULTS") == "long"
BUNDLE = Tile(level=-1, number=0, width=COUNT)
HASHES = Tile(level=0, number=0, width=COUNT)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("log")
    ledger = make_ledger(folder / "l")
    fill(ledger, COUNT - 1)
    export(ledger, folder / "l", folder / "x")
    ledger.close()
    # What a reader fetches of a log: no list of older checkpoints.
    shutil.rmtree(folder / "x" / "checkpoints")
    return folder


@pytest.fixture(scope="module")
def policy(made: Path) -> TrustPolicy:
    return read_policy(made / "l")


@pytest.fixture
def log(made: Path, tmp_path: Path) -> Iterator[Path]:
    shutil.copytree(made / "x", tmp_path / "x")
    return tmp_path / "x"


class MemorySource:
    """The files of an export, read once: thousands of damaged copies are verified in memory."""

    def __init__(self, folder: Path) -> None:
        self.files = {
            str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file()
        }

    def read(self, path: str) -> bytes:
        if path not in self.files:
            raise InputError(f"cannot read {path}")
        return self.files[path]

    def tile(self, tile: Tile) -> bytes:
        return self.read(tile.path())

    def problems(self, policy: TrustPolicy, **changed: bytes) -> tuple[LogProblem, ...]:
        whole = self.files
        self.files = {**whole, **changed}
        try:
            return verify_log(self, policy).problems
        finally:
            self.files = whole


@pytest.fixture
def memory(made: Path) -> MemorySource:
    return MemorySource(made / "x")


def bits(at: int) -> Iterable[int]:
    """All bits of a byte in the long run, one that changes from byte to byte else."""
    return range(8) if LONG_RUN else (at % 8,)


def verify(log: Path, policy: TrustPolicy) -> LogReport:
    return verify_log(FolderSource(log), policy)


def entry_ends(data: bytes) -> list[int]:
    ends, at = [], 0
    while at < len(data):
        at += 2 + int.from_bytes(data[at : at + 2], "big")
        ends.append(at)
    return ends


def test_cut_at_every_byte(memory: MemorySource, policy: TrustPolicy) -> None:
    whole = memory.files[BUNDLE.path()]
    ends = entry_ends(whole)
    for length in range(len(whole)):
        first = memory.problems(policy, **{BUNDLE.path(): whole[:length]})[0]
        assert first.index == sum(end <= length for end in ends)
        assert first.what.startswith("leaf:")


@pytest.mark.parametrize("name", [HASHES.path(), "checkpoint"])
def test_other_files_cut_at_every_byte(
    name: str, memory: MemorySource, policy: TrustPolicy
) -> None:
    whole = memory.files[name]
    for length in range(len(whole)):
        assert memory.problems(policy, **{name: whole[:length]})


@pytest.mark.timeout(900)
def test_every_flipped_bit_of_every_entry(memory: MemorySource, policy: TrustPolicy) -> None:
    whole = memory.files[BUNDLE.path()]
    ends = entry_ends(whole)
    for at in range(len(whole)):
        index = sum(end <= at for end in ends)
        begin = ends[index - 1] if index else 0
        for bit in bits(at):
            changed = bytearray(whole)
            changed[at] ^= 1 << bit
            first = memory.problems(policy, **{BUNDLE.path(): bytes(changed)})[0]
            in_length = at < begin + 2
            assert first.index >= index if in_length else first.index == index, (at, bit)


@pytest.mark.parametrize("name", [HASHES.path(), "checkpoint"])
def test_every_flipped_bit_of_hashes_and_checkpoint(
    name: str, memory: MemorySource, policy: TrustPolicy
) -> None:
    whole = memory.files[name]
    for at in range(len(whole)):
        for bit in bits(at):
            changed = bytearray(whole)
            changed[at] ^= 1 << bit
            problems = memory.problems(policy, **{name: bytes(changed)})
            assert problems, (at, bit)
            if name == HASHES.path():
                assert problems[0].index == at // 32


@pytest.mark.parametrize("seed", range(20))
def test_entries_inserted_deleted_reordered_and_replayed(
    seed: int, log: Path, policy: TrustPolicy
) -> None:
    random_numbers = random.Random(seed)
    path = log / BUNDLE.path()
    leaves = read_bundle(path.read_bytes(), BUNDLE)
    one, two = sorted(random_numbers.sample(range(COUNT), 2))
    swapped = list(leaves)
    swapped[one], swapped[two] = leaves[two], leaves[one]
    replayed = list(leaves)
    replayed[two] = leaves[one]
    attacks = {
        "insert": ([*leaves[:one], leaves[two], *leaves[one:]], one),
        "delete": ([*leaves[:one], *leaves[one + 1 :]], one),
        "reorder": (swapped, one),
        "replay": (replayed, two),
    }
    for name, (attacked, first_bad) in attacks.items():
        path.write_bytes(write_bundle(attacked))
        problems = verify(log, policy).problems
        assert problems, f"{name} with seed {seed}"
        if len(attacked) == COUNT:
            assert problems[0].index == first_bad, f"{name} with seed {seed}"


def test_swapped_keys(log: Path, tmp_path: Path) -> None:
    make_ledger(tmp_path / "other").close()
    report = verify(log, read_policy(tmp_path / "other"))
    assert "not signed by a trusted key" in report.problems[0].what
    nobody = verify(log, parse_policy(b"quorum none\n"))
    assert "trusts no key of the checkpoint's origin" in nobody.problems[0].what
