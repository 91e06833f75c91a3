"""What the encoder is told of each word beside its pieces: case, space before it, name lists."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avow.detect.people.features import BLANK, OTHER_SCRIPT, describe_words
from avow.detect.people.gazetteers import BIT_COUNT as LIST_BITS
from avow.detect.people.gazetteers import Gazetteers, WordBit
from avow.detect.people.words import find_words
from avow.text import IntArray, code_point_index, encode_text

_CASES = OTHER_SCRIPT + 1
_GAPS = BLANK + 1
BIT_COUNT = _CASES + _GAPS + LIST_BITS
"""Feature bits per word: its case class, what stands before it, what the lists say."""

FROM_LISTS = slice(_CASES + _GAPS, _CASES + _GAPS + WordBit.PLACE_PHRASE.bit_length())
"""The bits among them that come from lists of names and words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordInputs:
    """The words of a text as the encoder sees them.

    Attributes:
        spans: Half-open code points of each word.
        cases, gaps: Case class and what stands before, as `features` numbers them, `[words]`.
        flags: The list bits of each word, `uint32[words]`.
    """

    spans: list[tuple[int, int]]
    cases: IntArray
    gaps: IntArray
    flags: NDArray[np.uint32]

    def bits(self, first: int, last: int) -> NDArray[np.float32]:
        """Return the bits of some of the words, `float32[last - first, BIT_COUNT]`."""
        bits = np.zeros((last - first, BIT_COUNT), dtype=np.float32)
        rows = np.arange(last - first)
        bits[rows, self.cases[first:last]] = 1
        bits[rows, _CASES + self.gaps[first:last]] = 1
        flags = self.flags[first:last, None] >> np.arange(LIST_BITS, dtype=np.uint32)
        bits[:, _CASES + _GAPS :] = flags & 1
        return bits


def read_words(text: str, lists: Gazetteers) -> WordInputs:
    """Return the words of a text with what is known of each.

    Raises:
        DecodeError: The text has a lone surrogate.
    """
    data = np.frombuffer(encode_text(text), dtype=np.uint8)
    words = find_words(data)
    forms = describe_words(data, words)
    starts, ends = words.starts, words.ends
    if len(words.high):
        index = code_point_index(data)
        starts, ends = index[starts], index[ends]
    return WordInputs(
        spans=list(zip(starts.tolist(), ends.tolist(), strict=True)),
        cases=forms.cases,
        gaps=forms.gaps,
        flags=lists.bits_of(forms),
    )
