"""P3: responses do not give away private people's information."""

import pytest
from promise_cases import Case, check_absence, check_age, check_case

from avow.promises.interface import State
from avow.promises.p03_responses import PROMISE

GOOD = {"audit.guard": {"raw_values_on_wire": 0, "guarded_leak_upper": 0.01, "guarded_leak": 0.01}}


def test_it_is_kept_while_fresh_evidence_is_within_its_limits() -> None:
    check_case(PROMISE, Case(evidence=GOOD, state=State.KEPT))


def test_it_is_not_proven_without_evidence_or_with_old_evidence() -> None:
    check_absence(PROMISE, GOOD)
    check_age(PROMISE, GOOD)


CASES = {
    "raw values that left in any prefix of a response": (
        "audit.guard",
        {"raw_values_on_wire": 1},
        State.BROKEN,
    ),
    "not stated: raw_values_on_wire": (
        "audit.guard",
        {"raw_values_on_wire": None},
        State.NOT_PROVEN,
    ),
    "upper bound on the share of probes that leaked through the guard": (
        "audit.guard",
        {"guarded_leak_upper": 0.02, "guarded_leak": 0.02},
        State.BROKEN,
    ),
    "upper bound on the share of probes that leaked through the guard, but too few were asked": (
        "audit.guard",
        {"guarded_leak_upper": 0.02},
        State.NOT_PROVEN,
    ),
    "not stated: guarded_leak_upper": (
        "audit.guard",
        {"guarded_leak_upper": None},
        State.NOT_PROVEN,
    ),
}


@pytest.mark.parametrize("words", CASES)
def test_what_breaks_it_or_leaves_it_unproven(words: str) -> None:
    kind, changes, state = CASES[words]
    evidence = {**GOOD, kind: {**GOOD[kind], **changes}}
    check_case(PROMISE, Case(evidence=evidence, state=state))
