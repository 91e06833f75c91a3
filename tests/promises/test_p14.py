"""P14: security researchers are safe and are paid."""

import pytest
from promise_cases import Case, check_absence, check_age, check_case

from avow.promises.interface import State
from avow.promises.p14_bug_bounty import PROMISE

GOOD = {"bounty.levels": {"answers_overdue": 0, "payouts_overdue": 0}}


def test_it_is_kept_while_fresh_evidence_is_within_its_limits() -> None:
    check_case(PROMISE, Case(evidence=GOOD, state=State.KEPT))


def test_it_is_not_proven_without_evidence_or_with_old_evidence() -> None:
    check_absence(PROMISE, GOOD)
    check_age(PROMISE, GOOD)


CASES = {
    "reports without an answer in time": (
        "bounty.levels",
        {"answers_overdue": 1},
        State.BROKEN,
    ),
    "not stated: answers_overdue": (
        "bounty.levels",
        {"answers_overdue": None},
        State.NOT_PROVEN,
    ),
    "payouts that were not made in time": (
        "bounty.levels",
        {"payouts_overdue": 1},
        State.BROKEN,
    ),
    "not stated: payouts_overdue": (
        "bounty.levels",
        {"payouts_overdue": None},
        State.NOT_PROVEN,
    ),
}


@pytest.mark.parametrize("words", CASES)
def test_what_breaks_it_or_leaves_it_unproven(words: str) -> None:
    kind, changes, state = CASES[words]
    evidence = {**GOOD, kind: {**GOOD[kind], **changes}}
    check_case(PROMISE, Case(evidence=evidence, state=state))
