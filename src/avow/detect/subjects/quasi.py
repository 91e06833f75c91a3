"""Quasi-identifiers beside persons: what a text says about somebody besides who they are."""

from bisect import bisect_right
from collections.abc import Sequence

from avow.detect.finding import Finding
from avow.detect.subjects.cues.clauses import clause_starts
from avow.detect.subjects.interface import Verdict

PERSON = "person.name"
NOBODY = -1
EXTRA_KINDS = frozenset({"time.birth", "contact.address"})
"""Kinds outside the class `quasi` that describe a person as well as naming a place or day."""


def is_quasi(finding: Finding) -> bool:
    """Tell whether a finding describes a person without naming one."""
    return finding.kind.startswith("quasi.") or finding.kind in EXTRA_KINDS


def quasi_by_person(text: str, findings: Sequence[Finding]) -> dict[int, list[Finding]]:
    """Return the quasi-identifiers of each person, by entity number.

    One belongs to the nearest name in its clause; in a clause without names to the last name
    before it, if that stands in the clause just before ("Jane Roe called. She has asthma."); else
    to nobody, number -1. Those of public figures are left out: they identify nobody further.

    Args:
        text: The text.
        findings: Its judged findings, sorted.
    """
    starts = clause_starts(text)
    names = [finding for finding in findings if finding.kind == PERSON and finding.entity >= 0]
    places = [finding.start for finding in names]
    clauses = [bisect_right(starts, place) for place in places]
    groups: dict[int, list[Finding]] = {}
    for finding in findings:
        if is_quasi(finding):
            owner = _owner(finding, bisect_right(starts, finding.start), names, places, clauses)
            if owner is None or owner.subject != Verdict.PUBLIC:
                groups.setdefault(NOBODY if owner is None else owner.entity, []).append(finding)
    return groups


def _owner(
    finding: Finding,
    clause: int,
    names: Sequence[Finding],
    places: Sequence[int],
    clauses: Sequence[int],
) -> Finding | None:
    before = bisect_right(places, finding.start) - 1
    near = [index for index in (before, before + 1) if 0 <= index < len(names)]
    same = [index for index in near if clauses[index] == clause]
    if same:
        return names[min(same, key=lambda index: _distance(finding, names[index]))]
    if before >= 0 and clauses[before] == clause - 1:
        return names[before]
    return None


def _distance(finding: Finding, name: Finding) -> int:
    return max(finding.start - name.end, name.start - finding.end, 0)
