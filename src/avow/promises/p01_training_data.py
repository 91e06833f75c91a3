"""P1: personal information is reduced in training data."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from avow.evidence.canonical import Json
from avow.promises.interface import Limit, Logged, Need, Promise, Relation, State, Verdict
from avow.promises.judging import combine, judge_limit, newest, number, staleness

RUN = Need(kind="scrub.run", max_age_days=365)
RESIDUAL = Need(
    kind="scrub.residual",
    max_age_days=365,
    limits=(
        Limit(
            field="upper_bound",
            relation=Relation.AT_MOST,
            value=0.05,
            means="upper bound on the share of records that still hold personal information",
            estimate="share_found",
        ),
    ),
)
DIGESTS = ("config_digest", "rules_digest")


def judge_data_sets(promise: Promise, evidence: Sequence[Logged], now: datetime) -> Verdict:
    """Judge every data set that was scrubbed within the maximum age.

    A data set is named by its content root. Its counts must balance to the record, its digests
    must be there, and what remains in it must have been measured.
    """
    run_need, residual_need = promise.needs
    last = newest(run_need.kind, evidence, now)
    if last is None:
        return Verdict(state=State.NOT_PROVEN, reason="no corpus was scrubbed")
    stale = staleness(run_need, last, now)
    if stale is not None:
        return stale
    latest: dict[str, Logged] = {}
    for item in evidence:
        if item.evidence.kind != run_need.kind or staleness(run_need, item, now):
            continue
        name = item.evidence.subject
        known = latest.get(name)
        if known is None or (known.evidence.time, known.index) <= (item.evidence.time, item.index):
            latest[name] = item
    return combine(
        [_judge_data_set(run, run_need, residual_need, evidence, now) for run in latest.values()]
    )


def _judge_data_set(
    run: Logged, run_need: Need, residual_need: Need, evidence: Sequence[Logged], now: datetime
) -> Verdict:
    place = (run.index,)
    name = run.evidence.subject[:19]
    method, result = run.evidence.method, run.evidence.result
    missing = [digest for digest in DIGESTS if not method.get(digest)]
    if missing or not result.get("manifest_digest"):
        return Verdict(
            state=State.NOT_PROVEN, reason=f"data set {name}: digests are missing", evidence=place
        )
    if not counts_balance(result):
        return Verdict(
            state=State.BROKEN, reason=f"data set {name}: the counts do not balance", evidence=place
        )
    measured = [item for item in evidence if item.evidence.subject == run.evidence.subject]
    residual = newest(residual_need.kind, measured, now)
    if residual is None:
        return Verdict(
            state=State.NOT_PROVEN,
            reason=f"data set {name}: what remains in it was not measured",
            evidence=place,
        )
    kept = Verdict(
        state=State.KEPT,
        reason="every data set balances to the record and its residual is measured",
        evidence=place,
        valid_until=run.evidence.time + timedelta(days=run_need.max_age_days),
    )
    limits = [judge_limit(limit, residual) for limit in residual_need.limits]
    stale = staleness(residual_need, residual, now)
    return combine([kept, *limits, *([stale] if stale else [])])


def counts_balance(result: Mapping[str, Json]) -> bool:
    """Tell whether records in are records out, dropped and quarantined, to the record."""
    read, written = number(result.get("records_in")), number(result.get("records_out"))
    sums = [_total(result.get(name)) for name in ("dropped", "quarantined")]
    if read is None or written is None or None in sums:
        return False
    return read == written + sum(part for part in sums if part is not None)


def _total(table: Json) -> float | None:
    if not isinstance(table, Mapping):
        return None
    parts = [number(value) for value in table.values()]
    return None if None in parts else sum(part for part in parts if part is not None)


PROMISE = Promise(
    id="P1",
    version=1,
    sentence="Personal information is reduced in training data.",
    mechanism="`avow scrub` detects, replaces, removes duplicates and honours opt-outs.",
    limits_of_proof=(
        "The bound holds for what the checker can see; nobody can show that the model saw nothing "
        "but the data sets that were logged."
    ),
    needs=(RUN, RESIDUAL),
    judge=judge_data_sets,
)
