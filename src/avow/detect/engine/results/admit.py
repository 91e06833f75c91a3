"""Admitting: of the verified candidates, keep those whose tier allows them, with the reason."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from avow.detect.engine.context import NEAR_WORDS, ContextHit, ContextMap
from avow.detect.engine.program import PreparedRule, Program
from avow.detect.engine.propose import Proposals
from avow.detect.finding import Strength
from avow.detect.rule import Role, Tier
from avow.detect.verify.interface import CHECKED, RESERVED

FAR_WORDS = 99
CHECK_GAIN = 0.6
NEAR_GAIN = 0.4
FAR_GAIN = 0.25

Countries = Callable[[int], frozenset[str]]


class Admitted(NamedTuple):
    """One candidate that is reported.

    Attributes:
        prepared: Its rule.
        start, end: Byte offsets in the batch.
        document: Document index.
        verdict: Verdict code of the verifier.
        context: The context word that admits it, or None.
        country: The active country that admits it, or empty.
    """

    prepared: PreparedRule
    start: int
    end: int
    document: int
    verdict: int
    context: ContextHit | None = None
    country: str = ""

    @property
    def strength(self) -> Strength:
        """What the candidate rests on."""
        role = self.prepared.kind.role
        if role is Role.QUASI:
            return Strength.QUASI
        if self.verdict in (CHECKED, RESERVED):
            return Strength.CHECK
        if role is Role.SECRET:
            return Strength.SECRET
        return Strength.CONTEXT if self.context is not None else Strength.PATTERN

    @property
    def score(self) -> float:
        """Confidence rank: the row's score, raised by a check digit and by near context."""
        score = self.prepared.rule.score
        if self.verdict in (CHECKED, RESERVED):
            score += (1 - score) * CHECK_GAIN
        if self.context is not None:
            score += (1 - score) * (NEAR_GAIN if self.context.words <= NEAR_WORDS else FAR_GAIN)
        return round(score, 3)


def admit(
    program: Program, proposals: Proposals, *, context: ContextMap, countries: Countries
) -> list[Admitted]:
    """Return the candidates that their tier allows, in the order of the proposals.

    Args:
        program: The program.
        proposals: Verified candidates.
        context: Context words of the batch and of its hints.
        countries: Returns the active countries of a document; called only where they matter.
    """
    if not len(proposals.rules):
        return []
    spoken = program.spoken[proposals.rules]
    spoken &= context.any_near(proposals.starts, proposals.ends, proposals.documents)
    admitted: list[Admitted] = []
    for rule, start, end, document, verdict, asks in zip(
        proposals.rules.tolist(),
        proposals.starts.tolist(),
        proposals.ends.tolist(),
        proposals.documents.tolist(),
        proposals.verdicts.tolist(),
        spoken.tolist(),
        strict=True,
    ):
        prepared = program.rules[rule]
        tier = prepared.rule.tier
        hits = context.near(start, end, document) if asks else []
        word = _first(hits, prepared.phrases) if hits else None
        country = ""
        if word is None and tier is not Tier.ALWAYS:
            word = _first(hits, prepared.local_phrases)
            if word is None and tier is Tier.CONTEXT:
                continue
            country = _home(prepared, document, countries)
            if not country:
                continue
        admitted.append(
            Admitted(
                prepared=prepared,
                start=start,
                end=end,
                document=document,
                verdict=verdict,
                context=word,
                country=country,
            )
        )
    return _best_per_span(admitted)


def _best_per_span(admitted: list[Admitted]) -> list[Admitted]:
    """Keep the strongest candidate of each span and kind, in order."""
    starts = np.array([item.start for item in admitted], dtype=np.int64)
    if not (starts[1:] == starts[:-1]).any():
        return admitted
    best: dict[tuple[int, int, str], Admitted] = {}
    for candidate in admitted:
        key = (candidate.start, candidate.end, candidate.prepared.rule.kind)
        other = best.setdefault(key, candidate)
        if other is not candidate and _standing(candidate) > _standing(other):
            best[key] = candidate
    return list(best.values())


def _standing(candidate: Admitted) -> tuple[int, int, float]:
    words = candidate.context.words if candidate.context is not None else FAR_WORDS
    return (candidate.strength, -words, candidate.score)


def _home(prepared: PreparedRule, document: int, countries: Countries) -> str:
    """Return an active country of the rule, or nothing."""
    return min(prepared.countries & countries(document), default="")


def _first(hits: Sequence[ContextHit], phrases: frozenset[int]) -> ContextHit | None:
    """Return the nearest hit of some phrases."""
    return next((hit for hit in hits if hit.phrase in phrases), None) if phrases else None
