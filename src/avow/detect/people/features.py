"""What the fast tagger sees of each word: hashed spellings, a shape and bits of the name lists.

Everything is computed on arrays and depends on the word itself, on the space before it and, for
names of several words, on the two words after and before it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from avow.detect.people.words import (
    DIGIT,
    FIRST_UNMAPPED,
    IDEOGRAPH,
    LOWER,
    MARK,
    UPPER,
    Words,
    fold_table,
)
from avow.text import ByteArray, IntArray

HashArray = npt.NDArray[np.uint64]

NORM_ROWS = 16384
AFFIX_ROWS = 4096
SHAPE_ROWS = 1024
LONGEST_WORD_BYTES = 40
"""A word counts by its first 40 bytes, so that a long run of letters costs no more than it must."""
BLOCK_BYTES = 1 << 15

GLUED, SPACED, WIDE, NEWLINE, BLANK = range(5)
"""What stands before a word: nothing, one space, more or a tab, a line end, an empty line."""
(SMALL, CAPITAL, CAPITALS, MIXED, DIGITS, ALNUM, SIGN, OTHER_SCRIPT) = range(8)
"""Case class of a word."""
RAISED = np.isin(np.arange(8), (CAPITAL, CAPITALS, MIXED))
"""Whether a case class holds a capital, shape [8]."""

_FACTOR = 0x9E3779B97F4A7C15
_BLOCK_POWERS = BLOCK_BYTES + 2 * LONGEST_WORD_BYTES
_LENGTH_BUCKETS = np.array([0, 0, 1, 2, 3, 4, 4, 5, 5, 6, 6, 6, 6] + [7] * 28, dtype=np.int64)


def _powers(factor: int) -> HashArray:
    """Return 1, factor, factor squared … modulo 2**64."""
    values = np.full(_BLOCK_POWERS, factor, dtype=np.uint64)
    values[0] = 1
    return np.multiply.accumulate(values)


_POWERS = _powers(_FACTOR)
_INVERSE_POWERS = _powers(pow(_FACTOR, -1, 1 << 64))
_PLAIN, _PAIRS = fold_table()


@dataclass(frozen=True, slots=True, kw_only=True)
class WordForms:
    """Spelling and shape of words, before any list is asked.

    Attributes:
        hashes: 64-bit hash of the lower-cased word without accents, shape [words].
        prefixes, suffixes: Its first and last three bytes as one number.
        cases: Case class (`SMALL` … `OTHER_SCRIPT`).
        gaps: What stands before the word (`GLUED` … `BLANK`).
        marks: The byte of a one-byte mark, else 0.
        lengths: Bytes of the folded word, at most 40.
        non_ascii: Whether the word's first or last byte is above 127.
    """

    hashes: HashArray
    prefixes: IntArray
    suffixes: IntArray
    cases: IntArray
    gaps: IntArray
    marks: ByteArray
    lengths: IntArray
    non_ascii: npt.NDArray[np.bool_]


def mix(values: HashArray) -> HashArray:
    """Return well-spread 64-bit numbers (the finaliser of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def combine(first: HashArray, second: HashArray) -> HashArray:
    """Return one hash for two words in this order."""
    return mix(first * np.uint64(0x9E3779B97F4A7C15) + second)


def describe_words(data: ByteArray, words: Words) -> WordForms:
    """Return the forms of words.

    Args:
        data: The UTF-8 bytes.
        words: Their words.
    """
    folded, starts, ends = _fold(data, words)
    ends = np.minimum(ends, starts + LONGEST_WORD_BYTES)
    lengths = ends - starts
    padded = np.concatenate((folded, np.zeros(4, dtype=np.uint8)))
    return WordForms(
        hashes=_hash_ranges(folded, starts, ends),
        prefixes=_three_bytes(padded, starts, lengths),
        suffixes=_three_bytes(padded, np.maximum(ends - 3, starts), lengths),
        cases=_case_classes(data, words),
        gaps=_gaps(data, words),
        marks=np.where(words.classes[words.starts] == MARK, data[words.starts], np.uint8(0)),
        lengths=lengths,
        non_ascii=(data[words.starts] | data[words.ends - 1]) >= 0x80,
    )


def embedding_rows(forms: WordForms) -> npt.NDArray[np.int32]:
    """Return the rows of the embedding tables per word, shape [words, 5].

    Columns: two of the norm table, prefix, suffix, shape.
    """
    rows = np.empty((len(forms.hashes), 5), dtype=np.int32)
    rows[:, 0] = (forms.hashes & np.uint64(NORM_ROWS - 1)).astype(np.int32)
    rows[:, 1] = ((forms.hashes >> np.uint64(24)) & np.uint64(NORM_ROWS - 1)).astype(np.int32)
    for column, affix in ((2, forms.prefixes), (3, forms.suffixes)):
        spread = mix(affix.astype(np.uint64)) >> np.uint64(20)
        rows[:, column] = (spread & np.uint64(AFFIX_ROWS - 1)).astype(np.int32)
    bucket = _LENGTH_BUCKETS[forms.lengths]
    rows[:, 4] = (forms.cases * 8 + bucket) * 8 + forms.gaps
    return rows


def _fold(data: ByteArray, words: Words) -> tuple[ByteArray, IntArray, IntArray]:
    """Return the bytes in lower case without accents and where the words lie in them."""
    folded = _PLAIN[data]
    if not len(words.high):
        return folded, words.starts, words.ends
    lead = words.high[data[words.high] >= 0xC0]
    known = words.points < FIRST_UNMAPPED
    pairs = _PAIRS[words.points[known]]
    places, sizes = lead[known], words.lengths[known]
    changed = pairs[:, 0] != 255
    pairs, places, sizes = pairs[changed], places[changed], sizes[changed]
    folded[places] = pairs[:, 0]
    folded[places + 1] = pairs[:, 1]
    folded[places[sizes == 3] + 2] = 0
    kept = folded != 0
    moved = np.zeros(len(data) + 1, dtype=np.int64)
    np.cumsum(kept, out=moved[1:])
    return folded[kept], moved[words.starts], moved[words.ends]


def _hash_ranges(data: ByteArray, starts: IntArray, ends: IntArray) -> HashArray:
    """Return a polynomial hash of each range, from prefix sums over blocks that stay in cache."""
    hashes = np.zeros(len(starts), dtype=np.uint64)
    first = 0
    while first < len(starts):
        origin = int(starts[first])
        last = int(np.searchsorted(starts, origin + BLOCK_BYTES))
        block = data[origin : int(ends[last - 1])]
        sums = np.zeros(len(block) + 1, dtype=np.uint64)
        terms = block.astype(np.uint64)
        terms += np.uint64(1)
        terms *= _POWERS[: len(block)]
        np.cumsum(terms, out=sums[1:])
        low, high = starts[first:last] - origin, ends[first:last] - origin
        hashes[first:last] = (sums[high] - sums[low]) * _INVERSE_POWERS[low]
        first = last
    return mix(hashes)


def _three_bytes(data: ByteArray, places: IntArray, lengths: IntArray) -> IntArray:
    number = data[places].astype(np.int64)
    number |= np.where(lengths > 1, data[places + 1], 0).astype(np.int64) << 8
    number |= np.where(lengths > 2, data[places + 2], 0).astype(np.int64) << 16
    return number


def _case_classes(data: ByteArray, words: Words) -> IntArray:
    """Return the case class of each word from its first, second, last and changed classes."""
    classes = words.classes
    first = classes[words.starts]
    second = classes[np.minimum(words.starts + 1, words.ends - 1)]
    last = classes[words.ends - 1]
    changes = np.zeros(len(classes) + 1, dtype=np.int64)
    np.cumsum(classes[1:] != classes[:-1], out=changes[1 : len(classes)])
    inner = changes[words.ends - 1] - changes[words.starts]
    cases = np.full(len(words), MIXED, dtype=np.int64)
    cases[(first == LOWER) & (inner == 0)] = SMALL
    # A capital of two bytes shows as two equal classes, hence the test of the last byte too.
    cases[(first == UPPER) & (inner == 1) & (last == LOWER)] = CAPITAL
    cases[(first == UPPER) & (inner == 0)] = CAPITALS
    size = words.ends - words.starts
    single = (size == 1) | ((size == 2) & (data[words.starts] >= 0xC0))
    cases[single & (first == UPPER)] = CAPITAL
    cases[(first == DIGIT) & (inner == 0)] = DIGITS
    cases[(cases == MIXED) & ((first == DIGIT) | (second == DIGIT) | (last == DIGIT))] = ALNUM
    cases[first == MARK] = SIGN
    cases[first == IDEOGRAPH] = OTHER_SCRIPT
    return cases


def _gaps(data: ByteArray, words: Words) -> IntArray:
    gaps = np.full(len(words), BLANK, dtype=np.int64)
    if len(words) < 2:
        return gaps
    before, after = words.ends[:-1], words.starts[1:]
    width = after - before
    breaks = np.zeros(len(data) + 1, dtype=np.int64)
    np.cumsum(data == ord("\n"), out=breaks[1:])
    lines = breaks[after] - breaks[before]
    wide = (width > 1) | (data[before] == ord("\t"))
    inner = np.where(width == 0, GLUED, np.where(wide, WIDE, SPACED))
    inner = np.where(lines == 1, NEWLINE, inner)
    gaps[1:] = np.where(lines > 1, BLANK, inner)
    return gaps
