"""Checks that the acceptance tests of promises share: one case, missing evidence, old evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from ledgers import START

from avow.evidence.canonical import Json
from avow.evidence.interface import Evidence
from avow.promises.interface import Logged, Promise, State, Verdict

Results = Mapping[str, Mapping[str, Json]]


@dataclass(frozen=True, kw_only=True)
class Case:
    """Evidence by kind, and the verdict that it must give."""

    evidence: Results
    state: State


def judge(promise: Promise, results: Results, days: float = 0) -> Verdict:
    time = START - timedelta(days=days)
    logged = [
        Logged(
            evidence=Evidence(kind=kind, subject="s", time=time, method={}, result=result),
            index=index,
        )
        for index, (kind, result) in enumerate(results.items(), 10)
    ]
    return promise.verdict(logged, START)


def check_case(promise: Promise, case: Case) -> None:
    found = judge(promise, case.evidence)
    assert found.state is case.state, found.reason
    assert found.reason
    assert set(found.evidence) <= set(range(10, 10 + len(case.evidence)))
    assert (found.valid_until is not None) == (case.state is State.KEPT)


def check_absence(promise: Promise, good: Results) -> None:
    for kind in good:
        others = {name: result for name, result in good.items() if name != kind}
        found = judge(promise, others)
        assert found.state is State.NOT_PROVEN
        assert kind in found.reason


def check_age(promise: Promise, good: Results) -> None:
    shortest = min(need.max_age_days for need in promise.needs)
    assert judge(promise, good, days=shortest).state is State.KEPT
    old = judge(promise, good, days=shortest + 1)
    assert old.state is State.NOT_PROVEN
    assert "days old" in old.reason
