"""WordPiece: the pieces of a word in the vocabulary of an uncased BERT encoder.

The scheme is that of Schuster and Nakajima (2012) as BERT uses it: fold case and accents, split at
punctuation, then take the longest piece of the vocabulary from the left, again and again.
"""

import unicodedata
from collections.abc import Iterable, Sequence

UNKNOWN = "[UNK]"
START = "[CLS]"
END = "[SEP]"
PADDING = "[PAD]"

MAX_PIECES_PER_WORD = 8
"""A longer word (an address of a page, a key) keeps its first pieces and its last two."""

_MAX_LETTERS = 100
_MAX_CACHED_WORDS = 100_000


class WordPieces:
    """Turns words into piece numbers; a word's pieces depend on the word alone.

    Args:
        vocabulary: Pieces in the order of their numbers; a piece that continues a word starts
            with `##`. The four special pieces must be among them.
    """

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self.unknown = self._numbers[UNKNOWN]
        self.start = self._numbers[START]
        self.end = self._numbers[END]
        self.padding = self._numbers[PADDING]
        self._cache: dict[str, tuple[int, ...]] = {}

    def pieces(self, word: str) -> tuple[int, ...]:
        """Return the pieces of one word, 1 to `MAX_PIECES_PER_WORD` of them."""
        known = self._cache.get(word)
        if known is None:
            known = self._cut(word)
            if len(self._cache) >= _MAX_CACHED_WORDS:
                self._cache.clear()
            self._cache[word] = known
        return known

    def _cut(self, word: str) -> tuple[int, ...]:
        pieces = [piece for part in _parts(fold(word)) for piece in self._longest_first(part)]
        if not pieces:
            return (self.unknown,)
        if len(pieces) > MAX_PIECES_PER_WORD:
            pieces = pieces[: MAX_PIECES_PER_WORD - 2] + pieces[-2:]
        return tuple(pieces)

    def _longest_first(self, part: str) -> Iterable[int]:
        if len(part) > _MAX_LETTERS:
            return [self.unknown]
        pieces = []
        start = 0
        while start < len(part):
            prefix = "##" if start else ""
            for end in range(len(part), start, -1):
                number = self._numbers.get(prefix + part[start:end])
                if number is not None:
                    pieces.append(number)
                    start = end
                    break
            else:
                return [self.unknown]
        return pieces


def fold(word: str) -> str:
    """Return a word in lower case without combining marks, control or format characters."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(
        letter for letter in decomposed if unicodedata.category(letter) not in {"Mn", "Cc", "Cf"}
    )


def _parts(word: str) -> list[str]:
    if word.isalnum():
        return [word]
    parts: list[str] = []
    run = ""
    for letter in word:
        if letter.isspace() or _is_punctuation(letter):
            if run:
                parts.append(run)
            run = ""
            if not letter.isspace():
                parts.append(letter)
        else:
            run += letter
    return [*parts, run] if run else parts


def _is_punctuation(letter: str) -> bool:
    # BERT counts all ASCII symbols as punctuation, also those that Unicode does not ($, +, ~).
    if letter.isascii():
        return not letter.isalnum()
    return unicodedata.category(letter).startswith("P")
