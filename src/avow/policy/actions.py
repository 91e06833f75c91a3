"""Actions: what happens to a finding, by its kind, the person's class and its field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Action(StrEnum):
    """What is done with one finding.

    REDACT: `[EMAIL]`. TOKEN: `[PERSON_1]` or a keyed token, stable in the chosen scope.
    SURROGATE: a value from a range reserved for documentation. GENERALISE: year, age band,
    network, region. DROP: the whole record goes, with its reason. KEEP: left as it stands.
    """

    REDACT = "redact"
    TOKEN = "token"  # noqa: S105 - the name of an action, not a credential
    SURROGATE = "surrogate"
    GENERALISE = "generalise"
    DROP = "drop"
    KEEP = "keep"


class Mode(StrEnum):
    """A named default for all kinds; single kinds can still be set apart."""

    REDACT = "redact"
    PSEUDONYM = "pseudonym"
    SURROGATE = "surrogate"
    DROP = "drop"
    KEEP = "keep"


MODE_ACTIONS: Mapping[Mode, Action] = {
    Mode.REDACT: Action.REDACT,
    Mode.PSEUDONYM: Action.TOKEN,
    Mode.SURROGATE: Action.SURROGATE,
    Mode.DROP: Action.DROP,
    Mode.KEEP: Action.KEEP,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPolicy:
    """Which action a finding gets; the most specific entry wins.

    Attributes:
        mode: Default for every kind.
        kinds: Action by kind, or by a leading part of its dotted name (`contact`, `gov.us`).
        fields: Action by field path, over all kinds found there; `keep` for a field that is to
            be reported but left alone.
        keep_public: A public figure's name in a public role is kept.
        keep_attribution: A name in a licence or copyright line is kept.
        allow_linkage: Scope `dataset` may be used for purpose `train`.
    """

    mode: Mode = Mode.REDACT
    kinds: Mapping[str, Action] = field(default_factory=dict)
    fields: Mapping[str, Action] = field(default_factory=dict)
    keep_public: bool = True
    keep_attribution: bool = True
    allow_linkage: bool = False


def choose_action(
    policy: ActionPolicy, *, kind: str, path: str, subject: str, attribution: bool = False
) -> Action:
    """Return the action for one finding; pure, and total over all inputs.

    Secrets are never kept, tokenised or replaced by a surrogate: they are redacted unless the
    record is dropped. Only a person's name can be kept for being public or for standing in a
    licence or copyright line, and an unknown person counts as private.

    Args:
        policy: The rules.
        kind: Dotted kind of the finding.
        path: Field path it stands in.
        subject: `private`, `public`, `unknown` or empty.
        attribution: The finding stands in a licence or copyright line.
    """
    chosen = _most_specific(policy, kind, path)
    if kind.startswith("secret."):
        return Action.DROP if chosen is Action.DROP else Action.REDACT
    if kind == "person.name" and (
        (subject == "public" and policy.keep_public) or (attribution and policy.keep_attribution)
    ):
        return Action.KEEP
    return chosen


def _most_specific(policy: ActionPolicy, kind: str, path: str) -> Action:
    if path in policy.fields:
        return policy.fields[path]
    for name in _leading_names(kind):
        if name in policy.kinds:
            return policy.kinds[name]
    return MODE_ACTIONS[policy.mode]


def _leading_names(kind: str) -> Sequence[str]:
    parts = kind.split(".")
    return [".".join(parts[:count]) for count in range(len(parts), 0, -1)]
