"""P9: help articles and a privacy policy say how data is used."""

import pytest
from promise_cases import Case, check_absence, check_age, check_case

from avow.promises.interface import State
from avow.promises.p09_help_pages import PROMISE

GOOD = {"pages.published": {"stale_pages": 0, "weakened_without_notice": 0}}


def test_it_is_kept_while_fresh_evidence_is_within_its_limits() -> None:
    check_case(PROMISE, Case(evidence=GOOD, state=State.KEPT))


def test_it_is_not_proven_without_evidence_or_with_old_evidence() -> None:
    check_absence(PROMISE, GOOD)
    check_age(PROMISE, GOOD)


CASES = {
    "pages that do not say what is configured": (
        "pages.published",
        {"stale_pages": 1},
        State.BROKEN,
    ),
    "not stated: stale_pages": (
        "pages.published",
        {"stale_pages": None},
        State.NOT_PROVEN,
    ),
    "promises weakened without notice": (
        "pages.published",
        {"weakened_without_notice": 1},
        State.BROKEN,
    ),
    "not stated: weakened_without_notice": (
        "pages.published",
        {"weakened_without_notice": None},
        State.NOT_PROVEN,
    ),
}


@pytest.mark.parametrize("words", CASES)
def test_what_breaks_it_or_leaves_it_unproven(words: str) -> None:
    kind, changes, state = CASES[words]
    evidence = {**GOOD, kind: {**GOOD[kind], **changes}}
    check_case(PROMISE, Case(evidence=evidence, state=state))
