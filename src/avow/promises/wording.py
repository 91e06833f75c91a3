"""Versions of promises: what a new wording changed, and whether it promises less.

Figures are compared by machine: a looser limit, an older allowed age, a missing need or limit is
weaker, whatever the author says. A changed sentence cannot be judged by a machine; its author
states in `HISTORY` whether it promises less.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from avow.evidence.canonical import Json
from avow.promises.interface import Promise, Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One version of a promise in its history.

    Attributes:
        id: P1 to P16.
        version: Number of the version.
        digest: Digest of its terms.
        weaker: Its author says that it promises less than the version before.
    """

    id: str
    version: int
    digest: str
    weaker: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Weakening:
    """One way in which a later version promises less."""

    id: str
    what: str


def compare_terms(old: Mapping[str, Json], new: Mapping[str, Json]) -> list[Weakening]:
    """Return how the new terms of a promise are weaker than the old ones; empty when not at all.

    Args:
        old: Terms as they were published.
        new: Terms of a later version of the same promise.
    """
    name = str(new.get("id"))
    found: list[str] = []
    later = {str(need["kind"]): need for need in _tables(new.get("needs"))}
    for need in _tables(old.get("needs")):
        kind = str(need["kind"])
        now = later.get(kind)
        if now is None:
            found.append(f"evidence {kind} is no longer needed")
            continue
        if _figure(now, "max_age_days") > _figure(need, "max_age_days"):
            found.append(f"{kind} may be older")
        found += _weaker_limits(need, now)
    return [Weakening(id=name, what=what) for what in found]


def _weaker_limits(old: Mapping[str, Json], new: Mapping[str, Json]) -> list[str]:
    later = {str(limit["field"]): limit for limit in _tables(new.get("limits"))}
    found: list[str] = []
    for limit in _tables(old.get("limits")):
        field = str(limit["field"])
        now = later.get(field)
        if now is None:
            found.append(f"{field} is no longer limited")
        elif now.get("relation") != limit.get("relation"):
            found.append(f"the limit of {field} has another direction")
        elif _looser(limit, now):
            found.append(f"the limit of {field} is looser")
        elif now.get("estimate") and not limit.get("estimate"):
            found.append(f"{field} beyond its limit no longer breaks the promise")
    return found


def _looser(old: Mapping[str, Json], new: Mapping[str, Json]) -> bool:
    before, after = _figure(old, "value"), _figure(new, "value")
    return after > before if old.get("relation") == Relation.AT_MOST else after < before


def _figure(table: Mapping[str, Json], name: str) -> float:
    value = table.get(name)
    return float(value) if isinstance(value, int | float) else 0.0


def _tables(value: Json) -> list[Mapping[str, Json]]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return []
    return [item for item in value if isinstance(item, Mapping)]


def judge_wording(
    promise: Promise, published: Sequence[Mapping[str, Json]], history: Sequence[Wording]
) -> list[Weakening]:
    """Return how the version in force is weaker than any that was published before.

    Args:
        promise: The promise as this program has it.
        published: Terms of this promise out of a log, in their order.
        history: What authors said of each version.
    """
    found: list[Weakening] = []
    for terms in published:
        found += compare_terms(terms, promise.terms())
    versions = [version for terms in published for version in [terms.get("version")]]
    oldest = min((v for v in versions if isinstance(v, int)), default=promise.version)
    for wording in history:
        if wording.id == promise.id and wording.weaker and oldest < wording.version:
            found.append(
                Weakening(id=promise.id, what=f"version {wording.version} says less in its words")
            )
    return list(dict.fromkeys(found))
