"""A run: plan, resume, map, check, and only then the manifest."""

import contextlib
import signal
import tempfile
import threading
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from avow.errors import AvowError, ConfigError, PolicyError, UsageError, VerificationError
from avow.evidence.canonical import Json
from avow.evidence.interface import Clock, Evidence
from avow.scrub.dedup.interface import ShardVerdicts, merge_verdicts
from avow.scrub.engines.interface import Engine, ShardFailure
from avow.scrub.engines.registry import make_engine
from avow.scrub.mapping import ShardsFailed, StepFailed, TaskRunner
from avow.scrub.pipeline.choices import Chooser
from avow.scrub.pipeline.looks import Look
from avow.scrub.pipeline.plan import Plan, make_plan, write_plan
from avow.scrub.pipeline.resume import check_target, find_done, sweep_target
from avow.scrub.pipeline.setup import (
    DetectorScreen,
    Setup,
    Workbench,
    load_detector,
    open_workbench,
)
from avow.scrub.pipeline.shard import keep_bench
from avow.scrub.pipeline.tally import configured_fields
from avow.scrub.pipeline.tasks import ShardTask
from avow.scrub.progress import Observer
from avow.scrub.proof.layout import MANIFEST_NAME, PLAN_NAME
from avow.scrub.proof.manifest import (
    Choices,
    Manifest,
    ManifestNotes,
    make_manifest,
    read_manifest,
    write_manifest,
)
from avow.scrub.proof.receipt import Receipt
from avow.scrub.proof.sealed import unseal
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
    """

    workers: int = 1
    engine: str = "local"
    resume: bool = False
    rehash: bool = False
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """How a run ended.

    Attributes:
        exit: The exit code.
        receipts: Finished shards, in the order of the plan.
        failures: Shards that failed twice.
        manifest: Only when the data set is whole.
        evidence: The record of kind `scrub.run`; only with a manifest.
        problem: Why there is no manifest besides shards that failed, or None.
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
    bench = prepared.bench
    check_places(bench.source, bench.target)
    keep_bench(setup, bench)
    with (
        contextlib.closing(engines(options.engine, setup, options.workers)) as engine,
        hold_lock(bench.target),
        tempfile.TemporaryDirectory(prefix="avow-run-") as folder,
    ):
        check_target(bench.target, resume=options.resume)
        job = _Job(prepared, engine, observer, Path(folder), rehash=options.rehash)
        try:
            with _terminate_as_interrupt():
                job.work()
        except KeyboardInterrupt:
            bench.target.sweep()
            return RunResult(exit=Exit.INTERRUPTED)
        except ShardsFailed as error:
            bench.target.sweep()
            return RunResult(
                exit=Exit.SHARDS_FAILED,
                receipts=job.ordered_receipts(),
                failures=tuple(job.runner.failures),
                problem=error if isinstance(error, StepFailed) else None,
            )
        finally:
            observer.finish()
        return _finish(job, engine, clock)


class _Job:
    """The steps of one run, and how far they are."""

    def __init__(
        self,
        prepared: Prepared,
        engine: Engine,
        observer: Observer,
        folder: Path,
        *,
        rehash: bool,
    ) -> None:
        self.bench = prepared.bench
        self.runner = TaskRunner(engine, observer)
        self.done_before = 0
        self.choices = Choices()
        self._plan = prepared.plan
        self._observer = observer
        self._rehash = rehash
        self._chooser = Chooser(
            prepared.plan, prepared.bench, folder, self.runner.do_step, rehash=rehash
        )

    def work(self) -> None:
        """Do everything that is still to do.

        Raises:
            ShardsFailed: Some shards failed twice.
            PolicyError: A choice over all records would leave out too much.
        """
        target = self.bench.target
        _write_plan(target, self._plan)
        first = self._chooser.look_at_input()
        kept = self._chooser.kept_output_look()
        looks = [first] if kept is None else [first, kept[0]]
        progress = find_done(
            self._plan,
            self.bench,
            rehash=self._rehash,
            accepts=lambda number: (
                first.of_shard(number).digest,
                _both(looks, number).digest,
            ),
        )
        sweep_target(target, progress)
        self.done_before = len(progress.done)
        self.runner.receipts.update(progress.done)
        self._observer.start(self._plan, list(progress.done.values()))
        ids = {shard.shard_id for shard in progress.open}
        self._clean([first], lambda number: self._plan.shards[number].shard_id in ids)
        second = self._look_again(first, kept) if self._chooser.looks_at_output else Look()
        self.choices = self._chooser.choices(first, second)

    def ordered_receipts(self) -> tuple[Receipt, ...]:
        """Return the receipts there are, in the order of the plan."""
        receipts = self.runner.receipts
        ids = [shard.shard_id for shard in self._plan.shards]
        return tuple(receipts[shard_id] for shard_id in ids if shard_id in receipts)

    def _look_again(self, first: Look, kept: tuple[Look, str] | None) -> Look:
        """Decide about the output, and clean the shards again that this touches."""
        if kept is not None and kept[1] == self._chooser.output_basis(self.runner.receipts, first):
            second = kept[0]
            self._chooser.check_losses(second)
        else:
            self._clean_others([first], "cleaning again with what an old choice had left out")
            second = self._chooser.look_at_output(self.runner.receipts, first)
        self._clean_others([first, second], "cleaning again without what was left out")
        return second

    def _clean_others(self, looks: Sequence[Look], name: str) -> None:
        """Clean the shards that were done under other verdicts than these."""
        receipts = self.runner.receipts
        wrong = {
            number
            for number, shard in enumerate(self._plan.shards)
            if receipts[shard.shard_id].verdicts_digest != _both(looks, number).digest
        }
        if not wrong:
            return
        # A manifest of before would vouch for shards that are about to change.
        self.bench.target.delete(MANIFEST_NAME)
        right = [
            receipts[shard.shard_id]
            for number, shard in enumerate(self._plan.shards)
            if number not in wrong
        ]
        self._observer.step(name, len(wrong), right)
        self._clean(looks, wrong.__contains__)

    def _clean(self, looks: Sequence[Look], is_wanted: Callable[[int], bool]) -> None:
        tasks = [
            ShardTask(shard=shard, verdicts=_both(looks, number))
            for number, shard in enumerate(self._plan.shards)
            if is_wanted(number)
        ]
        self.runner.do_all(tasks)


def _both(looks: Sequence[Look], number: int) -> ShardVerdicts:
    """Return the verdicts of one look or two on one shard."""
    verdicts = looks[0].of_shard(number)
    for look in looks[1:]:
        verdicts = merge_verdicts(verdicts, look.of_shard(number))
    return verdicts


def _write_plan(target: Store, plan: Plan) -> None:
    """Write the plan; a manifest of another plan goes first, since it would not hold with it."""
    data = write_plan(plan)
    if target.exists(PLAN_NAME):
        with contextlib.suppress(VerificationError):
            standing = unseal(target.read_bytes(PLAN_NAME), PLAN_NAME)
            if standing.digest != unseal(data, PLAN_NAME).digest:
                target.delete(MANIFEST_NAME)
    write_whole(target, PLAN_NAME, data)


def _finish(job: _Job, engine: Engine, clock: Clock) -> RunResult:
    """Write the manifest if nothing stands against it; every shard is done."""
    bench, receipts = job.bench, job.ordered_receipts()
    if job.runner.retries:
        bench.target.sweep()
    notes = ManifestNotes(
        finished=clock.now().isoformat(),
        engine=engine.name,
        workers=engine.workers,
        shards_done_before=job.done_before,
        retries=job.runner.retries,
    )
    manifest = make_manifest(
        receipts, optouts=bench.optouts, reports={}, run=notes, choices=job.choices
    )
    problem, code = _find_problem(bench, receipts, manifest)
    if problem is not None:
        # An earlier manifest would vouch for a data set that no longer passes.
        bench.target.delete(MANIFEST_NAME)
        return RunResult(exit=code, receipts=receipts, problem=problem)
    manifest = _store_manifest(bench.target, manifest)
    return RunResult(
        exit=Exit.DONE,
        receipts=receipts,
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
