"""Verifiers of government identifiers of Africa and Oceania, and of machine-readable documents.

Formats and check digits follow the authorities that each row of `rules/gov_africa_oceania.toml`
names. A verifier sees digits and letters only, except for machine-readable zones (ICAO Doc 9303).
"""

import numpy as np

from avow.detect.verify.checksums import luhn, real_date, two_digits, weighted_sum
from avow.detect.verify.gov.fields import (
    are_digits,
    are_letters,
    between,
    by_role,
    decimal,
    digit_tails,
    digit_values,
    every,
    exact_digits,
    letter_in,
    looked_up,
    one_of,
    places_in,
    symbol_rows,
    whole,
)
from avow.detect.verify.interface import (
    CHECKED,
    PLAUSIBLE,
    REJECT,
    RESERVED,
    BoolArray,
    Candidates,
    Verifier,
    VerifierFactory,
    verdicts,
)
from avow.text import ByteArray

_BASE_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_EGYPTIAN_GOVERNORATES = (1, 2, 3, 4, *range(11, 20), *range(21, 30), *range(31, 36), 88)
_MRZ_WEIGHTS = (7, 3, 1)
_MRZ_LENGTHS = (30, 36, 44)
_FILLER = ord("<")


def _au_tfn(candidates: Candidates) -> ByteArray:
    """Eight or nine digits, weighted sum a multiple of 11 (ATO)."""
    digits, counts = candidates.digits(9)
    digits = np.where(digits > 9, 0, digits).astype(np.uint8)
    total = weighted_sum(digits, (1, 4, 3, 7, 5, 8, 6, 9, 10))
    return verdicts(between(counts, 8, 9) & (decimal(digits, 0, 9) > 0) & (total % 11 == 0))


def _au_abn(candidates: Candidates) -> ByteArray:
    """One is taken from the first digit; the weighted sum is a multiple of 89 (ABR)."""
    digits, fits = exact_digits(candidates, 11)
    total = weighted_sum(digits, (10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19)) - 10
    return verdicts(fits & (digits[:, 0] > 0) & (total % 89 == 0))


def _au_acn(candidates: Candidates) -> ByteArray:
    """Weights 8 to 1 and a modulo 10 complement, which may be 0 (ASIC)."""
    digits, fits = exact_digits(candidates, 9)
    total = weighted_sum(digits, (8, 7, 6, 5, 4, 3, 2, 1)) + digits[:, 8]
    return verdicts(fits & (decimal(digits, 0, 9) > 0) & (total % 10 == 0))


def _nz_ird(candidates: Candidates) -> ByteArray:
    """10 to 150 million; a modulo 11 check digit with second weights where it comes out as 10."""
    digits, counts = digit_tails(candidates, 9)
    number = decimal(digits, 0, 9)
    table = (0, *range(10, 0, -1))
    first = looked_up(digits, (3, 2, 7, 6, 5, 4, 3, 2), table)
    second = looked_up(digits, (7, 4, 3, 2, 5, 2, 7, 6), table)
    check = np.where(first == 10, second, first)
    ranged = between(counts, 8, 9) & between(number, 10_000_001, 149_999_999)
    return verdicts(ranged & (digits[:, 8] == check))


def _za_id(candidates: Candidates) -> ByteArray:
    """Birth date, sex, citizenship (2 is a refugee) and Luhn."""
    digits, fits = exact_digits(candidates, 13)
    birth = real_date(two_digits(digits, 0) + 2000, two_digits(digits, 2), two_digits(digits, 4))
    return verdicts(fits & birth & (digits[:, 10] <= 2) & luhn(digits, np.full(len(digits), 13)))


def _za_tin(candidates: Candidates) -> ByteArray:
    """Income tax reference: 0, 1, 2, 3 or 9 first, ten digits, Luhn (SARS)."""
    digits, fits = exact_digits(candidates, 10)
    fits &= one_of(digits[:, 0], (0, 1, 2, 3, 9)) & (decimal(digits, 0, 10) > 0)
    return verdicts(fits & luhn(digits, np.full(len(digits), 10)))


def _eg_tn(candidates: Candidates) -> ByteArray:
    """Nine digits without a check."""
    _, fits = exact_digits(candidates, 9)
    return verdicts(fits, PLAUSIBLE)


def _eg_nid(candidates: Candidates) -> ByteArray:
    """Century 2 or 3, birth date, governorate, serial, and an unpublished check digit."""
    digits, fits = exact_digits(candidates, 14)
    year = two_digits(digits, 1) + np.where(digits[:, 0] == 2, 1900, 2000)
    birth = real_date(year, two_digits(digits, 3), two_digits(digits, 5))
    fits &= one_of(digits[:, 0], (2, 3)) & one_of(two_digits(digits, 7), _EGYPTIAN_GOVERNORATES)
    return verdicts(fits & birth, PLAUSIBLE)


def _ke_pin(candidates: Candidates) -> tuple[ByteArray, BoolArray]:
    """A (person) or P (company), nine digits and a letter whose rule is not published."""
    symbols, fits = symbol_rows(candidates, 11)
    fits &= letter_in(symbols, 0, "AP") & are_digits(symbols, 1, 10) & are_letters(symbols, 10, 11)
    return verdicts(fits, PLAUSIBLE), letter_in(symbols, 0, "A")


def _mu_nid(candidates: Candidates) -> ByteArray:
    """First letter of the surname, birth date, serial and a modulo 17 check character."""
    symbols, fits = symbol_rows(candidates, 14)
    digits = digit_values(symbols)
    values = np.maximum(places_in(symbols, _BASE_36), 0)
    check = -(values[:, :13] @ np.arange(14, 1, -1)) % 17
    birth = real_date(two_digits(digits, 5) + 2000, two_digits(digits, 3), two_digits(digits, 1))
    fits &= are_letters(symbols, 0, 1) & are_digits(symbols, 1, 13) & birth
    return verdicts(fits & (values[:, 13] == check))


def _gh_tin(candidates: Candidates) -> tuple[ByteArray, BoolArray]:
    """P (person), C, G, Q or V, two zeros, seven digits and a modulo 11 check or X."""
    symbols, fits = symbol_rows(candidates, 11)
    check = looked_up(digit_values(symbols[:, 1:]), range(1, 10), tuple(b"0123456789X"))
    fits &= letter_in(symbols, 0, "PCGQV") & are_digits(symbols, 1, 10)
    fits &= (symbols[:, 1] == ord("0")) & (symbols[:, 2] == ord("0"))
    return verdicts(fits & (symbols[:, 10] == check)), letter_in(symbols, 0, "P")


def _ng_bvn(candidates: Candidates) -> ByteArray:
    """Bank verification number: eleven digits, 22 first; no check digit."""
    digits, fits = exact_digits(candidates, 11)
    return verdicts(fits & (two_digits(digits, 0) == 22), PLAUSIBLE)


def _ng_nin(candidates: Candidates) -> ByteArray:
    """National identity number: eleven digits, not 0 first as in phone numbers; no check digit."""
    digits, fits = exact_digits(candidates, 11)
    return verdicts(fits & (digits[:, 0] > 0), PLAUSIBLE)


def _mrz_check(rows: ByteArray, columns: list[int], check: int) -> BoolArray:
    """Tell where the 7-3-1 sum of some columns equals the digit in column `check`."""
    values = np.maximum(places_in(rows[:, columns], _BASE_36), 0)
    weights = np.resize(_MRZ_WEIGHTS, len(columns))
    return (values @ weights) % 10 == rows[:, check].astype(np.int64) - ord("0")


def _mrz_holds(
    rows: ByteArray, fields: tuple[tuple[int, int], ...], composite: tuple[tuple[int, int], ...]
) -> ByteArray:
    """Return verdicts of a data line from its fields, each followed by a check, and its composite.

    A visa has no composite check: its line is PLAUSIBLE.
    """
    holds = np.ones(len(rows), dtype=np.bool_)
    for start, stop in fields:
        holds &= _mrz_check(rows, list(range(start, stop)), stop)
    if not composite:
        return verdicts(holds)
    columns = [column for start, stop in composite for column in range(start, stop)]
    whole = _mrz_check(rows, columns, rows.shape[1] - 1)
    return np.where(holds & whole, CHECKED, verdicts(holds, PLAUSIBLE)).astype(np.uint8)


def _mrz_data_line(rows: ByteArray, length: int) -> ByteArray:
    """Return verdicts of rows as the line that holds the birth date."""
    birth, expiry = (0, 8) if length == 30 else (13, 21)
    fits = one_of(rows[:, birth + 7], b"MFX<")
    for start in (birth, expiry):
        digit = (rows[:, start : start + 6] - 48 <= 9) | (rows[:, start : start + 6] == _FILLER)
        fits &= every(digit)
    nationality = rows[:, 15:18] if length == 30 else rows[:, 10:13]
    fits &= every((nationality - 65 < 26) | (nationality == _FILLER))
    if length == 30:
        found = _mrz_holds(rows, ((0, 6), (8, 14)), ())
    else:
        fields = ((0, 9), (13, 19), (21, 27))
        found = _mrz_holds(rows, fields, ((0, 10), (13, 20), (21, length - 1)))
    return np.where(fits, found, REJECT).astype(np.uint8)


def _mrz_names_line(rows: ByteArray, length: int) -> ByteArray:
    """Return verdicts of rows as the line that holds the names."""
    letters = (rows - 65 < 26) | (rows == _FILLER)
    start = 0 if length == 30 else 5
    double = (rows[:, start + 1 : -1] == _FILLER) & (rows[:, start + 2 :] == _FILLER)
    fits = every(letters) & (rows[:, start] != _FILLER) & double.any(axis=1)
    if length > 30:
        kinds = b"PV" if length == 44 else b"PVACI"
        fits &= one_of(rows[:, 0], kinds) & every(rows[:, 2:3] != _FILLER)
    return verdicts(fits, PLAUSIBLE)


def _mrz_number_line(rows: ByteArray) -> ByteArray:
    """Return verdicts of rows as the first line of a card: type, state, number, check."""
    state = (rows[:, 2:5] - 65 < 26) | (rows[:, 2:5] == _FILLER)
    fits = one_of(rows[:, 0], b"ACI") & every(state) & (rows[:, 2] != _FILLER)
    long_number = rows[:, 14] == _FILLER
    holds = _mrz_check(rows, list(range(5, 14)), 14)
    marked = (rows[:, 5:30] - 48 <= 9).any(axis=1)
    return np.where(
        fits & marked, np.where(holds, CHECKED, verdicts(long_number, PLAUSIBLE)), REJECT
    ).astype(np.uint8)


def _mrz_line(candidates: Candidates) -> ByteArray:
    """One line of a TD1 (30), TD2 (36) or TD3 (44) zone; Utopia (UTO) is the specimen's state."""
    rows = candidates.matrix(max(_MRZ_LENGTHS) + 1)
    lengths = candidates.ends - candidates.starts
    found = np.zeros(len(rows), dtype=np.uint8)
    for length in _MRZ_LENGTHS:
        chosen = np.flatnonzero(lengths == length)
        part = rows[chosen, :length]
        legal = every((places_in(part, _BASE_36) >= 0) | (part == _FILLER))
        verdict = np.maximum(_mrz_data_line(part, length), _mrz_names_line(part, length))
        if length == 30:
            verdict = np.maximum(verdict, _mrz_number_line(part))
        utopian = _utopian(part, length) & (verdict != REJECT)
        found[chosen] = np.where(legal, np.where(utopian, RESERVED, verdict), REJECT)
    return found


def _utopian(rows: ByteArray, length: int) -> BoolArray:
    """Tell where UTO stands as a state in one of the columns that may hold it."""
    wanted = np.frombuffer(b"UTO", dtype=np.uint8)
    places = (2, 15) if length == 30 else (2, 10)
    found = np.zeros(len(rows), dtype=np.bool_)
    for place in places:
        found |= every(rows[:, place : place + 3] == wanted)
    return found


_CHECKS: dict[str, Verifier] = {
    "au_tfn": _au_tfn,
    "au_abn": _au_abn,
    "au_acn": _au_acn,
    "nz_ird": _nz_ird,
    "za_id": _za_id,
    "za_tin": _za_tin,
    "eg_tn": _eg_tn,
    "eg_nid": _eg_nid,
    "mu_nid": _mu_nid,
    "ng_bvn": _ng_bvn,
    "ng_nin": _ng_nin,
    "mrz_line": _mrz_line,
}

VERIFIERS: dict[str, Verifier] = {name: whole(check) for name, check in _CHECKS.items()}

FACTORIES: dict[str, VerifierFactory] = {
    "ke_pin": by_role(_ke_pin),
    "gh_tin": by_role(_gh_tin),
}
