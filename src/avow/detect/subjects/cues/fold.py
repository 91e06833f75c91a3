"""Words of a piece of text folded for look-up: lower case, without marks, at one pass in C."""

import re

from avow.detect.subjects.names import fold_word

WORD = re.compile(r"[^\W_]+")
ASCII_WORD = re.compile(r"[A-Za-z0-9]+")
_OTHERS = re.compile(r"[^\x00-\x7f]+")
_ODD = "\x00"


class _Letters(dict[int, int]):
    """What stands for each code point: letters and digits in lower case, spaces for the rest."""

    def __init__(self) -> None:
        super().__init__()
        for code in range(128):
            character = chr(code).lower()
            self[code] = ord(character) if character.isalnum() else ord(" ")
        self[ord(_ODD)] = ord(_ODD)

    def __missing__(self, code: int) -> int:
        self[code] = code
        return code


class _Folds(dict[str, str]):
    """The folded form of single characters; a space where they are no part of a word."""

    def __missing__(self, character: str) -> str:
        folded = " "
        if character.isalnum():
            folded = fold_word(character)
            # Where a character folds to nothing or to words, the whole word has to be folded.
            if not folded or any(part.isspace() for part in folded):
                folded = _ODD
        self[character] = folded
        return folded


_LETTERS = _Letters()
_FOLDS = _Folds()


def fold_words(text: str, start: int, end: int) -> list[str]:
    """Return the folded words of text[start:end]; hyphens and apostrophes part words."""
    piece = text[start:end]
    if _ODD in piece:
        return list(map(fold_word, WORD.findall(piece)))
    if not piece.isascii():
        plain = _OTHERS.sub(_fold_run, piece)
        if _ODD in plain:
            return list(map(fold_word, WORD.findall(piece)))
        piece = plain
    return piece.translate(_LETTERS).split()


def word_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the half-open code points of the words of text[start:end], as `fold_words` parts it.

    Args:
        text: The document.
        start: First code point.
        end: One past the last.
    """
    word = ASCII_WORD if text[start:end].isascii() else WORD
    return [match.span() for match in word.finditer(text, start, end)]


def _fold_run(match: re.Match[str]) -> str:
    return "".join([_FOLDS[character] for character in match.group()])
