"""Words of a text as byte ranges: the tokeniser that taggers share in training and at run time.

A word is a run of letters and digits; each other visible character is a word of its own, except
that a run of the same ASCII mark is one. A Chinese or Japanese character stands alone. A word is
cut inside where a new capitalised part begins (`JohnSmith`), but not after one or two letters
(`McDonald`). Every cut is decided by at most three bytes on either side, so no word depends on
what stands further away.
"""

import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from avow.text import ByteArray, IntArray

SPACE, LOWER, UPPER, DIGIT, MARK, IDEOGRAPH = range(6)
FIRST_UNMAPPED = 0x1F00
"""Case and accents are known below this code point (Latin, Greek, Cyrillic, Vietnamese)."""

_RANGES = (
    (0x1F00, LOWER),
    (0x2000, SPACE),
    (0x200B, MARK),
    (0x2028, SPACE),
    (0x202A, MARK),
    (0x202F, SPACE),
    (0x2030, MARK),
    (0x205F, SPACE),
    (0x2060, MARK),
    (0x2070, LOWER),
    (0x20A0, MARK),
    (0x2C00, LOWER),
    (0x2E00, MARK),
    (0x2E80, IDEOGRAPH),
    (0x3000, SPACE),
    (0x3001, MARK),
    (0x3005, IDEOGRAPH),
    (0x3008, MARK),
    (0x3040, IDEOGRAPH),
    (0x30FB, MARK),
    (0x30FC, IDEOGRAPH),
    (0xA000, LOWER),
    (0xF900, IDEOGRAPH),
    (0xFB00, LOWER),
    (0xFE00, MARK),
    (0xFE70, LOWER),
    (0xFEFF, SPACE),
    (0xFF00, MARK),
    (0xFF10, DIGIT),
    (0xFF1A, MARK),
    (0xFF21, UPPER),
    (0xFF3B, MARK),
    (0xFF41, LOWER),
    (0xFF5B, MARK),
    (0xFF66, IDEOGRAPH),
    (0xFFA0, LOWER),
    (0xFFE0, MARK),
    (0x10000, LOWER),
    (0x1F000, MARK),
    (0x20000, IDEOGRAPH),
    (0x30000, MARK),
)
"""First code point of each range from 0x1F00 on and the class of its characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of some bytes, in order.

    Attributes:
        starts, ends: Half-open byte range of each word, shape [words].
        classes: Class of every byte (`SPACE` … `IDEOGRAPH`), shape [bytes].
        high: Positions of bytes above 127, shape [high]; empty for ASCII.
        points: Code point of every character above 127, in order.
        lengths: Bytes of each of those characters.
    """

    starts: IntArray
    ends: IntArray
    classes: ByteArray
    high: IntArray
    points: IntArray
    lengths: IntArray

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.starts)


def _ascii_classes() -> ByteArray:
    table = np.full(256, MARK, dtype=np.uint8)
    for byte in range(128):
        character = chr(byte)
        if character.isspace() or byte == 0:
            table[byte] = SPACE
        elif character.isdecimal():
            table[byte] = DIGIT
        elif character.isalpha():
            table[byte] = UPPER if character.isupper() else LOWER
    return table


def _class_of(character: str) -> int:
    category = unicodedata.category(character)
    if category[0] in "LM":
        return UPPER if character.isupper() else LOWER
    return {"N": DIGIT, "Z": SPACE}.get(category[0], MARK)


_ASCII = _ascii_classes()
_MAPPED = np.array([_class_of(chr(point)) for point in range(FIRST_UNMAPPED)], dtype=np.uint8)
_RANGE_STARTS = np.array([first for first, _ in _RANGES], dtype=np.int64)
_RANGE_CLASSES = np.array([kind for _, kind in _RANGES], dtype=np.uint8)


def find_words(data: ByteArray) -> Words:
    """Return the words of UTF-8 bytes.

    Args:
        data: Valid UTF-8, shape [bytes]; NUL counts as a space.
    """
    classes = _ASCII[data]
    high = np.flatnonzero(data >= 0x80)
    points = lengths = np.zeros(0, dtype=np.int64)
    if len(high):
        points, lengths = _decode(data, high)
        classes[high] = np.repeat(_classify(points), lengths)
    begins = _word_begins(data, classes)
    space = classes == SPACE
    finishes = begins | space
    finishes[1:] &= ~space[:-1]
    finishes[:1] = False
    ends = np.flatnonzero(finishes)
    if len(data) and not space[-1]:
        ends = np.append(ends, len(data))
    return Words(
        starts=np.flatnonzero(begins),
        ends=ends,
        classes=classes,
        high=high,
        points=points,
        lengths=lengths,
    )


def _decode(data: ByteArray, high: IntArray) -> tuple[IntArray, IntArray]:
    """Return the code points and byte lengths of all characters above 127."""
    first = high[data[high] >= 0xC0]
    lead = data[first].astype(np.int64)
    lengths = 2 + (lead >= 0xE0).astype(np.int64) + (lead >= 0xF0)
    last = len(data) - 1
    second, third, fourth = (
        data[np.minimum(first + step, last)].astype(np.int64) & 0x3F for step in (1, 2, 3)
    )
    two = (lead & 0x1F) << 6 | second
    three = (lead & 0x0F) << 12 | second << 6 | third
    four = (lead & 0x07) << 18 | second << 12 | third << 6 | fourth
    return np.choose(lengths - 2, (two, three, four)), lengths


def _classify(points: IntArray) -> ByteArray:
    far = _RANGE_CLASSES[np.maximum(np.searchsorted(_RANGE_STARTS, points, side="right") - 1, 0)]
    near = _MAPPED[np.minimum(points, FIRST_UNMAPPED - 1)]
    kinds: ByteArray = np.where(points < FIRST_UNMAPPED, near, far)
    return kinds


def _word_begins(data: ByteArray, classes: ByteArray) -> npt.NDArray[np.bool_]:
    """Tell for every byte whether a word begins there."""
    solid = (classes >= LOWER) & (classes <= DIGIT)
    begins = solid.copy()
    begins[1:] &= ~solid[:-1]
    marks = classes == MARK
    repeated = np.zeros(len(data), dtype=np.bool_)
    repeated[1:] = (data[1:] == data[:-1]) & marks[:-1]
    begins |= marks & (data < 0x80) & ~repeated
    begins |= (data >= 0xC0) & ((classes == MARK) | (classes == IDEOGRAPH))
    lower = (classes == LOWER) & (data < 0x80)
    upper = (classes == UPPER) & (data < 0x80)
    if len(data) > 4:
        begins[3:] |= upper[3:] & lower[2:-1] & lower[1:-2] & lower[:-3]
        begins[2:-2] |= upper[:-4] & upper[1:-3] & upper[2:-2] & lower[3:-1] & lower[4:]
    return begins


def fold_table() -> tuple[ByteArray, npt.NDArray[np.uint8]]:
    """Return the lower-case form of ASCII, and two replacement bytes per code point below 0x1F00.

    Accents are dropped (`é` is `e`, `ß` is `ss`), so that names match however they are typed; a
    character that stays as it is has the replacement 255, one that vanishes 0.
    """
    plain = np.arange(256, dtype=np.uint8)
    plain[65:91] += 32
    pairs = np.full((FIRST_UNMAPPED, 2), 255, dtype=np.uint8)
    for point in range(0x80, FIRST_UNMAPPED):
        folded = _fold_character(chr(point))
        if folded is not None:
            pairs[point] = tuple(folded.ljust(2, b"\0"))
    return plain, pairs


_SPECIAL = {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}


def _fold_character(character: str) -> bytes | None:
    """Return at most two bytes that stand for a character, or None to keep its own."""
    if unicodedata.combining(character):
        return b""
    lower = character.casefold()
    lower = _SPECIAL.get(lower, lower)
    base = "".join(
        part for part in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(part)
    )
    for form in (base, lower):
        encoded = form.encode("utf-8")
        if form.isalnum() and len(encoded) <= 2:
            return encoded
    return None
