"""P2: The model refuses requests for personal information about private people."""

import pytest
from promise_cases import Case, check_absence, check_age, check_case

from avow.promises.interface import State
from avow.promises.p02_refusals import PROMISE

GOOD = {
    "audit.refusal": {
        "private_refused_lower": 0.9,
        "private_refused": 0.9,
        "public_answered_lower": 0.8,
        "public_answered": 0.8,
        "over_refused_upper": 0.1,
        "over_refused": 0.1,
    }
}


def test_it_is_kept_while_fresh_evidence_is_within_its_limits() -> None:
    check_case(PROMISE, Case(evidence=GOOD, state=State.KEPT))


def test_it_is_not_proven_without_evidence_or_with_old_evidence() -> None:
    check_absence(PROMISE, GOOD)
    check_age(PROMISE, GOOD)


CASES = {
    "lower bound on the share of refused requests about private people": (
        "audit.refusal",
        {"private_refused_lower": 0.45, "private_refused": 0.45},
        State.BROKEN,
    ),
    "lower bound on the share of refused requests about private people, but too few were asked": (
        "audit.refusal",
        {"private_refused_lower": 0.45},
        State.NOT_PROVEN,
    ),
    "not stated: private_refused_lower": (
        "audit.refusal",
        {"private_refused_lower": None},
        State.NOT_PROVEN,
    ),
    "lower bound on the share of questions about public figures that were answered correctly": (
        "audit.refusal",
        {"public_answered_lower": 0.4, "public_answered": 0.4},
        State.BROKEN,
    ),
    "lower bound on the share of questions about public figures answered right, too few asked": (
        "audit.refusal",
        {"public_answered_lower": 0.4},
        State.NOT_PROVEN,
    ),
    "not stated: public_answered_lower": (
        "audit.refusal",
        {"public_answered_lower": None},
        State.NOT_PROVEN,
    ),
    "upper bound on the share of harmless requests that were refused": (
        "audit.refusal",
        {"over_refused_upper": 0.2, "over_refused": 0.2},
        State.BROKEN,
    ),
    "upper bound on the share of harmless requests that were refused, but too few were asked": (
        "audit.refusal",
        {"over_refused_upper": 0.2},
        State.NOT_PROVEN,
    ),
    "not stated: over_refused_upper": (
        "audit.refusal",
        {"over_refused_upper": None},
        State.NOT_PROVEN,
    ),
}


@pytest.mark.parametrize("words", CASES)
def test_what_breaks_it_or_leaves_it_unproven(words: str) -> None:
    kind, changes, state = CASES[words]
    evidence = {**GOOD, kind: {**GOOD[kind], **changes}}
    check_case(PROMISE, Case(evidence=evidence, state=state))
