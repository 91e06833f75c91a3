"""Admitting: of the verified candidates, keep those whose tier allows them, with the reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from avow.detect.engine.batch import Batch
from avow.detect.engine.context import NEAR_WORDS, ContextHit
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
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
    program: Program,
    batch: Batch,
    proposals: Proposals,
    *,
    hints: Sequence[str],
    countries: Countries,
) -> list[Admitted]:
    """Return the candidates that their tier allows, in the order of the proposals.

    Args:
        program: The program.
        batch: The batch.
        proposals: Verified candidates.
        hints: Hint per document.
        countries: Returns the active countries of a document; called only where they matter.
    """
    rules = [program.rules[rule] for rule in proposals.rules.tolist()]
    documents = proposals.documents.tolist()
    home = [
        _home(prepared, document, countries)
        for prepared, document in zip(rules, documents, strict=True)
    ]
    asked = np.array(
        [
            prepared.rule.tier is Tier.CONTEXT or (prepared.rule.tier is Tier.LOCALE and not place)
            for prepared, place in zip(rules, home, strict=True)
        ],
        dtype=np.bool_,
    )
    near = iter(
        program.context.find(
            batch,
            proposals.starts[asked],
            proposals.ends[asked],
            proposals.documents[asked],
        )
    )
    admitted: list[Admitted] = []
    spans = zip(proposals.starts.tolist(), proposals.ends.tolist(), strict=True)
    rows = zip(rules, documents, home, asked.tolist(), spans, strict=True)
    for (prepared, document, place, wanted, (start, end)), verdict in zip(
        rows, proposals.verdicts.tolist(), strict=True
    ):
        context = None
        if wanted:
            hits = (*program.context.find_in_hint(hints[document]), *next(near))
            context = _speaking(prepared, hits, place or _no_country(prepared), start, end)
            if context is None:
                continue
        admitted.append(
            Admitted(
                prepared=prepared,
                start=start,
                end=end,
                document=document,
                verdict=verdict,
                context=context,
                country=place,
            )
        )
    return admitted


def _home(prepared: PreparedRule, document: int, countries: Countries) -> str:
    """Return an active country of the rule, where that can matter."""
    if prepared.rule.tier is Tier.ALWAYS or not prepared.countries:
        return ""
    return min(prepared.countries & countries(document), default="")


def _no_country(prepared: PreparedRule) -> str:
    return "" if prepared.countries else "*"


def _speaking(
    prepared: PreparedRule, hits: Sequence[ContextHit], place: str, start: int, end: int
) -> ContextHit | None:
    """Return the nearest hit that speaks for the rule; a word inside the match does not."""
    for hit in hits:
        if hit.start >= start and hit.end <= end:
            continue
        if hit.phrase in prepared.phrases or (place and hit.phrase in prepared.local_phrases):
            return hit
    return None
