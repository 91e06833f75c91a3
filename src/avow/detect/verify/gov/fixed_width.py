"""Reads the matches of fixed-width schemes: exact digits, letter-and-digit templates, letters.

Rows that do not fit come back as neutral values beside a mask, so that table look-ups with them
stay in range.
"""

import numpy as np

from avow.detect.verify.checksums import real_date, two_digits
from avow.detect.verify.interface import ASCII_ZERO, BoolArray, Candidates
from avow.text import ByteArray, IntArray

ANY_DIGIT = "9"
ANY_LETTER = "@"
ANY_BOTH = "*"


def exact_digits(candidates: Candidates, width: int) -> tuple[ByteArray, BoolArray]:
    """Return the digits of each match, other bytes dropped, and which matches have `width`.

    Returns:
        Values 0 to 9, shape [n, width], all zero in rows of another length; the mask, shape [n].
    """
    digits, counts = candidates.digits(width)
    fits = counts == width
    return np.where(fits[:, None], digits, 0).astype(np.uint8), fits


def shaped(candidates: Candidates, template: str) -> tuple[ByteArray, BoolArray]:
    """Return the letters (upper-cased) and digits of each match, and which fit the template.

    Args:
        candidates: The matches.
        template: One character a column: `9` a digit, `@` a letter, `*` either, others literally.

    Returns:
        ASCII bytes, shape [n, len(template)], in rows that do not fit a neutral filling ("0",
        "A" or the literal); the mask, shape [n].
    """
    width = len(template)
    matrix, counts = candidates.alnum(width)
    fits = counts == width
    filling = template.replace(ANY_DIGIT, "0").replace(ANY_LETTER, "A").replace(ANY_BOTH, "0")
    digit = (matrix - ASCII_ZERO) < 10
    for column, kind in enumerate(template):
        if kind == ANY_DIGIT:
            fits &= digit[:, column]
        elif kind == ANY_LETTER:
            fits &= ~digit[:, column]
        elif kind != ANY_BOTH:
            fits &= matrix[:, column] == ord(kind)
    neutral = np.frombuffer(filling.encode("ascii"), dtype=np.uint8)
    return np.where(fits[:, None], matrix, neutral).astype(np.uint8), fits


def values_36(matrix: ByteArray) -> ByteArray:
    """Return digits as 0 to 9 and upper-case letters as 10 to 35, same shape."""
    return np.where(matrix >= ord("A"), matrix - (ord("A") - 10), matrix - ASCII_ZERO).astype(
        np.uint8
    )


def places_in(matrix: ByteArray, alphabet: str) -> IntArray:
    """Return the place of each byte in the alphabet, -1 for bytes outside it, same shape."""
    table = np.full(256, -1, dtype=np.int64)
    table[np.frombuffer(alphabet.encode("ascii"), dtype=np.uint8)] = np.arange(len(alphabet))
    return table[matrix]


def letter_at(places: IntArray, alphabet: str) -> ByteArray:
    """Return the ASCII byte at each place of the alphabet, same shape."""
    return np.frombuffer(alphabet.encode("ascii"), dtype=np.uint8)[places]


def decimal(digits: ByteArray, start: int, end: int) -> IntArray:
    """Return the number that the columns from `start` to before `end` spell, shape [n]."""
    powers = 10 ** np.arange(end - start - 1, -1, -1, dtype=np.int64)
    return digits[:, start:end].astype(np.int64) @ powers


def date_at(
    digits: ByteArray, order: str, start: int = 0, century: IntArray | int = 2000
) -> BoolArray:
    """Tell whether six columns spell a date.

    Args:
        digits: The digit matrix.
        order: `ymd` or `dmy`, two digits each.
        start: First column.
        century: Added to the two-digit year; 2000 makes 29 February of year 00 pass.
    """
    places = {part: start + 2 * index for index, part in enumerate(order)}
    year = two_digits(digits, places["y"]) + century
    return real_date(year, two_digits(digits, places["m"]), two_digits(digits, places["d"]))
