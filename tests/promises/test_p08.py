"""P8: anyone can opt out by a form."""

import pytest
from promise_cases import Case, check_absence, check_age, check_case

from avow.promises.interface import State
from avow.promises.p08_opt_out import PROMISE

GOOD = {"optouts.loop": {"late": 0, "leaks_after": 0, "in_next_set": 0}}


def test_it_is_kept_while_fresh_evidence_is_within_its_limits() -> None:
    check_case(PROMISE, Case(evidence=GOOD, state=State.KEPT))


def test_it_is_not_proven_without_evidence_or_with_old_evidence() -> None:
    check_absence(PROMISE, GOOD)
    check_age(PROMISE, GOOD)


CASES = {
    "approved opt-outs that reached the guard too late": (
        "optouts.loop",
        {"late": 1},
        State.BROKEN,
    ),
    "not stated: late": (
        "optouts.loop",
        {"late": None},
        State.NOT_PROVEN,
    ),
    "probes that still leaked after an opt-out was approved": (
        "optouts.loop",
        {"leaks_after": 1},
        State.BROKEN,
    ),
    "not stated: leaks_after": (
        "optouts.loop",
        {"leaks_after": None},
        State.NOT_PROVEN,
    ),
    "opted-out people found in a later training set": (
        "optouts.loop",
        {"in_next_set": 1},
        State.BROKEN,
    ),
    "not stated: in_next_set": (
        "optouts.loop",
        {"in_next_set": None},
        State.NOT_PROVEN,
    ),
}


@pytest.mark.parametrize("words", CASES)
def test_what_breaks_it_or_leaves_it_unproven(words: str) -> None:
    kind, changes, state = CASES[words]
    evidence = {**GOOD, kind: {**GOOD[kind], **changes}}
    check_case(PROMISE, Case(evidence=evidence, state=state))
