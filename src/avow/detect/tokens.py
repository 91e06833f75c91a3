"""Tokens: `[EMAIL]`, `[PERSON_1]`, `[PERSON_7K3QW9A2ZC]`; how they are written and recognised."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

from avow.detect.rule import KindRow

# Crockford's base 32: no I, L, O, U, so that a token is never misread.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TOKEN_WIDTHS = (10, 13)
MAX_ORDINAL_DIGITS = 9

_LINE_ENDS = re.compile(r"\\[nrt]")
_SHAPE = re.compile(r"\[([A-Z][A-Z0-9_]*)\]")
_ORDINAL = re.compile(r"[1-9][0-9]{0,8}")
_KEYED = re.compile(rf"(?=[0-9]*[A-Z])(?:[{ALPHABET}]{{10}}|[{ALPHABET}]{{13}})")


_END = attrgetter("end")


class FoundToken(NamedTuple):
    """One token that stands in a text already.

    Attributes:
        start, end: Half-open code points, brackets included.
        name: The kind's token word.
        ordinal: Number of a record-scope token, else 0.
    """

    start: int
    end: int
    name: str
    ordinal: int


class TokenBook:
    """Knows the token word of every kind and recognises tokens in texts.

    Only words of the catalogue count: `[JOHN_SMITH]` is no token, so it hides nothing.

    Args:
        kinds: All kinds of the catalogue.
    """

    def __init__(self, kinds: Iterable[KindRow]) -> None:
        self._words = {row.name: row.token for row in kinds}
        self._kinds: dict[str, str] = {}
        for name in sorted(self._words):
            self._kinds.setdefault(self._words[name], name)

    def word_of(self, kind: str) -> str:
        """Return the token word of a kind; a kind from outside the catalogue is `PRIVATE`."""
        return self._words.get(kind, "PRIVATE")

    def kind_of(self, word: str) -> str:
        """Return the first kind, by name, that has a token word."""
        return self._kinds.get(word, "")

    def find(self, text: str) -> list[FoundToken]:
        """Return the tokens of a text, in order."""
        if "[" not in text:
            return []
        found: list[FoundToken] = []
        for match in _SHAPE.finditer(text):
            body = match[1]
            if body in self._kinds or body == "PRIVATE":
                found.append(FoundToken(match.start(), match.end(), body, 0))
                continue
            word, _, suffix = body.rpartition("_")
            if word not in self._kinds and word != "PRIVATE":
                continue
            if _ORDINAL.fullmatch(suffix):
                found.append(FoundToken(match.start(), match.end(), word, int(suffix)))
            elif _KEYED.fullmatch(suffix):
                found.append(FoundToken(match.start(), match.end(), word, 0))
        return found


def says_more_than_tokens(text: str, tokens: Sequence[FoundToken], start: int, end: int) -> bool:
    r"""Tell whether a span holds a letter or digit outside the tokens that stand in it.

    An escaped line end (`\n` in source code) is neither.
    """
    pieces: list[str] = []
    position = start
    for at in range(bisect_right(tokens, start, key=_END), len(tokens)):
        token = tokens[at]
        if token.start >= end:
            break
        pieces.append(text[position : max(position, token.start)])
        position = max(position, token.end)
    pieces.append(text[position:end])
    rest = _LINE_ENDS.sub("", "".join(pieces)) if len(pieces) > 1 else pieces[0]
    return any(character.isalnum() for character in rest)
