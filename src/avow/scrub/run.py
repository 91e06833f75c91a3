"""A run: plan, resume, map, check, and only then the manifest."""

import contextlib
import signal
import threading
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path

from avow.errors import AvowError, ConfigError, PolicyError, UsageError
from avow.evidence.canonical import Json
from avow.evidence.interface import Clock, Evidence
from avow.scrub.engines.interface import Engine, ShardFailure, ShardTask
from avow.scrub.engines.registry import make_engine
from avow.scrub.pipeline.plan import Plan, make_plan, write_plan
from avow.scrub.pipeline.resume import LeaveOut, Progress, check_target, find_done, sweep_target
from avow.scrub.pipeline.setup import (
    DetectorScreen,
    Setup,
    Workbench,
    load_detector,
    open_workbench,
)
from avow.scrub.pipeline.shard import keep_bench
from avow.scrub.pipeline.tally import configured_fields
from avow.scrub.progress import Observer
from avow.scrub.proof.layout import MANIFEST_NAME, PLAN_NAME
from avow.scrub.proof.manifest import (
    Manifest,
    ManifestNotes,
    make_manifest,
    read_manifest,
    write_manifest,
)
from avow.scrub.proof.receipt import Receipt
from avow.scrub.storage.interface import Store, write_whole
from avow.scrub.storage.local import LocalStore
from avow.scrub.storage.lock import hold_lock

EVIDENCE_KIND = "scrub.run"


class Exit(IntEnum):
    """How a command of scrub ends."""

    DONE = 0
    USAGE = 1
    SHARDS_FAILED = 2
    TOO_MANY_BAD = 3
    NOT_VERIFIED = 4
    POLICY = 5
    INTERRUPTED = 130


class TooManyBadRecords(PolicyError):
    """More records stand in quarantine than the configuration allows."""

    default_hint = "Look at private/quarantine, mend the input, or raise --max-bad and --resume."


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """What a run is told besides its set-up; none of it changes a byte of the output.

    Attributes:
        workers: Shards in work at a time.
        engine: `local` or `ray`.
        resume: Continue an earlier run in the same output.
        rehash: Read every input again instead of trusting size and time.
        exclude: Shell patterns of input paths that are left out and counted.
        leave_out: Ordinals of records to drop as duplicates, by shard id.
    """

    workers: int = 1
    engine: str = "local"
    resume: bool = False
    rehash: bool = False
    exclude: tuple[str, ...] = ()
    leave_out: LeaveOut = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """How a run ended.

    Attributes:
        exit: The exit code.
        receipts: Finished shards, in the order of the plan.
        failures: Shards that failed twice.
        manifest: Only when the data set is whole.
        evidence: The record of kind `scrub.run`; only with a manifest.
        problem: Why there is no manifest although every shard is done, or None.
    """

    exit: Exit
    receipts: tuple[Receipt, ...] = ()
    failures: tuple[ShardFailure, ...] = ()
    manifest: Manifest | None = None
    evidence: Evidence | None = None
    problem: AvowError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What is known before a run begins.

    Attributes:
        bench: The open places, keys and rules.
        plan: The shards.
        screen: Tells which names must not be shown.
    """

    bench: Workbench
    plan: Plan
    screen: DetectorScreen


def prepare(setup: Setup, options: RunOptions) -> Prepared:
    """Open the places and make the plan; writes nothing.

    Raises:
        AvowError: The configuration, the keys, the list or the input is not usable.
    """
    detector = load_detector(setup.config)
    bench = open_workbench(setup, detector)
    screen = DetectorScreen(detector, bench.keys)
    plan = make_plan(
        bench.source,
        shard_bytes=setup.config.shard_bytes,
        screen=screen,
        exclude=options.exclude,
        output_codec=setup.config.output_codec,
    )
    return Prepared(bench=bench, plan=plan, screen=screen)


def run_scrub(
    setup: Setup,
    options: RunOptions,
    *,
    clock: Clock,
    observer: Observer,
    engines: Callable[[str, Setup, int], Engine] = make_engine,
) -> RunResult:
    """Scrub an input place into an output place.

    Args:
        setup: Places, configuration, references to keys and to the opt-out list.
        options: Workers, engine, resuming.
        clock: Gives the times of the manifest's notes and of the evidence.
        observer: Is told what happens.
        engines: Makes the engine.

    Raises:
        AvowError: The run could not begin.
    """
    prepared = prepare(setup, options)
    bench, plan = prepared.bench, prepared.plan
    check_places(bench.source, bench.target)
    keep_bench(setup, bench)
    engine = engines(options.engine, setup, options.workers)
    with hold_lock(bench.target):
        check_target(bench.target, resume=options.resume)
        progress = find_done(plan, bench, rehash=options.rehash, leave_out=options.leave_out)
        sweep_target(bench.target, progress)
        write_whole(bench.target, PLAN_NAME, write_plan(plan))
        observer.start(plan, list(progress.done.values()))
        tasks = [
            ShardTask(shard=shard, leave_out=tuple(options.leave_out.get(shard.shard_id, ())))
            for shard in progress.open
        ]
        try:
            with _terminate_as_interrupt():
                outcome = _map_twice(engine, tasks, observer)
        except KeyboardInterrupt:
            bench.target.sweep()
            return RunResult(exit=Exit.INTERRUPTED)
        finally:
            observer.finish()
        return _conclude(prepared, engine, progress, outcome, clock)


def _conclude(
    prepared: Prepared, engine: Engine, progress: Progress, outcome: "_Outcome", clock: Clock
) -> RunResult:
    """Clean up, and write the manifest if every shard is done and nothing stands against it."""
    if outcome.retries:
        prepared.bench.target.sweep()
    receipts = {**progress.done, **outcome.receipts}
    ordered = tuple(
        receipts[shard.shard_id] for shard in prepared.plan.shards if shard.shard_id in receipts
    )
    if outcome.failures:
        return RunResult(
            exit=Exit.SHARDS_FAILED, receipts=ordered, failures=tuple(outcome.failures)
        )
    notes = ManifestNotes(
        finished=clock.now().isoformat(),
        engine=engine.name,
        workers=engine.workers,
        shards_done_before=len(progress.done),
        retries=outcome.retries,
    )
    return _finish(prepared.bench, ordered, notes, clock)


@dataclass(slots=True, kw_only=True)
class _Outcome:
    """What both attempts gave."""

    receipts: dict[str, Receipt] = field(default_factory=dict)
    failures: list[ShardFailure] = field(default_factory=list)
    retries: int = 0


def _map_twice(engine: Engine, tasks: Sequence[ShardTask], observer: Observer) -> _Outcome:
    """Do every shard; what failed is tried once more, and alone if its worker died."""
    outcome = _Outcome()
    first = _map_once(engine, tasks, outcome, observer, final=False)
    by_id = {task.shard.shard_id: task for task in tasks}
    died = [by_id[failure.shard_id] for failure in first if failure.died]
    again = [by_id[failure.shard_id] for failure in first if not failure.died]
    outcome.retries = len(first)
    if again:
        outcome.failures += _map_once(engine, again, outcome, observer, final=True)
    if died:
        outcome.failures += _map_once(engine, died, outcome, observer, final=True, alone=True)
    return outcome


def _map_once(
    engine: Engine,
    tasks: Sequence[ShardTask],
    outcome: _Outcome,
    observer: Observer,
    *,
    final: bool,
    alone: bool = False,
) -> list[ShardFailure]:
    failures: list[ShardFailure] = []
    with contextlib.closing(engine.run(tasks, alone=alone)) as results:
        for result in results:
            if isinstance(result, Receipt):
                outcome.receipts[result.shard_id] = result
                observer.shard_done(result)
            else:
                failures.append(result)
                observer.shard_failed(result, final=final)
    return failures


def _finish(
    bench: Workbench, receipts: Sequence[Receipt], notes: ManifestNotes, clock: Clock
) -> RunResult:
    manifest = make_manifest(receipts, optouts=bench.optouts, reports={}, run=notes)
    problem, code = _find_problem(bench, receipts, manifest)
    if problem is not None:
        # An earlier manifest would vouch for a data set that no longer passes.
        bench.target.delete(MANIFEST_NAME)
        return RunResult(exit=code, receipts=tuple(receipts), problem=problem)
    manifest = _store_manifest(bench.target, manifest)
    return RunResult(
        exit=Exit.DONE,
        receipts=tuple(receipts),
        manifest=manifest,
        evidence=make_evidence(manifest, clock),
    )


def _store_manifest(target: Store, manifest: Manifest) -> Manifest:
    """Write the manifest unless the same one stands there with the notes of an earlier run."""
    if target.exists(MANIFEST_NAME):
        with contextlib.suppress(AvowError):
            standing = read_manifest(target.read_bytes(MANIFEST_NAME))
            if standing.digest() == manifest.digest():
                return standing
    write_whole(target, MANIFEST_NAME, write_manifest(manifest))
    return manifest


def _find_problem(
    bench: Workbench, receipts: Sequence[Receipt], manifest: Manifest
) -> tuple[AvowError | None, Exit]:
    seen = {name for receipt in receipts for name in receipt.fields_seen}
    missing = [name for name in configured_fields(bench.config) if name not in seen]
    if missing:
        return (
            ConfigError(
                f"the configured field {missing[0]!r} occurs in no record",
                hint="Correct its spelling; a field that is not there would stay unscrubbed.",
            ),
            Exit.USAGE,
        )
    limit = bench.config.max_bad_share
    shares = {"all sources": manifest.balance, **manifest.sources}
    for name, balance in shares.items():
        if balance.bad_share > limit:
            return (
                TooManyBadRecords(
                    f"{balance.records_quarantined} of {balance.records_in} records of {name} "
                    f"stand in quarantine, above the limit of {limit:.4%}"
                ),
                Exit.TOO_MANY_BAD,
            )
    return None, Exit.DONE


def make_evidence(manifest: Manifest, clock: Clock) -> Evidence:
    """Return the record of a finished run: counts and digests, never a value."""
    by_kind: dict[str, int] = {}
    for row in manifest.counts:
        by_kind[row.kind] = by_kind.get(row.kind, 0) + row.times
    method: dict[str, Json] = {
        "tool": manifest.tool,
        "config_digest": manifest.config_digest,
        "rules_digest": manifest.rules_digest,
        "key_id": manifest.key_id,
        "optouts_digest": manifest.optouts.digest,
    }
    balance = manifest.balance
    result: dict[str, Json] = {
        "manifest_digest": manifest.digest(),
        "receipts_root": manifest.receipts_root,
        "shards": len(manifest.shards),
        "records_in": balance.records_in,
        "records_out": balance.records_out,
        "records_changed": balance.changed,
        "dropped": dict(balance.dropped),
        "quarantined": dict(balance.quarantined),
        "decisions_by_kind": dict(sorted(by_kind.items())),
        "input_bytes": manifest.input_bytes,
        "text_bytes": manifest.text_bytes,
    }
    return Evidence(
        kind=EVIDENCE_KIND,
        subject=manifest.content_root,
        time=clock.now(),
        method=method,
        result=result,
    )


def check_places(source: Store, target: Store) -> None:
    """Check that the output is not inside the input, nor the other way round.

    Raises:
        UsageError: One place holds the other.
    """
    if isinstance(source, LocalStore) and isinstance(target, LocalStore):
        one, other = Path(source.root).resolve(), Path(target.root).resolve()
        overlap = one == other or one in other.parents or other in one.parents
    else:
        first, second = source.url.rstrip("/") + "/", target.url.rstrip("/") + "/"
        overlap = first.startswith(second) or second.startswith(first)
    if overlap:
        raise UsageError(
            "the input and the output overlap", hint="Choose an output outside the input."
        )


@contextlib.contextmanager
def _terminate_as_interrupt() -> Iterator[None]:
    """Treat SIGTERM like Ctrl-C while shards are in work."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: types.FrameType | None) -> None:  # noqa: ARG001
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
