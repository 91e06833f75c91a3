"""Reading fields out of candidates: rows of digits or letters, numbers, sets, roles.

Used by the verifiers of government and health identifiers; holds no scheme itself.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from avow.detect.verify.checksums import weighted_sum
from avow.detect.verify.interface import (
    CHECKED,
    PLAUSIBLE,
    REJECT,
    BoolArray,
    Candidates,
    Verifier,
    VerifierFactory,
)
from avow.errors import RuleError
from avow.text import ByteArray, IntArray

RoleCheck = Callable[[Candidates], tuple[ByteArray, BoolArray]]
"""Gives verdicts, shape [n], and where the number is a natural person's, shape [n]."""


def digit_rows(candidates: Candidates, width: int) -> tuple[ByteArray, BoolArray]:
    """Return the digits of each match, shape [n, width], and where there are exactly `width`.

    Rows of another length are cut or zero-padded, so that arithmetic on them is harmless.
    """
    digits, counts = candidates.digits(width)
    return np.where(digits > 9, 0, digits).astype(np.uint8), counts == width


def digit_tails(candidates: Candidates, width: int) -> tuple[ByteArray, IntArray]:
    """Return right-aligned digits with leading zeros, shape [n, width], and their counts."""
    digits, counts = candidates.digits(width)
    places = np.arange(width) - (width - np.minimum(counts, width))[:, None]
    shifted = np.take_along_axis(digits, np.maximum(places, 0), axis=1)
    return np.where(places >= 0, shifted, 0).astype(np.uint8), counts


def symbol_rows(candidates: Candidates, width: int) -> tuple[ByteArray, BoolArray]:
    """Return upper-cased ASCII letters and digits, shape [n, width], and where `width` of them."""
    symbols, counts = candidates.alnum(width)
    return symbols, counts == width


def digit_values(symbols: ByteArray) -> ByteArray:
    """Return the value of each digit byte; 0 for any other byte."""
    values = symbols - ord("0")
    return np.where(values > 9, 0, values).astype(np.uint8)


def are_digits(symbols: ByteArray, start: int, stop: int) -> BoolArray:
    """Tell where columns start to stop hold only digits, shape [n]."""
    part = symbols[:, start:stop]
    return every((part >= ord("0")) & (part <= ord("9")))


def are_letters(symbols: ByteArray, start: int, stop: int) -> BoolArray:
    """Tell where columns start to stop hold only letters A to Z, shape [n]."""
    part = symbols[:, start:stop]
    return every((part >= ord("A")) & (part <= ord("Z")))


def values_in(symbols: ByteArray, alphabet: str) -> IntArray:
    """Return the place of each byte in `alphabet`, shape as given; -1 for a stranger."""
    table = np.full(256, -1, dtype=np.int64)
    table[np.frombuffer(alphabet.encode("ascii"), dtype=np.uint8)] = np.arange(len(alphabet))
    return table[symbols]


def read(digits: ByteArray, start: int, stop: int) -> IntArray:
    """Return the number that columns start to stop spell, shape [n]; at most 18 columns."""
    number = np.zeros(len(digits), dtype=np.int64)
    for column in range(start, stop):
        number = number * 10 + digits[:, column]
    return number


def between(values: IntArray, low: int, high: int) -> BoolArray:
    """Tell where low <= value <= high."""
    return (values >= low) & (values <= high)


def one_of(values: IntArray | ByteArray, allowed: Iterable[int]) -> BoolArray:
    """Tell where a value is among the allowed ones."""
    return np.isin(values, np.array(sorted(allowed)))


def letter_in(symbols: ByteArray, column: int, letters: str) -> BoolArray:
    """Tell where the byte in a column is one of `letters`, shape [n]."""
    return one_of(symbols[:, column], letters.encode("ascii"))


def word_in(symbols: ByteArray, start: int, words: str) -> BoolArray:
    """Tell where one of the space-separated `words` begins in column `start`, shape [n]."""
    found = np.zeros(len(symbols), dtype=np.bool_)
    for word in words.split():
        wanted = np.frombuffer(word.encode("ascii"), dtype=np.uint8)
        found |= every(symbols[:, start : start + len(wanted)] == wanted)
    return found


def every(mask: BoolArray) -> BoolArray:
    """Tell which rows hold only True, shape [n]."""
    return np.asarray(mask.all(axis=1), dtype=np.bool_)


def looked_up(digits: ByteArray, weights: Sequence[int], table: Sequence[int]) -> IntArray:
    """Return the check value that the weighted sum points to; the table's length is the modulus."""
    return np.array(table, dtype=np.int64)[weighted_sum(digits, weights) % len(table)]


def all_equal(digits: ByteArray) -> BoolArray:
    """Tell where a row repeats one digit throughout."""
    return every(digits == digits[:, :1])


def graded(valid: BoolArray, checked: BoolArray) -> ByteArray:
    """Return CHECKED where both hold, PLAUSIBLE where only `valid` does, else REJECT."""
    return np.where(valid, np.where(checked, CHECKED, PLAUSIBLE), REJECT).astype(np.uint8)


def in_longer_grouping(candidates: Candidates, group: int, separators: bytes = b" -") -> BoolArray:
    """Tell where one of the separators and then `group` more digits stand on either side.

    A spaced identifier of 4-4-4 digits must not be found within a card number of 4-4-4-4.
    """
    after = _group_beside(candidates, candidates.ends, 1, group, separators)
    return after | _group_beside(candidates, candidates.starts - 1, -1, group, separators)


def goes_on(candidates: Candidates) -> BoolArray:
    """Tell where a hyphen or point and a digit touch a match: it is part of a longer number."""
    return in_longer_grouping(candidates, 1, b"-.")


def _group_beside(
    candidates: Candidates, places: IntArray, step: int, group: int, separators: bytes
) -> BoolArray:
    beside = one_of(_bytes_at(candidates, places), separators)
    for distance in range(1, group + 1):
        value = _bytes_at(candidates, places + step * distance) - ord("0")
        beside &= value <= 9
    return beside


def _bytes_at(candidates: Candidates, places: IntArray) -> ByteArray:
    """Return the bytes at places of the batch, 0 outside of it."""
    data = candidates.data
    inside = (places >= 0) & (places < len(data))
    taken = data[np.where(inside, places, 0)]
    return np.where(inside, taken, 0).astype(np.uint8)


def whole(verifier: Verifier) -> Verifier:
    """Return a verifier that also rejects what is part of a longer number."""

    def verify(candidates: Candidates) -> ByteArray:
        verdict = verifier(candidates)
        return np.where(goes_on(candidates), REJECT, verdict).astype(np.uint8)

    return verify


def by_role(check: RoleCheck) -> VerifierFactory:
    """Return a factory whose argument, `person` or `company`, says whose numbers pass."""

    def make(argument: str) -> Verifier:
        if argument not in ("person", "company"):
            raise RuleError(f"a role is 'person' or 'company', not {argument!r}")

        def verify(candidates: Candidates) -> ByteArray:
            verdict, personal = check(candidates)
            wanted = personal if argument == "person" else ~personal
            return np.where(wanted, verdict, REJECT).astype(np.uint8)

        return whole(verify)

    return make
