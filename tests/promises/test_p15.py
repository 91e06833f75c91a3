"""P15: models and computing are safeguarded; new threats are prepared for."""

import pytest
from promise_cases import Case, check_absence, check_age, check_case

from avow.promises.interface import State
from avow.promises.p15_safeguards import PROMISE

GOOD = {
    "models.inventory": {"unsealed_served": 0, "rollbacks_accepted": 0, "components_unlisted": 0},
    "models.attacks": {"recipes_failed": 0},
}


def test_it_is_kept_while_fresh_evidence_is_within_its_limits() -> None:
    check_case(PROMISE, Case(evidence=GOOD, state=State.KEPT))


def test_it_is_not_proven_without_evidence_or_with_old_evidence() -> None:
    check_absence(PROMISE, GOOD)
    check_age(PROMISE, GOOD)


CASES = {
    "models that were served without a seal": (
        "models.inventory",
        {"unsealed_served": 1},
        State.BROKEN,
    ),
    "not stated: unsealed_served": (
        "models.inventory",
        {"unsealed_served": None},
        State.NOT_PROVEN,
    ),
    "older models that were taken back into service": (
        "models.inventory",
        {"rollbacks_accepted": 1},
        State.BROKEN,
    ),
    "not stated: rollbacks_accepted": (
        "models.inventory",
        {"rollbacks_accepted": None},
        State.NOT_PROVEN,
    ),
    "components missing from the bill of materials": (
        "models.inventory",
        {"components_unlisted": 1},
        State.BROKEN,
    ),
    "not stated: components_unlisted": (
        "models.inventory",
        {"components_unlisted": None},
        State.NOT_PROVEN,
    ),
    "attack recipes that succeeded": (
        "models.attacks",
        {"recipes_failed": 1},
        State.BROKEN,
    ),
    "not stated: recipes_failed": (
        "models.attacks",
        {"recipes_failed": None},
        State.NOT_PROVEN,
    ),
}


@pytest.mark.parametrize("words", CASES)
def test_what_breaks_it_or_leaves_it_unproven(words: str) -> None:
    kind, changes, state = CASES[words]
    evidence = {**GOOD, kind: {**GOOD[kind], **changes}}
    check_case(PROMISE, Case(evidence=evidence, state=state))
