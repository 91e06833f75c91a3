"""Verifiers of government, tax and company identifiers of Western Europe.

Great Britain, Ireland, Germany, Austria, Switzerland, Liechtenstein, France, Belgium,
the Netherlands and Luxembourg.
"""

import numpy as np

from avow.detect.verify.checksums import (
    iso7064_mod11_10,
    luhn,
    luhn_sum,
    real_date,
    remainder,
    two_digits,
    verhoeff,
    weighted_sum,
)
from avow.detect.verify.gov.fields import (
    decimal,
    exact_digits,
    letter_at,
    places_in,
    shaped,
    values_36,
)
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

_NINO_FIRST = "ABCEGHJKLMNOPRSTWXYZ"
_NINO_SECOND = "ABCEGHJKLMNPRSTWXYZ"
_NINO_UNUSED = ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ")
_UPN_ALPHABET = "ABCDEFGHJKLMNPQRTUVWXYZ0123456789"
# fmt: off
_UPN_AUTHORITIES = (
    *range(201, 214), *range(301, 321), *range(330, 337), *range(340, 345), *range(350, 360),
    *range(370, 374), 380, 381, 382, 383, 384, *range(390, 395), 420, 800, 801, 802, 803, 805,
    806, 807, 808, 810, 811, 812, 813, 815, 816, 821, 822, 823, 825, 826, 830, 831, 835, 836, 837,
    840, 841, 845, 846, 850, 851, 852, 855, 856, 857, 860, 861, 865, 866, 867, 868, 869, 870, 871,
    872, 873, 874, 876, 877, 878, 879, *range(880, 897), 908, 909, 916, 919, 921, 925, 926, 928,
    929, 931, 933, 935, 936, 937, 938,
)
_AUSTRIAN_TAX_OFFICES = (
    3, 4, 6, 7, 8, 9, 10, 12, 15, 16, 18, 22, 23, 29, 33, 38, 41, 46, 51, 52, 53, 54, 57, 59, 61,
    65, 67, 68, 69, 71, 72, 81, 82, 83, 84, 90, 91, 93, 97, 98,
)
# fmt: on
_IRISH_LETTERS = "WABCDEFGHIJKLMNOPQRSTUV"
_GERMAN_TAX_STATES = (10, 11, 21, 22, 23, 24, 26, 27, 28, 30, 31, 32, 40, 41)
_GERMAN_DOCUMENT_LETTERS = "0123456789CFGHJKLMNPRTVWXYZ"
_FRENCH_VAT_KEYS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_FRENCH_POST = (3, 5, 6, 0, 0, 0, 0, 0, 0)
_LATEST_BELGIAN_BIRTH = 40
"""Two-digit years up to here may belong to the 2000s; later ones are of the 1900s only."""


def gb_nino(candidates: Candidates) -> ByteArray:
    """Check a National Insurance number: prefix rules, no check digit (HMRC NIM39110).

    `QQ` is the prefix that HMRC prints in examples: RESERVED.
    """
    matrix, fits = shaped(candidates, "@@999999@")
    prefixes = matrix[:, :2].copy()
    unused = np.zeros(len(matrix), dtype=np.bool_)
    for prefix in _NINO_UNUSED:
        unused |= (prefixes[:, 0] == ord(prefix[0])) & (prefixes[:, 1] == ord(prefix[1]))
    suffix = places_in(matrix[:, 8], "ABCD") >= 0
    allowed = (places_in(prefixes[:, 0], _NINO_FIRST) >= 0) & (
        places_in(prefixes[:, 1], _NINO_SECOND) >= 0
    )
    result = verdicts(fits & suffix & allowed & ~unused, PLAUSIBLE)
    result[fits & suffix & (prefixes == ord("Q")).all(axis=1)] = RESERVED
    return result


def gb_utr(candidates: Candidates) -> ByteArray:
    """Check a Unique Taxpayer Reference: the first digit is the check, mod 11 (HMRC)."""
    digits, fits = exact_digits(candidates, 10)
    total = weighted_sum(digits, (0, 6, 7, 8, 9, 10, 5, 4, 3, 2)) % 11
    return verdicts(fits & (letter_at(total, "21987654321") - ASCII_ZERO == digits[:, 0]))


def gb_nhs(candidates: Candidates) -> ByteArray:
    """Check an NHS number: mod 11; numbers from 999 are set aside for tests: RESERVED (NHS)."""
    digits, fits = exact_digits(candidates, 10)
    fits &= (weighted_sum(digits, range(10, 0, -1)) % 11 == 0) & (digits[:, :9] != 0).any(axis=1)
    result = verdicts(fits)
    result[fits & (decimal(digits, 0, 3) == 999)] = RESERVED
    return result


def gb_upn(candidates: Candidates) -> ByteArray:
    """Check a Unique Pupil Number: known authority and check letter, mod 23 (DfE)."""
    matrix, fits = shaped(candidates, "@99999999999*")
    places = places_in(matrix, _UPN_ALPHABET)
    check = (places[:, 1:] @ np.arange(2, 14)) % 23
    authority = decimal(matrix - ASCII_ZERO, 1, 4)
    fits &= (places >= 0).all(axis=1) & np.isin(authority, _UPN_AUTHORITIES)
    return verdicts(fits & (check == places[:, 0]))


def gb_driver(candidates: Candidates) -> ByteArray:
    """Check the structure of a British driver number: surname filling and birth date (DVLA).

    The two closing letters come from an unpublished scheme, so the verdict is PLAUSIBLE.
    """
    matrix, counts = candidates.alnum(18)
    fits = (counts == 16) | (counts == 18)
    surname = matrix[:, :5]
    letters = surname >= ord("A")
    fits &= (letters | (surname == ord("9"))).all(axis=1) & letters[:, 0]
    fits &= (letters[:, :-1] | ~letters[:, 1:]).all(axis=1)
    digits = matrix[:, 5:11] - ASCII_ZERO
    fits &= (digits < 10).all(axis=1)
    born = np.where(fits[:, None], digits, 0).astype(np.uint8)
    month = two_digits(born, 1)
    month = np.where(month > 50, month - 50, month)
    fits &= real_date(np.full(len(matrix), 2000), month, two_digits(born, 3))
    initials = matrix[:, 11:13]
    fits &= ((initials >= ord("A")) | (initials == ord("9"))).all(axis=1)
    fits &= (initials[:, 0] >= ord("A")) | (initials[:, 1] == ord("9"))
    fits &= (matrix[:, 13] < ord("A")) & (matrix[:, 14:16] >= ord("A")).all(axis=1)
    return verdicts(fits & ((counts == 16) | (matrix[:, 16:] < ord("A")).all(axis=1)), PLAUSIBLE)


def gb_vat(candidates: Candidates) -> ByteArray:
    """Check a United Kingdom VAT number of 9 or 12 digits: mod 97 (HMRC)."""
    digits, counts = candidates.digits(12)
    total = weighted_sum(digits, (8, 7, 6, 5, 4, 3, 2, 10, 1)) % 97
    modern = (decimal(digits, 0, 3) >= 100) & np.isin(total, (42, 55))
    fits = ((counts == 9) | (counts == 12)) & (digits[:, :9] != 0).any(axis=1)
    return verdicts(fits & ((total == 0) | modern))


def _irish_check(digits: ByteArray, second: IntArray) -> ByteArray:
    total = weighted_sum(digits, (8, 7, 6, 5, 4, 3, 2)) + 9 * second
    return letter_at(total % 23, _IRISH_LETTERS)


def ie_pps(candidates: Candidates) -> ByteArray:
    """Check a Personal Public Service number: letter mod 23; A, B, H count, W, T, X do not."""
    short, is_short = shaped(candidates, "9999999@")
    long, is_long = shaped(candidates, "9999999@@")
    counted = places_in(long[:, 8], _IRISH_LETTERS)
    new = places_in(long[:, 8], "ABH") >= 0
    old = places_in(long[:, 8], "WTX") >= 0
    second = np.where(new, counted, 0)
    none = np.zeros(len(short), dtype=np.int64)
    short_ok = is_short & (_irish_check(short[:, :7] - ASCII_ZERO, none) == short[:, 7])
    long_ok = is_long & (new | old)
    long_ok &= _irish_check(long[:, :7] - ASCII_ZERO, second) == long[:, 7]
    return verdicts(short_ok | long_ok)


def ie_vat(candidates: Candidates) -> ByteArray:
    """Check an Irish VAT number with its prefix IE: letter mod 23, new and old layouts."""
    none = np.zeros(len(candidates), dtype=np.int64)
    short, is_short = shaped(candidates, "IE9999999@")
    valid = is_short & (_irish_check(short[:, 2:9] - ASCII_ZERO, none) == short[:, 9])
    long, is_long = shaped(candidates, "IE9999999@@")
    second = places_in(long[:, 10], _IRISH_LETTERS)
    valid |= (
        is_long & (second >= 0) & (_irish_check(long[:, 2:9] - ASCII_ZERO, second) == long[:, 9])
    )
    old, is_old = shaped(candidates, "IE9@99999@")
    moved = np.concatenate([np.full((len(old), 1), 48), old[:, 4:9], old[:, 2:3]], axis=1)
    digits = (moved - ASCII_ZERO).astype(np.uint8)
    return verdicts(valid | (is_old & (_irish_check(digits, none) == old[:, 9])))


def de_idnr(candidates: Candidates) -> ByteArray:
    """Check a German tax identification number: repetition rule and ISO 7064 MOD 11,10 (BZSt)."""
    digits, fits = exact_digits(candidates, 11)
    counts = (digits[:, :10, None] == np.arange(10)).sum(axis=1)
    repeated = counts > 1
    fits &= (repeated.sum(axis=1) == 1) & (counts.max(axis=1) <= 3) & (digits[:, 0] != 0)
    return verdicts(fits & iso7064_mod11_10(digits))


def de_stnr(candidates: Candidates) -> ByteArray:
    """Check a German tax number: 10 or 11 digits of a state, or 13 with the federal prefix.

    Each state has its own check digit, so the verdict is PLAUSIBLE (ELSTER handbook).
    """
    digits, counts = candidates.digits(13)
    federal = np.isin(digits[:, 0], (5, 9)) | np.isin(two_digits(digits, 0), _GERMAN_TAX_STATES)
    long = (counts == 13) & federal & (digits[:, 4] == 0)
    return verdicts((counts == 10) | (counts == 11) | long, PLAUSIBLE)


def de_vat(candidates: Candidates) -> ByteArray:
    """Check a German VAT number: nine digits, ISO 7064 MOD 11,10 (BZSt)."""
    digits, fits = exact_digits(candidates, 9)
    return verdicts(fits & (digits[:, 0] != 0) & iso7064_mod11_10(digits))


def _cross_sums(digits: ByteArray, weights: tuple[int, ...]) -> IntArray:
    products = digits.astype(np.int64) * np.array(weights)
    sums: IntArray = (products // 10 + products % 10).sum(axis=1)
    return sums


def de_rvnr(candidates: Candidates) -> ByteArray:
    """Check a German pension insurance number: birth date and check digit (VKVV section 4)."""
    matrix, fits = shaped(candidates, "99999999@999")
    letter = matrix[:, 8:9] - (ord("A") - 1)
    numbers = matrix - ASCII_ZERO
    spread = np.concatenate([numbers[:, :8], letter // 10, letter % 10, numbers[:, 9:11]], axis=1)
    check = _cross_sums(spread, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)) % 10
    leap = np.full(len(matrix), 2000)
    born = real_date(leap, two_digits(numbers, 4), two_digits(numbers, 2))
    return verdicts(fits & born & (two_digits(numbers, 0) >= 2) & (check == numbers[:, 11]))


def de_kvnr(candidates: Candidates) -> ByteArray:
    """Check a German health insurance number: cross sums of 1, 2, 1, 2 … mod 10 (SGB V, 290)."""
    matrix, fits = shaped(candidates, "@999999999")
    letter = matrix[:, 0:1] - (ord("A") - 1)
    numbers = matrix - ASCII_ZERO
    spread = np.concatenate([letter // 10, letter % 10, numbers[:, 1:9]], axis=1)
    check = _cross_sums(spread, (1, 2) * 5) % 10
    return verdicts(fits & (check == numbers[:, 9]))


def de_document(candidates: Candidates) -> ByteArray:
    """Check a German identity card or passport serial: alphabet; with a tenth digit 7-3-1 mod 10.

    Nine characters alone carry no check digit: PLAUSIBLE (ICAO Doc 9303 part 3, BMI).
    """
    matrix, counts = candidates.alnum(11)
    serial = places_in(matrix[:, :9], _GERMAN_DOCUMENT_LETTERS)
    fits = (serial >= 0).all(axis=1) & (matrix[:, 0] >= ord("A"))
    values = values_36(matrix[:, :9])
    check = weighted_sum(values, (7, 3, 1) * 3) % 10
    nationality = (counts == 10) | ((counts == 11) & (matrix[:, 10] == ord("D")))
    checked = fits & nationality & (check == matrix[:, 9].astype(np.int64) - ASCII_ZERO)
    result = verdicts(fits & (counts == 9), PLAUSIBLE)
    result[checked] = CHECKED
    return result


def de_driving_licence(candidates: Candidates) -> ByteArray:
    """Check a German driving licence number: tenth character, weights 9 to 1, mod 11 (KBA)."""
    matrix, fits = shaped(candidates, "@99******9*")
    alternative, is_ten = shaped(candidates, "@99******X*")
    total = weighted_sum(values_36(matrix), tuple(range(9, 0, -1))) % 11
    ten = weighted_sum(values_36(alternative), tuple(range(9, 0, -1))) % 11
    checked = fits & (total == matrix[:, 9].astype(np.int64) - ASCII_ZERO)
    return verdicts(checked | (is_ten & (ten == 10)))


def at_vnr(candidates: Candidates) -> ByteArray:
    """Check an Austrian social insurance number: fourth digit, mod 11 (ASVG section 31)."""
    digits, fits = exact_digits(candidates, 10)
    total = weighted_sum(digits, (3, 7, 9, 0, 5, 8, 4, 2, 1, 6)) % 11
    return verdicts(fits & (digits[:, 0] != 0) & (total == digits[:, 3]))


def at_tin(candidates: Candidates) -> ByteArray:
    """Check an Austrian tax number: known tax office and Luhn (BMF)."""
    digits, fits = exact_digits(candidates, 9)
    counts = np.full(len(digits), 9)
    office = np.isin(two_digits(digits, 0), _AUSTRIAN_TAX_OFFICES)
    return verdicts(fits & office & luhn(digits, counts))


def at_vat(candidates: Candidates) -> ByteArray:
    """Check an Austrian VAT number: eight digits after ATU, Luhn shifted by four (BMF)."""
    digits, fits = exact_digits(candidates, 8)
    total = luhn_sum(digits[:, :7], np.full(len(digits), 7))
    return verdicts(fits & ((6 - total) % 10 == digits[:, 7]))


def _ean(digits: ByteArray) -> BoolArray:
    weights = tuple(1 if (digits.shape[1] - column) % 2 else 3 for column in range(digits.shape[1]))
    passed: BoolArray = weighted_sum(digits, weights) % 10 == 0
    return passed


def ch_ahv(candidates: Candidates) -> ByteArray:
    """Check a Swiss and Liechtenstein social security number: 756 and EAN-13 check (ZAS)."""
    digits, fits = exact_digits(candidates, 13)
    return verdicts(fits & (decimal(digits, 0, 3) == 756) & _ean(digits))


def ch_uid(candidates: Candidates) -> ByteArray:
    """Check a Swiss company number: nine digits, mod 11 (eCH-0097)."""
    digits, fits = exact_digits(candidates, 9)
    total = weighted_sum(digits, (5, 4, 3, 2, 7, 6, 5, 4, 1)) % 11
    return verdicts(fits & (digits != 0).any(axis=1) & (total == 0))


def li_peid(candidates: Candidates) -> ByteArray:
    """Check the length of a Liechtenstein personal number: 4 to 12 digits without zeros before."""
    digits, counts = candidates.digits(16)
    leading = np.cumsum(digits != 0, axis=1) == 0
    significant = counts - leading.sum(axis=1)
    return verdicts((significant >= 4) & (significant <= 12), PLAUSIBLE)


def fr_nir(candidates: Candidates) -> ByteArray:
    """Check a French social security number: sex, month, Corsica, and 97 - n mod 97 (INSEE)."""
    matrix, fits = shaped(candidates, "999999*99999999")
    corsica = places_in(matrix[:, 6], "BA")
    digits = (matrix - ASCII_ZERO).astype(np.uint8)
    digits[:, 5] = np.where(corsica >= 0, 1, digits[:, 5])
    digits[:, 6] = np.where(corsica >= 0, 8 + corsica, digits[:, 6])
    fits &= (digits[:, 6] < 10) & ((corsica < 0) | (matrix[:, 5] == ord("2")))
    month = two_digits(digits, 3)
    known = ((month >= 1) & (month <= 12)) | ((month >= 20) & (month <= 42)) | (month >= 50)
    fits &= known & np.isin(digits[:, 0], (1, 2, 3, 4, 7, 8))
    check = 97 - remainder(digits[:, :13], 97)
    return verdicts(fits & (check == two_digits(digits, 13)))


def fr_nif(candidates: Candidates) -> ByteArray:
    """Check a French tax number of a person: first ten digits mod 511 (DGFiP)."""
    digits, fits = exact_digits(candidates, 13)
    check = decimal(digits, 0, 10) % 511 == decimal(digits, 10, 13)
    return verdicts(fits & (digits[:, 0] <= 3) & check & (digits != 0).any(axis=1))


def _siren(digits: ByteArray) -> BoolArray:
    passed: BoolArray = luhn(digits, np.full(len(digits), 9)) & (digits != 0).any(axis=1)
    return passed


def fr_siren(candidates: Candidates) -> ByteArray:
    """Check a French company number: nine digits, Luhn, not all zero (INSEE)."""
    digits, fits = exact_digits(candidates, 9)
    return verdicts(fits & _siren(digits))


def fr_siret(candidates: Candidates) -> ByteArray:
    """Check a French establishment number: Luhn; La Poste sums its digits mod 5 (INSEE)."""
    digits, fits = exact_digits(candidates, 14)
    whole = luhn(digits, np.full(len(digits), 14))
    post = (digits[:, :9] == np.array(_FRENCH_POST)).all(axis=1)
    post &= digits.sum(axis=1, dtype=np.int64) % 5 == 0
    return verdicts(fits & _siren(digits[:, :9]) & (whole | post))


def fr_vat(candidates: Candidates) -> ByteArray:
    """Check a French VAT number: SIREN with Luhn and a key of two characters (DGFiP)."""
    matrix, fits = shaped(candidates, "FR**999999999")
    digits = matrix[:, 4:] - ASCII_ZERO
    number = decimal(digits, 0, 9)
    keys = places_in(matrix[:, 2:4], _FRENCH_VAT_KEYS)
    first, second = keys[:, 0], keys[:, 1]
    plain = (keys >= 0).all(axis=1) & (keys < 10).all(axis=1)
    old = plain & (first * 10 + second == (number * 100 + 12) % 97)
    value = np.where(first < 10, first * 24 + second - 10, first * 34 + second - 100)
    new = ~plain & (keys >= 0).all(axis=1) & ((number + 1 + value // 11) % 11 == value % 11)
    foreign = decimal(digits, 0, 3) == 0
    return verdicts(fits & (_siren(digits) | foreign) & (old | new))


def _belgian_person(digits: ByteArray) -> BoolArray:
    check = 97 - two_digits(digits, 9)
    number = decimal(digits, 0, 9)
    last_century = number % 97 == check
    this_century = (number + 2_000_000_000) % 97 == check
    year = two_digits(digits, 0)
    this_century &= year <= _LATEST_BELGIAN_BIRTH
    passed: BoolArray = (last_century | this_century) & (number > 0)
    return passed


def be_nn(candidates: Candidates) -> ByteArray:
    """Check a Belgian national number: month 0 to 12 and 97 - n mod 97 (Royal Decree 1984)."""
    digits, fits = exact_digits(candidates, 11)
    return verdicts(fits & _belgian_person(digits) & (two_digits(digits, 2) <= 12))


def be_bis(candidates: Candidates) -> ByteArray:
    """Check a Belgian BIS number: month raised by 20 or 40, 97 - n mod 97 (CBSS)."""
    digits, fits = exact_digits(candidates, 11)
    month = two_digits(digits, 2)
    raised = ((month >= 20) & (month <= 32)) | ((month >= 40) & (month <= 52))
    return verdicts(fits & _belgian_person(digits) & raised)


def be_eid(candidates: Candidates) -> ByteArray:
    """Check a Belgian identity card number: ten digits mod 97, zero written as 97 (IBZ)."""
    digits, fits = exact_digits(candidates, 12)
    rest = decimal(digits, 0, 10) % 97
    rest = np.where(rest == 0, 97, rest)
    return verdicts(fits & (digits != 0).any(axis=1) & (rest == two_digits(digits, 10)))


def be_vat(candidates: Candidates) -> ByteArray:
    """Check a Belgian enterprise or VAT number: 97 - n mod 97; nine digits get a zero (KBO)."""
    digits, counts = candidates.digits(10)
    padded = np.concatenate([np.zeros((len(digits), 1), np.uint8), digits[:, :9]], axis=1)
    digits = np.where((counts == 9)[:, None], padded, digits).astype(np.uint8)
    fits = ((counts == 9) | (counts == 10)) & (digits[:, 0] <= 1) & (digits != 0).any(axis=1)
    return verdicts(fits & ((decimal(digits, 0, 8) + two_digits(digits, 8)) % 97 == 0))


def _eleven_test(digits: ByteArray) -> IntArray:
    return weighted_sum(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1)) % 11


def nl_bsn(candidates: Candidates) -> ByteArray:
    """Check a Dutch citizen service number: the 11-test, not all zero (RvIG)."""
    digits, fits = exact_digits(candidates, 9)
    return verdicts(fits & (digits != 0).any(axis=1) & (_eleven_test(digits) == 0))


def nl_onderwijsnummer(candidates: Candidates) -> ByteArray:
    """Check a Dutch education number: starts with 10, the 11-test leaves 5 (DUO)."""
    digits, fits = exact_digits(candidates, 9)
    return verdicts(fits & (two_digits(digits, 0) == 10) & (_eleven_test(digits) == 5))


def nl_document(candidates: Candidates) -> ByteArray:
    """Check the layout of a Dutch passport or identity card number: no letter O (RvIG)."""
    matrix, fits = shaped(candidates, "@@******9")
    return verdicts(fits & (matrix != ord("O")).all(axis=1), PLAUSIBLE)


def nl_vat(candidates: Candidates) -> ByteArray:
    """Check a Dutch VAT number: mod 97-10 (since 2020) or the 11-test of its first nine digits."""
    matrix, fits = shaped(candidates, "NL999999999B99")
    digits = matrix - ASCII_ZERO
    spelled = np.broadcast_to(np.array([2, 3, 2, 1], dtype=np.uint8), (len(digits), 4))
    eleven = np.ones((len(digits), 2), dtype=np.uint8)
    whole = np.concatenate([spelled, digits[:, 2:11], eleven, digits[:, 12:]], axis=1)
    number = digits[:, 2:11]
    fits &= (number != 0).any(axis=1) & (digits[:, 12:] != 0).any(axis=1)
    return verdicts(fits & ((remainder(whole, 97) == 1) | (_eleven_test(number) == 0)))


def lu_matricule(candidates: Candidates) -> ByteArray:
    """Check a Luxembourg person number: birth date, Luhn digit and Verhoeff digit (CTIE)."""
    digits, fits = exact_digits(candidates, 13)
    born = real_date(decimal(digits, 0, 4), two_digits(digits, 4), two_digits(digits, 6))
    year = decimal(digits, 0, 4)
    first = luhn(digits[:, :12], np.full(len(digits), 12))
    second = verhoeff(np.concatenate([digits[:, :11], digits[:, 12:]], axis=1))
    return verdicts(fits & born & (year >= 1850) & (year <= 2099) & first & second)


def lu_vat(candidates: Candidates) -> ByteArray:
    """Check a Luxembourg VAT number: first six digits mod 89 (AED)."""
    digits, fits = exact_digits(candidates, 8)
    number = decimal(digits, 0, 6)
    return verdicts(fits & (number > 0) & (number % 89 == two_digits(digits, 6)))


VERIFIERS: dict[str, Verifier] = {
    "gb_nino": gb_nino,
    "gb_utr": gb_utr,
    "gb_nhs": gb_nhs,
    "gb_upn": gb_upn,
    "gb_driver": gb_driver,
    "gb_vat": gb_vat,
    "ie_pps": ie_pps,
    "ie_vat": ie_vat,
    "de_idnr": de_idnr,
    "de_stnr": de_stnr,
    "de_vat": de_vat,
    "de_rvnr": de_rvnr,
    "de_kvnr": de_kvnr,
    "de_document": de_document,
    "de_driving_licence": de_driving_licence,
    "at_vnr": at_vnr,
    "at_tin": at_tin,
    "at_vat": at_vat,
    "ch_ahv": ch_ahv,
    "ch_uid": ch_uid,
    "li_peid": li_peid,
    "fr_nir": fr_nir,
    "fr_nif": fr_nif,
    "fr_siren": fr_siren,
    "fr_siret": fr_siret,
    "fr_vat": fr_vat,
    "be_nn": be_nn,
    "be_bis": be_bis,
    "be_eid": be_eid,
    "be_vat": be_vat,
    "nl_bsn": nl_bsn,
    "nl_onderwijsnummer": nl_onderwijsnummer,
    "nl_document": nl_document,
    "nl_vat": nl_vat,
    "lu_matricule": lu_matricule,
    "lu_vat": lu_vat,
}

FACTORIES: dict[str, VerifierFactory] = {}
