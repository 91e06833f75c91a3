"""P10: GDPR and CCPA rights are honoured; a data processing agreement can be signed."""

import pytest
from promise_cases import Case, check_absence, check_age, check_case

from avow.promises.interface import State
from avow.promises.p10_rights import PROMISE

GOOD = {"rights.requests": {"overdue": 0, "erasures_unproven": 0}}


def test_it_is_kept_while_fresh_evidence_is_within_its_limits() -> None:
    check_case(PROMISE, Case(evidence=GOOD, state=State.KEPT))


def test_it_is_not_proven_without_evidence_or_with_old_evidence() -> None:
    check_absence(PROMISE, GOOD)
    check_age(PROMISE, GOOD)


CASES = {
    "requests past their deadline": (
        "rights.requests",
        {"overdue": 1},
        State.BROKEN,
    ),
    "not stated: overdue": (
        "rights.requests",
        {"overdue": None},
        State.NOT_PROVEN,
    ),
    "erasures without a proof": (
        "rights.requests",
        {"erasures_unproven": 1},
        State.BROKEN,
    ),
    "not stated: erasures_unproven": (
        "rights.requests",
        {"erasures_unproven": None},
        State.NOT_PROVEN,
    ),
}


@pytest.mark.parametrize("words", CASES)
def test_what_breaks_it_or_leaves_it_unproven(words: str) -> None:
    kind, changes, state = CASES[words]
    evidence = {**GOOD, kind: {**GOOD[kind], **changes}}
    check_case(PROMISE, Case(evidence=evidence, state=state))
