"""Weighing: from the evidence about one person to a verdict; pure and without a clock."""

from collections.abc import Sequence

from avow.detect.subjects.cues.ages import ADULT_AGE
from avow.detect.subjects.figures import Figure, Namesakes
from avow.detect.subjects.gather import Item
from avow.detect.subjects.interface import Evidence, JudgePolicy, Verdict

LIST_WEIGHT = 2
ROLE_START_AGE = 25
HISTORY_YEARS = 115
FAR_APART = 200
PROMINENT_MENTIONS = 12
ROLE_TYPES = frozenset({"office", "executive", "occupation", "work", "party", "history", "fame"})
SOFT_TYPES = frozenset({"family", "health", "victim", "age", "case"})
ONE_WORD = Evidence(type="one_word", source="never public by itself")
_CULTURE = frozenset({"stage", "music", "letters", "art", "science", "other"})
_FITS = {
    "culture": _CULTURE,
    "royalty": frozenset({"politics", "military", "other"}),
    "military": frozenset({"politics", "military", "other"}),
    "business": frozenset({"other", "business"}),
    "letters": frozenset({"letters", "science", "other"}),
    "science": frozenset({"letters", "science", "other"}),
    "stage": frozenset({"stage", "music", "other"}),
    "music": frozenset({"stage", "music", "other"}),
}


def weigh(
    items: Sequence[Item],
    figure: Figure | None,
    *,
    has_full_name: bool,
    policy: JudgePolicy,
    version: str,
    date: str,
    optout: str = "",
) -> tuple[Verdict, tuple[Evidence, ...]]:
    """Weigh the evidence about one person; pure.

    Args:
        items: Evidence of the text.
        figure: The list's entry, or None.
        has_full_name: Somewhere the person is named by more than one word.
        policy: Settings.
        version: Name and version of the list.
        date: Date of the list, by whose year ages are counted.
        optout: Keyed digest of an opt-out that hits, or empty.
    """
    year = int(date[:4])
    if optout:
        return Verdict.PRIVATE, (Evidence(type="optout", source=optout, weight=-9, decisive=True),)
    items = [*_heaviest(items), *_corroboration(items)]
    is_history = _is_history(items, figure, year)
    born = max((item.born for item in items if not item.died), default=0)
    private = [
        item.evidence
        for item in items
        if item.evidence.weight < 0 and not (is_history and item.evidence.type in SOFT_TYPES)
    ]
    is_minor = born > year - ADULT_AGE or any(evidence.decisive for evidence in private)
    if is_minor and not is_history:
        return Verdict.PRIVATE, tuple(sorted(private, key=lambda item: item.weight))
    public = [item for item in items if item.evidence.weight > 0]
    listed = _list_evidence(figure, public, policy, version=version, date=date, year=year)
    evidence = tuple(
        sorted(
            [*private, *listed, *(item.evidence for item in public)], key=lambda e: -abs(e.weight)
        )
    )
    if any(item.weight <= -3 for item in private):
        return Verdict.PRIVATE, evidence
    score = _score(evidence)
    if not has_full_name:
        return (Verdict.PRIVATE if private else Verdict.UNKNOWN), (*evidence, ONE_WORD)
    is_listed = any(item.type == "list_public" and item.weight for item in listed)
    if not is_listed:
        # Words that merely suit public life support an entry; alone they name nobody.
        score -= any(item.evidence.type == "context" for item in public)
    allowed = is_listed or policy.use_roles
    has_cue = any(item.evidence.type != "prominence" for item in public)
    if has_cue and allowed and score >= policy.public_score:
        return Verdict.PUBLIC, evidence
    return (Verdict.PRIVATE if private and not public else Verdict.UNKNOWN), evidence


def _heaviest(items: Sequence[Item]) -> list[Item]:
    """Keep the heaviest item of each type, per area where words only suit public life."""
    best: dict[tuple[str, str], Item] = {}
    for item in items:
        keep_heaviest(best, item)
    return list(best.values())


def keep_heaviest(best: dict[tuple[str, str], Item], item: Item) -> None:
    """Put an item in the place of a lighter one of its type; the first of equals stays."""
    key = (item.evidence.type, item.field if item.evidence.type == "context" else "")
    known = best.get(key)
    if known is None or abs(item.evidence.weight) > abs(known.evidence.weight):
        best[key] = item


def is_role(item: Item) -> bool:
    """Tell whether an item speaks of a public role, as two places far apart may."""
    return item.evidence.weight > 1 and item.evidence.type in ROLE_TYPES


def _corroboration(items: Sequence[Item]) -> list[Item]:
    """Return evidence that two places far apart in the text speak of a public role."""
    roles = [item.evidence for item in items if is_role(item)]
    if not roles:
        return []
    first = min(roles, key=lambda role: role.start)
    last = max(roles, key=lambda role: role.start)
    if last.start - first.start < FAR_APART:
        return []
    evidence = Evidence(
        type="corroborated", source=first.source, weight=1, start=last.start, end=last.end
    )
    return [Item(evidence=evidence)]


def prominence(mentions: int) -> list[Item]:
    """Return evidence that the text keeps coming back to a person."""
    if mentions < PROMINENT_MENTIONS:
        return []
    evidence = Evidence(type="prominence", source=f"{mentions} mentions", weight=1)
    return [Item(evidence=evidence)]


def _score(evidence: Sequence[Evidence]) -> int:
    """Sum the weights, each type of evidence counted once."""
    best: dict[str, int] = {}
    for item in evidence:
        if abs(item.weight) >= abs(best.get(item.type, 0)):
            best[item.type] = item.weight
    return sum(best.values())


def _is_history(items: Sequence[Item], figure: Figure | None, year: int) -> bool:
    if any(item.died or 0 < item.born < year - HISTORY_YEARS for item in items):
        return True
    return figure is not None and figure.born is not None and figure.born < year - HISTORY_YEARS


def _list_evidence(
    figure: Figure | None,
    public: Sequence[Item],
    policy: JudgePolicy,
    *,
    version: str,
    date: str,
    year: int,
) -> list[Evidence]:
    if figure is None:
        return []
    source = f"{version}: {'; '.join(figure.why)} [{', '.join(figure.sources)}]"
    if (
        policy.role_years
        and figure.born
        and year > figure.born + ROLE_START_AGE + policy.role_years
    ):
        return [Evidence(type="expired", source=source, date=date)]
    fits = any(fits_entry(item.field, figure) for item in public)
    common = figure.namesakes >= Namesakes.COMMON
    weight = LIST_WEIGHT if fits or not common else 0
    evidence = [Evidence(type="list_public", source=source, date=date, weight=weight)]
    if common:
        detail = "100 or more expected, " + ("a role fits" if fits else "no role fits")
        evidence.append(Evidence(type="namesakes", source=detail, date=date))
    return evidence


def fits_entry(area: str, figure: Figure) -> bool:
    """Tell whether a role cue of some area of public life fits an entry of the list."""
    if not area or area == "any":
        return False
    return bool(_FITS.get(area, frozenset({area})) & figure.fields)
