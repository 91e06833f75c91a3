"""Gathering: the evidence of one clause for each person mentioned in it."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from avow.detect.subjects.cues.ages import (
    ADULT_AGE,
    dated_work,
    history_year,
    life_dates,
    may_be_dated,
    stated_age,
)
from avow.detect.subjects.cues.find import ClauseCues, CueHit, find_cues
from avow.detect.subjects.cues.tables import Cue
from avow.detect.subjects.interface import Evidence, Mentioned
from avow.detect.subjects.link import Linked

REACH_CODE_POINTS = 200
HISTORY_BEFORE = 1900
STRONG_PRIVATE = -3
RULES_REMEMBERED_MAX = 1024
LIFE_DATES_WEIGHT = 2
BIRTH_YEAR_WEIGHT = 1
AGE_WEIGHT = -1
PERSONAL_CLASSES = ("contact", "gov", "health", "financial", "secret", "vehicle", "device")
IMPERSONAL_KINDS = frozenset({"contact.profile_url", "contact.username"})
_OFFICE_ADDRESS = re.compile(
    r"(?:press|info|contact|office|media|presse|prensa|kontakt|mail|booking|management|support|"
    r"hello|team|admin|service|enquiries|service\w*)[\w.-]*@",
    re.IGNORECASE,
)
_CORRESPONDENCE = re.compile(
    r"person\.name\.(?:mailbox|mailbox_reversed|trailer|header|salutation|closing|introduction)"
)
_FORM = re.compile(r"person\.name\.(?:field_\w+|bare_field|role_field|cell)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Another finding of the text, by place and kind."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A piece of evidence with the field that a role cue fits and how far it reaches.

    Attributes:
        evidence: The evidence.
        field: Area of public life of a role cue, else empty.
        for_mention: It holds for the mentions of this clause only.
        died: Year of death that the text gives, or 0.
        born: Year of birth that the text gives, or 0.
    """

    evidence: Evidence
    field: str = ""
    for_mention: bool = False
    died: int = 0
    born: int = 0


def gather_clause(
    text: str,
    clause: tuple[int, int],
    persons: Sequence[Mentioned],
    linked: Sequence[Linked],
    facts: Sequence[Fact],
) -> list[list[Item]]:
    """Return the evidence that a clause holds for each of its mentions.

    Args:
        text: The document.
        clause: Half-open code points of the clause.
        persons: Its mentions, sorted.
        linked: What linking says of them.
        facts: The other findings that begin in it, sorted by start.
    """
    items: list[list[Item]] = [[] for _ in persons]
    named = [index for index, one in enumerate(linked) if one.name is not None and one.name.words]
    if named:
        cores = [(_core(persons[index], linked[index]), persons[index].end) for index in named]
        cues = find_cues(text, *clause, cores)
        if cues.hits:
            _add_hits(cues, named, items)
        shared = [cue_item(hit.cue, hit.start, hit.end) for hit in cues.topics]
        shared += _history_items(text, clause)
        for index in named:
            items[index] += shared
            _add_own(text, persons[index], clause, items[index])
    if facts:
        _add_facts(text, persons, facts, items)
    if len(named) < len(persons):
        _add_handles(persons, linked, items)
    return items


def _add_hits(cues: ClauseCues, named: Sequence[int], items: Sequence[list[Item]]) -> None:
    for hit in cues.hits:
        found = items[named[hit.mention]]
        found.append(
            cue_item(hit.cue, hit.start, hit.end, doubt=cues.is_personal and not hit.cue.certain)
        )
        if hit.national:
            found.append(_national_item(hit))


def cue_item(cue: Cue, start: int, end: int, *, doubt: bool = False) -> Item:
    """Return a cue as evidence; one of a public role weighs less where there is doubt."""
    return Item(
        evidence=Evidence(
            type=cue.type,
            source=cue.id,
            weight=cue.weight - (doubt and cue.weight > 1),
            start=start,
            end=end,
            decisive=cue.decisive,
        ),
        field=cue.field,
        for_mention=cue.binds == "mention",
    )


def _national_item(hit: CueHit) -> Item:
    evidence = Evidence(
        type="nationality", source=hit.cue.id, weight=1, start=hit.start, end=hit.end
    )
    return Item(evidence=evidence, field=hit.cue.field)


def _history_items(text: str, clause: tuple[int, int]) -> list[Item]:
    found = history_year(text, *clause, before=HISTORY_BEFORE)
    if found is None:
        return []
    evidence = Evidence(type="history", source="text", weight=2, start=found[0], end=found[1])
    return [Item(evidence=evidence, field="any")]


def _add_own(text: str, person: Mentioned, clause: tuple[int, int], items: list[Item]) -> None:
    """Add what the rule, an age, dates of life and a work right beside a name say."""
    items += _rule_items(person.rule)
    if not may_be_dated(text, person.start, person.end):
        return
    items += _age_items(text, person, clause)
    work = dated_work(text, person.start, person.end, clause[1])
    if work is not None:
        evidence = Evidence(type="work", source="dated work", weight=3, start=work[0], end=work[1])
        items.append(Item(evidence=evidence, field="any"))


def _core(person: Mentioned, linked: Linked) -> int:
    return linked.name.core_start if linked.name is not None else person.start


@lru_cache(maxsize=RULES_REMEMBERED_MAX)
def _rule_items(rule: str) -> tuple[Item, ...]:
    if _CORRESPONDENCE.match(rule):
        kind = "correspondence"
    elif _FORM.match(rule):
        kind = "form"
    else:
        return ()
    return (Item(evidence=Evidence(type=kind, source=rule, weight=STRONG_PRIVATE)),)


def _age_items(text: str, person: Mentioned, clause: tuple[int, int]) -> list[Item]:
    items: list[Item] = []
    dates = life_dates(text, person.end, clause[1])
    if dates is not None:
        weight = LIFE_DATES_WEIGHT if dates.died else BIRTH_YEAR_WEIGHT
        evidence = Evidence(
            type="life_dates", source="text", weight=weight, start=dates.start, end=dates.end
        )
        items.append(Item(evidence=evidence, field="any", born=dates.born, died=dates.died))
        return items
    age = stated_age(text, person.start, person.end, clause)
    if age is not None:
        minor = age.years < ADULT_AGE
        evidence = Evidence(
            type="minor" if minor else "age",
            source="text",
            weight=STRONG_PRIVATE if minor else AGE_WEIGHT,
            start=age.start,
            end=age.end,
            decisive=minor,
        )
        items.append(Item(evidence=evidence))
    return items


def _add_facts(
    text: str,
    persons: Sequence[Mentioned],
    facts: Sequence[Fact],
    items: Sequence[list[Item]],
) -> None:
    """Tie contact data and numbers to the name before them, or else to the one behind them."""
    starts = [person.start for person in persons]
    for fact in facts:
        if not is_personal(text, fact):
            continue
        before = bisect_right(starts, fact.start) - 1
        index = max(before, 0)
        near = fact.start - persons[index].end if before >= 0 else starts[0] - fact.end
        if near <= REACH_CODE_POINTS:
            items[index].append(Item(evidence=contact_evidence(fact)))


def is_personal(text: str, fact: Fact) -> bool:
    """Tell whether a finding is a detail that speaks for a private person beside it."""
    if fact.kind in IMPERSONAL_KINDS or fact.kind.partition(".")[0] not in PERSONAL_CLASSES:
        return False
    if fact.kind == "contact.email":
        return not _OFFICE_ADDRESS.match(text, fact.start)
    return True


def contact_evidence(fact: Fact) -> Evidence:
    """Return a personal detail as evidence for a private person."""
    return Evidence(
        type="contact", source=fact.kind, weight=STRONG_PRIVATE, start=fact.start, end=fact.end
    )


def _add_handles(
    persons: Sequence[Mentioned], linked: Sequence[Linked], items: Sequence[list[Item]]
) -> None:
    """An address that spells a name speaks for its person wherever it stands in the clause."""
    for index, one in enumerate(linked):
        if one.name is None and persons[index].kind == "contact.email" and one.how == "handle":
            evidence = Evidence(
                type="contact",
                source="contact.email",
                weight=STRONG_PRIVATE,
                start=persons[index].start,
                end=persons[index].end,
            )
            items[index].append(Item(evidence=evidence))
