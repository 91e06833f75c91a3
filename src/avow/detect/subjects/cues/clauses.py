"""Clauses: the pieces of a text within which a cue can belong to a name.

A clause ends after a full stop, question or exclamation mark before a capital, at an empty line,
and at a line break that does not look like wrapped text. Where a clause ends is known one
character after its end, so that a stream can decide it.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain, pairwise

from avow.detect.subjects.cues.tables import small_words
from avow.detect.subjects.fold import FOLDS_REMEMBERED_MAX, fold_word
from avow.detect.subjects.names import name_tables

SHORT_LINE = 50
LONGEST_CLAUSE = 1000
LONGEST_ABBREVIATION = 16
BACK_WINDOW = 160
_END = re.compile(r"[.!?…\n](?:(?<=\n)|[\"'”’)\]»]*(?:[ \t\u00a0]+|(?=\n)))")
_BEFORE_END = "\"'”’)]» \t\u00a0\n"
_LINE_ENDS = '.!?:;…"”»)|'


def clause_starts(text: str) -> list[int]:
    """Return where the clauses of a text begin; the first is 0.

    A clause without an end is cut after 1,000 code points.
    """
    return list(each_clause_start(text))


def each_clause_start(text: str) -> Iterator[int]:
    """Yield where the clauses of a text begin, one by one; see `clause_starts`."""
    last = 0
    yield last
    for end in _ends(text, 0, len(text)):
        while end - last > LONGEST_CLAUSE:
            last += LONGEST_CLAUSE
            yield last
        if last < end < len(text):
            last = end
            yield last
    while len(text) - last > LONGEST_CLAUSE:
        last += LONGEST_CLAUSE
        yield last


def clauses_around(text: str, places: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return the clauses that hold some of the places; mostly, only the text around these is read.

    Args:
        text: The document.
        places: Code points, ascending.

    Returns:
        For each clause its start, its end and the number of places before its end. The clauses
        are those of `clause_starts`; the last one of a text ends one behind it.
    """
    if any(text[place : place + 1] in _BEFORE_END for place in places):
        return _clauses_holding(text, places)
    found: list[tuple[int, int, int]] = []
    origin, low, index = 0, 0, 0
    while index < len(places):
        place = places[index]
        origin = _last_end(text, low, place) or origin
        start = origin + (place - origin) // LONGEST_CLAUSE * LONGEST_CLAUSE
        cut = start + LONGEST_CLAUSE
        end = _first_end(text, place, cut)
        stop = end if end < len(text) else len(text) + 1
        while index < len(places) and places[index] < stop:
            low = places[index]
            index += 1
        if end < cut:
            origin = low = end
        found.append((start, stop, index))
    return found


def _clauses_holding(text: str, places: Sequence[int]) -> list[tuple[int, int, int]]:
    """Do the same for any places; reads the text up to the last of them."""
    found: list[tuple[int, int, int]] = []
    first = 0
    for start, end in pairwise(chain(each_clause_start(text), (len(text) + 1,))):
        last = first
        while last < len(places) and places[last] < end:
            last += 1
        if last > first:
            found.append((start, end, last))
        first = last
        if first == len(places):
            break
    return found


def _last_end(text: str, low: int, high: int) -> int:
    """Return the last end of a sentence or line that is marked in text[low:high], or 0."""
    window = BACK_WINDOW
    first = high
    while first > low:
        tested = first
        first = max(low, high - window)
        for match in reversed(list(_END.finditer(text, first, high))):
            at, end = match.span()
            if at < tested and _is_end(text, at, end):
                return end
        window *= 4
    return 0


def _first_end(text: str, low: int, high: int) -> int:
    """Return the first end of a sentence or line that is marked in text[low:high], or high."""
    for match in _END.finditer(text, low, high):
        end = match.end()
        if _is_end(text, match.start(), end):
            return end
    return high


def _ends(text: str, low: int, high: int) -> Iterator[int]:
    """Yield the ends of sentences and lines that are marked in text[low:high]."""
    for match in _END.finditer(text, low, high):
        end = match.end()
        if _is_end(text, match.start(), end):
            yield end


def _is_end(text: str, at: int, end: int) -> bool:
    if text[at] == "\n":
        # A short line is none of wrapped text.
        is_short = at < SHORT_LINE or text.rfind("\n", at - SHORT_LINE, at) >= 0
        return is_short or text[at - 1] in _LINE_ENDS or text[end : end + 1] == "\n"
    begins = text[end : end + 1]
    return begins != "" and not begins.islower() and not _is_abbreviated(text, at)


def _is_abbreviated(text: str, at: int) -> bool:
    if text[at] != ".":
        return False
    low = max(0, at - LONGEST_ABBREVIATION)
    first = max(text.rfind(" ", low, at), text.rfind("\n", low, at), low - 1) + 1
    return _abbreviates(text[first:at].lstrip("(\"'“‘[«-"))


@lru_cache(maxsize=FOLDS_REMEMBERED_MAX)
def _abbreviates(word: str) -> bool:
    if not word:
        return False
    if word.isdecimal():
        # German writes days and ordinals with a full stop: "8. Februar".
        return len(word) <= 2
    return (len(word) == 1 and word.isalpha()) or fold_word(word) in _abbreviations()


@cache
def _abbreviations() -> frozenset[str]:
    return small_words("abbreviations") | name_tables().honorifics.keys()
