"""P12: an independent auditor examined the controls over a period (SOC 2 Type 2)."""

import pytest
from promise_cases import Case, check_absence, check_age, check_case

from avow.promises.interface import State
from avow.promises.p12_auditor import PROMISE

GOOD = {"assurance.report": {"period_days": 90, "gaps_hidden": 0}}


def test_it_is_kept_while_fresh_evidence_is_within_its_limits() -> None:
    check_case(PROMISE, Case(evidence=GOOD, state=State.KEPT))


def test_it_is_not_proven_without_evidence_or_with_old_evidence() -> None:
    check_absence(PROMISE, GOOD)
    check_age(PROMISE, GOOD)


CASES = {
    "days of the period that the auditor examined": (
        "assurance.report",
        {"period_days": 45.0},
        State.BROKEN,
    ),
    "not stated: period_days": (
        "assurance.report",
        {"period_days": None},
        State.NOT_PROVEN,
    ),
    "gaps in the evidence that the page does not show": (
        "assurance.report",
        {"gaps_hidden": 1},
        State.BROKEN,
    ),
    "not stated: gaps_hidden": (
        "assurance.report",
        {"gaps_hidden": None},
        State.NOT_PROVEN,
    ),
}


@pytest.mark.parametrize("words", CASES)
def test_what_breaks_it_or_leaves_it_unproven(words: str) -> None:
    kind, changes, state = CASES[words]
    evidence = {**GOOD, kind: {**GOOD[kind], **changes}}
    check_case(PROMISE, Case(evidence=evidence, state=state))
