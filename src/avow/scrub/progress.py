"""Progress: what a run tells while it works; it knows receipts only, never text or values."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TextIO

from avow.evidence.canonical import Json, canonical_json
from avow.scrub.engines.interface import ShardFailure
from avow.scrub.pipeline.plan import Plan
from avow.scrub.proof.receipt import Receipt

MEGABYTE = 1_000_000
SECONDS_PER_MINUTE = 60


class Observer(Protocol):
    """Is told what happens during a run."""

    def start(self, plan: Plan, done: Sequence[Receipt]) -> None:
        """Tell what there is to do and what was done before."""

    def step(self, name: str, shards: int, done: Sequence[Receipt] | None = None) -> None:
        """Tell that a step begins, how many shards it reads and, if it cleans, what is done."""

    def shard_done(self, receipt: Receipt) -> None:
        """Tell that one shard is finished."""

    def shard_failed(self, failure: ShardFailure, *, final: bool) -> None:
        """Tell that one attempt failed; `final` when it is not tried again."""

    def finish(self) -> None:
        """Tell that nothing more comes; safe to call twice."""


@dataclass(slots=True, kw_only=True)
class Meter:
    """Adds up receipts and derives rates.

    Attributes:
        timer: Returns seconds; monotonic.
    """

    timer: Callable[[], float] = time.monotonic
    shards_total: int = 0
    shards_done: int = 0
    bytes_total: int = 0
    bytes_done: int = 0
    bytes_before: int = 0
    text_bytes: int = 0
    records: int = 0
    hits: int = 0
    began: float = field(default=0.0)

    def start(self, plan: Plan, done: Sequence[Receipt]) -> None:
        """Begin to measure; what was done before counts as done but not as speed."""
        self.shards_total, self.bytes_total = len(plan.shards), plan.bytes_total
        self.restart(done)

    def restart(self, done: Sequence[Receipt]) -> None:
        """Begin to measure anew with what is done."""
        self.began = self.timer()
        self.shards_done = len(done)
        self.bytes_before = self.bytes_done = sum(one.input_bytes for one in done)
        self.text_bytes = self.records = self.hits = 0

    def add(self, receipt: Receipt) -> None:
        """Count one finished shard."""
        self.shards_done += 1
        self.bytes_done += receipt.input_bytes
        self.text_bytes += receipt.text_bytes
        self.records += receipt.balance.records_in
        self.hits += sum(row.times for row in receipt.counts)

    def figures(self) -> dict[str, Json]:
        """Return the present figures."""
        seconds = max(self.timer() - self.began, 1e-9)
        rate = (self.bytes_done - self.bytes_before) / seconds
        left = max(0, self.bytes_total - self.bytes_done)
        return {
            "shards_done": self.shards_done,
            "shards_total": self.shards_total,
            "records": self.records,
            "records_per_second": round(self.records / seconds, 1),
            "text_mb_per_second": round(self.text_bytes / MEGABYTE / seconds, 2),
            "hits_per_mb": round(self.hits * MEGABYTE / self.text_bytes, 1)
            if self.text_bytes
            else 0.0,
            "seconds_left": round(left / rate) if rate > 0 else None,
        }


class SilentProgress:
    """Tells nothing."""

    def start(self, plan: Plan, done: Sequence[Receipt]) -> None:
        """Say nothing."""

    def step(self, name: str, shards: int, done: Sequence[Receipt] | None = None) -> None:
        """Say nothing."""

    def shard_done(self, receipt: Receipt) -> None:
        """Say nothing."""

    def shard_failed(self, failure: ShardFailure, *, final: bool) -> None:
        """Say nothing."""

    def finish(self) -> None:
        """Say nothing."""


@dataclass(slots=True, kw_only=True)
class PlainProgress:
    """One line per finished shard, for logs."""

    stream: TextIO
    meter: Meter = field(default_factory=Meter)

    def start(self, plan: Plan, done: Sequence[Receipt]) -> None:
        """Print what there is to do."""
        self.meter.start(plan, done)
        self._print(
            f"{len(plan.shards)} shards, {plan.bytes_total / MEGABYTE:.1f} MB, "
            f"{len(done)} done before"
        )
        for reason, count in plan.skipped:
            self._print(f"passed over: {count} ({reason})")

    def step(self, name: str, shards: int, done: Sequence[Receipt] | None = None) -> None:
        """Print the name of the step."""
        if done is not None:
            self.meter.restart(done)
        self._print(describe_step(name, shards))

    def shard_done(self, receipt: Receipt) -> None:
        """Print one line with the rate and the time left."""
        self.meter.add(receipt)
        self._print(describe_figures(self.meter.figures()))

    def shard_failed(self, failure: ShardFailure, *, final: bool) -> None:
        """Print what failed."""
        self._print(describe_failure(failure, final=final))

    def finish(self) -> None:
        """Print nothing more."""

    def _print(self, line: str) -> None:
        self.stream.write(line + "\n")
        self.stream.flush()


@dataclass(slots=True, kw_only=True)
class JsonProgress:
    """One JSON object per event, for programs."""

    stream: TextIO
    meter: Meter = field(default_factory=Meter)

    def start(self, plan: Plan, done: Sequence[Receipt]) -> None:
        """Print the size of the plan."""
        self.meter.start(plan, done)
        self._print(
            {
                "event": "start",
                "shards": len(plan.shards),
                "bytes": plan.bytes_total,
                "done_before": len(done),
                "skipped": dict(plan.skipped),
            }
        )

    def step(self, name: str, shards: int, done: Sequence[Receipt] | None = None) -> None:
        """Print the name of the step."""
        if done is not None:
            self.meter.restart(done)
        self._print({"event": "step", "step": name, "shards": shards})

    def shard_done(self, receipt: Receipt) -> None:
        """Print the figures after one shard."""
        self.meter.add(receipt)
        self._print({"event": "shard", "shard": receipt.shard_id, **self.meter.figures()})

    def shard_failed(self, failure: ShardFailure, *, final: bool) -> None:
        """Print what failed."""
        self._print(
            {
                "event": "failure",
                "shard": failure.shard_id,
                "problem": failure.problem,
                "hint": failure.hint,
                "final": final,
            }
        )

    def finish(self) -> None:
        """Print nothing more."""

    def _print(self, event: dict[str, Json]) -> None:
        self.stream.write(canonical_json(event).decode("utf-8") + "\n")
        self.stream.flush()


def describe_step(name: str, shards: int) -> str:
    """Return one line about a step."""
    return f"{name}, {shards} {'shard' if shards == 1 else 'shards'}"


def describe_figures(figures: dict[str, Json]) -> str:
    """Return one line of figures."""
    left = figures["seconds_left"]
    ends = f", {describe_seconds(left)} left" if isinstance(left, int) else ""
    return (
        f"{figures['shards_done']}/{figures['shards_total']} shards, {figures['records']} records, "
        f"{figures['text_mb_per_second']} MB/s, {figures['hits_per_mb']} hits/MB{ends}"
    )


def describe_seconds(seconds: int) -> str:
    """Return a span of time as a person reads it (`3 h 05 min`, `42 s`)."""
    minutes, rest = divmod(seconds, SECONDS_PER_MINUTE)
    hours, minutes = divmod(minutes, SECONDS_PER_MINUTE)
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def describe_failure(failure: ShardFailure, *, final: bool) -> str:
    """Return one line about a failed attempt."""
    fate = "failed" if final else "is tried again"
    return f"shard {failure.label} {fate}: {failure.problem}"
