"""P16: models improve from real conversations whose owners agreed."""

import pytest
from promise_cases import Case, check_absence, check_age, check_case

from avow.promises.interface import State
from avow.promises.p16_improvement import PROMISE

GOOD = {"improve.lineage": {"models_without_lineage": 0, "rows_without_consent": 0}}


def test_it_is_kept_while_fresh_evidence_is_within_its_limits() -> None:
    check_case(PROMISE, Case(evidence=GOOD, state=State.KEPT))


def test_it_is_not_proven_without_evidence_or_with_old_evidence() -> None:
    check_absence(PROMISE, GOOD)
    check_age(PROMISE, GOOD)


CASES = {
    "released models without a set, consent snapshot and audit": (
        "improve.lineage",
        {"models_without_lineage": 1},
        State.BROKEN,
    ),
    "not stated: models_without_lineage": (
        "improve.lineage",
        {"models_without_lineage": None},
        State.NOT_PROVEN,
    ),
    "rows of released models' sets without their owner's consent": (
        "improve.lineage",
        {"rows_without_consent": 1},
        State.BROKEN,
    ),
    "not stated: rows_without_consent": (
        "improve.lineage",
        {"rows_without_consent": None},
        State.NOT_PROVEN,
    ),
}


@pytest.mark.parametrize("words", CASES)
def test_what_breaks_it_or_leaves_it_unproven(words: str) -> None:
    kind, changes, state = CASES[words]
    evidence = {**GOOD, kind: {**GOOD[kind], **changes}}
    check_case(PROMISE, Case(evidence=evidence, state=state))
