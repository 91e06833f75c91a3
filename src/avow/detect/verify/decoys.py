"""Verifiers of look-alikes: numbers of books, goods, securities and parcels, which name nobody."""

import numpy as np

from avow.detect.verify.checksums import real_date, two_digits, weighted_sum
from avow.detect.verify.interface import (
    NO_DIGIT,
    PLAUSIBLE,
    BoolArray,
    Candidates,
    Verifier,
    VerifierFactory,
    verdicts,
)
from avow.detect.verify.money.bank_tables import BIC_COUNTRIES
from avow.text import ByteArray, IntArray

DIGIT_0 = ord("0")
LETTER_A = ord("A")
LETTER_X = ord("X")
UNIX_SECONDS_2001 = 1_000_000_000
UNIX_SECONDS_2049 = 2_500_000_000
SECURITY_CODES = ("EU", "QS", "QT", "XA", "XB", "XC", "XD", "XF", "XS")
SECURITY_COUNTRIES = np.array(
    [ord(code[0]) * 256 + ord(code[1]) for code in (*BIC_COUNTRIES, *SECURITY_CODES)]
)
"""Countries of an ISIN, with the codes that numbering agencies use for other purposes."""
POSTAL_COUNTRIES = np.array([ord(code[0]) * 256 + ord(code[1]) for code in BIC_COUNTRIES])
LEI_WIDTH = 20
GTIN_LENGTHS = (8, 12, 13, 14)


def _letter_values(text: ByteArray) -> IntArray:
    """Return 0 to 9 for digits and 10 to 35 for upper-case letters."""
    wide = text.astype(np.int64)
    return np.where(wide >= LETTER_A, wide - LETTER_A + 10, wide - DIGIT_0)


def _gtin_valid(digits: ByteArray, counts: IntArray) -> BoolArray:
    """Tell whether left-aligned digits pass the GS1 check: 3, 1, 3 … from the right."""
    columns = np.arange(digits.shape[1])
    inside = columns < counts[:, None]
    weights = np.where((counts[:, None] - 1 - columns) % 2 == 1, 3, 1)
    total = (np.where(inside, digits, 0).astype(np.int64) * weights).sum(axis=1)
    valid: BoolArray = total % 10 == 0
    return valid


def isbn(candidates: Candidates) -> ByteArray:
    """Check an ISBN (ISO 2108): 13 digits that begin with 978 or 979, or 10 modulo 11."""
    text, counts = candidates.alnum(13)
    digits = (text - DIGIT_0).astype(np.uint8)
    numeric = digits <= 9
    book = (digits[:, 0] == 9) & (digits[:, 1] == 7) & (digits[:, 2] >= 8)
    long = (counts == 13) & numeric.all(axis=1) & book & _gtin_valid(digits, counts)
    last = np.where(text[:, 9] == LETTER_X, 10, digits[:, 9]).astype(np.int64)
    total = weighted_sum(digits[:, :9], tuple(range(10, 1, -1))) + last
    short = (counts == 10) & numeric[:, :9].all(axis=1) & (last <= 10)
    short &= (digits[:, :9] > 0).any(axis=1)
    return verdicts(long | (short & (total % 11 == 0)))


def issn(candidates: Candidates) -> ByteArray:
    """Check an ISSN (ISO 3297): weights 8 to 2 and a check character modulo 11."""
    text, counts = candidates.alnum(8)
    digits = (text - DIGIT_0).astype(np.uint8)
    last = np.where(text[:, 7] == LETTER_X, 10, digits[:, 7]).astype(np.int64)
    fits = (counts == 8) & (digits[:, :7] <= 9).all(axis=1) & (last <= 10)
    fits &= (digits[:, :7] > 0).any(axis=1)
    return verdicts(fits & ((weighted_sum(digits, tuple(range(8, 1, -1))) + last) % 11 == 0))


def gtin(candidates: Candidates) -> ByteArray:
    """Check a GTIN (EAN-8, UPC-A, EAN-13, GTIN-14): GS1 check digit."""
    digits, counts = candidates.digits(14)
    nonzero = ((digits > 0) & (digits < NO_DIGIT)).any(axis=1)
    return verdicts(np.isin(counts, GTIN_LENGTHS) & nonzero & _gtin_valid(digits, counts))


def isin(candidates: Candidates) -> ByteArray:
    """Check an ISIN (ISO 6166): country, nine characters, Luhn over letters as two digits."""
    text, counts = candidates.alnum(12)
    values = _letter_values(text)
    pair = text[:, 0].astype(np.int64) * 256 + text[:, 1]
    numeric = values[:, 11] <= 9
    total = np.zeros(len(text), dtype=np.int64)
    doubled = np.zeros(len(text), dtype=np.bool_)
    for column in range(11, -1, -1):
        value = values[:, column]
        for digit, present in ((value % 10, True), (value // 10, value >= 10)):
            twice = digit * 2
            folded = np.where(doubled, twice - 9 * (twice > 9), digit)
            total += np.where(present, folded, 0)
            doubled ^= present
    fits = (counts == 12) & np.isin(pair, SECURITY_COUNTRIES) & numeric
    return verdicts(fits & (total % 10 == 0))


def cusip(candidates: Candidates) -> ByteArray:
    """Check a CUSIP: eight letters or digits, every second doubled, digit sums modulo 10."""
    text, counts = candidates.alnum(9)
    values = _letter_values(text)
    weighted = values[:, :8] * np.array((1, 2) * 4, dtype=np.int64)
    total = (weighted // 10 + weighted % 10).sum(axis=1)
    fits = (counts == 9) & (values[:, 8] <= 9) & (values[:, :8] > 0).any(axis=1)
    return verdicts(fits & ((10 - total % 10) % 10 == values[:, 8]))


def sedol(candidates: Candidates) -> ByteArray:
    """Check a SEDOL: no vowels, weights 1, 3, 1, 7, 3, 9, 1 modulo 10."""
    text, counts = candidates.alnum(7)
    values = _letter_values(text)
    vowel = np.isin(text, np.frombuffer(b"AEIOU", dtype=np.uint8)).any(axis=1)
    total = (values * np.array((1, 3, 1, 7, 3, 9, 1), dtype=np.int64)).sum(axis=1)
    digit_first = values[:, 0] <= 9
    style = ~digit_first | (values <= 9).all(axis=1)
    fits = (counts == 7) & ~vowel & style & (values[:, 6] <= 9) & (total > 0)
    return verdicts(fits & (total % 10 == 0))


def lei(candidates: Candidates) -> ByteArray:
    """Check a legal entity identifier (ISO 17442): 20 characters, ISO 7064 MOD 97-10."""
    text, counts = candidates.alnum(LEI_WIDTH)
    values = _letter_values(text)
    total = np.zeros(len(text), dtype=np.int64)
    for column in range(LEI_WIDTH):
        value = values[:, column]
        total = np.where(value > 9, total * 100 + value, total * 10 + value) % 97
    fits = (counts == LEI_WIDTH) & (values[:, 18:] <= 9).all(axis=1)
    return verdicts(fits & (values[:, :18] > 0).any(axis=1) & (total == 1))


def imo_ship(candidates: Candidates) -> ByteArray:
    """Check an IMO ship number: weights 7 to 2, last digit of the sum."""
    digits, counts = candidates.digits(7)
    total = weighted_sum(digits, (7, 6, 5, 4, 3, 2))
    return verdicts((counts == 7) & (total > 0) & (total % 10 == digits[:, 6]))


def ups_tracking(candidates: Candidates) -> ByteArray:
    """Check a UPS number, `1Z` and 16 characters: odd places plus twice the even, modulo 10."""
    text, counts = candidates.alnum(18)
    wide = text.astype(np.int64)
    # UPS counts letters from A = 2 upward, modulo 10.
    values = np.where(wide >= LETTER_A, (wide - LETTER_A + 2) % 10, wide - DIGIT_0)[:, 2:]
    total = values[:, 0:15:2].sum(axis=1) + 2 * values[:, 1:15:2].sum(axis=1)
    prefix = (text[:, 0] == ord("1")) & (text[:, 1] == ord("Z"))
    last = wide[:, 17] - DIGIT_0
    return verdicts((counts == 18) & prefix & ((10 - total % 10) % 10 == last))


def postal_tracking(candidates: Candidates) -> ByteArray:
    """Check a UPU S10 number (`RR123456785GB`): weights 8 6 4 2 3 5 9 7 modulo 11."""
    text, counts = candidates.alnum(13)
    digits = (text[:, 2:11] - DIGIT_0).astype(np.uint8)
    check = 11 - weighted_sum(digits, (8, 6, 4, 2, 3, 5, 9, 7)) % 11
    check = np.where(check == 10, 0, np.where(check == 11, 5, check))
    pair = text[:, 11].astype(np.int64) * 256 + text[:, 12]
    letters = (text[:, :2] >= LETTER_A).all(axis=1) & np.isin(pair, POSTAL_COUNTRIES)
    fits = (counts == 13) & letters & (digits <= 9).all(axis=1)
    return verdicts(fits & (digits[:, 8] == check))


def usps_tracking(candidates: Candidates) -> ByteArray:
    """Check a USPS package number of 20 or 22 digits: GS1 weights from the right."""
    digits, counts = candidates.digits(22)
    leading = digits[:, 0] == 9
    return verdicts(np.isin(counts, (20, 22)) & leading & _gtin_valid(digits, counts))


def fedex_tracking(candidates: Candidates) -> ByteArray:
    """Check a FedEx express number of 12 digits: weights 3, 1, 7, modulo 11, modulo 10."""
    digits, counts = candidates.digits(12)
    total = weighted_sum(digits, (3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1))
    return verdicts((counts == 12) & (total > 0) & (total % 11 % 10 == digits[:, 11]))


def unix_time(candidates: Candidates) -> ByteArray:
    """Check seconds since 1970 between 2001 and 2049, also in milli-, micro- or nanoseconds."""
    digits, counts = candidates.digits(19)
    powers = 10 ** np.arange(9, -1, -1, dtype=np.int64)
    seconds = np.where(digits[:, :10] > 9, 0, digits[:, :10]).astype(np.int64) @ powers
    inside = (seconds >= UNIX_SECONDS_2001) & (seconds < UNIX_SECONDS_2049)
    return verdicts(np.isin(counts, (10, 13, 16, 19)) & inside, PLAUSIBLE)


def compact_time(candidates: Candidates) -> ByteArray:
    """Check `YYYYMMDDhhmmss`, with or without a separator: a real date of 1970 to 2069 and time."""
    digits, counts = candidates.digits(14)
    year = two_digits(digits, 0) * 100 + two_digits(digits, 2)
    fits = (counts == 14) & (year >= 1970) & (year < 2070)
    fits &= real_date(year, two_digits(digits, 4), two_digits(digits, 6))
    clock = (two_digits(digits, 8) < 24) & (two_digits(digits, 10) < 60)
    return verdicts(fits & clock & (two_digits(digits, 12) < 61), PLAUSIBLE)


def year_range(candidates: Candidates) -> ByteArray:
    """Check two years of 1000 to 2199, the second not before the first and within 150 years."""
    digits, counts = candidates.digits(8)
    first = two_digits(digits, 0) * 100 + two_digits(digits, 2)
    second = two_digits(digits, 4) * 100 + two_digits(digits, 6)
    fits = (counts == 8) & (first >= 1000) & (second < 2200)
    return verdicts(fits & (second >= first) & (second - first <= 150), PLAUSIBLE)


def hex_digest(candidates: Candidates) -> ByteArray:
    """Check that a hexadecimal run mixes letters and digits, as hashes practically always do."""
    longest = int((candidates.ends - candidates.starts).max(initial=1))
    text = candidates.matrix(min(longest, 128))
    letters = ((text | 0x20) >= ord("a")).any(axis=1)
    figures = ((text - DIGIT_0) < 10).any(axis=1)
    return verdicts(np.logical_and(letters, figures), PLAUSIBLE)


VERIFIERS: dict[str, Verifier] = {
    "isbn": isbn,
    "issn": issn,
    "gtin": gtin,
    "isin": isin,
    "cusip": cusip,
    "sedol": sedol,
    "lei": lei,
    "imo_ship": imo_ship,
    "ups_tracking": ups_tracking,
    "postal_tracking": postal_tracking,
    "usps_tracking": usps_tracking,
    "fedex_tracking": fedex_tracking,
    "unix_time": unix_time,
    "compact_time": compact_time,
    "year_range": year_range,
    "hex_digest": hex_digest,
}

FACTORIES: dict[str, VerifierFactory] = {}
