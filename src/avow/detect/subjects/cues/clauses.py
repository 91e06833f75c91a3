"""Clauses: the pieces of a text within which a cue can belong to a name.

A clause ends after a full stop, question or exclamation mark before a capital, at an empty line,
and at a line break that does not look like wrapped text. Where a clause ends is known one
character after its end, so that a stream can decide it.
"""

import re
from collections.abc import Iterator
from functools import cache

from avow.detect.subjects.cues.tables import small_words
from avow.detect.subjects.names import fold_word, name_tables

SHORT_LINE = 50
LONGEST_CLAUSE = 1000
LONGEST_ABBREVIATION = 16
_END = re.compile(r"[.!?…][\"'”’)\]»]*[ \t\u00a0]+|[.!?…][\"'”’)\]»]*(?=\n)|\n")
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
    for end in _ends(text):
        while end - last > LONGEST_CLAUSE:
            last += LONGEST_CLAUSE
            yield last
        if last < end < len(text):
            last = end
            yield last
    while len(text) - last > LONGEST_CLAUSE:
        last += LONGEST_CLAUSE
        yield last


def _ends(text: str) -> Iterator[int]:
    line_start = 0
    for match in _END.finditer(text):
        at, end = match.start(), match.end()
        if text[at] == "\n":
            line = at - line_start
            line_start = end
            if line < SHORT_LINE or text[at - 1] in _LINE_ENDS or text[end : end + 1] == "\n":
                yield end
        elif _starts_anew(text[end : end + 1]) and not _is_abbreviated(text, at):
            yield end


def _starts_anew(character: str) -> bool:
    return bool(character) and not character.islower()


def _is_abbreviated(text: str, at: int) -> bool:
    if text[at] != ".":
        return False
    low = max(0, at - LONGEST_ABBREVIATION)
    first = max(text.rfind(" ", low, at), text.rfind("\n", low, at), low - 1) + 1
    word = text[first:at].lstrip("(\"'“‘[«-")
    if not word:
        return False
    if word.isdecimal():
        # German writes days and ordinals with a full stop: "8. Februar".
        return len(word) <= 2
    return (len(word) == 1 and word.isalpha()) or fold_word(word) in _abbreviations()


@cache
def _abbreviations() -> frozenset[str]:
    return small_words("abbreviations") | name_tables().honorifics.keys()
