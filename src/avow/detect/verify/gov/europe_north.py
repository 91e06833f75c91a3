"""Verifiers of government, tax and company identifiers of Northern Europe and the Baltic.

Sweden, Norway, Denmark, Finland, Iceland, Estonia, Latvia and Lithuania.
"""

import numpy as np

from avow.detect.verify.checksums import luhn, real_date, two_digits, weighted_sum
from avow.detect.verify.gov.fields import date_at, decimal, exact_digits, letter_at, places_in
from avow.detect.verify.interface import (
    ASCII_ZERO,
    CHECKED,
    PLAUSIBLE,
    RESERVED,
    BoolArray,
    Candidates,
    Verifier,
    VerifierFactory,
    verdicts,
)
from avow.text import ByteArray, IntArray

_HETU_CONTROL = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_HETU_SIGNS = "+-YXWVUABCDEF"
_HETU_CENTURIES = np.array([1800, *[1900] * 6, *[2000] * 6])
_COORDINATION_DAYS = 60
_TENOR_MONTHS = 80


def _luhn_10(digits: ByteArray) -> BoolArray:
    return luhn(digits, np.full(len(digits), 10))


def _swedish_person(candidates: Candidates, day_shift: int) -> ByteArray:
    """Check date and Luhn of 10 or 12 digits; a plus sign moves the year back by a century."""
    digits, counts = candidates.digits(12)
    long = counts == 12
    older = (candidates.matrix(13) == ord("+")).any(axis=1)
    short = np.where(long[:, None], np.roll(digits, -2, axis=1), digits)[:, :10]
    fits = long | (counts == 10)
    short = np.where(fits[:, None], short, 0).astype(np.uint8)
    year = np.where(older, 1900, 2000) + two_digits(short, 0)
    year = np.where(long, decimal(digits, 0, 4), year)
    born = real_date(year, two_digits(short, 2), two_digits(short, 4) - day_shift)
    return verdicts(fits & born & (year >= 1800) & (year <= 2099) & _luhn_10(short))


def se_personnummer(candidates: Candidates) -> ByteArray:
    """Check a Swedish personal identity number: birth date and Luhn (Skatteverket SKV 704)."""
    return _swedish_person(candidates, 0)


def se_samordningsnummer(candidates: Candidates) -> ByteArray:
    """Check a Swedish coordination number: day of birth plus 60, and Luhn (SKV 707)."""
    return _swedish_person(candidates, _COORDINATION_DAYS)


def se_orgnr(candidates: Candidates) -> ByteArray:
    """Check a Swedish company number: third digit at least 2, and Luhn (Bolagsverket)."""
    digits, fits = exact_digits(candidates, 10)
    return verdicts(fits & (digits[:, 2] >= 2) & (digits[:, 0] > 0) & _luhn_10(digits))


def se_vat(candidates: Candidates) -> ByteArray:
    """Check a Swedish VAT number: ten digits with Luhn, then 01 (Skatteverket)."""
    digits, fits = exact_digits(candidates, 12)
    return verdicts(fits & (two_digits(digits, 10) == 1) & _luhn_10(digits[:, :10]))


def _norwegian_year(digits: ByteArray) -> IntArray:
    """Return the birth year that two digits and the individual number give, -1 for none."""
    year, individual = two_digits(digits, 4), decimal(digits, 6, 9)
    conditions = [
        individual < 500,
        (individual < 750) & (year >= 54),
        year < 40,
        individual >= 900,
    ]
    return np.select(conditions, [1900 + year, 1800 + year, 2000 + year, 1900 + year], -1)


def no_fodselsnummer(candidates: Candidates) -> ByteArray:
    """Check a Norwegian birth or D number: date and two check digits, mod 11 (Skatteetaten).

    A day raised by 40 marks a D number, a month raised by 40 an H number. A month raised by 80
    marks the synthetic population that the tax agency publishes for tests: RESERVED.
    """
    digits, fits = exact_digits(candidates, 11)
    fits &= weighted_sum(digits, (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)) % 11 == 0
    fits &= weighted_sum(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0
    year, month, day = _norwegian_year(digits), two_digits(digits, 2), two_digits(digits, 0)
    day = np.where(day > 40, day - 40, day)
    synthetic = month > _TENOR_MONTHS
    month = np.where(synthetic, month - _TENOR_MONTHS, np.where(month > 40, month - 40, month))
    fits &= (year >= 0) & real_date(year, month, day)
    return np.where(synthetic & fits, RESERVED, verdicts(fits)).astype(np.uint8)


def no_orgnr(candidates: Candidates) -> ByteArray:
    """Check a Norwegian company number: nine digits, mod 11, not all zero (Brreg)."""
    digits, fits = exact_digits(candidates, 9)
    total = weighted_sum(digits, (3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11
    return verdicts(fits & (total == 0) & (digits != 0).any(axis=1))


def dk_cpr(candidates: Candidates) -> ByteArray:
    """Check a Danish personal number: birth date in the century that digit seven gives (CPR).

    Mod 11 was given up in 2007: where it holds the verdict is CHECKED, else PLAUSIBLE.
    """
    digits, fits = exact_digits(candidates, 10)
    year, century = two_digits(digits, 4), digits[:, 6]
    last = (century <= 3) | (((century == 4) | (century == 9)) & (year >= 37))
    first = (century >= 5) & (century <= 8) & (year >= 58)
    year = year + np.where(first, 1800, np.where(last, 1900, 2000))
    fits &= real_date(year, two_digits(digits, 2), two_digits(digits, 0))
    total = weighted_sum(digits, (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11
    return np.where(fits & (total == 0), CHECKED, verdicts(fits, PLAUSIBLE)).astype(np.uint8)


def dk_cvr(candidates: Candidates) -> ByteArray:
    """Check a Danish company number: eight digits, mod 11 (Erhvervsstyrelsen)."""
    digits, fits = exact_digits(candidates, 8)
    total = weighted_sum(digits, (2, 7, 6, 5, 4, 3, 2, 1)) % 11
    return verdicts(fits & (digits[:, 0] != 0) & (total == 0))


def fi_hetu(candidates: Candidates) -> ByteArray:
    """Check a Finnish identity code: date, century sign, control mod 31 (DVV).

    The signs are those in force since 2023; numbers 900 to 999 are temporary ones and pass.
    """
    matrix = candidates.matrix(11)
    fits = (candidates.ends - candidates.starts) == 11
    matrix = np.where((matrix >= ord("a")) & (matrix <= ord("z")), matrix - 32, matrix)
    columns = [0, 1, 2, 3, 4, 5, 7, 8, 9]
    digits = (matrix[:, columns] - ASCII_ZERO).astype(np.uint8)
    fits &= (digits < 10).all(axis=1)
    digits = np.where(fits[:, None], digits, 0).astype(np.uint8)
    sign = places_in(matrix[:, 6], _HETU_SIGNS)
    born = date_at(digits, "dmy", century=_HETU_CENTURIES[np.maximum(sign, 0)])
    control = letter_at(decimal(digits, 0, 9) % 31, _HETU_CONTROL) == matrix[:, 10]
    return verdicts(fits & (sign >= 0) & born & (decimal(digits, 6, 9) >= 2) & control)


def fi_ytunnus(candidates: Candidates) -> ByteArray:
    """Check a Finnish business or VAT number: eight digits, mod 11, not all zero (PRH)."""
    digits, fits = exact_digits(candidates, 8)
    total = weighted_sum(digits, (7, 9, 10, 5, 8, 4, 2, 1)) % 11
    return verdicts(fits & (total == 0) & (digits != 0).any(axis=1))


def is_kennitala(candidates: Candidates) -> ByteArray:
    """Check an Icelandic number: date (organisations: day plus 40), century, mod 11 (Skrá)."""
    digits, fits = exact_digits(candidates, 10)
    day = two_digits(digits, 0)
    year = two_digits(digits, 4) + np.where(digits[:, 9] == 9, 1900, 2000)
    fits &= (digits[:, 9] == 9) | (digits[:, 9] == 0)
    fits &= real_date(year, two_digits(digits, 2), np.where(day >= 40, day - 40, day))
    return verdicts(fits & (weighted_sum(digits, (3, 2, 7, 6, 5, 4, 3, 2, 1, 0)) % 11 == 0))


def _baltic_check(digits: ByteArray, width: int) -> IntArray:
    """Return the check digit of Estonia and Lithuania: two rounds of weights, mod 11."""
    first = weighted_sum(digits, tuple(place % 9 + 1 for place in range(width))) % 11
    second = weighted_sum(digits, tuple((place + 2) % 9 + 1 for place in range(width))) % 11
    return np.where(first == 10, second, first) % 10


def _baltic_birth(digits: ByteArray) -> BoolArray:
    year = 1800 + (digits[:, 0].astype(np.int64) - 1) // 2 * 100 + two_digits(digits, 1)
    return real_date(year, two_digits(digits, 3), two_digits(digits, 5))


def ee_ik(candidates: Candidates) -> ByteArray:
    """Check an Estonian personal code: birth date and check digit (EVS 585)."""
    digits, fits = exact_digits(candidates, 11)
    fits &= (digits[:, 0] >= 1) & (digits[:, 0] <= 8) & _baltic_birth(digits)
    return verdicts(fits & (_baltic_check(digits, 10) == digits[:, 10]))


def lt_asmens(candidates: Candidates) -> ByteArray:
    """Check a Lithuanian personal code: birth date unless it starts with 9, and check digit."""
    digits, fits = exact_digits(candidates, 11)
    known = (digits[:, 0] >= 1) & (digits[:, 0] <= 8) & _baltic_birth(digits)
    fits &= known | (digits[:, 0] == 9)
    return verdicts(fits & (_baltic_check(digits, 10) == digits[:, 10]))


def ee_registrikood(candidates: Candidates) -> ByteArray:
    """Check an Estonian company code: starts with 1, 7, 8 or 9, and check digit (RIK)."""
    digits, fits = exact_digits(candidates, 8)
    fits &= np.isin(digits[:, 0], (1, 7, 8, 9))
    return verdicts(fits & (_baltic_check(digits, 7) == digits[:, 7]))


def ee_vat(candidates: Candidates) -> ByteArray:
    """Check an Estonian VAT number: nine digits, 3-7-1 mod 10, not all zero (EMTA)."""
    digits, fits = exact_digits(candidates, 9)
    total = weighted_sum(digits, (3, 7, 1) * 3) % 10
    return verdicts(fits & (total == 0) & (digits != 0).any(axis=1))


def lv_person(candidates: Candidates) -> ByteArray:
    """Check a Latvian personal code: birth date, or 32 for codes since 2017; mod 11 (PMLP)."""
    digits, fits = exact_digits(candidates, 11)
    century = digits[:, 6].astype(np.int64)
    born = date_at(digits, "dmy", century=1800 + century * 100) & (century <= 2)
    new = two_digits(digits, 0) == 32
    check = (1 + weighted_sum(digits, (10, 5, 8, 4, 2, 1, 6, 3, 7, 9))) % 11 % 10
    return verdicts(fits & (born | new) & (check == digits[:, 10]))


def lv_vat(candidates: Candidates) -> ByteArray:
    """Check a Latvian company or VAT number: first digit above 3, mod 11 leaves 3 (VID)."""
    digits, fits = exact_digits(candidates, 11)
    total = weighted_sum(digits, (9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1)) % 11
    return verdicts(fits & (digits[:, 0] > 3) & (total == 3))


def lt_vat(candidates: Candidates) -> ByteArray:
    """Check a Lithuanian VAT number of 9 or 12 digits: 1 before the check digit (VMI)."""
    short, is_short = exact_digits(candidates, 9)
    long, is_long = exact_digits(candidates, 12)
    is_short &= (short[:, 7] == 1) & (_baltic_check(short, 8) == short[:, 8])
    is_long &= (long[:, 10] == 1) & (_baltic_check(long, 11) == long[:, 11])
    return verdicts(is_short | is_long)


VERIFIERS: dict[str, Verifier] = {
    "se_personnummer": se_personnummer,
    "se_samordningsnummer": se_samordningsnummer,
    "se_orgnr": se_orgnr,
    "se_vat": se_vat,
    "no_fodselsnummer": no_fodselsnummer,
    "no_orgnr": no_orgnr,
    "dk_cpr": dk_cpr,
    "dk_cvr": dk_cvr,
    "fi_hetu": fi_hetu,
    "fi_ytunnus": fi_ytunnus,
    "is_kennitala": is_kennitala,
    "ee_ik": ee_ik,
    "ee_registrikood": ee_registrikood,
    "ee_vat": ee_vat,
    "lv_person": lv_person,
    "lv_vat": lv_vat,
    "lt_asmens": lt_asmens,
    "lt_vat": lt_vat,
}

FACTORIES: dict[str, VerifierFactory] = {}
