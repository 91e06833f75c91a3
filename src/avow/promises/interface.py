"""What a promise is, what a verdict is, and what evidence looks like to it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from avow.evidence.canonical import Json, digest_json
from avow.evidence.interface import Evidence


class State(StrEnum):
    """What can be said of a promise today."""

    KEPT = "kept"
    BROKEN = "broken"
    NOT_PROVEN = "not proven"


class Relation(StrEnum):
    """How a figure must stand to its limit."""

    AT_MOST = "at most"
    AT_LEAST = "at least"


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """A piece of evidence and where it stands in the log.

    Attributes:
        evidence: The record.
        index: Place of its entry.
    """

    evidence: Evidence
    index: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A figure of the evidence and the limit that the promise sets for it.

    Attributes:
        field: Name of the figure in the evidence's result; for a measured rate its confidence
            bound on the unfavourable side.
        relation: `at most` or `at least`.
        value: The limit.
        means: What the figure says, in words that complete "the evidence says that ...".
        estimate: Name of the point estimate beside a bound. A bound beyond the limit alone does
            not break a promise, it only fails to prove it; an estimate beyond it breaks it.
    """

    field: str
    relation: Relation
    value: float
    means: str
    estimate: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One kind of evidence that a promise needs.

    Attributes:
        kind: Kind of evidence.
        max_age_days: How old the newest may be.
        limits: What its figures must satisfy.
    """

    kind: str
    max_age_days: int
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the evidence says about a promise.

    Attributes:
        state: Kept, broken or not proven.
        reason: Why, in one sentence.
        evidence: Places in the log of what it rests on.
        valid_until: When it turns to "not proven" without new evidence; None unless kept.
    """

    state: State
    reason: str
    evidence: tuple[int, ...] = ()
    valid_until: datetime | None = None


Judge: TypeAlias = Callable[["Promise", Sequence[Logged], datetime], Verdict]


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One promise of the page.

    Attributes:
        id: P1 to P16.
        version: Raised whenever sentence, needs or limits change.
        sentence: What is promised.
        mechanism: What keeps it.
        limits_of_proof: What the evidence cannot show.
        needs: The evidence that proves it.
        judge: The pure function from evidence and time to a verdict.
    """

    id: str
    version: int
    sentence: str
    mechanism: str
    limits_of_proof: str
    needs: tuple[Need, ...]
    judge: Judge = field(repr=False)

    def verdict(self, evidence: Sequence[Logged], now: datetime) -> Verdict:
        """Return the verdict over all evidence of a log, at a time with a time zone."""
        return self.judge(self, evidence, now)

    def terms(self) -> Mapping[str, Json]:
        """Return what is published: all that a later version could weaken."""
        return {
            "id": self.id,
            "version": self.version,
            "sentence": self.sentence,
            "needs": [
                {
                    "kind": need.kind,
                    "max_age_days": need.max_age_days,
                    "limits": [
                        {
                            "field": limit.field,
                            "relation": str(limit.relation),
                            "value": limit.value,
                            "estimate": limit.estimate,
                        }
                        for limit in need.limits
                    ],
                }
                for need in self.needs
            ],
        }

    def digest(self) -> str:
        """Return the digest of the terms."""
        return digest_json(self.terms())
