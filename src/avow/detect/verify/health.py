"""Verifiers of health identifiers: insured persons, patients and prescribers."""

import numpy as np

from avow.detect.verify.checksums import luhn, luhn_sum, real_date, two_digits, weighted_sum
from avow.detect.verify.gov.fields import (
    are_digits,
    are_letters,
    between,
    decimal,
    digit_values,
    every,
    exact_digits,
    letter_in,
    looked_up,
    one_of,
    places_in,
    symbol_rows,
    whole,
    word_in,
)
from avow.detect.verify.interface import (
    PLAUSIBLE,
    RESERVED,
    Candidates,
    Verifier,
    VerifierFactory,
    verdicts,
)
from avow.text import ByteArray

_NPI_PREFIX_SUM = 24
"""What the issuer prefix 80840 adds to the Luhn sum of the ten digits."""
_DEA_REGISTRANTS = "ABCDEFGHJKLMPRSTUX"
_MBI_LETTERS = "ACDEFGHJKMNPQRTUVWXY"
_MBI_SPECIMENS = "1EG4TE5MK72 1EG4TE5MK73"
_NHI_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def _us_npi(candidates: Candidates) -> ByteArray:
    """National Provider Identifier: 1 or 2 first, Luhn over 80840 and the ten digits (CMS)."""
    digits, fits = exact_digits(candidates, 10)
    total = luhn_sum(digits, np.full(len(digits), 10)) + _NPI_PREFIX_SUM
    return verdicts(fits & one_of(digits[:, 0], (1, 2)) & (total % 10 == 0))


def _us_dea(candidates: Candidates) -> ByteArray:
    """Registrant letter, letter of the name (or 9), six digits and a check digit (DEA)."""
    symbols, fits = symbol_rows(candidates, 9)
    digits = digit_values(symbols[:, 2:])
    named = are_letters(symbols, 1, 2) | letter_in(symbols, 1, "9")
    fits &= letter_in(symbols, 0, _DEA_REGISTRANTS) & named & are_digits(symbols, 2, 9)
    total = weighted_sum(digits, (1, 2, 1, 2, 1, 2))
    return verdicts(fits & (decimal(digits, 0, 6) > 0) & (total % 10 == digits[:, 6]))


def _us_mbi(candidates: Candidates) -> ByteArray:
    """Medicare Beneficiary Identifier: C A AN N A AN N A A N N without S L O I B Z (CMS)."""
    symbols, fits = symbol_rows(candidates, 11)
    letter = places_in(symbols, _MBI_LETTERS) >= 0
    digit = (symbols >= ord("0")) & (symbols <= ord("9"))
    fits &= digit[:, 0] & (symbols[:, 0] != ord("0"))
    fits &= every(letter[:, [1, 4, 7, 8]]) & every(digit[:, [3, 6, 9, 10]])
    fits &= every(letter[:, [2, 5]] | digit[:, [2, 5]])
    specimen = fits & word_in(symbols, 0, _MBI_SPECIMENS)
    return np.where(specimen, RESERVED, verdicts(fits, PLAUSIBLE)).astype(np.uint8)


def _ca_bc_phn(candidates: Candidates) -> ByteArray:
    """British Columbia: a 9, eight digits and a modulo 11 check digit that is never 10."""
    digits, fits = exact_digits(candidates, 10)
    table = (0, *range(10, 0, -1))
    check = looked_up(digits[:, 1:], (2, 4, 8, 5, 10, 9, 7, 3), table)
    return verdicts(fits & (digits[:, 0] == 9) & (digits[:, 9] == check))


def _ca_on_hcn(candidates: Candidates) -> ByteArray:
    """Ontario: ten digits that pass Luhn; a version code of letters may follow."""
    digits, fits = exact_digits(candidates, 10)
    return verdicts(fits & (digits[:, 0] > 0) & luhn(digits, np.full(len(digits), 10)))


def _ca_qc_nam(candidates: Candidates) -> ByteArray:
    """Quebec: letters of the name, year, month (women: + 50), day and two characters more."""
    symbols, fits = symbol_rows(candidates, 12)
    digits = digit_values(symbols)
    month = two_digits(digits, 6)
    month = np.where(month > 50, month - 50, month)
    birth = real_date(two_digits(digits, 4) + 2000, month, two_digits(digits, 8))
    fits &= are_letters(symbols, 0, 4) & are_digits(symbols, 4, 12) & birth
    return verdicts(fits, PLAUSIBLE)


def _au_medicare(candidates: Candidates) -> ByteArray:
    """2 to 6 first, a modulo 10 check in ninth place, issue and perhaps person (1 to 9)."""
    digits, counts = candidates.digits(11)
    total = weighted_sum(digits, (1, 3, 7, 9, 1, 3, 7, 9)) % 10
    shape = between(digits[:, 0].astype(np.int64), 2, 6) & (digits[:, 9] > 0)
    shape &= (counts == 10) | ((counts == 11) & (digits[:, 10] > 0))
    return verdicts(shape & (digits[:, 8] == total))


def _au_ihi(candidates: Candidates) -> ByteArray:
    """Individual Healthcare Identifier: 800360 and ten digits, Luhn."""
    digits, fits = exact_digits(candidates, 16)
    return verdicts(
        fits & (decimal(digits, 0, 6) == 800360) & luhn(digits, np.full(len(digits), 16))
    )


def _nz_nhi(candidates: Candidates) -> ByteArray:
    """Three letters without I and O, four digits (modulo 11), or two and two letters (23)."""
    symbols, fits = symbol_rows(candidates, 7)
    letters = places_in(symbols, _NHI_ALPHABET) + 1
    values = np.where(letters > 0, letters, digit_values(symbols))
    total = values[:, :6] @ np.arange(7, 1, -1)
    fits &= every(letters[:, :3] > 0) & are_digits(symbols, 3, 5)
    old = are_digits(symbols, 5, 7) & (total % 11 > 0) & ((11 - total % 11) % 10 == values[:, 6])
    new = every(letters[:, 5:7] > 0) & (23 - total % 23 == values[:, 6])
    return verdicts(fits & (old | new))


_CHECKS: dict[str, Verifier] = {
    "us_npi": _us_npi,
    "us_dea": _us_dea,
    "us_mbi": _us_mbi,
    "ca_bc_phn": _ca_bc_phn,
    "ca_on_hcn": _ca_on_hcn,
    "ca_qc_nam": _ca_qc_nam,
    "au_medicare": _au_medicare,
    "au_ihi": _au_ihi,
    "nz_nhi": _nz_nhi,
}

VERIFIERS: dict[str, Verifier] = {name: whole(check) for name, check in _CHECKS.items()}

FACTORIES: dict[str, VerifierFactory] = {}
