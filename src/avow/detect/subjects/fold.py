"""Words of a piece of text folded for look-up: lower case, without marks; mostly one pass in C."""

import re
import unicodedata
from functools import lru_cache
from itertools import islice

FOLDS_REMEMBERED_MAX = 65536

WORD = re.compile(r"[^\W_]+")
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+")
_OTHERS = re.compile(r"[^\x00-\x7f]+")
_APOSTROPHES = re.compile(r"['’`.]")
_ODD = "\x00"
_PUNCTUATION = "’‘“”„–—…•"


@lru_cache(maxsize=FOLDS_REMEMBERED_MAX)
def fold_word(word: str) -> str:
    """Return a word without marks, apostrophes and dots, case-folded (NFKD)."""
    if word.isascii():
        return _APOSTROPHES.sub("", word.lower())
    plain = unicodedata.normalize("NFKD", word)
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return _APOSTROPHES.sub("", plain.casefold())


class _Folds(dict[str, str]):
    """Folded characters: a space for what is no part of a word, `_ODD` where a word is needed."""

    def __missing__(self, character: str) -> str:
        folded = " "
        if character.isalnum():
            folded = fold_word(character)
            # What folds to nothing or to more than letters and digits does not part words.
            if not folded or not all(part.isalnum() or part > "\x7f" for part in folded):
                folded = _ODD
            if any(part.isspace() for part in folded):
                folded = _ODD
        self[character] = folded
        return folded


def _latin_table() -> bytes:
    """Return what stands for each Latin-1 byte; 0 where one ASCII character does not suffice."""
    folded = [_FOLDS[chr(code)] for code in range(256)]
    return bytes(ord(one) if len(one) == 1 and one.isascii() else 0 for one in folded)


_FOLDS = _Folds()
_LATIN = _latin_table()
_PLAIN = _LATIN[:128] + bytes(range(128, 256))


def fold_words(text: str, start: int, end: int) -> list[str]:
    """Return the folded words of text[start:end]; hyphens and apostrophes part words."""
    piece = text[start:end]
    plain = piece.encode("latin-1", "ignore").translate(_LATIN)
    if len(plain) < len(piece):
        spaced = piece
        for mark in _PUNCTUATION:
            spaced = spaced.replace(mark, " ")
        plain = spaced.encode("latin-1", "ignore").translate(_LATIN)
    if len(plain) == len(piece) and 0 not in plain:
        return plain.decode("ascii").split()
    folded = _OTHERS.sub(_fold_run, piece)
    if _ODD in folded:
        return list(map(fold_word, WORD.findall(piece)))
    return folded.encode("utf-8", "surrogatepass").translate(_PLAIN).decode("utf-8").split()


def word_spans(text: str, start: int, end: int, count: int | None = None) -> list[tuple[int, int]]:
    """Return the half-open code points of the words that `fold_words` returns.

    Args:
        text: The document.
        start: First code point.
        end: One past the last.
        count: How many words to return; all if None.
    """
    word = _ASCII_WORD if text[start:end].isascii() else WORD
    matches = word.finditer(text, start, end)
    return list(map(re.Match.span, matches if count is None else islice(matches, count)))


def _fold_run(match: re.Match[str]) -> str:
    return "".join([_FOLDS[character] for character in match.group()])
