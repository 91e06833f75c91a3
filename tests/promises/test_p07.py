"""P7: API customers' data is not used for training by default."""

import pytest
from promise_cases import Case, check_absence, check_age, check_case

from avow.promises.interface import State
from avow.promises.p07_api_data import PROMISE

GOOD = {"sets.api": {"rows_without_opt_in": 0}}


def test_it_is_kept_while_fresh_evidence_is_within_its_limits() -> None:
    check_case(PROMISE, Case(evidence=GOOD, state=State.KEPT))


def test_it_is_not_proven_without_evidence_or_with_old_evidence() -> None:
    check_absence(PROMISE, GOOD)
    check_age(PROMISE, GOOD)


CASES = {
    "rows of training sets from API customers that had not opted in": (
        "sets.api",
        {"rows_without_opt_in": 1},
        State.BROKEN,
    ),
    "not stated: rows_without_opt_in": (
        "sets.api",
        {"rows_without_opt_in": None},
        State.NOT_PROVEN,
    ),
}


@pytest.mark.parametrize("words", CASES)
def test_what_breaks_it_or_leaves_it_unproven(words: str) -> None:
    kind, changes, state = CASES[words]
    evidence = {**GOOD, kind: {**GOOD[kind], **changes}}
    check_case(PROMISE, Case(evidence=evidence, state=state))
