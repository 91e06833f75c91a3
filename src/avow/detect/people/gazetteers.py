"""Name lists as bits per word: forenames, surnames, places, cue words, usual case, known figures.

The lists are features for the tagger, never a rule by themselves: a word is no person because it
stands in a list. They ship as two hashed maps, one for single words and one for names of two or
three words, built by `avow detect train` (`avow.train.tagger.lists.gazetteer_build`).
"""

import io
from dataclasses import dataclass
from enum import IntFlag
from importlib.resources import files
from typing import Any

import numpy as np

from avow.detect.people.features import (
    BLANK,
    NEWLINE,
    RAISED,
    HashArray,
    WordForms,
    combine,
)
from avow.detect.people.hashed_map import BitArray, HashedMap
from avow.evidence.canonical import digest_bytes

TABLE_FILE = "gazetteers.npz"
BIT_COUNT = 32
_LONG_BYTES = 14


class WordBit(IntFlag):
    """What the lists and the neighbourhood say of a word.

    The first 18 come from the map of single words, `FIGURE` and `PLACE_PHRASE` from the map of
    phrases, the others from the marks and line ends beside the word. `DEMONYM` also marks words
    of kinship and sex, which are labelled alike.
    """

    FORENAME_TOP = 1 << 0
    FORENAME_US = 1 << 1
    FORENAME = 1 << 2
    SURNAME_TOP = 1 << 3
    SURNAME_US = 1 << 4
    SURNAME = 1 << 5
    CITY = 1 << 6
    COUNTRY = 1 << 7
    DEMONYM = 1 << 8
    TITLE = 1 << 9
    STREET = 1 << 10
    ORGANISATION = 1 << 11
    KIN = 1 << 12
    CALENDAR = 1 << 13
    AGE_CUE = 1 << 14
    USUALLY_CAPITAL = 1 << 15
    USUALLY_SMALL = 1 << 16
    FREQUENT = 1 << 17
    FIGURE = 1 << 18
    PLACE_PHRASE = 1 << 19
    AFTER_AT = 1 << 20
    AFTER_HASH = 1 << 21
    LINE_START = 1 << 22
    LINE_END = 1 << 23
    BEFORE_COLON = 1 << 24
    AFTER_COLON = 1 << 25
    BEFORE_POINT = 1 << 26
    AFTER_POINT = 1 << 27
    NEXT_CAPITAL = 1 << 28
    LONG = 1 << 29
    GLUED_NEXT = 1 << 30
    NON_ASCII = 1 << 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteers:
    """The two maps.

    Attributes:
        words: Bits of single words.
        phrases: Bits of names of two or three words, keyed by their combined hash.
        digest: `sha256:<hex>` of the file they came from.
    """

    words: HashedMap
    phrases: HashedMap
    digest: str

    def bits_of(self, forms: WordForms) -> BitArray:
        """Return the bits of each word, shape [words]."""
        bits = self.words.look_up(forms.hashes)
        if len(bits):
            bits |= self._phrase_bits(forms.hashes, forms.gaps < BLANK)
            bits |= _neighbour_bits(forms)
        return bits

    def _phrase_bits(self, hashes: HashArray, joined: np.ndarray) -> BitArray:
        """Mark every word of a known name of two or three words."""
        bits = np.zeros(len(hashes), dtype=np.uint32)
        if len(hashes) < 2:
            return bits
        pairs = combine(hashes[:-1], hashes[1:])
        found = np.where(joined[1:], self.phrases.look_up(pairs), np.uint32(0))
        bits[:-1] |= found
        bits[1:] |= found
        if len(hashes) > 2:
            triples = combine(pairs[:-1], hashes[2:])
            whole = joined[1:-1] & joined[2:]
            found = np.where(whole, self.phrases.look_up(triples), np.uint32(0))
            bits[:-2] |= found
            bits[1:-1] |= found
            bits[2:] |= found
        return bits


def read_gazetteers(content: bytes) -> Gazetteers:
    """Read the two maps from the bytes of the table file."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        maps = [
            HashedMap(
                prints=arrays[f"{name}_prints"],
                values=arrays[f"{name}_values"],
                palette=arrays[f"{name}_palette"],
                seed=int(arrays[f"{name}_seed"][0]),
            )
            for name in ("words", "phrases")
        ]
    return Gazetteers(words=maps[0], phrases=maps[1], digest=digest_bytes(content))


def write_gazetteers(words: HashedMap, phrases: HashedMap) -> bytes:
    """Return the bytes of a table file; equal maps give equal bytes."""
    arrays: dict[str, Any] = {}
    for name, table in (("words", words), ("phrases", phrases)):
        arrays[f"{name}_prints"] = table.prints
        arrays[f"{name}_values"] = table.values
        arrays[f"{name}_palette"] = table.palette
        arrays[f"{name}_seed"] = np.array([table.seed], dtype=np.int64)
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    return buffer.getvalue()


def load_gazetteers() -> Gazetteers:
    """Load the maps that ship with the package."""
    return read_gazetteers((files("avow.detect.people") / "weights" / TABLE_FILE).read_bytes())


def _neighbour_bits(forms: WordForms) -> BitArray:
    """Return the bits that the marks and line ends beside each word set."""
    count = len(forms.hashes)
    marks = forms.marks
    line_start = forms.gaps >= NEWLINE
    next_line = np.append(line_start[1:], True)
    before = np.zeros(count, dtype=np.uint8)
    before[1:] = np.where(line_start[1:], 0, marks[:-1])
    after = np.where(next_line, 0, np.append(marks[1:], np.uint8(0)))
    capital = RAISED[forms.cases]
    glued = np.append(forms.gaps[1:] == 0, False)
    bits = np.zeros(count, dtype=np.uint32)
    for flag, held in (
        (WordBit.AFTER_AT, before == ord("@")),
        (WordBit.AFTER_HASH, before == ord("#")),
        (WordBit.LINE_START, line_start),
        (WordBit.LINE_END, next_line),
        (WordBit.BEFORE_COLON, after == ord(":")),
        (WordBit.AFTER_COLON, before == ord(":")),
        (WordBit.BEFORE_POINT, after == ord(".")),
        (WordBit.AFTER_POINT, before == ord(".")),
        (WordBit.NEXT_CAPITAL, np.append(capital[1:], False) & ~next_line),
        (WordBit.LONG, forms.lengths > _LONG_BYTES),
        (WordBit.GLUED_NEXT, glued),
        (WordBit.NON_ASCII, forms.non_ascii),
    ):
        bits |= held.astype(np.uint32) * np.uint32(flag)
    return bits
