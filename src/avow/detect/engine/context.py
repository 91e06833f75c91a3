"""Context: is a word that speaks for a rule near a match, or in the hint beside the text?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from avow.detect.engine.batch import SEPARATOR, Batch
from avow.detect.engine.bounds import left_clear, right_clear
from avow.detect.engine.scanning.interface import Expression, ScannerFactory
from avow.text import IntArray

WINDOW_BEFORE_BYTES = 160
WINDOW_AFTER_BYTES = 64
WORDS_BEFORE = 12
WORDS_AFTER = 6
NEAR_WORDS = 3
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MARKS = re.compile(r"[\W_]+")
_ESCAPED = re.compile(rb"([\\.^$*+?{}\[\]|()])")
_CONTINUATION_MASK = 0xC0
_CONTINUATION = 0x80


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


class ContextFinder:
    """Finds the context phrases of all rules around matches, in one scan per batch."""

    def __init__(
        self, phrases: Sequence[str], cache: Path | None, make_scanner: ScannerFactory
    ) -> None:
        """Compile the phrases.

        Args:
            phrases: Lower-case words or phrases; a space also matches `_`, `-` and no-break forms.
            cache: Directory of compiled tables, or None.
            make_scanner: Which engine scans.
        """
        self.phrases = tuple(phrases)
        expressions = [
            Expression(pattern=_phrase_pattern(phrase), ignore_case=True) for phrase in phrases
        ]
        self._scanner = make_scanner(expressions, cache) if expressions else None
        self._hint_hits = lru_cache(maxsize=4096)(self._scan_hint)

    def find(
        self, batch: Batch, starts: IntArray, ends: IntArray, documents: IntArray
    ) -> list[list[ContextHit]]:
        """Return the phrases near each match, nearest first.

        Args:
            batch: The batch.
            starts: First byte of each match, shape [n].
            ends: One past its last byte, shape [n].
            documents: Document index of each, shape [n].
        """
        result: list[list[ContextHit]] = [[] for _ in range(len(starts))]
        if self._scanner is None or not len(starts):
            return result
        windows = _windows(batch, starts, ends, documents)
        pieces = [batch.raw[first:last] for first, last in windows]
        raw = SEPARATOR.join(pieces)
        hits = self._scanner.scan(raw, most=len(raw) + 1)
        data = np.frombuffer(raw, dtype=np.uint8)
        whole = left_clear(data, hits.starts, "word") & right_clear(data, hits.ends, "word")
        lengths = np.array([len(piece) for piece in pieces], dtype=np.int64)
        origins = np.cumsum(lengths + len(SEPARATOR)) - lengths - len(SEPARATOR)
        owners = np.searchsorted(origins, hits.starts, side="right") - 1
        for index in np.flatnonzero(whole).tolist():
            owner = int(owners[index])
            shift = windows[owner][0] - int(origins[owner])
            start, end = int(hits.starts[index]) + shift, int(hits.ends[index]) + shift
            words = _words_between(batch.raw, start, end, int(starts[owner]), int(ends[owner]))
            if words >= 0:
                result[owner].append(
                    ContextHit(
                        phrase=int(hits.expressions[index]), words=words, start=start, end=end
                    )
                )
        for near in result:
            near.sort(key=lambda hit: (hit.words, hit.start, hit.phrase))
        return result

    def find_in_hint(self, hint: str) -> tuple[ContextHit, ...]:
        """Return the phrases in a hint (field name, column header); `accountNo` reads as words."""
        return self._hint_hits(hint) if hint else ()

    def _scan_hint(self, hint: str) -> tuple[ContextHit, ...]:
        if self._scanner is None:
            return ()
        words = _MARKS.sub(" ", _CAMEL.sub(" ", hint)).strip()
        raw = f" {words} ".encode("utf-8", "replace")
        data = np.frombuffer(raw, dtype=np.uint8)
        hits = self._scanner.scan(raw, most=len(raw) * max(len(self.phrases), 1))
        whole = left_clear(data, hits.starts, "word") & right_clear(data, hits.ends, "word")
        return tuple(
            ContextHit(phrase=phrase, words=0)
            for phrase in sorted(set(hits.expressions[whole].tolist()))
        )


def _phrase_pattern(phrase: str) -> bytes:
    """Return a pattern whose ASCII letters fold by flag and others by listing both cases."""
    pieces: list[bytes] = []
    for character in phrase:
        if character == " ":
            pieces.append(rb"[ _\t-]")
        elif character.isascii():
            pieces.append(_ESCAPED.sub(rb"\\\1", character.encode()))
        else:
            cases = dict.fromkeys((character, character.upper(), character.lower()))
            pieces.append(b"(?:" + b"|".join(case.encode() for case in cases) + b")")
    return b"".join(pieces)


def _windows(
    batch: Batch, starts: IntArray, ends: IntArray, documents: IntArray
) -> list[tuple[int, int]]:
    """Return byte ranges around matches: back to a blank line, on to the end of the line."""
    first = np.maximum(starts - WINDOW_BEFORE_BYTES, batch.starts[documents])
    last = np.minimum(ends + WINDOW_AFTER_BYTES, batch.ends[documents])
    raw = batch.raw
    windows = []
    quads = zip(first.tolist(), starts.tolist(), ends.tolist(), last.tolist(), strict=True)
    for begin, start, end, finish in quads:
        blank = raw.rfind(b"\n\n", begin, start)
        opened = blank + 2 if blank >= 0 else begin
        while opened < start and raw[opened] & _CONTINUATION_MASK == _CONTINUATION:
            opened += 1
        line = raw.find(b"\n", end, finish)
        closed = line if line >= 0 else finish
        while (
            closed > end
            and closed < len(raw)
            and raw[closed] & _CONTINUATION_MASK == (_CONTINUATION)
        ):
            closed -= 1
        windows.append((opened, closed))
    return windows


def _words_between(raw: bytes, start: int, end: int, match_start: int, match_end: int) -> int:
    """Return the words between a phrase and a match, or -1 if too many; inside counts as 0."""
    if end <= match_start:
        words = len(raw[end:match_start].split())
        return words if words <= WORDS_BEFORE else -1
    if start >= match_end:
        words = len(raw[match_end:start].split())
        return words + 1 if words <= WORDS_AFTER else -1
    return 0
