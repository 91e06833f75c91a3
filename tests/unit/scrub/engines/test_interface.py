"""Failures travel between processes, and say where and what, never a value."""

import dataclasses
import pickle
import sys

import pytest

from avow.errors import MissingExtra, UsageError
from avow.scrub.config import ScrubConfig
from avow.scrub.engines.inline import InlineEngine
from avow.scrub.engines.interface import ShardFailure, ShardTask, attempt_shard, describe_crash
from avow.scrub.engines.local import LocalEngine
from avow.scrub.engines.raytasks import RayEngine
from avow.scrub.engines.registry import make_engine
from avow.scrub.keys import KeyRef
from avow.scrub.pipeline.plan import Shard
from avow.scrub.pipeline.setup import Setup

SHARD = Shard(
    shard_id="aa",
    path="jane@corp.test.jsonl",
    start=0,
    end=None,
    output="data/aa.jsonl",
    source=".",
    size=1,
    identity="",
    flagged=True,
)
SETUP = Setup(
    input_url="/nowhere",
    output_url="/nowhere-else",
    config=ScrubConfig(),
    key=KeyRef(variable="NO_SUCH_KEY"),
)


def test_an_expected_error_becomes_a_failure() -> None:
    failure = attempt_shard(ShardTask(shard=SHARD), SETUP)
    assert isinstance(failure, ShardFailure)
    assert "not set" in failure.problem
    assert pickle.loads(pickle.dumps(failure)) == failure


def test_a_crash_is_described_without_its_text() -> None:
    with pytest.raises(ValueError, match="invalid literal") as caught:
        int("jane@corp.test")
    failure = describe_crash(ShardTask(shard=SHARD), caught.value)
    assert "ValueError at test_interface.py:" in failure.problem
    assert "jane" not in str(failure)


def test_the_inline_engine_survives_a_crash() -> None:
    broken = dataclasses.replace(SHARD, shard_id="bb", output="data/b.unknown")
    setup = dataclasses.replace(SETUP, config=None)  # type: ignore[arg-type]
    results = list(InlineEngine(setup=setup).run([ShardTask(shard=SHARD), ShardTask(shard=broken)]))
    assert [result.shard_id for result in results] == ["aa", "bb"]
    assert all(isinstance(result, ShardFailure) for result in results)


def test_a_set_up_holds_a_reference_and_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_SUCH_KEY", "5a" * 32)
    assert b"5a5a" not in pickle.dumps(SETUP)
    assert bytes.fromhex("5a5a5a5a") not in pickle.dumps(SETUP)


@pytest.mark.parametrize(
    ("name", "workers", "kind"),
    [("local", 1, InlineEngine), ("local", 2, LocalEngine), ("ray", 1, RayEngine)],
)
def test_engines_by_name(name: str, workers: int, kind: type) -> None:
    engine = make_engine(name, SETUP, workers)
    assert isinstance(engine, kind)
    assert engine.workers == workers


@pytest.mark.parametrize(("name", "workers"), [("spark", 1), ("local", 0), ("ray", -1)])
def test_engines_that_are_none(name: str, workers: int) -> None:
    with pytest.raises(UsageError):
        make_engine(name, SETUP, workers)


def test_ray_that_is_not_installed_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(MissingExtra) as caught:
        next(RayEngine(setup=SETUP, workers=1).run([ShardTask(shard=SHARD)]))
    assert caught.value.hint == 'pip install "avow[ray]"'


def test_no_task_no_result() -> None:
    assert list(InlineEngine(setup=SETUP).run([])) == []
    assert list(LocalEngine(setup=SETUP, workers=2).run([])) == []
