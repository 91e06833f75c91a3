"""The verdict over evidence: fresh, complete and within its limits, or else why not."""

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from avow.evidence.canonical import Json
from avow.promises.interface import Limit, Logged, Need, Promise, Relation, State, Verdict

CLOCK_SKEW = timedelta(hours=1)


def judge_needs(promise: Promise, evidence: Sequence[Logged], now: datetime) -> Verdict:
    """Judge the newest evidence of each kind that a promise needs.

    Broken evidence outweighs missing evidence: one figure beyond its limit breaks the promise.
    """
    parts = [judge_need(need, evidence, now) for need in promise.needs]
    return combine(parts)


def judge_need(need: Need, evidence: Sequence[Logged], now: datetime) -> Verdict:
    """Judge the newest evidence of one kind."""
    found = newest(need.kind, evidence, now)
    if found is None:
        return Verdict(state=State.NOT_PROVEN, reason=f"there is no evidence {need.kind}")
    stale = staleness(need, found, now)
    if stale is not None:
        return stale
    verdicts = [judge_limit(limit, found) for limit in need.limits]
    until = found.evidence.time + timedelta(days=need.max_age_days)
    kept = Verdict(
        state=State.KEPT,
        reason=f"{need.kind} is fresh and within its limits",
        evidence=(found.index,),
        valid_until=until,
    )
    return combine([kept, *verdicts])


def newest(kind: str, evidence: Sequence[Logged], now: datetime) -> Logged | None:
    """Return the newest evidence of a kind; what claims to come from the future does not count."""
    fitting = [
        item
        for item in evidence
        if item.evidence.kind == kind and item.evidence.time <= now + CLOCK_SKEW
    ]
    return max(fitting, key=lambda item: (item.evidence.time, item.index), default=None)


def staleness(need: Need, item: Logged, now: datetime) -> Verdict | None:
    """Return the verdict that evidence is too old, or None while it is fresh."""
    age = now - item.evidence.time
    if age <= timedelta(days=need.max_age_days):
        return None
    return Verdict(
        state=State.NOT_PROVEN,
        reason=f"the newest {need.kind} is {age.days} days old; at most {need.max_age_days} count",
        evidence=(item.index,),
    )


def judge_limit(limit: Limit, item: Logged) -> Verdict:
    """Judge one figure of a piece of evidence."""
    result = item.evidence.result
    figure = number(result.get(limit.field))
    place = (item.index,)
    if figure is None:
        return Verdict(
            state=State.NOT_PROVEN,
            reason=f"{item.evidence.kind} states no {limit.field}",
            evidence=place,
        )
    if holds(limit, figure):
        return Verdict(state=State.KEPT, reason=limit.means, evidence=place)
    said = f"{limit.means}: {figure:g}, must be {limit.relation} {limit.value:g}"
    if limit.estimate:
        estimate = number(result.get(limit.estimate))
        if estimate is None or holds(limit, estimate):
            return Verdict(
                state=State.NOT_PROVEN,
                reason=f"{said}; the measurement is too small to tell",
                evidence=place,
            )
    return Verdict(state=State.BROKEN, reason=said, evidence=place)


def holds(limit: Limit, figure: float) -> bool:
    """Tell whether a figure satisfies a limit."""
    if limit.relation is Relation.AT_MOST:
        return figure <= limit.value
    return figure >= limit.value


def number(value: Json) -> float | None:
    """Return a finite number of a result, or None where there is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def combine(parts: Sequence[Verdict]) -> Verdict:
    """Return the verdict of several: broken outweighs not proven, which outweighs kept."""
    if not parts:
        return Verdict(state=State.NOT_PROVEN, reason="nothing was asked for")
    for state in (State.BROKEN, State.NOT_PROVEN):
        failed = [part for part in parts if part.state is state]
        if failed:
            return Verdict(
                state=state,
                reason="; ".join(dict.fromkeys(part.reason for part in failed)),
                evidence=_places(failed),
            )
    ends = [part.valid_until for part in parts if part.valid_until is not None]
    return Verdict(
        state=State.KEPT,
        reason="; ".join(dict.fromkeys(part.reason for part in parts if part.valid_until)),
        evidence=_places(parts),
        valid_until=min(ends, default=None),
    )


def _places(parts: Sequence[Verdict]) -> tuple[int, ...]:
    return tuple(sorted({index for part in parts for index in part.evidence}))
