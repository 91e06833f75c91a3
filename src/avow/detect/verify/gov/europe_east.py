"""Verifiers of government, tax and company identifiers of Central and Eastern Europe.

Poland, Czechia, Slovakia, Hungary, Romania, Bulgaria, Croatia, Slovenia, the other states that use
the Yugoslav citizen number, Moldova, Turkey, Russia and Ukraine.
"""

import numpy as np

from avow.detect.verify.checksums import (
    iso7064_mod11_10,
    real_date,
    two_digits,
    weighted_sum,
)
from avow.detect.verify.gov.fields import decimal, exact_digits, shaped, values_36
from avow.detect.verify.interface import (
    CHECKED,
    PLAUSIBLE,
    BoolArray,
    Candidates,
    Verifier,
    VerifierFactory,
    verdicts,
)
from avow.text import ByteArray, IntArray

_PESEL_CENTURIES = np.array([1900, 2000, 2100, 2200, 1800])
_CNP_CENTURIES = np.array([1900, 1900, 1900, 1800, 1800, 2000, 2000, 1900, 1900, 1900])
_CNP_COUNTIES = (*range(1, 49), 51, 52, 70, 80, 81, 82, 83)
_SNILS_UNCHECKED = 1_001_998
"""Numbers up to here were given out before the check digits."""


def _some(digits: ByteArray) -> BoolArray:
    any_digit: BoolArray = (digits != 0).any(axis=1)
    return any_digit


def pl_pesel(candidates: Candidates) -> ByteArray:
    """Check a Polish PESEL: birth date with the century in the month, 1-3-7-9 mod 10 (MSWiA)."""
    digits, fits = exact_digits(candidates, 11)
    month = two_digits(digits, 2)
    year = _PESEL_CENTURIES[month // 20] + two_digits(digits, 0)
    fits &= real_date(year, month % 20, two_digits(digits, 4))
    return verdicts(fits & (weighted_sum(digits, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1)) % 10 == 0))


def pl_nip(candidates: Candidates) -> ByteArray:
    """Check a Polish tax number: ten digits, mod 11, not all zero (MF)."""
    digits, fits = exact_digits(candidates, 10)
    total = weighted_sum(digits, (6, 5, 7, 2, 3, 4, 5, 6, 7, -1)) % 11
    return verdicts(fits & (total == 0) & _some(digits))


def pl_regon(candidates: Candidates) -> ByteArray:
    """Check a Polish statistical number of 9 or 14 digits: mod 11, ten written as 0 (GUS)."""
    digits, counts = candidates.digits(14)
    short = weighted_sum(digits, (8, 9, 2, 3, 4, 5, 6, 7)) % 11 % 10 == digits[:, 8]
    long = weighted_sum(digits, (2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8)) % 11 % 10 == digits[:, 13]
    fits = (counts == 9) | ((counts == 14) & long)
    return verdicts(fits & short & _some(digits[:, :9]))


def _lettered_731(candidates: Candidates, template: str, weights: tuple[int, ...]) -> ByteArray:
    matrix, fits = shaped(candidates, template)
    return verdicts(fits & (weighted_sum(values_36(matrix), weights) % 10 == 0))


def pl_identity_card(candidates: Candidates) -> ByteArray:
    """Check a Polish identity card: three letters, check digit, five digits; 7-3-1 mod 10."""
    return _lettered_731(candidates, "@@@999999", (7, 3, 1, 9, 7, 3, 1, 7, 3))


def pl_passport(candidates: Candidates) -> ByteArray:
    """Check a Polish passport: two letters, check digit, six digits; 7-3-1 mod 10."""
    return _lettered_731(candidates, "@@9999999", (7, 3, 9, 1, 7, 3, 1, 7, 3))


def _czech_month(digits: ByteArray) -> IntArray:
    """Return the month without what women (50) and full series (20) add; 0 for none."""
    month = two_digits(digits, 2)
    month = np.where(month > 50, month - 50, month)
    month = np.where(month > 20, month - 20, month)
    return np.where(month <= 12, month, 0)


def cz_rc(candidates: Candidates) -> ByteArray:
    """Check a Czech or Slovak birth number: date, and mod 11 where it has ten digits.

    Nine digits were given out up to 1953 without a check digit: PLAUSIBLE (Act 133/2000).
    """
    short, is_short = exact_digits(candidates, 9)
    long, is_long = exact_digits(candidates, 10)
    old = two_digits(short, 0)
    is_short &= (old <= 53) | (old >= 80)
    old = np.where(old >= 80, 1800, 1900) + old
    is_short &= real_date(old, _czech_month(short), two_digits(short, 4))
    year = two_digits(long, 0)
    year = np.where(year < 54, 2000, 1900) + year
    is_long &= real_date(year, _czech_month(long), two_digits(long, 4))
    is_long &= decimal(long, 0, 9) % 11 % 10 == long[:, 9]
    return np.where(is_long, CHECKED, verdicts(is_short, PLAUSIBLE)).astype(np.uint8)


def cz_ico(candidates: Candidates) -> ByteArray:
    """Check a Czech or Slovak company number: eight digits, mod 11 (ARES)."""
    digits, fits = exact_digits(candidates, 8)
    check = (11 - weighted_sum(digits, (8, 7, 6, 5, 4, 3, 2))) % 11
    check = np.where(check == 0, 1, check) % 10
    return verdicts(fits & (digits[:, 0] != 9) & _some(digits) & (check == digits[:, 7]))


def cz_vat(candidates: Candidates) -> ByteArray:
    """Check a Czech VAT number: company number, birth number, or nine digits that start with 6."""
    special, fits = exact_digits(candidates, 9)
    total = weighted_sum(special, (0, 8, 7, 6, 5, 4, 3, 2)) % 11
    fits &= (8 - (10 - total) % 11) % 10 == special[:, 8]
    starts_6 = special[:, 0] == 6
    person = np.where(starts_6, 0, cz_rc(candidates))
    checked = (fits & starts_6) | (cz_ico(candidates) == CHECKED)
    return np.where(checked, CHECKED, person).astype(np.uint8)


def sk_vat(candidates: Candidates) -> ByteArray:
    """Check a Slovak VAT number: ten digits divisible by 11, or a birth number (FRSR)."""
    digits, fits = exact_digits(candidates, 10)
    fits &= (digits[:, 0] != 0) & np.isin(digits[:, 2], (2, 3, 4, 7, 8, 9))
    company = verdicts(fits & (decimal(digits, 0, 10) % 11 == 0))
    return np.maximum(company, np.where(digits.any(axis=1), cz_rc(candidates), 0)).astype(np.uint8)


def hu_personal(candidates: Candidates) -> ByteArray:
    """Check a Hungarian personal number: date and mod 11 (Act XX of 1996).

    Weights rise from 1 to 10 for births before 1997 and fall from 10 to 1 after that.
    """
    digits, fits = exact_digits(candidates, 11)
    first, year = digits[:, 0], two_digits(digits, 1)
    this_century = first >= 3
    born = real_date(
        np.where(this_century, 2000, 1900) + year, two_digits(digits, 3), two_digits(digits, 5)
    )
    rising = weighted_sum(digits, tuple(range(1, 11))) % 11
    falling = weighted_sum(digits, tuple(range(10, 0, -1))) % 11
    check = np.where(this_century | (year >= 97), falling, rising)
    return verdicts(fits & (first >= 1) & (first <= 4) & born & (check == digits[:, 10]))


def hu_taj(candidates: Candidates) -> ByteArray:
    """Check a Hungarian social security number: weights 3 and 7, mod 10 (Act XX of 1996)."""
    digits, fits = exact_digits(candidates, 9)
    total = weighted_sum(digits, (3, 7) * 4) % 10
    return verdicts(fits & _some(digits) & (total == digits[:, 8]))


def hu_tax_id(candidates: Candidates) -> ByteArray:
    """Check a Hungarian tax number of a person: 8, then weights 1 to 9, mod 11 (NAV)."""
    digits, fits = exact_digits(candidates, 10)
    total = weighted_sum(digits, tuple(range(1, 10))) % 11
    return verdicts(fits & (digits[:, 0] == 8) & (total == digits[:, 9]))


def hu_vat(candidates: Candidates) -> ByteArray:
    """Check a Hungarian company tax or VAT number: 9-7-3-1 over its first eight digits (NAV).

    The long form adds a VAT code from 1 to 5 and a county.
    """
    digits, counts = candidates.digits(11)
    total = weighted_sum(digits, (9, 7, 3, 1) * 2) % 10
    long = (counts == 11) & (digits[:, 8] >= 1) & (digits[:, 8] <= 5)
    return verdicts(((counts == 8) | long) & (total == 0) & _some(digits[:, :8]))


def ro_cnp(candidates: Candidates) -> ByteArray:
    """Check a Romanian personal code: date, county and mod 11, ten written as 1 (MAI)."""
    digits, fits = exact_digits(candidates, 13)
    year = _CNP_CENTURIES[digits[:, 0]] + two_digits(digits, 1)
    fits &= (digits[:, 0] != 0) & real_date(year, two_digits(digits, 3), two_digits(digits, 5))
    fits &= np.isin(two_digits(digits, 7), _CNP_COUNTIES)
    total = weighted_sum(digits, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return verdicts(fits & (np.where(total == 10, 1, total) == digits[:, 12]))


def ro_cui(candidates: Candidates) -> ByteArray:
    """Check a Romanian company or VAT number of 2 to 10 digits: mod 11 (ANAF)."""
    digits, counts = candidates.digits(10)
    fits = (counts >= 2) & (counts <= 10) & (digits[:, 0] != 0)
    columns = np.arange(10) - (10 - np.minimum(counts, 10))[:, None]
    aligned = np.take_along_axis(digits, np.maximum(columns, 0), axis=1)
    aligned = np.where(columns >= 0, aligned, 0).astype(np.uint8)
    check = weighted_sum(aligned, (7, 5, 3, 2, 1, 7, 5, 3, 2)) * 10 % 11 % 10
    return verdicts(fits & (check == aligned[:, 9]))


def bg_egn(candidates: Candidates) -> ByteArray:
    """Check a Bulgarian citizen number: date with the century in the month, mod 11 (GRAO)."""
    digits, fits = exact_digits(candidates, 10)
    month = two_digits(digits, 2)
    late, early = month > 40, (month > 20) & (month <= 40)
    year = 1900 + two_digits(digits, 0) + np.where(late, 100, np.where(early, -100, 0))
    month = month - np.where(late, 40, np.where(early, 20, 0))
    total = weighted_sum(digits, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10
    return verdicts(fits & real_date(year, month, two_digits(digits, 4)) & (total == digits[:, 9]))


def bg_pnf(candidates: Candidates) -> ByteArray:
    """Check a Bulgarian foreigner number: ten digits, mod 10, not all zero (MVR)."""
    digits, fits = exact_digits(candidates, 10)
    total = weighted_sum(digits, (21, 19, 17, 13, 11, 9, 7, 3, 1)) % 10
    return verdicts(fits & _some(digits) & (total == digits[:, 9]))


def bg_vat(candidates: Candidates) -> ByteArray:
    """Check a Bulgarian company or VAT number: nine digits, or ten of a person or other (NRA)."""
    digits, fits = exact_digits(candidates, 9)
    first = weighted_sum(digits, tuple(range(1, 9))) % 11
    second = weighted_sum(digits, tuple(range(3, 11))) % 11
    company = np.where(first == 10, second, first) % 10 == digits[:, 8]
    other, is_ten = exact_digits(candidates, 10)
    check = (11 - weighted_sum(other, (4, 3, 2, 7, 6, 5, 4, 3, 2))) % 11
    found = (fits & company & _some(digits)) | (is_ten & _some(other) & (check == other[:, 9]))
    return verdicts(found) | bg_egn(candidates) | bg_pnf(candidates)


def hr_oib(candidates: Candidates) -> ByteArray:
    """Check a Croatian person or company number: eleven digits, ISO 7064 MOD 11,10."""
    digits, fits = exact_digits(candidates, 11)
    return verdicts(fits & iso7064_mod11_10(digits))


def jmbg(candidates: Candidates) -> ByteArray:
    """Check a Yugoslav citizen number: birth date and mod 11; the region is the row's affair."""
    digits, fits = exact_digits(candidates, 13)
    year = decimal(digits, 4, 7)
    year = year + np.where(year < 800, 2000, 1000)
    fits &= real_date(year, two_digits(digits, 2), two_digits(digits, 0))
    return verdicts(fits & (_yugoslav_check(digits) == digits[:, 12]))


def _yugoslav_check(digits: ByteArray) -> IntArray:
    return (-weighted_sum(digits, (7, 6, 5, 4, 3, 2) * 2)) % 11 % 10


def si_vat(candidates: Candidates) -> ByteArray:
    """Check a Slovenian tax number of a person or company: eight digits, mod 11 (FURS)."""
    digits, fits = exact_digits(candidates, 8)
    check = 11 - weighted_sum(digits, (8, 7, 6, 5, 4, 3, 2)) % 11
    check = np.where(check == 10, 0, check)
    return verdicts(fits & (digits[:, 0] != 0) & (check == digits[:, 7]))


def rs_pib(candidates: Candidates) -> ByteArray:
    """Check a Serbian tax number: nine digits, ISO 7064 MOD 11,10 (APR)."""
    digits, fits = exact_digits(candidates, 9)
    return verdicts(fits & iso7064_mod11_10(digits))


def me_pib(candidates: Candidates) -> ByteArray:
    """Check a Montenegrin tax number: eight digits, mod 11, not all zero."""
    digits, fits = exact_digits(candidates, 8)
    check = (-weighted_sum(digits, (8, 7, 6, 5, 4, 3, 2))) % 11 % 10
    return verdicts(fits & _some(digits) & (check == digits[:, 7]))


def mk_edb(candidates: Candidates) -> ByteArray:
    """Check a North Macedonian tax number: thirteen digits, mod 11, not all zero (UJP)."""
    digits, fits = exact_digits(candidates, 13)
    return verdicts(fits & _some(digits) & (_yugoslav_check(digits) == digits[:, 12]))


def md_idno(candidates: Candidates) -> ByteArray:
    """Check a Moldovan person or company number: 7-3-1 mod 10, not all zero (ASP)."""
    digits, fits = exact_digits(candidates, 13)
    total = weighted_sum(digits, (7, 3, 1) * 4) % 10
    return verdicts(fits & _some(digits) & (total == digits[:, 12]))


def tr_tckimlik(candidates: Candidates) -> ByteArray:
    """Check a Turkish identity number: two check digits (NVI)."""
    digits, fits = exact_digits(candidates, 11)
    first = (-weighted_sum(digits, (3, 1, 3, 1, 3, 1, 3, 1, 3))) % 10
    second = (first + digits[:, :9].sum(axis=1, dtype=np.int64)) % 10
    fits &= (digits[:, 0] != 0) & (first == digits[:, 9])
    return verdicts(fits & (second == digits[:, 10]))


def tr_vkn(candidates: Candidates) -> ByteArray:
    """Check a Turkish tax number: shifted digits times powers of two, mod 9 (GIB)."""
    digits, fits = exact_digits(candidates, 10)
    places = np.arange(9, 0, -1)
    moved = (digits[:, :9].astype(np.int64) + places) % 10
    scaled = moved * 2**places % 9
    scaled = np.where((moved != 0) & (scaled == 0), 9, scaled)
    return verdicts(fits & _some(digits) & ((-scaled.sum(axis=1)) % 10 == digits[:, 9]))


def ru_inn(candidates: Candidates) -> ByteArray:
    """Check a Russian tax number: 12 digits of a person or 10 of a company, mod 11 (FNS)."""
    digits, counts = candidates.digits(12)
    company = weighted_sum(digits, (2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10 == digits[:, 9]
    first = weighted_sum(digits, (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10
    second = weighted_sum(digits, (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)) % 11 % 10
    person = (first == digits[:, 10]) & (second == digits[:, 11])
    return verdicts(_some(digits[:, :9]) & np.where(counts == 12, person, (counts == 10) & company))


def ru_ogrn(candidates: Candidates) -> ByteArray:
    """Check a Russian registry number: 13 digits of a company or 15 of a sole trader (FNS)."""
    short, is_short = exact_digits(candidates, 13)
    long, is_long = exact_digits(candidates, 15)
    is_short &= (short[:, 0] != 0) & (decimal(short, 0, 12) % 11 % 10 == short[:, 12])
    is_long &= (long[:, 0] == 3) | (long[:, 0] == 4)
    return verdicts(is_short | (is_long & (decimal(long, 0, 14) % 13 % 10 == long[:, 14])))


def ru_snils(candidates: Candidates) -> ByteArray:
    """Check a Russian pension number: weights 9 to 1, mod 101 (PFR order 192p)."""
    digits, fits = exact_digits(candidates, 11)
    total = weighted_sum(digits, tuple(range(9, 0, -1))) % 101 % 100
    checked = fits & (total == two_digits(digits, 9)) & (decimal(digits, 0, 9) > _SNILS_UNCHECKED)
    return verdicts(checked)


def ua_rntrc(candidates: Candidates) -> ByteArray:
    """Check a Ukrainian taxpayer number of a person: mod 11, not all zero (DPS)."""
    digits, fits = exact_digits(candidates, 10)
    total = weighted_sum(digits, (-1, 5, 7, 9, 4, 6, 10, 5, 7)) % 11 % 10
    return verdicts(fits & _some(digits) & (total == digits[:, 9]))


def ua_edrpou(candidates: Candidates) -> ByteArray:
    """Check a Ukrainian company number: eight digits, two rounds of weights, mod 11."""
    digits, fits = exact_digits(candidates, 8)
    middle = ((digits[:, 0] >= 3) & (digits[:, 0] <= 5))[:, None]
    weights = np.where(middle, (7, 1, 2, 3, 4, 5, 6), (1, 2, 3, 4, 5, 6, 7))
    numbers = digits[:, :7].astype(np.int64)
    first = (numbers * weights).sum(axis=1) % 11
    second = (numbers * (weights + 2)).sum(axis=1) % 11
    check = np.where(first == 10, second, first) % 10
    return verdicts(fits & _some(digits) & (check == digits[:, 7]))


def ua_unzr(candidates: Candidates) -> ByteArray:
    """Check a Ukrainian register record number: birth date, then 7-3-1 mod 10 (ICAO 9303)."""
    digits, fits = exact_digits(candidates, 13)
    year = decimal(digits, 0, 4)
    fits &= real_date(year, two_digits(digits, 4), two_digits(digits, 6))
    fits &= (year >= 1880) & (year <= 2099)
    return verdicts(fits & (weighted_sum(digits, (7, 3, 1) * 4) % 10 == digits[:, 12]))


VERIFIERS: dict[str, Verifier] = {
    "pl_pesel": pl_pesel,
    "pl_nip": pl_nip,
    "pl_regon": pl_regon,
    "pl_identity_card": pl_identity_card,
    "pl_passport": pl_passport,
    "cz_rc": cz_rc,
    "cz_ico": cz_ico,
    "cz_vat": cz_vat,
    "sk_vat": sk_vat,
    "hu_personal": hu_personal,
    "hu_taj": hu_taj,
    "hu_tax_id": hu_tax_id,
    "hu_vat": hu_vat,
    "ro_cnp": ro_cnp,
    "ro_cui": ro_cui,
    "bg_egn": bg_egn,
    "bg_pnf": bg_pnf,
    "bg_vat": bg_vat,
    "hr_oib": hr_oib,
    "jmbg": jmbg,
    "si_vat": si_vat,
    "rs_pib": rs_pib,
    "me_pib": me_pib,
    "mk_edb": mk_edb,
    "md_idno": md_idno,
    "tr_tckimlik": tr_tckimlik,
    "tr_vkn": tr_vkn,
    "ru_inn": ru_inn,
    "ru_ogrn": ru_ogrn,
    "ru_snils": ru_snils,
    "ua_rntrc": ua_rntrc,
    "ua_edrpou": ua_edrpou,
    "ua_unzr": ua_unzr,
}

FACTORIES: dict[str, VerifierFactory] = {}
