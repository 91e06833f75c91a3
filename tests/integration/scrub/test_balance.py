"""Balance under random faults: every record goes exactly one way, and good ones come out once."""

import dataclasses
import json
import tempfile
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from avow.scrub.config import ScrubConfig
from avow.scrub.keys import KeyRef
from avow.scrub.pipeline.plan import make_plan
from avow.scrub.pipeline.setup import Workbench, open_workbench
from avow.scrub.pipeline.shard import process_shard
from avow.scrub.proof.balance import add_balances
from avow.scrub.records import Limits
from avow.scrub.storage.registry import open_store

FAULTS = [
    b"",
    b"not json",
    b'{"text":"\xff"}',
    b'{"text":"a","text":"b"}',
    b'{"text":"\\ud800"}',
    b"[]",
    b'"text"',
    b'{"text":1e400}',
    b'{"n":NaN}',
    b'{"text":"' + b"x" * 3000 + b'"}',
]
LINE = st.one_of(
    st.tuples(st.just("good"), st.integers(0, 10**9)),
    st.tuples(st.just("bad"), st.integers(0, len(FAULTS) - 1)),
)


class NoScreen:
    """Flags no path."""

    secret = b""

    def is_flagged(self, name: str) -> bool:
        return name == ""


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory, runs: ModuleType, key: KeyRef) -> Workbench:
    root = tmp_path_factory.mktemp("balance")
    limits = Limits(max_record_bytes=2000, batch_bytes=300)
    opened: Workbench = open_workbench(
        runs.setup_for(root / "in", root / "out", key, ScrubConfig(limits=limits))
    )
    return opened


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=st.lists(LINE, max_size=25), end=st.booleans(), shard_bytes=st.integers(20, 4000))
def test_each_good_record_is_in_the_output_once(
    bench: Workbench,
    lines: list[tuple[str, int]],
    end: bool,
    shard_bytes: int,
) -> None:
    good = [number for kind, number in lines if kind == "good"]
    data = b"\n".join(
        json.dumps({"n": value, "text": f"m{value}@northmail.org"}).encode()
        if kind == "good"
        else FAULTS[value]
        for kind, value in lines
    ) + (b"\n" if end else b"")
    with tempfile.TemporaryDirectory(dir=Path(bench.source.url).parent) as folder:
        (Path(folder) / "in").mkdir()
        (Path(folder) / "in/a.jsonl").write_bytes(data)
        from_here = _moved(bench, folder)
        plan = make_plan(from_here.source, shard_bytes=shard_bytes, screen=NoScreen())
        receipts = [process_shard(shard, from_here) for shard in plan.shards]
        out = b"".join((Path(folder) / "out" / shard.output).read_bytes() for shard in plan.shards)
    total = add_balances(receipt.balance for receipt in receipts)
    total.check("all")
    blank = sum(kind == "bad" and FAULTS[value] == b"" for kind, value in lines)
    assert total.records_in == len(lines) - blank
    assert total.records_quarantined == len(lines) - blank - len(good)
    assert [json.loads(line)["n"] for line in out.splitlines() if line.strip()] == good
    assert b"northmail" not in out
    assert sum(receipt.input_bytes for receipt in receipts) == len(data)


def _moved(bench: Workbench, folder: str) -> Workbench:
    return dataclasses.replace(
        bench, source=open_store(f"{folder}/in"), target=open_store(f"{folder}/out")
    )
