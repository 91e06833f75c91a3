"""Verifiers of government identifiers of North, Central and South America.

Formats and check digits follow the authorities that each row of `rules/gov_americas.toml` names.
A verifier sees digits and letters only: which separators a number may have is the row's pattern.
"""

import numpy as np

from avow.detect.verify.checksums import luhn, luhn_sum, real_date, two_digits, weighted_sum
from avow.detect.verify.gov.fields import (
    all_equal,
    are_digits,
    are_letters,
    between,
    by_role,
    decimal,
    digit_tails,
    digit_values,
    every,
    exact_digits,
    graded,
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
    BoolArray,
    Candidates,
    Verifier,
    VerifierFactory,
    verdicts,
)
from avow.errors import RuleError
from avow.text import ByteArray, IntArray

_SSN_ADVERTISED = (78_05_1120, 219_09_9999, 457_55_5462)
_EIN_UNUSED_PREFIXES = (0, 7, 8, 9, 17, 18, 19, 28, 29, 49, 69, 70, 78, 79, 89, 96, 97)
_SIN_FICTITIOUS = 46_454_286
_MEXICAN_ALPHABET = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ #"
_MEXICAN_STATES = (
    "AS BC BS CC CH CL CM CS DF DG GR GT HG JC MC MN MS NE NL NT OC PL QR QT SL SP SR TC TL TS VZ "
    "YN ZS"
)
_RFC_GENERIC = (b"XAXX010101000", b"XEXX010101000")
_DESCENDING_CHECK = (0, *range(10, 0, -1))
"""Check values of schemes in which the check is the modulus 11 minus the remainder."""


def _whole_number(candidates: Candidates) -> ByteArray:
    """Anything; for schemes that are only a length, as long as `whole` agrees."""
    return np.full(len(candidates), PLAUSIBLE, dtype=np.uint8)


def _ssn_advertised(number: IntArray) -> BoolArray:
    return one_of(number, _SSN_ADVERTISED) | between(number, 987_65_4320, 987_65_4329)


def _us_ssn(candidates: Candidates) -> ByteArray:
    """No check digit; area not 000, 666 or 9xx, group not 00, serial not 0000 (SSA RM 10201)."""
    digits, fits = exact_digits(candidates, 9)
    area = decimal(digits, 0, 3)
    issued = (area > 0) & (area != 666) & (area < 900)
    issued &= (decimal(digits, 3, 5) > 0) & (decimal(digits, 5, 9) > 0)
    advertised = fits & _ssn_advertised(decimal(digits, 0, 9))
    return np.where(advertised, RESERVED, verdicts(fits & issued, PLAUSIBLE)).astype(np.uint8)


def _us_itin(candidates: Candidates) -> ByteArray:
    """A 9 first; group 50-65, 70-88, 90-92 or 94-99 (IRS Pub. 4757)."""
    digits, fits = exact_digits(candidates, 9)
    group = decimal(digits, 3, 5)
    issued = between(group, 50, 65) | between(group, 70, 99)
    issued &= ~one_of(group, (89, 93)) & (digits[:, 0] == 9)
    advertised = fits & _ssn_advertised(decimal(digits, 0, 9))
    return np.where(advertised, RESERVED, verdicts(fits & issued, PLAUSIBLE)).astype(np.uint8)


def _us_atin(candidates: Candidates) -> ByteArray:
    """A 9 first and group 93 (IRS, Form W-7A)."""
    digits, fits = exact_digits(candidates, 9)
    return verdicts(fits & (digits[:, 0] == 9) & (decimal(digits, 3, 5) == 93), PLAUSIBLE)


def _us_ptin(candidates: Candidates) -> ByteArray:
    """P and eight digits."""
    symbols, fits = symbol_rows(candidates, 9)
    return verdicts(fits & letter_in(symbols, 0, "P") & are_digits(symbols, 1, 9), PLAUSIBLE)


def _us_ein(candidates: Candidates) -> ByteArray:
    """No check digit; the first two digits name the campus that assigned it."""
    digits, fits = exact_digits(candidates, 9)
    return verdicts(fits & ~one_of(decimal(digits, 0, 2), _EIN_UNUSED_PREFIXES), PLAUSIBLE)


def _soundex(symbols: ByteArray) -> BoolArray:
    """Tell where a letter and three digits can be a Soundex code: 0 to 6, zeros only at the end."""
    code = digit_values(symbols[:, 1:4])
    padded = (code[:, 0] > 0) | (code[:, 1] == 0)
    padded &= (code[:, 1] > 0) | (code[:, 2] == 0)
    return every(code <= 6) & padded & are_letters(symbols, 0, 1) & are_digits(symbols, 1, 4)


def _day_code(symbols: ByteArray, days_per_month: int, female: int) -> BoolArray:
    """Tell where columns 9 to 11 can be a day of birth in a licence that codes it."""
    code = decimal(digit_values(symbols), 9, 12)
    last = 11 * days_per_month + 31
    return between(code, 1, last) | between(code, female + 1, female + last)


def _us_driving_licence(state: str) -> Verifier:
    """Return the check of one state's licence number: Soundex of the surname, day of birth."""
    lengths = {"FL": 13, "IL": 12, "WI": 14, "MI": 13, "MN": 13, "MD": 13, "NJ": 15}
    if state not in lengths:
        raise RuleError(f"no structure is known for driving licences of {state!r}")

    def verify(candidates: Candidates) -> ByteArray:
        symbols, fits = symbol_rows(candidates, lengths[state])
        fits &= are_letters(symbols, 0, 1) & are_digits(symbols, 1, lengths[state])
        if state == "NJ":
            month = decimal(digit_values(symbols), 10, 12)
            return verdicts(fits & (between(month, 1, 12) | between(month, 51, 62)), PLAUSIBLE)
        fits &= _soundex(symbols)
        if state in ("FL", "WI"):
            fits &= _day_code(symbols, 40, 500)
        if state == "IL":
            fits &= _day_code(symbols, 31, 600)
        return verdicts(fits, PLAUSIBLE)

    return whole(verify)


def _ca_sin(candidates: Candidates) -> ByteArray:
    """Luhn; 0 is fictitious and 8 is a business account."""
    digits, fits = exact_digits(candidates, 9)
    issued = fits & ~one_of(digits[:, 0], (0, 8)) & (luhn_sum(digits, fits * 9) % 10 == 0)
    fictitious = fits & (decimal(digits, 0, 9) == _SIN_FICTITIOUS)
    return np.where(fictitious, RESERVED, verdicts(issued)).astype(np.uint8)


def _ca_bn(candidates: Candidates) -> ByteArray:
    """Luhn over nine digits; then possibly a programme (RC, RM, RP, RR, RT, RZ) and account."""
    symbols, counts = candidates.alnum(15)
    digits = digit_values(symbols[:, :9])
    root = are_digits(symbols, 0, 9) & luhn(digits, np.full(len(digits), 9))
    account = letter_in(symbols, 9, "R") & letter_in(symbols, 10, "CMPRTZ")
    account &= are_digits(symbols, 11, 15)
    return verdicts(root & ((counts == 9) | ((counts == 15) & account)))


def _mx_curp(candidates: Candidates) -> ByteArray:
    """Names, date, sex, state and a modulo 10 check digit (DOF 2006-10-23; sex X since 2023)."""
    symbols, fits = symbol_rows(candidates, 18)
    digits = digit_values(symbols)
    values = np.maximum(places_in(symbols, _MEXICAN_ALPHABET), 0)
    shape = are_letters(symbols, 0, 4) & are_digits(symbols, 4, 10) & are_letters(symbols, 10, 16)
    shape &= are_digits(symbols, 17, 18) & letter_in(symbols, 10, "HMX")
    shape &= word_in(symbols, 11, _MEXICAN_STATES)
    year = two_digits(digits, 4) + np.where(are_digits(symbols, 16, 17), 1900, 2000)
    shape &= real_date(year, two_digits(digits, 6), two_digits(digits, 8))
    total = values[:, :17] @ np.arange(18, 1, -1)
    return verdicts(fits & shape & ((total + digits[:, 17]) % 10 == 0))


def _rfc_rows(candidates: Candidates) -> tuple[ByteArray, IntArray]:
    """Return RFC symbols, right-aligned to 13 with spaces and N-tilde as `#`, and their counts."""
    rows = [
        text.replace(b"\xc3\x91", b"#").replace(b"\xc3\xb1", b"#").translate(None, b" -_").upper()
        for text in candidates.texts()
    ]
    counts = np.array([len(row) for row in rows], dtype=np.int64)
    padded = b"".join(row[:13].rjust(13) for row in rows)
    return np.frombuffer(padded, dtype=np.uint8).reshape(-1, 13), counts


def _mx_rfc(candidates: Candidates) -> tuple[ByteArray, BoolArray]:
    """Letters of the name, a date, then a two-character key and a modulo 11 check (SAT)."""
    rows, counts = _rfc_rows(candidates)
    short = counts == 10
    personal = short | (counts == 13)
    symbols = np.where(short[:, None], np.roll(rows, -3, axis=1), rows)
    name = places_in(symbols, "ABCDEFGHIJKLMNOPQRSTUVWXYZ&#") >= 0
    shape = every(name[:, 1:4]) & (name[:, 0] | (counts == 12)) & are_digits(symbols, 4, 10)
    digits = digit_values(symbols)
    shape &= real_date(two_digits(digits, 4) + 2000, two_digits(digits, 6), two_digits(digits, 8))
    key = every(places_in(symbols[:, 10:], "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") >= 0)
    shape &= short | (key & (personal | (counts == 12)))
    values = np.maximum(places_in(symbols, _MEXICAN_ALPHABET), 0)
    check = (-(values[:, :12] @ np.arange(13, 1, -1))) % 11
    verdict = graded(shape, ~short & (values[:, 12] == check))
    generic = np.array([row.tobytes() in _RFC_GENERIC for row in rows], dtype=np.bool_)
    return np.where(generic, RESERVED, verdict).astype(np.uint8), personal


def _br_cpf(candidates: Candidates) -> ByteArray:
    """Two modulo 11 check digits; one digit repeated passes them but is never issued."""
    digits, fits = exact_digits(candidates, 11)
    first = looked_up(digits, (10, 9, 8, 7, 6, 5, 4, 3, 2), (0, 0, *range(9, 0, -1)))
    second = looked_up(digits, (11, 10, 9, 8, 7, 6, 5, 4, 3, 2), (0, 0, *range(9, 0, -1)))
    return verdicts(fits & ~all_equal(digits) & (digits[:, 9] == first) & (digits[:, 10] == second))


def _br_cnpj(candidates: Candidates) -> ByteArray:
    """Two modulo 11 check digits over byte values minus 48; letters since July 2026."""
    symbols, fits = symbol_rows(candidates, 14)
    values = np.where(fits[:, None], symbols - 48, 0).astype(np.uint8)
    first = looked_up(values, (5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), (0, 0, *range(9, 0, -1)))
    second = looked_up(values, (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), (0, 0, *range(9, 0, -1)))
    issued = are_digits(symbols, 12, 14) & (values[:, :12] > 0).any(axis=1)
    return verdicts(fits & issued & (values[:, 12] == first) & (values[:, 13] == second))


def _ar_dni(candidates: Candidates) -> ByteArray:
    """Seven or eight digits without a check."""
    _, counts = candidates.digits(8)
    return verdicts(between(counts, 7, 8), PLAUSIBLE)


def _ar_cuit(candidates: Candidates) -> tuple[ByteArray, BoolArray]:
    """A type of two digits and a modulo 11 check digit; 20, 23, 24 and 27 are persons."""
    digits, fits = exact_digits(candidates, 11)
    kind = decimal(digits, 0, 2)
    check = looked_up(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), (0, 9, *range(9, 0, -1)))
    personal = one_of(kind, (20, 23, 24, 27))
    known = personal | one_of(kind, (30, 33, 34, 50, 51, 55))
    return verdicts(fits & known & (digits[:, 10] == check)), personal


def _with_letter_check(
    candidates: Candidates, width: int, letter: str
) -> tuple[ByteArray, IntArray, IntArray]:
    """Split a number whose check is a digit or a letter that stands for 10.

    Returns:
        Body digits, right-aligned with leading zeros, shape [n, width - 1]; check values; and
        lengths with the check, 0 where the body holds a letter.
    """
    symbols, counts = candidates.alnum(width)
    lengths = np.minimum(counts, width)
    last = symbols[np.arange(len(symbols)), np.maximum(lengths - 1, 0)]
    check = np.where(last == ord(letter), 10, last.astype(np.int64) - 48)
    values = symbols - 48
    clean = every((np.arange(width) >= (lengths - 1)[:, None]) | (values <= 9))
    places = np.arange(width - 1) - (width - lengths)[:, None]
    shifted = np.take_along_axis(values, np.maximum(places, 0), axis=1)
    digits = np.where((places >= 0) & (shifted <= 9), shifted, 0).astype(np.uint8)
    return digits, check, np.where(clean, counts, 0)


def _cl_rut(candidates: Candidates) -> tuple[ByteArray, BoolArray]:
    """Modulo 11 check digit or K; numbers from 50 million on are companies."""
    digits, check, counts = _with_letter_check(candidates, 9, "K")
    expected = looked_up(digits, (3, 2, 7, 6, 5, 4, 3, 2), (0, 10, *range(9, 0, -1)))
    valid = between(counts, 8, 9) & (check == expected)
    return verdicts(valid), decimal(digits, 0, 8) < 50_000_000


def _co_nit(candidates: Candidates) -> tuple[ByteArray, BoolArray]:
    """Modulo 11 check digit with prime weights; nine digits from 800 million on are companies."""
    digits, counts = digit_tails(candidates, 16)
    weights = (71, 67, 59, 53, 47, 43, 41, 37, 29, 23, 19, 17, 13, 7, 3)
    check = looked_up(digits, weights, (0, 1, *range(9, 0, -1)))
    valid = between(counts, 8, 16) & (digits[:, 15] == check)
    company = (counts == 10) & (decimal(digits, 0, 15) >= 800_000_000)
    return verdicts(valid), ~company


def _pe_dni(candidates: Candidates) -> ByteArray:
    """Eight digits; the optional ninth character is a digit or a letter A to K of one check."""
    symbols, counts = candidates.alnum(9)
    digits = digit_values(symbols)
    total = weighted_sum(digits, (3, 2, 7, 6, 5, 4, 3, 2)) % 11
    check = symbols[:, 8]
    as_digit = np.frombuffer(b"65432110987", dtype=np.uint8)[total]
    as_letter = np.frombuffer(b"KJIHGFEDCBA", dtype=np.uint8)[total]
    holds = (check == as_digit) | (check == as_letter)
    body = are_digits(symbols, 0, 8)
    return graded(body & ((counts == 8) | ((counts == 9) & holds)), counts == 9)


def _pe_ruc(candidates: Candidates) -> tuple[ByteArray, BoolArray]:
    """Type 10, 15 or 17 (persons) or 20 (companies) and a modulo 11 check digit."""
    digits, fits = exact_digits(candidates, 11)
    check = looked_up(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), (1, 0, *range(9, 0, -1)))
    kind = decimal(digits, 0, 2)
    known = one_of(kind, (10, 15, 17, 20))
    return verdicts(fits & known & (digits[:, 10] == check)), kind < 20


def _uy_ci(candidates: Candidates) -> ByteArray:
    """Seven digits weighted 2 9 8 7 6 3 4 and a modulo 10 check digit; older ones have six."""
    digits, counts = digit_tails(candidates, 8)
    total = weighted_sum(digits, (2, 9, 8, 7, 6, 3, 4)) + digits[:, 7]
    return verdicts(between(counts, 7, 8) & (decimal(digits, 0, 7) > 0) & (total % 10 == 0))


def _uy_rut(candidates: Candidates) -> ByteArray:
    """Office 01 to 22, a number, 001 and a modulo 11 check digit."""
    digits, fits = exact_digits(candidates, 12)
    check = looked_up(digits, (4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), _DESCENDING_CHECK)
    valid = fits & between(decimal(digits, 0, 2), 1, 22) & (decimal(digits, 2, 8) > 0)
    return verdicts(valid & (decimal(digits, 8, 11) == 1) & (digits[:, 11] == check))


def _ec_luhn(digits: ByteArray) -> BoolArray:
    """Tell where the first ten digits are an identity card: province, kind and Luhn."""
    province = decimal(digits, 0, 2)
    known = between(province, 1, 24) | one_of(province, (30, 50))
    return known & (digits[:, 2] <= 6) & luhn(digits[:, :10], np.full(len(digits), 10))


def _ec_ci(candidates: Candidates) -> ByteArray:
    """Province, a third digit up to 6, Luhn."""
    digits, fits = exact_digits(candidates, 10)
    return verdicts(fits & _ec_luhn(digits))


def _ec_ruc(candidates: Candidates) -> tuple[ByteArray, BoolArray]:
    """A card number and 001 for persons; modulo 11 for public (6) and private (9) bodies."""
    digits, fits = exact_digits(candidates, 13)
    third = digits[:, 2]
    branch = decimal(digits, 10, 13) > 0
    natural = branch & (third <= 6) & _ec_luhn(digits)
    public = weighted_sum(digits, (3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0
    public &= (decimal(digits, 9, 13) > 0) & one_of(third, (6, 9))
    private = weighted_sum(digits, (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)) % 11 == 0
    private &= branch & (third == 9)
    province = decimal(digits, 0, 2)
    fits &= between(province, 1, 24) | one_of(province, (30, 50))
    return verdicts(fits & (natural | public | private)), natural & ~public


def _ve_rif(candidates: Candidates) -> tuple[ByteArray, BoolArray]:
    """A letter (V, E and P are persons), eight digits and a modulo 11 check digit."""
    symbols, fits = symbol_rows(candidates, 10)
    digits = digit_values(symbols)
    digits[:, 0] = places_in(symbols[:, 0], "0VEJPG").clip(0, 5)
    check = looked_up(digits, (4, 3, 2, 7, 6, 5, 4, 3, 2), (0, 0, *range(9, 0, -1)))
    valid = fits & (digits[:, 0] > 0) & are_digits(symbols, 1, 10) & (digits[:, 9] == check)
    return verdicts(valid), letter_in(symbols, 0, "VEP")


def _py_ruc(candidates: Candidates) -> tuple[ByteArray, BoolArray]:
    """Up to eight digits and a modulo 11 check digit; from 80 million on companies."""
    digits, counts = digit_tails(candidates, 9)
    check = looked_up(digits, (9, 8, 7, 6, 5, 4, 3, 2), (0, 0, *range(9, 0, -1)))
    body = decimal(digits, 0, 8)
    valid = between(counts, 5, 9) & (digits[:, 8] == check)
    return verdicts(valid), body < 80_000_000


def _do_cedula(candidates: Candidates) -> ByteArray:
    """Eleven digits that pass Luhn."""
    digits, fits = exact_digits(candidates, 11)
    return verdicts(fits & (decimal(digits, 0, 11) > 0) & luhn(digits, np.full(len(digits), 11)))


def _cr_cedula(candidates: Candidates) -> ByteArray:
    """Province, volume and entry, 1-4-4 digits; a leading zero may stand before."""
    digits, counts = candidates.digits(10)
    padded = (counts == 10) & (digits[:, 0] == 0)
    first = np.where(padded, digits[:, 1], digits[:, 0])
    fits = padded | (counts == 9)
    return verdicts(fits & between(first.astype(np.int64), 1, 9), PLAUSIBLE)


def _cr_dimex(candidates: Candidates) -> ByteArray:
    """Foreigner's number: eleven or twelve digits, the first a 1."""
    digits, counts = candidates.digits(12)
    return verdicts(between(counts, 11, 12) & (digits[:, 0] == 1), PLAUSIBLE)


def _gt_nit(candidates: Candidates) -> ByteArray:
    """Up to eleven digits and a modulo 11 check digit or K."""
    digits, check, counts = _with_letter_check(candidates, 12, "K")
    expected = looked_up(digits, tuple(range(12, 1, -1)), _DESCENDING_CHECK)
    significant = (digits > 0).any(axis=1)
    return verdicts(between(counts, 2, 12) & significant & (check == expected))


def _sv_nit(candidates: Candidates) -> ByteArray:
    """Municipality, date, serial and a modulo 11 check digit whose weights changed after 100."""
    digits, fits = exact_digits(candidates, 14)
    old = looked_up(digits, tuple(range(14, 1, -1)), (*range(10), 0))
    new = looked_up(digits, (2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2), (0, 0, *range(9, 0, -1)))
    check = np.where(decimal(digits, 10, 13) <= 100, old, new)
    return verdicts(fits & one_of(digits[:, 0], (0, 1, 9)) & (digits[:, 13] == check))


def _sv_dui(candidates: Candidates) -> ByteArray:
    """Eight digits weighted 9 to 2 and a modulo 10 check digit."""
    digits, fits = exact_digits(candidates, 9)
    total = weighted_sum(digits, (9, 8, 7, 6, 5, 4, 3, 2)) + digits[:, 8]
    fits &= decimal(digits, 0, 8) > 0
    return verdicts(fits & (total % 10 == 0))


_CHECKS: dict[str, Verifier] = {
    "whole_number": _whole_number,
    "us_ssn": _us_ssn,
    "us_itin": _us_itin,
    "us_atin": _us_atin,
    "us_ptin": _us_ptin,
    "us_ein": _us_ein,
    "ca_sin": _ca_sin,
    "ca_bn": _ca_bn,
    "mx_curp": _mx_curp,
    "br_cpf": _br_cpf,
    "br_cnpj": _br_cnpj,
    "ar_dni": _ar_dni,
    "pe_dni": _pe_dni,
    "uy_ci": _uy_ci,
    "uy_rut": _uy_rut,
    "ec_ci": _ec_ci,
    "do_cedula": _do_cedula,
    "cr_cedula": _cr_cedula,
    "cr_dimex": _cr_dimex,
    "gt_nit": _gt_nit,
    "sv_nit": _sv_nit,
    "sv_dui": _sv_dui,
}

VERIFIERS: dict[str, Verifier] = {name: whole(check) for name, check in _CHECKS.items()}

FACTORIES: dict[str, VerifierFactory] = {
    "us_driving_licence": _us_driving_licence,
    "mx_rfc": by_role(_mx_rfc),
    "ar_cuit": by_role(_ar_cuit),
    "cl_rut": by_role(_cl_rut),
    "co_nit": by_role(_co_nit),
    "pe_ruc": by_role(_pe_ruc),
    "ec_ruc": by_role(_ec_ruc),
    "ve_rif": by_role(_ve_rif),
    "py_ruc": by_role(_py_ruc),
}
