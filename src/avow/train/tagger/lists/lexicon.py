"""How words are usually written: with a capital or without, counted inside sentences."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from avow.detect.people.features import CAPITAL, NEWLINE, SMALL, HashArray, describe_words
from avow.detect.people.gazetteers import WordBit
from avow.detect.people.words import find_words
from avow.text import IntArray, encode_text

FEWEST = 3
FREQUENT = 40
MOSTLY = 0.75
LEAST_CAPITALS = 0.02
BLOCK = 1 << 22
SENTENCE_MARKS = np.array([ord(mark) for mark in ".!?:\"'(*>|-"], dtype=np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Counts of words by case.

    Attributes:
        hashes: Hash of each word, sorted, shape [n].
        small, capital: How often it stands inside a sentence in lower case, or capitalised.
    """

    hashes: HashArray
    small: IntArray
    capital: IntArray

    def is_small(self, key: int) -> bool:
        """Tell whether a word is mostly written in lower case."""
        at = int(np.searchsorted(self.hashes, np.uint64(key)))
        if at == len(self.hashes) or int(self.hashes[at]) != key:
            return False
        small, capital = int(self.small[at]), int(self.capital[at])
        return small > MOSTLY * (small + capital)

    def bits(self) -> Iterator[tuple[int, int]]:
        """Yield (hash, bits) of every word that is not rare."""
        total = self.small + self.capital
        for at in np.flatnonzero(total >= FEWEST):
            share = self.capital[at] / total[at]
            bits = int(WordBit.FREQUENT) if total[at] >= FREQUENT else 0
            # Mixed words carry both bits.
            if share > 1 - MOSTLY:
                bits |= int(WordBit.USUALLY_CAPITAL)
            if share < MOSTLY:
                bits |= int(WordBit.USUALLY_SMALL)
            yield int(self.hashes[at]), bits


def count_words(texts: Iterable[str]) -> Lexicon:
    """Count words of texts that use capitals; the first word of a sentence does not count."""
    tables: list[tuple[HashArray, IntArray, IntArray]] = []
    block: list[str] = []
    size = 0
    for text in texts:
        block.append(text)
        size += len(text)
        if size >= BLOCK:
            tables.append(_count_block(block))
            block, size = [], 0
    if block:
        tables.append(_count_block(block))
    hashes, inverse = np.unique(np.concatenate([table[0] for table in tables]), return_inverse=True)
    small = np.bincount(inverse, weights=np.concatenate([table[1] for table in tables]))
    capital = np.bincount(inverse, weights=np.concatenate([table[2] for table in tables]))
    return Lexicon(hashes=hashes, small=small.astype(np.int64), capital=capital.astype(np.int64))


def _count_block(texts: list[str]) -> tuple[HashArray, IntArray, IntArray]:
    cased = [text for text in texts if _uses_capitals(text)]
    data = np.frombuffer(encode_text("\n\n".join(cased) or " "), dtype=np.uint8)
    words = find_words(data)
    forms = describe_words(data, words)
    inside = forms.gaps < NEWLINE
    inside[1:] &= ~np.isin(forms.marks[:-1], SENTENCE_MARKS)
    small = inside & (forms.cases == SMALL)
    capital = inside & (forms.cases == CAPITAL)
    chosen = small | capital
    hashes, inverse = np.unique(forms.hashes[chosen], return_inverse=True)
    return (
        hashes,
        np.bincount(inverse, weights=small[chosen]).astype(np.int64),
        np.bincount(inverse, weights=capital[chosen]).astype(np.int64),
    )


def _uses_capitals(text: str) -> bool:
    letters = sum(map(str.isalpha, text))
    return sum(map(str.isupper, text)) >= LEAST_CAPITALS * max(letters, 1)
