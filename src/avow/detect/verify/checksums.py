"""Check-digit schemes shared by many kinds: Luhn, Verhoeff, weighted sums, ISO 7064.

All take a digit matrix, shape [n, k], values 0 to 9, and return a mask, shape [n]. Rows that hold
padding (255) give an arbitrary answer: test the digit count beside them.
"""

from collections.abc import Sequence

import numpy as np

from avow.detect.verify.interface import BoolArray
from avow.text import ByteArray, IntArray

_VERHOEFF_PRODUCT = np.array(
    [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
        [2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
        [3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
        [4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
        [5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
        [6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
        [7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
        [8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
        [9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
    ],
    dtype=np.uint8,
)
_VERHOEFF_PERMUTATION = np.array(
    [
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
        [1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
        [5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
        [8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
        [9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
        [4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
        [2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
        [7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
    ],
    dtype=np.uint8,
)


def weighted_sum(digits: ByteArray, weights: Sequence[int]) -> IntArray:
    """Return sum(digit * weight) over the first len(weights) columns, shape [n]."""
    return digits[:, : len(weights)].astype(np.int64) @ np.array(weights, dtype=np.int64)


def luhn_sum(digits: ByteArray, counts: IntArray) -> IntArray:
    """Return the Luhn sum (ISO/IEC 7812-1 annex B) of left-aligned digits of varying length."""
    columns = np.arange(digits.shape[1])
    inside = columns < counts[:, None]
    values = np.where(inside, digits, 0).astype(np.int64)
    doubled = ((counts[:, None] - 1 - columns) % 2) == 1
    twice = values * 2
    folded = twice - 9 * (twice > 9)
    return np.where(doubled, folded, values).sum(axis=1)


def luhn(digits: ByteArray, counts: IntArray) -> BoolArray:
    """Tell whether left-aligned digits of varying length pass Luhn (last digit is the check)."""
    return luhn_sum(digits, counts) % 10 == 0


def verhoeff(digits: ByteArray) -> BoolArray:
    """Tell whether rows pass Verhoeff (1969); all columns are used, the last is the check."""
    check = np.zeros(len(digits), dtype=np.uint8)
    for position in range(digits.shape[1]):
        column = np.minimum(digits[:, digits.shape[1] - 1 - position], 9)
        check = _VERHOEFF_PRODUCT[check, _VERHOEFF_PERMUTATION[position % 8, column]]
    return check == 0


def iso7064_mod11_10(digits: ByteArray) -> BoolArray:
    """Tell whether rows pass ISO/IEC 7064 MOD 11,10 (German tax id, Croatian OIB)."""
    product = np.full(len(digits), 10, dtype=np.int64)
    for column in range(digits.shape[1] - 1):
        total = (digits[:, column] + product) % 10
        total = np.where(total == 0, 10, total)
        product = (total * 2) % 11
    return (digits[:, -1] + product) % 10 == 1


def remainder(digits: ByteArray, modulus: int) -> IntArray:
    """Return the row read as a decimal number, modulo `modulus`; exact for any width."""
    result = np.zeros(len(digits), dtype=np.int64)
    for column in range(digits.shape[1]):
        result = (result * 10 + digits[:, column]) % modulus
    return result


def real_date(year: IntArray, month: IntArray, day: IntArray) -> BoolArray:
    """Tell whether year, month and day form a date of the Gregorian calendar."""
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    lengths = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int64)
    month_ok = (month >= 1) & (month <= 12)
    longest = lengths[np.where(month_ok, month, 0)] + (leap & (month == 2))
    return month_ok & (day >= 1) & (day <= longest)


def two_digits(digits: ByteArray, column: int) -> IntArray:
    """Return the number that two neighbouring columns spell, shape [n]."""
    return digits[:, column].astype(np.int64) * 10 + digits[:, column + 1]
