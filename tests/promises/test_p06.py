"""P6: people can turn chat history off; those chats are not used for training."""

import pytest
from promise_cases import Case, check_absence, check_age, check_case

from avow.promises.interface import State
from avow.promises.p06_chat_history import PROMISE

GOOD = {"chats.retention": {"overdue": 0}, "sets.consent": {"switched_off_rows": 0}}


def test_it_is_kept_while_fresh_evidence_is_within_its_limits() -> None:
    check_case(PROMISE, Case(evidence=GOOD, state=State.KEPT))


def test_it_is_not_proven_without_evidence_or_with_old_evidence() -> None:
    check_absence(PROMISE, GOOD)
    check_age(PROMISE, GOOD)


CASES = {
    "conversations kept beyond their time": (
        "chats.retention",
        {"overdue": 1},
        State.BROKEN,
    ),
    "not stated: overdue": (
        "chats.retention",
        {"overdue": None},
        State.NOT_PROVEN,
    ),
    "rows of training sets whose owner had switched training off": (
        "sets.consent",
        {"switched_off_rows": 1},
        State.BROKEN,
    ),
    "not stated: switched_off_rows": (
        "sets.consent",
        {"switched_off_rows": None},
        State.NOT_PROVEN,
    ),
}


@pytest.mark.parametrize("words", CASES)
def test_what_breaks_it_or_leaves_it_unproven(words: str) -> None:
    kind, changes, state = CASES[words]
    evidence = {**GOOD, kind: {**GOOD[kind], **changes}}
    check_case(PROMISE, Case(evidence=evidence, state=state))
