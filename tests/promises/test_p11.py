"""P11: a trust portal shows compliance."""

import pytest
from promise_cases import Case, check_absence, check_age, check_case

from avow.promises.interface import State
from avow.promises.p11_trust_portal import PROMISE

GOOD = {"portal.check": {"claims_without_evidence": 0}}


def test_it_is_kept_while_fresh_evidence_is_within_its_limits() -> None:
    check_case(PROMISE, Case(evidence=GOOD, state=State.KEPT))


def test_it_is_not_proven_without_evidence_or_with_old_evidence() -> None:
    check_absence(PROMISE, GOOD)
    check_age(PROMISE, GOOD)


CASES = {
    "tiles that claim more than fresh evidence shows": (
        "portal.check",
        {"claims_without_evidence": 1},
        State.BROKEN,
    ),
    "not stated: claims_without_evidence": (
        "portal.check",
        {"claims_without_evidence": None},
        State.NOT_PROVEN,
    ),
}


@pytest.mark.parametrize("words", CASES)
def test_what_breaks_it_or_leaves_it_unproven(words: str) -> None:
    kind, changes, state = CASES[words]
    evidence = {**GOOD, kind: {**GOOD[kind], **changes}}
    check_case(PROMISE, Case(evidence=evidence, state=state))
