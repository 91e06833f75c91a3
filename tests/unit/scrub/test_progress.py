"""Progress lines: rates from receipts, and no division by nothing."""

import dataclasses
import io
import json

import pytest

from avow.cli.scrubbing.bar import RichProgress
from avow.scrub.engines.interface import ShardFailure
from avow.scrub.pipeline.plan import Plan, Shard
from avow.scrub.progress import (
    JsonProgress,
    Meter,
    PlainProgress,
    describe_seconds,
)
from avow.scrub.proof.balance import Balance
from avow.scrub.proof.identity import Build
from avow.scrub.proof.receipt import CountRow, Receipt

SHARD = Shard(
    shard_id="aa",
    path="secret/path.jsonl",
    start=0,
    end=None,
    output="data/aa.jsonl",
    source=".",
    size=1_000_000,
    identity="",
    flagged=True,
)
PLAN = Plan(shards=(SHARD, dataclasses.replace(SHARD, shard_id="bb")), skipped=(("excluded", 3),))
RECEIPT = Receipt(
    shard_id="aa",
    source=".",
    output="data/aa.jsonl",
    input_sha256="",
    input_bytes=1_000_000,
    text_bytes=2_000_000,
    files=(),
    content_digest="",
    config_digest="",
    rules_digest="",
    verdicts_digest="",
    optout_digest="",
    records_root="",
    key_id="",
    build=Build(tool="", normaliser="", unidata="", codecs={}, cpu=""),
    balance=Balance(records_in=10, kept=10),
    counts=(CountRow("text", "contact.email", "", "redact", "", 4),),
    fields_seen=(),
    columns_unscanned=0,
    truncated=False,
)
FAILURE = ShardFailure(shard_id="bb", label="bb.jsonl", problem="it broke")


class Timer:
    """A timer that moves two seconds with every look."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 2.0
        return self.now


def test_rates_and_time_left() -> None:
    meter = Meter(timer=Timer())
    meter.start(PLAN, [])
    meter.add(RECEIPT)
    assert meter.figures() == {
        "shards_done": 1,
        "shards_total": 2,
        "records": 10,
        "records_per_second": 5.0,
        "text_mb_per_second": 1.0,
        "hits_per_mb": 2.0,
        "seconds_left": 2,
    }


def test_shards_done_before_are_no_speed() -> None:
    meter = Meter(timer=Timer())
    meter.start(PLAN, [RECEIPT])
    figures = meter.figures()
    assert figures["shards_done"] == 1
    assert figures["seconds_left"] is None
    assert figures["hits_per_mb"] == 0.0


def test_plain_lines() -> None:
    stream = io.StringIO()
    progress = PlainProgress(stream=stream, meter=Meter(timer=Timer()))
    progress.start(PLAN, [])
    progress.shard_done(RECEIPT)
    progress.shard_failed(FAILURE, final=False)
    progress.shard_failed(FAILURE, final=True)
    progress.finish()
    assert stream.getvalue().splitlines() == [
        "2 shards, 2.0 MB, 0 done before",
        "passed over: 3 (excluded)",
        "1/2 shards, 10 records, 1.0 MB/s, 2.0 hits/MB, 2 s left",
        "shard bb.jsonl is tried again: it broke",
        "shard bb.jsonl failed: it broke",
    ]


def test_json_lines() -> None:
    stream = io.StringIO()
    progress = JsonProgress(stream=stream)
    progress.start(PLAN, [])
    progress.shard_done(RECEIPT)
    progress.shard_failed(FAILURE, final=True)
    progress.finish()
    events = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [event["event"] for event in events] == ["start", "shard", "failure"]
    assert events[0]["skipped"] == {"excluded": 3}
    assert events[2]["final"] is True


def test_the_bar_shows_no_path() -> None:
    stream = io.StringIO()
    progress = RichProgress(stream)
    progress.start(PLAN, [])
    progress.shard_done(RECEIPT)
    progress.shard_failed(FAILURE, final=True)
    progress.finish()
    progress.finish()
    text = stream.getvalue()
    assert "secret" not in text
    assert "bb.jsonl failed" in text
    assert "passed over: 3" in text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (59, "59 s"), (60, "1 min 00 s"), (3599, "59 min 59 s"), (7500, "2 h 05 min")],
)
def test_times_read_well(seconds: int, text: str) -> None:
    assert describe_seconds(seconds) == text
