"""Verdicts over a log: verify it, open its evidence, judge the sixteen promises."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson

from avow.cli.proofs.reading import OpenedLog, open_source
from avow.cli.proofs.trust import find_policy
from avow.errors import InputError
from avow.evidence.canonical import Json
from avow.evidence.interface import Evidence
from avow.ledger.export import (
    OPENINGS,
    OpenedEntry,
    RefusedOpening,
    claimed_indexes,
    ledger_openings,
    open_entries,
)
from avow.ledger.kinds import KINDS
from avow.ledger.log import Ledger
from avow.ledger.verify.whole_log import LogReport, verify_log
from avow.promises.history import HISTORY
from avow.promises.interface import Logged, Promise, State, Verdict
from avow.promises.page import PAGE
from avow.promises.wording import Weakening, judge_wording

EVIDENCE_KINDS = frozenset(kind.name for kind in KINDS if kind.evidence)
PUBLISHED = "promise.published"


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedPromise:
    """A promise with its verdict.

    Attributes:
        promise: The promise.
        verdict: What the evidence says.
        weakened: How its wording promises less than one that was published before.
    """

    promise: Promise
    verdict: Verdict
    weakened: tuple[Weakening, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What was recomputed from a log.

    Attributes:
        log: Verification of the log itself.
        judged: The promises in their order.
        refused: Openings that do not fit the log.
        note: What a reader should know about the keys, else empty.
        evidence: Evidence that counted, by place in the log.
    """

    log: LogReport
    judged: tuple[JudgedPromise, ...]
    refused: tuple[RefusedOpening, ...]
    note: str
    evidence: Mapping[int, Evidence]


def check_log(
    name: str, *, policy: Path | None, key: str, seen: bytes, now: datetime, beside: bytes = b""
) -> CheckReport:
    """Recompute all verdicts from a log and public keys alone.

    A log that does not verify proves nothing, and an opening that does not fit it is refused with
    everything that it claims: a changed file can only take proof away.

    Args:
        name: An export, a ledger's folder.
        policy: The user's trust policy, or None.
        key: The log's verifier key, or empty.
        seen: A checkpoint seen earlier, or empty.
        now: Time to judge by.
        beside: An evidence file that was kept beside the log, or empty. What it says and the log
            does not spoils the promises that rest on that kind of evidence.

    Raises:
        InputError: The log or its openings cannot be read.
        UsageError: Whom to trust is not known.
    """
    opened = open_source(name)
    trust, note = find_policy(policy, key, opened.folder)
    openings = _openings(opened)
    report = verify_log(opened.source, trust, seen=seen, wanted=claimed_indexes(openings))
    entries, refused = open_entries(openings, dict(report.leaves))
    if report.problems:
        first = report.problems[0]
        reason = f"the log does not verify: {first.what}"
        lost = Verdict(state=State.NOT_PROVEN, reason=reason)
        judged = tuple(JudgedPromise(promise=one, verdict=lost, weakened=()) for one in PAGE)
        return CheckReport(
            log=report, judged=judged, refused=tuple(refused), note=note, evidence={}
        )
    claimed = [entry for entry in entries if entry.kind in EVIDENCE_KINDS]
    logged = [item for entry in claimed if (item := _evidence(entry)) is not None]
    read = {item.index for item in logged}
    refused += [
        RefusedOpening(line=0, index=entry.index, reason="it does not have the form of evidence")
        for entry in claimed
        if entry.index not in read
    ]
    spoilt, strangers = _spoilt(beside, {entry.payload for entry in entries})
    published = [_terms(entry) for entry in entries if entry.kind == PUBLISHED]
    return CheckReport(
        log=report,
        judged=tuple(_spoil(_judge(one, logged, published, now), spoilt) for one in PAGE),
        refused=(*refused, *strangers),
        note=note,
        evidence={item.index: item.evidence for item in logged},
    )


def _judge(
    promise: Promise,
    logged: Sequence[Logged],
    published: Sequence[Mapping[str, Json]],
    now: datetime,
) -> JudgedPromise:
    own = [terms for terms in published if terms.get("id") == promise.id]
    return JudgedPromise(
        promise=promise,
        verdict=promise.verdict(logged, now),
        weakened=tuple(judge_wording(promise, own, HISTORY)),
    )


def _spoilt(
    beside: bytes, payloads: AbstractSet[bytes]
) -> tuple[frozenset[str], list[RefusedOpening]]:
    """Return the kinds of evidence of which a file says what the log does not, and the lines."""
    kinds: set[str] = set()
    refused: list[RefusedOpening] = []
    for number, line in enumerate(beside.splitlines(), 1):
        if line in payloads:
            continue
        refused.append(RefusedOpening(line=number, index=-1, reason="the log says otherwise"))
        try:
            kinds.add(str(orjson.loads(line)["kind"]))
        except (orjson.JSONDecodeError, KeyError, TypeError):
            kinds |= EVIDENCE_KINDS
    return frozenset(kinds), refused


def _spoil(judged: JudgedPromise, kinds: AbstractSet[str]) -> JudgedPromise:
    needed = {need.kind for need in judged.promise.needs} & kinds
    if not needed or judged.verdict.state is State.BROKEN:
        return judged
    reason = f"the evidence file and the log disagree on {', '.join(sorted(needed))}"
    lost = Verdict(state=State.NOT_PROVEN, reason=reason)
    return JudgedPromise(promise=judged.promise, verdict=lost, weakened=judged.weakened)


def _openings(opened: OpenedLog) -> bytes:
    if opened.folder is None:
        raise InputError(
            "a server shows no payloads", hint="Check an export: `avow ledger export FOLDER OUT`."
        )
    if opened.is_ledger:
        ledger = Ledger.open(opened.folder)
        try:
            return b"".join(ledger_openings(ledger, ledger.store.size()))
        finally:
            ledger.close()
    try:
        return (opened.folder / OPENINGS).read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {OPENINGS} of the export: {error.strerror}") from None


def _evidence(entry: OpenedEntry) -> Logged | None:
    """Return the evidence that an entry holds, or None when it does not have that form."""
    try:
        values = orjson.loads(entry.payload)
        evidence = Evidence(
            kind=values["kind"],
            subject=values["subject"],
            time=datetime.fromisoformat(values["time"]),
            method=dict(values["method"]),
            result=dict(values["result"]),
        )
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError):
        return None
    if evidence.kind != entry.kind or not isinstance(evidence.subject, str):
        return None
    return Logged(evidence=evidence, index=entry.index)


def _terms(entry: OpenedEntry) -> Mapping[str, Json]:
    try:
        values = orjson.loads(entry.payload)
    except orjson.JSONDecodeError:
        return {}
    return values if isinstance(values, dict) else {}
