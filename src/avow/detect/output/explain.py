"""Explanations: what a finding rests on, and what would change the verdict, in plain words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from avow.detect.finding import Finding, Reason
from avow.detect.rule import KindRow, Role, Rule, Tier

_SENTENCES = {
    "check_digit": "its check digits hold ({})",
    "structure": "its structure and ranges hold ({})",
    "context_word": "“{}” stands near",
    "hint": "the field or column name says “{}”",
    "locale": "the country {} is active",
    "pattern": "it has the form of rule {}",
    "folded": "{}",
    "list_public": "the list of public figures has the name, {}",
    "namesakes": "many people bear the name: {}",
    "optout": "the person asked to be left out ({})",
    "link": "it is linked to another mention of the person ({})",
    "cue": "the text says so: {}",
    "minor": "the text speaks of a child ({})",
    "deny_list": "the deny list names it ({})",
}

_SUBJECT_CHANGES = {
    "public": (
        "an address, telephone number, diagnosis, family tie or opt-out beside it: private",
        "the public role gone from the text: unknown, which is treated as private",
    ),
    "private": ("without the cues of privacy it would be judged by list and role",),
    "unknown": ("a public role said of the person in this text: public",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Why one finding was reported.

    Attributes:
        title: Kind in words.
        rule: Rule id and version.
        source: Where the format is defined; empty when the rule is not a row.
        because: One sentence per piece of evidence, strongest first.
        changes: What would change the verdict.
    """

    title: str
    rule: str
    source: str
    because: tuple[str, ...]
    changes: tuple[str, ...]


def describe_reason(reason: Reason) -> str:
    """Return one piece of evidence as a clause; holds no value that was found."""
    return _SENTENCES.get(reason.type, f"{reason.type}: {{}}").format(reason.detail)


def explain_finding(
    finding: Finding, kinds: Mapping[str, KindRow], rules: Mapping[str, Rule]
) -> Explanation:
    """Explain a finding.

    Args:
        finding: The finding.
        kinds: The catalogue by name.
        rules: The rows that ran, by id.
    """
    kind = kinds.get(finding.kind)
    rule = rules.get(finding.rule)
    return Explanation(
        title=kind.title if kind is not None else finding.kind,
        rule=f"{finding.rule} version {finding.rule_version}",
        source=rule.source if rule is not None else "",
        because=tuple(describe_reason(reason) for reason in finding.reasons),
        changes=tuple(_changes(finding, kind, rule)),
    )


def _changes(finding: Finding, kind: KindRow | None, rule: Rule | None) -> Sequence[str]:
    changes = []
    types = {reason.type for reason in finding.reasons}
    if "check_digit" in types:
        changes.append("a wrong check digit: not reported by this rule")
    if rule is not None and rule.tier is Tier.CONTEXT:
        changes.append("none of the rule's words near or in the field name: not reported")
    if rule is not None and rule.tier is Tier.LOCALE:
        places = ", ".join(rule.locales)
        changes.append(f"none of {places} active and none of its words near: not reported")
    if finding.parts:
        rivals = ", ".join(sorted({part.kind for part in finding.parts}))
        changes.append(f"without this rule the same characters would be: {rivals}")
    changes += _SUBJECT_CHANGES.get(finding.subject, ())
    if finding.reserved:
        changes.append("it is a documentation or test value, so it is left alone by default")
    if finding.suppressed_by:
        changes.append(f"{finding.suppressed_by} of the allow list released it")
    elif kind is not None and kind.role is not Role.SECRET:
        changes.append("an allow row for its value or kind: reported as released")
    return changes
