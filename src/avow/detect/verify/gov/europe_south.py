"""Verifiers of government, tax and company identifiers of Southern Europe.

Spain, Portugal, Italy, Greece, Cyprus and Malta.
"""

import numpy as np

from avow.detect.verify.checksums import (
    luhn,
    luhn_sum,
    real_date,
    two_digits,
    weighted_sum,
)
from avow.detect.verify.gov.fields import (
    date_at,
    decimal,
    exact_digits,
    letter_at,
    places_in,
    shaped,
    values_36,
)
from avow.detect.verify.interface import (
    ASCII_ZERO,
    Candidates,
    Verifier,
    VerifierFactory,
    verdicts,
)
from avow.text import ByteArray, IntArray

_SPANISH_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
_CIF_KINDS = "ABCDEFGHJNPQRSUVW"
_CIF_LETTERS = "JABCDEFGHI"
_ITALIAN_DIGITS = "0123456789"
_ITALIAN_OMOCODIA = "LMNPQRSTUV"
_ITALIAN_MONTHS = "ABCDEHLMPRST"
# fmt: off
_ITALIAN_ODD = np.array(
    [1, 0, 5, 7, 9, 13, 15, 17, 19, 21,
     1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23]
)
# fmt: on
_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ITALIAN_OFFICES = (*range(1, 101), 120, 121, 888, 999)


def _spanish_letter(numbers: IntArray) -> ByteArray:
    return letter_at(numbers % 23, _SPANISH_LETTERS)


def es_dni(candidates: Candidates) -> ByteArray:
    """Check a Spanish identity number: eight digits and a letter, mod 23 (RD 1553/2005)."""
    matrix, fits = shaped(candidates, "99999999@")
    letter = _spanish_letter(decimal(matrix - ASCII_ZERO, 0, 8))
    return verdicts(fits & (letter == matrix[:, 8]))


def es_nie(candidates: Candidates) -> ByteArray:
    """Check a Spanish foreigner number: X, Y or Z counts as 0, 1 or 2, then mod 23."""
    matrix, fits = shaped(candidates, "@9999999@")
    first = places_in(matrix[:, 0], "XYZ")
    number = first * 10_000_000 + decimal(matrix - ASCII_ZERO, 1, 8)
    return verdicts(fits & (first >= 0) & (_spanish_letter(number) == matrix[:, 8]))


def es_klm(candidates: Candidates) -> ByteArray:
    """Check a Spanish tax number of a person without DNI or NIE: K, L or M, then mod 23."""
    matrix, fits = shaped(candidates, "@9999999@")
    fits &= places_in(matrix[:, 0], "KLM") >= 0
    return verdicts(fits & (_spanish_letter(decimal(matrix - ASCII_ZERO, 1, 8)) == matrix[:, 8]))


def es_cif(candidates: Candidates) -> ByteArray:
    """Check a Spanish organisation's tax number: Luhn digit, or its letter (AEAT)."""
    matrix, fits = shaped(candidates, "@9999999*")
    digits = matrix[:, 1:8] - ASCII_ZERO
    shifted = np.concatenate([digits, np.zeros((len(digits), 1), np.uint8)], axis=1)
    check = (10 - luhn_sum(shifted, np.full(len(digits), 8))) % 10
    last = matrix[:, 8]
    right = (last == check + ASCII_ZERO) | (last == letter_at(check, _CIF_LETTERS))
    return verdicts(fits & (places_in(matrix[:, 0], _CIF_KINDS) >= 0) & right)


def es_vat(candidates: Candidates) -> ByteArray:
    """Check a Spanish VAT number with its prefix ES: a person's or an organisation's number."""
    bare = _without_prefix(candidates)
    person = es_dni(bare) | es_nie(bare) | es_klm(bare)
    return person | es_cif(bare)


def _without_prefix(candidates: Candidates) -> Candidates:
    """Cut the two prefix letters from each match."""
    starts = np.minimum(candidates.starts + 2, candidates.ends)
    return Candidates(data=candidates.data, starts=starts, ends=candidates.ends)


def es_nuss(candidates: Candidates) -> ByteArray:
    """Check a Spanish social security number: province, number and check, mod 97 (TGSS)."""
    digits, fits = exact_digits(candidates, 12)
    province, number = two_digits(digits, 0), decimal(digits, 2, 10)
    shift = np.where(number < 10_000_000, 10_000_000, 100_000_000)
    check = (province * shift + number) % 97
    known = ((province >= 1) & (province <= 53)) | (province == 66)
    return verdicts(fits & known & (number > 0) & (check == two_digits(digits, 10)))


def pt_nif(candidates: Candidates) -> ByteArray:
    """Check a Portuguese tax number of a person or company: mod 11 (DL 14/2013)."""
    digits, fits = exact_digits(candidates, 9)
    check = (11 - weighted_sum(digits, (9, 8, 7, 6, 5, 4, 3, 2))) % 11 % 10
    return verdicts(fits & (digits[:, 0] != 0) & (check == digits[:, 8]))


def pt_cc(candidates: Candidates) -> ByteArray:
    """Check a Portuguese citizen card number: Luhn over letters as 10 to 35 (AMA)."""
    matrix, fits = shaped(candidates, "999999999**9")
    values = values_36(matrix).astype(np.int64)
    doubled = values[:, ::2] * 2
    total = (doubled - 9 * (doubled > 9)).sum(axis=1) + values[:, 1::2].sum(axis=1)
    return verdicts(fits & (total % 10 == 0) & (values != 0).any(axis=1))


def pt_niss(candidates: Candidates) -> ByteArray:
    """Check a Portuguese social security number: prime weights, 9 - sum mod 10."""
    digits, fits = exact_digits(candidates, 11)
    check = 9 - weighted_sum(digits, (29, 23, 19, 17, 13, 11, 7, 5, 3, 2)) % 10
    person = (digits[:, 0] == 1) | (digits[:, 0] == 2)
    return verdicts(fits & person & (check == digits[:, 10]))


def it_codicefiscale(candidates: Candidates) -> ByteArray:
    """Check an Italian fiscal code of a person: date, omocodia letters, check letter (DM 1976)."""
    matrix, fits = shaped(candidates, "@@@@@@**@**@***@")
    places = (6, 7, 9, 10, 12, 13, 14)
    plain = np.stack([places_in(matrix[:, place], _ITALIAN_DIGITS) for place in places], axis=1)
    coded = np.stack([places_in(matrix[:, place], _ITALIAN_OMOCODIA) for place in places], axis=1)
    numbers = np.maximum(plain, coded)
    fits &= (numbers >= 0).all(axis=1)
    month = places_in(matrix[:, 8], _ITALIAN_MONTHS) + 1
    year = 2000 + numbers[:, 0] * 10 + numbers[:, 1]
    fits &= real_date(year, month, (numbers[:, 2] * 10 + numbers[:, 3]) % 40)
    values = values_36(matrix)
    even = np.where(values >= 10, values - 10, values)
    total = _ITALIAN_ODD[np.minimum(values[:, 0:15:2], 35)].sum(axis=1)
    total += even[:, 1:15:2].sum(axis=1, dtype=np.int64)
    return verdicts(fits & (letter_at(total % 26, _LATIN) == matrix[:, 15]))


def it_iva(candidates: Candidates) -> ByteArray:
    """Check an Italian VAT number: known office and Luhn (Agenzia delle Entrate)."""
    digits, fits = exact_digits(candidates, 11)
    office = np.isin(decimal(digits, 7, 10), _ITALIAN_OFFICES)
    number = decimal(digits, 0, 7) > 0
    return verdicts(fits & number & office & luhn(digits, np.full(len(digits), 11)))


def gr_amka(candidates: Candidates) -> ByteArray:
    """Check a Greek social security number: birth date and Luhn (IDIKA)."""
    digits, fits = exact_digits(candidates, 11)
    return verdicts(fits & date_at(digits, "dmy") & luhn(digits, np.full(len(digits), 11)))


def gr_vat(candidates: Candidates) -> ByteArray:
    """Check a Greek tax number: powers of two, mod 11; not all zero (AADE)."""
    digits, fits = exact_digits(candidates, 9)
    check = weighted_sum(digits, (256, 128, 64, 32, 16, 8, 4, 2)) % 11 % 10
    return verdicts(fits & (digits != 0).any(axis=1) & (check == digits[:, 8]))


def cy_vat(candidates: Candidates) -> ByteArray:
    """Check a Cypriot VAT number with its prefix CY: letter mod 26, not starting with 12."""
    matrix, fits = shaped(candidates, "CY99999999@")
    digits = matrix[:, 2:10] - ASCII_ZERO
    total = _ITALIAN_ODD[digits[:, ::2]].sum(axis=1) + digits[:, 1::2].sum(axis=1, dtype=np.int64)
    fits &= two_digits(digits, 0) != 12
    return verdicts(fits & (letter_at(total % 26, _LATIN) == matrix[:, 10]))


def mt_vat(candidates: Candidates) -> ByteArray:
    """Check a Maltese VAT number: eight digits, mod 37 (CfR)."""
    digits, fits = exact_digits(candidates, 8)
    total = weighted_sum(digits, (3, 4, 6, 7, 8, 9, 10, 1)) % 37
    return verdicts(fits & (digits[:, 0] != 0) & (total == 0))


VERIFIERS: dict[str, Verifier] = {
    "es_dni": es_dni,
    "es_nie": es_nie,
    "es_klm": es_klm,
    "es_cif": es_cif,
    "es_vat": es_vat,
    "es_nuss": es_nuss,
    "pt_nif": pt_nif,
    "pt_cc": pt_cc,
    "pt_niss": pt_niss,
    "it_codicefiscale": it_codicefiscale,
    "it_iva": it_iva,
    "gr_amka": gr_amka,
    "gr_vat": gr_vat,
    "cy_vat": cy_vat,
    "mt_vat": mt_vat,
}

FACTORIES: dict[str, VerifierFactory] = {}
