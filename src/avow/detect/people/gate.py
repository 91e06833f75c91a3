"""The gate: which words may belong to a mention, judged by each word and its close neighbours.

The network answers for these words only; all others are outside by definition, with or without a
shortcut. So the gate is part of the model: it decides the answer, and the network's run time then
computes no more than that answer needs (see `network`).
"""

import numpy as np
import numpy.typing as npt

from avow.detect.people.features import (
    ALNUM,
    DIGITS,
    NEWLINE,
    OTHER_SCRIPT,
    RAISED,
    SMALL,
    SPACED,
    WordForms,
)
from avow.detect.people.gazetteers import WordBit
from avow.detect.people.hashed_map import BitArray

BoolArray = npt.NDArray[np.bool_]

LONGEST_GAP = 3
"""Closed words between two open ones that are opened too (`van der`, `J. R.`, `12 Main St., `)."""
REACH = LONGEST_GAP + 9
"""How far it may depend on other words whether one is open."""

_POSTCODE_DIGITS = 4
_STRONG_NAMES = np.uint32(
    WordBit.FORENAME_TOP
    | WordBit.FORENAME_US
    | WordBit.SURNAME_TOP
    | WordBit.FIGURE
    | WordBit.CITY
    | WordBit.COUNTRY
    | WordBit.DEMONYM
    | WordBit.STREET
)
_KNOWN_PLACES = np.uint32(
    WordBit.FIGURE | WordBit.PLACE_PHRASE | WordBit.CITY | WordBit.COUNTRY | WordBit.DEMONYM
)


def open_words(forms: WordForms, bits: BitArray) -> BoolArray:
    """Tell which words may be labelled, shape [words].

    Args:
        forms: The words of whole texts; the first word of a text has an empty line before it.
        bits: Their bits.
    """
    small = np.uint32(WordBit.USUALLY_SMALL)
    capital = np.uint32(WordBit.USUALLY_CAPITAL)
    cases = forms.cases
    everyday = ((bits & small) != 0) & ((bits & capital) == 0)
    strong = (bits & _STRONG_NAMES) != 0
    raised = RAISED[cases]
    found = raised & (~everyday | strong)
    named = (bits & np.uint32(WordBit.FORENAME_TOP | WordBit.SURNAME_TOP)) != 0
    placed = (bits & _KNOWN_PLACES) != 0
    unknown = (bits & (small | capital)) == 0
    lettered = cases == SMALL
    found |= lettered & (unknown | ~everyday | named | placed)
    found |= (cases == OTHER_SCRIPT) | ((cases == ALNUM) & ~everyday & (forms.lengths < 5))
    after_colon = (bits & np.uint32(WordBit.AFTER_COLON)) != 0
    labelled = after_colon & (forms.gaps == SPACED)
    letter = raised & (forms.lengths == 1)
    found |= labelled & ((cases == DIGITS) | letter)
    # `CP:28016`, but not the minutes of `10:32`.
    found |= after_colon & (cases == DIGITS) & (forms.lengths >= _POSTCODE_DIGITS)
    aged = (bits & np.uint32(WordBit.AGE_CUE)) != 0
    number = (cases == DIGITS) | (cases == ALNUM)
    found |= (cases == DIGITS) & _near(aged, forms, 3)
    found |= aged & _near(cases == DIGITS, forms, 2)
    # House numbers and their like: twice, so that a second number beside the first counts.
    for _ in range(2):
        found |= number & _near(found, forms, 2)
    # A door or stair: `13, 4 A`.
    found |= letter & _near(number & found, forms, 2)
    return _close_gaps(found, forms)


def _near(marked: BoolArray, forms: WordForms, words: int) -> BoolArray:
    """Mark some words on either side of marked ones, within the line."""
    result = marked.copy()
    joined = forms.gaps[1:] < NEWLINE
    for _ in range(words):
        grown = result.copy()
        grown[1:] |= result[:-1] & joined
        grown[:-1] |= result[1:] & joined
        result = grown
    return result


def _close_gaps(found: BoolArray, forms: WordForms) -> BoolArray:
    """Open short runs of closed words between open ones."""
    result = found.copy()
    places = np.flatnonzero(found)
    steps = np.diff(places)
    lines = np.cumsum(forms.gaps > NEWLINE)
    for gap in range(1, LONGEST_GAP + 1):
        first = places[:-1][steps == gap + 1]
        first = first[lines[first] == lines[first + gap + 1]]
        for step in range(1, gap + 1):
            result[first + step] = True
    return result
