"""Actions: the most specific entry wins; secrets and private names are never kept."""

import itertools

import pytest

from avow.policy.actions import Action, ActionPolicy, Mode, choose_action

POLICY = ActionPolicy(
    mode=Mode.PSEUDONYM,
    kinds={"contact": Action.REDACT, "contact.email": Action.SURROGATE, "gov.us": Action.DROP},
    fields={"author": Action.KEEP},
)


@pytest.mark.parametrize(
    ("kind", "path", "expected"),
    [
        ("contact.email", "text", Action.SURROGATE),
        ("contact.phone", "text", Action.REDACT),
        ("contact.email", "author", Action.KEEP),
        ("contacts.email", "text", Action.TOKEN),
        ("gov.us.ssn", "text", Action.DROP),
        ("gov.uss.x", "text", Action.TOKEN),
        ("gov.gb.nino", "text", Action.TOKEN),
        ("contact.email", "author.name", Action.SURROGATE),
    ],
)
def test_most_specific_entry(kind: str, path: str, expected: Action) -> None:
    assert choose_action(POLICY, kind=kind, path=path, subject="") is expected


@pytest.mark.parametrize("mode", list(Mode))
def test_secret_is_redacted_or_dropped(mode: Mode) -> None:
    policy = ActionPolicy(mode=mode, kinds={"secret": Action.KEEP} if mode is Mode.KEEP else {})
    expected = Action.DROP if mode is Mode.DROP else Action.REDACT
    assert choose_action(policy, kind="secret.jwt", path="", subject="") is expected


@pytest.mark.parametrize(
    ("kind", "subject", "attribution", "settings", "expected"),
    [
        ("person.name", "public", False, {}, Action.KEEP),
        ("person.name", "public", False, {"keep_public": False}, Action.REDACT),
        ("person.name", "private", False, {}, Action.REDACT),
        ("person.name", "unknown", False, {}, Action.REDACT),
        ("person.name", "", False, {}, Action.REDACT),
        ("person.name", "private", True, {}, Action.KEEP),
        ("person.name", "private", True, {"keep_attribution": False}, Action.REDACT),
        ("contact.email", "public", True, {}, Action.REDACT),
        ("contact.address", "public", False, {}, Action.REDACT),
    ],
)
def test_only_names_are_kept_for_a_public_role(
    kind: str, subject: str, attribution: bool, settings: dict[str, bool], expected: Action
) -> None:
    policy = ActionPolicy(**settings)  # type: ignore[arg-type]
    chosen = choose_action(policy, kind=kind, path="t", subject=subject, attribution=attribution)
    assert chosen is expected


def test_total_over_all_inputs() -> None:
    for mode, kind, subject in itertools.product(Mode, ("", ".", "a", "a.b.c"), ("", "odd")):
        assert choose_action(ActionPolicy(mode=mode), kind=kind, path="", subject=subject) in Action
