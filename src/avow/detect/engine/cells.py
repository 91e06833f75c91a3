"""Cells: short texts whose field name or column header says what they are.

A rule with `cell = true` has too wide a pattern to be looked for in running text (any two words
may be a name). It is tried on a whole text only, and only where the hint speaks for it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from avow.detect.engine.batch import Batch
from avow.detect.engine.context import ContextFinder, ContextHit
from avow.detect.verify.interface import PLAUSIBLE, REJECT, Candidates, Verifier

MOST_CELL_BYTES = 256
_BLANK = b" \t\r\n\"'"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRule:
    """One rule that is tried on whole texts.

    Attributes:
        number: Rule index in the program.
        pattern: Must match the whole text, without outer blanks and quotes.
        verifier: Check, or None.
        phrases: Context phrases of which the hint must hold one.
        max_len: Longest finding in bytes.
    """

    number: int
    pattern: re.Pattern[bytes]
    verifier: Verifier | None
    phrases: frozenset[int]
    max_len: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CellMatch:
    """A whole text that a cell rule takes, in bytes of the batch."""

    number: int
    start: int
    end: int
    document: int
    verdict: int
    context: ContextHit


class CellMatcher:
    """Tries cell rules on the texts of a batch; costs a look-up per text with a hint."""

    def __init__(self, rules: Sequence[CellRule], context: ContextFinder) -> None:
        """Keep the rules and the finder of phrases in hints."""
        self._rules = tuple(rules)
        self._context = context
        self._known: dict[str, tuple[tuple[CellRule, ContextHit], ...]] = {}

    def find(self, batch: Batch, hints: Sequence[str]) -> list[CellMatch]:
        """Return the texts of a batch that are taken whole."""
        if not self._rules:
            return []
        found: list[CellMatch] = []
        for document, hint in enumerate(hints):
            if not hint:
                continue
            speaking = self._known.get(hint)
            if speaking is None:
                speaking = self._known[hint] = self._speaking(hint)
            if speaking:
                found += self._take(batch, document, speaking)
        return found

    def _speaking(self, hint: str) -> tuple[tuple[CellRule, ContextHit], ...]:
        hits = self._context.find_in_hint(hint)
        pairs = (
            (rule, next((hit for hit in hits if hit.phrase in rule.phrases), None))
            for rule in self._rules
        )
        return tuple((rule, hit) for rule, hit in pairs if hit is not None)

    def _take(
        self, batch: Batch, document: int, speaking: Sequence[tuple[CellRule, ContextHit]]
    ) -> list[CellMatch]:
        first, last = int(batch.starts[document]), int(batch.ends[document])
        if not 0 < last - first <= MOST_CELL_BYTES:
            return []
        raw = batch.raw[first:last]
        start = first + len(raw) - len(raw.lstrip(_BLANK))
        end = last - (len(raw) - len(raw.rstrip(_BLANK)))
        found: list[CellMatch] = []
        for rule, hit in speaking:
            if not 0 < end - start <= rule.max_len or not rule.pattern.fullmatch(
                batch.raw, start, end
            ):
                continue
            verdict = _verdict(rule, batch, start, end)
            if verdict != REJECT:
                found.append(
                    CellMatch(
                        number=rule.number,
                        start=start,
                        end=end,
                        document=document,
                        verdict=verdict,
                        context=hit,
                    )
                )
        return found


def _verdict(rule: CellRule, batch: Batch, start: int, end: int) -> int:
    if rule.verifier is None:
        return PLAUSIBLE
    candidates = Candidates(data=batch.data, starts=np.array([start]), ends=np.array([end]))
    return int(rule.verifier(candidates)[0])
