"""Reading fields out of candidates: rows of digits or letters, templates, numbers, dates, roles.

Used by the verifiers of government and health identifiers; holds no scheme itself. Rows that do
not fit come back as harmless values beside a mask, so that arithmetic and look-ups stay in range.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from avow.detect.verify.checksums import real_date, two_digits, weighted_sum
from avow.detect.verify.interface import (
    ASCII_ZERO,
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

ANY_DIGIT = "9"
ANY_LETTER = "@"
ANY_BOTH = "*"
RoleCheck = Callable[[Candidates], tuple[ByteArray, BoolArray]]
"""Gives verdicts, shape [n], and where the number is a natural person's, shape [n]."""


def exact_digits(candidates: Candidates, width: int) -> tuple[ByteArray, BoolArray]:
    """Return the digits of each match, other bytes dropped, and which matches have `width`.

    Returns:
        Values 0 to 9, shape [n, width], all zero in rows of another length; the mask, shape [n].
    """
    digits, counts = candidates.digits(width)
    fits = counts == width
    return np.where(fits[:, None], digits, 0).astype(np.uint8), fits


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


def digit_values(symbols: ByteArray) -> ByteArray:
    """Return the value of each digit byte; 0 for any other byte."""
    values = symbols - ord("0")
    return np.where(values > 9, 0, values).astype(np.uint8)


def values_36(matrix: ByteArray) -> ByteArray:
    """Return digits as 0 to 9 and upper-case letters as 10 to 35, same shape."""
    return np.where(matrix >= ord("A"), matrix - (ord("A") - 10), matrix - ASCII_ZERO).astype(
        np.uint8
    )


def are_digits(symbols: ByteArray, start: int, stop: int) -> BoolArray:
    """Tell where columns start to stop hold only digits, shape [n]."""
    part = symbols[:, start:stop]
    return every((part >= ord("0")) & (part <= ord("9")))


def are_letters(symbols: ByteArray, start: int, stop: int) -> BoolArray:
    """Tell where columns start to stop hold only letters A to Z, shape [n]."""
    part = symbols[:, start:stop]
    return every((part >= ord("A")) & (part <= ord("Z")))


def places_in(matrix: ByteArray, alphabet: str) -> IntArray:
    """Return the place of each byte in the alphabet, -1 for bytes outside it, same shape."""
    table = np.full(256, -1, dtype=np.int64)
    table[np.frombuffer(alphabet.encode("ascii"), dtype=np.uint8)] = np.arange(len(alphabet))
    return table[matrix]


def letter_at(places: IntArray, alphabet: str) -> ByteArray:
    """Return the ASCII byte at each place of the alphabet, same shape."""
    return np.frombuffer(alphabet.encode("ascii"), dtype=np.uint8)[places]


def decimal(digits: ByteArray, start: int, end: int) -> IntArray:
    """Return the number that columns start to before end spell, shape [n]; at most 18 columns."""
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
