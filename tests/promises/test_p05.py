"""P5: Public information is not used to profile people."""

import pytest
from promise_cases import Case, check_absence, check_age, check_case

from avow.promises.interface import State
from avow.promises.p05_purposes import PROMISE

GOOD = {"purposes.reads": {"undeclared_reads": 0, "forbidden_granted": 0}}


def test_it_is_kept_while_fresh_evidence_is_within_its_limits() -> None:
    check_case(PROMISE, Case(evidence=GOOD, state=State.KEPT))


def test_it_is_not_proven_without_evidence_or_with_old_evidence() -> None:
    check_absence(PROMISE, GOOD)
    check_age(PROMISE, GOOD)


CASES = {
    "reads of personal data without a declared purpose": (
        "purposes.reads",
        {"undeclared_reads": 1},
        State.BROKEN,
    ),
    "not stated: undeclared_reads": (
        "purposes.reads",
        {"undeclared_reads": None},
        State.NOT_PROVEN,
    ),
    "grants of a forbidden purpose": (
        "purposes.reads",
        {"forbidden_granted": 1},
        State.BROKEN,
    ),
    "not stated: forbidden_granted": (
        "purposes.reads",
        {"forbidden_granted": None},
        State.NOT_PROVEN,
    ),
}


@pytest.mark.parametrize("words", CASES)
def test_what_breaks_it_or_leaves_it_unproven(words: str) -> None:
    kind, changes, state = CASES[words]
    evidence = {**GOOD, kind: {**GOOD[kind], **changes}}
    check_case(PROMISE, Case(evidence=evidence, state=state))
