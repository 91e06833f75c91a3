"""The same bytes from every engine, number of workers, order and environment."""

import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

from avow.evidence.clocks import SystemClock
from avow.scrub.engines.interface import Shards
from avow.scrub.engines.registry import make_engine
from avow.scrub.keys import KeyRef
from avow.scrub.pipeline.setup import Setup
from avow.scrub.pipeline.tasks import ShardTask
from avow.scrub.progress import SilentProgress
from avow.scrub.run import RunOptions, run_scrub


class ShuffledEngine:
    """Does the shards in another order."""

    name = "shuffled"
    workers = 1

    def __init__(self, setup: Setup) -> None:
        self._inner = make_engine("local", setup, 1)

    def run(self, tasks: Sequence[ShardTask], *, alone: bool = False) -> Shards:
        mixed = list(tasks)
        random.Random(5).shuffle(mixed)
        return self._inner.run(mixed, alone=alone)

    def close(self) -> None:
        self._inner.close()


@pytest.mark.slow
@pytest.mark.parametrize("workers", [2, 7])
def test_any_number_of_workers(
    tmp_path: Path,
    runs: ModuleType,
    corpus: Path,
    key: KeyRef,
    first_tree: dict[str, str],
    workers: int,
) -> None:
    result = runs.scrub(runs.setup_for(corpus, tmp_path / "out", key), workers=workers)
    assert result.exit == 0
    assert runs.tree(tmp_path / "out") == first_tree


def test_any_order(
    tmp_path: Path, runs: ModuleType, corpus: Path, key: KeyRef, first_tree: dict[str, str]
) -> None:
    setup = runs.setup_for(corpus, tmp_path / "out", key)
    result = run_scrub(
        setup,
        RunOptions(),
        clock=SystemClock(),
        observer=SilentProgress(),
        engines=lambda _name, given, _workers: ShuffledEngine(given),
    )
    assert result.exit == 0
    assert runs.tree(tmp_path / "out") == first_tree


def test_another_environment(
    tmp_path: Path, runs: ModuleType, corpus: Path, key: KeyRef, first_tree: dict[str, str]
) -> None:
    done = runs.call(
        corpus,
        tmp_path / "out",
        f"--key=file:{key.file}",
        "--max-bad=1",
        "--shard-mb=0.008",
        "--workers=1",
        PYTHONHASHSEED="4242",
        LC_ALL="C",
        LANG="C",
        TZ="Pacific/Chatham",
    )
    assert done.returncode == 0, done.stderr
    assert runs.tree(tmp_path / "out") == first_tree


def test_another_place_of_the_same_input_has_the_same_content(
    tmp_path: Path, runs: ModuleType, corpus: Path, key: KeyRef, first_tree: dict[str, str]
) -> None:
    shutil.copytree(corpus, tmp_path / "copy")
    result = runs.scrub(runs.setup_for(tmp_path / "copy", tmp_path / "out", key))
    assert result.exit == 0
    assert runs.tree(tmp_path / "out") == first_tree


def test_duplicates_are_the_same_in_any_order(
    tmp_path: Path, runs: ModuleType, copies: Path, key: KeyRef, dedup_tree: dict[str, str]
) -> None:
    shutil.copytree(copies, tmp_path / "in")
    result = run_scrub(
        runs.setup_for(tmp_path / "in", tmp_path / "out", key, runs.DEDUP_CONFIG),
        RunOptions(),
        clock=SystemClock(),
        observer=SilentProgress(),
        engines=lambda _name, given, _workers: ShuffledEngine(given),
    )
    assert result.exit == 0
    assert runs.tree(tmp_path / "out") == dedup_tree


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_ray_tasks(
    tmp_path: Path, runs: ModuleType, corpus: Path, key: KeyRef, first_tree: dict[str, str]
) -> None:
    setup = runs.setup_for(corpus, tmp_path / "out", key)
    result = runs.scrub(setup, engine="ray", workers=2)
    assert result.exit == 0, (result.problem, result.failures)
    assert runs.tree(tmp_path / "out") == first_tree


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("engine", "workers"), [("local", 2), ("local", 7), ("ray", 2)])
def test_duplicates_are_the_same_from_every_engine(
    tmp_path: Path,
    runs: ModuleType,
    copies: Path,
    key: KeyRef,
    dedup_tree: dict[str, str],
    engine: str,
    workers: int,
) -> None:
    setup = runs.setup_for(copies, tmp_path / "out", key, runs.DEDUP_CONFIG)
    result = runs.scrub(setup, engine=engine, workers=workers)
    assert result.exit == 0, (result.problem, result.failures)
    assert runs.tree(tmp_path / "out") == dedup_tree
