"""Context: is a word that speaks for a rule near a match, or in the hint beside the text?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from avow.detect.engine.batch import Batch
from avow.detect.engine.bounds import left_clear, right_clear
from avow.detect.engine.scanning.interface import (
    Expression,
    Hits,
    ScannerFactory,
    empty_hits,
)
from avow.detect.verify.interface import BoolArray
from avow.text import ByteArray, IntArray

WINDOW_BEFORE_BYTES = 160
WINDOW_AFTER_BYTES = 64
LONGEST_PHRASE_BYTES = 64
WORDS_BEFORE = 12
WORDS_AFTER = 6
NEAR_WORDS = 3
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MARKS = re.compile(r"[\W_]+")
_ESCAPED = re.compile(rb"([\\.^$*+?{}\[\]|()])")


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextHit:
    """A context word near a match.

    Attributes:
        phrase: Index of the phrase.
        words: How many words stand between; 0 for a hint.
        start, end: Byte offsets in the batch, or -1 for a hint.
    """

    phrase: int
    words: int
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class ContextMap:
    """All context words of one batch.

    Attributes:
        batch: The batch.
        phrases: Phrase of each word found, shape [n], in order of start.
        starts, ends: Byte range of each, shape [n].
        hints: The phrases in each distinct hint.
        hint_of: Index into `hints` per document, shape [documents].
    """

    batch: Batch
    phrases: IntArray
    starts: IntArray
    ends: IntArray
    hints: tuple[tuple[ContextHit, ...], ...]
    hint_of: IntArray

    def may_speak(
        self, table: BoolArray, starts: IntArray, ends: IntArray, documents: IntArray
    ) -> BoolArray:
        """Tell for which matches a word of a rule could be near; quick, and never too strict.

        Args:
            table: Which phrases speak for the rule, shape [phrases].
            starts: First byte of each match, shape [n].
            ends: One past its last byte, shape [n].
            documents: Document of each match, shape [n].
        """
        by_hint = np.array(
            [any(table[hit.phrase] for hit in hits) for hits in self.hints], dtype=np.bool_
        )
        speaks: BoolArray = by_hint[self.hint_of[documents]]
        words = self.starts[table[self.phrases]]
        if len(words):
            first = np.searchsorted(words, starts - WINDOW_BEFORE_BYTES - LONGEST_PHRASE_BYTES)
            following = np.append(words, np.iinfo(np.int64).max)[first]
            speaks = speaks | (following < ends + WINDOW_AFTER_BYTES)
        return speaks

    def any_near(self, starts: IntArray, ends: IntArray, documents: IntArray) -> BoolArray:
        """Tell for which matches any word at all could be near, of whatever rule; never too strict.

        Args:
            starts: First byte of each match, shape [n].
            ends: One past its last byte, shape [n].
            documents: Document of each match, shape [n].
        """
        hinted = np.array([bool(hits) for hits in self.hints], dtype=np.bool_)
        near: BoolArray = self._any_word(starts, ends) | hinted[self.hint_of[documents]]
        return near

    def heard_within(self, starts: IntArray, ends: IntArray) -> BoolArray:
        """Tell for which ranges of the batch any word could be near a match in them."""
        if any(self.hints):
            return np.ones(len(starts), dtype=np.bool_)
        return self._any_word(starts, ends)

    def _any_word(self, starts: IntArray, ends: IntArray) -> BoolArray:
        reach = WINDOW_BEFORE_BYTES + LONGEST_PHRASE_BYTES
        first = np.searchsorted(self.starts, starts - reach)
        return np.searchsorted(self.starts, ends + WINDOW_AFTER_BYTES) > first

    def near(self, start: int, end: int, document: int) -> list[ContextHit]:
        """Return the words near one match, nearest first, the hint's before all others.

        Near is at most 12 words before, not across a blank line, or 6 words after on the same
        line; words inside the match do not count.
        """
        batch = self.batch
        low = max(start - WINDOW_BEFORE_BYTES, int(batch.starts[document]))
        high = min(end + WINDOW_AFTER_BYTES, int(batch.ends[document]))
        first, last = np.searchsorted(self.starts, (low, high)).tolist()
        found: list[ContextHit] = []
        for index in range(first, last):
            word_start, word_end = int(self.starts[index]), int(self.ends[index])
            words = _words_between(batch.raw, word_start, word_end, start, end)
            if word_end <= high and words >= 0:
                found.append(
                    ContextHit(
                        phrase=int(self.phrases[index]),
                        words=words,
                        start=word_start,
                        end=word_end,
                    )
                )
        found.sort(key=lambda hit: (hit.words, hit.start, hit.phrase))
        return [*self.hints[int(self.hint_of[document])], *found]


class ContextFinder:
    """Finds the context phrases of all rules, in one scan per batch."""

    def __init__(
        self, phrases: Sequence[str], cache: Path | None, make_scanner: ScannerFactory
    ) -> None:
        """Compile the phrases.

        Args:
            phrases: Lower-case words or phrases; a space also matches `_`, `-` and a tab.
            cache: Directory of compiled tables, or None.
            make_scanner: Which engine scans.
        """
        self.phrases = tuple(phrases)
        expressions = [
            Expression(pattern=_phrase_pattern(phrase), ignore_case=True) for phrase in phrases
        ]
        self._scanner = make_scanner(expressions, cache) if expressions else None
        self._hint_hits = lru_cache(maxsize=4096)(self._scan_hint)

    def map_batch(self, batch: Batch, hints: Sequence[str]) -> ContextMap:
        """Return every context word of a batch and of the hints of its documents."""
        numbers: dict[str, int] = {}
        hint_of = [numbers.setdefault(hint, len(numbers)) for hint in hints]
        hits = self._whole_words(batch.raw, batch.data)
        order = np.lexsort((hits.expressions, hits.ends, hits.starts))
        return ContextMap(
            batch=batch,
            phrases=hits.expressions[order],
            starts=hits.starts[order],
            ends=hits.ends[order],
            hints=tuple(self.find_in_hint(hint) for hint in numbers),
            hint_of=np.array(hint_of, dtype=np.int64),
        )

    def find_in_hint(self, hint: str) -> tuple[ContextHit, ...]:
        """Return the phrases in a hint (field name, column header); `accountNo` reads as words."""
        return self._hint_hits(hint) if hint else ()

    def _scan_hint(self, hint: str) -> tuple[ContextHit, ...]:
        words = _MARKS.sub(" ", _CAMEL.sub(" ", hint)).strip()
        raw = f" {words} ".encode("utf-8", "replace")
        hits = self._whole_words(raw, np.frombuffer(raw, dtype=np.uint8))
        return tuple(
            ContextHit(phrase=phrase, words=0) for phrase in sorted(set(hits.expressions.tolist()))
        )

    def _whole_words(self, raw: bytes, data: ByteArray) -> Hits:
        if self._scanner is None:
            return empty_hits()
        hits = self._scanner.scan(raw, most=len(raw) * max(len(self.phrases), 1))
        whole = left_clear(data, hits.starts, "word") & right_clear(data, hits.ends, "word")
        return Hits(
            expressions=hits.expressions[whole], starts=hits.starts[whole], ends=hits.ends[whole]
        )


def _phrase_pattern(phrase: str) -> bytes:
    """Return a pattern whose ASCII letters fold by flag and others by listing both cases.

    A word boundary at an ASCII end only spares the scanner hits inside words; what touches a
    phrase is judged on code points afterwards.
    """
    pieces: list[bytes] = []
    for character in phrase:
        if character == " ":
            pieces.append(rb"[ _\t-]")
        elif character.isascii():
            pieces.append(_ESCAPED.sub(rb"\\\1", character.encode()))
        else:
            cases = dict.fromkeys((character, character.upper(), character.lower()))
            pieces.append(b"(?:" + b"|".join(case.encode() for case in cases) + b")")
    before, after = (rb"\b" if _is_word(phrase[place]) else b"" for place in (0, -1))
    return before + b"".join(pieces) + after


def _is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")


def _words_between(raw: bytes, start: int, end: int, match_start: int, match_end: int) -> int:
    """Return the words between a phrase and a match, or -1 if it is too far or inside."""
    if end <= match_start:
        between = raw[end:match_start]
        words = -1 if b"\n\n" in between else len(between.split())
        return words if words <= WORDS_BEFORE else -1
    if start >= match_end:
        between = raw[match_end:start]
        words = -1 if b"\n" in between else len(between.split()) + 1
        return words if words <= WORDS_AFTER + 1 else -1
    return 0 if start < match_start or end > match_end else -1
