"""Verifiers of government identifiers of Asia.

Formats and check digits follow the authorities that each row of `rules/gov_asia.toml` names.
A verifier sees digits and letters only: which separators a number may have is the row's pattern.
"""

import numpy as np

from avow.detect.verify.checksums import luhn, real_date, two_digits, verhoeff, weighted_sum
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
    graded,
    in_longer_grouping,
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
    REJECT,
    BoolArray,
    Candidates,
    Verifier,
    VerifierFactory,
    verdicts,
)
from avow.errors import RuleError
from avow.text import ByteArray, IntArray

_BASE_36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_INDIAN_STATES = (*range(1, 39), 97, 99)
_INDONESIAN_PROVINCES = (
    *range(11, 20), 21, *range(31, 37), 51, 52, 53, *range(61, 66), *range(71, 77), 81, 82,
    *range(91, 97),
)  # fmt: skip
_MALAYSIAN_PLACES = (
    *range(1, 17), *range(21, 69), 71, 72, *range(74, 80), *range(82, 94), 98, 99,
)  # fmt: skip
_VIETNAMESE_PROVINCES = (
    1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37,
    38, 40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77,
    79, 80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96,
)  # fmt: skip
_CHINESE_PROVINCES = (
    *range(11, 16), 21, 22, 23, *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66),
    71, 81, 82, 83,
)  # fmt: skip
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_UEN_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWX0123456789"
_UEN_ENTITIES = (
    "CC CD CH CL CM CP CS CX DP FB FC FM FN GA GB GS HS LL LP MB MC MD MH MM MQ NB NR PA PB PF RF "
    "RP SM SS TC TU VH XL"
)
_TAIWAN_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
"""The place of a letter plus 10 is its value."""


def _spaced_in_longer(candidates: Candidates, width: int) -> BoolArray:
    """Tell where a number with separators goes on in another group of four digits."""
    spaced = candidates.ends - candidates.starts > width
    return spaced & in_longer_grouping(candidates, 4)


def _uidai(candidates: Candidates, width: int) -> ByteArray:
    digits, fits = exact_digits(candidates, width)
    palindrome = every(digits == digits[:, ::-1])
    issued = fits & (digits[:, 0] >= 2) & ~palindrome & ~_spaced_in_longer(candidates, width)
    return verdicts(issued & verhoeff(digits))


def _in_aadhaar(candidates: Candidates) -> ByteArray:
    """Twelve digits from 2 on, no palindrome, Verhoeff (UIDAI)."""
    return _uidai(candidates, 12)


def _in_vid(candidates: Candidates) -> ByteArray:
    """Virtual id: sixteen digits from 2 on, no palindrome, Verhoeff (UIDAI)."""
    return _uidai(candidates, 16)


def _pan_at(symbols: ByteArray, start: int) -> BoolArray:
    """Tell where a PAN begins in column `start`: AAA, holder type, A, four digits, A."""
    holder = letter_in(symbols, start + 3, "ABCFGHJKLPT")
    serial = decimal(digit_values(symbols), start + 5, start + 9) > 0
    shape = are_letters(symbols, start, start + 5) & are_digits(symbols, start + 5, start + 9)
    return holder & serial & shape & are_letters(symbols, start + 9, start + 10)


def _in_pan(candidates: Candidates) -> tuple[ByteArray, BoolArray]:
    """No published check; the fourth letter is the holder: P and H (families) are persons."""
    symbols, fits = symbol_rows(candidates, 10)
    return verdicts(fits & _pan_at(symbols, 0), PLAUSIBLE), letter_in(symbols, 3, "PH")


def _in_epic(candidates: Candidates) -> ByteArray:
    """Voter card: three letters and seven digits that pass Luhn."""
    symbols, fits = symbol_rows(candidates, 10)
    fits &= are_letters(symbols, 0, 3) & are_digits(symbols, 3, 10)
    return verdicts(fits & luhn(digit_values(symbols[:, 3:]), np.full(len(symbols), 7)))


def _in_gstin(candidates: Candidates) -> ByteArray:
    """State, PAN, entity, Z and a Luhn check modulo 36."""
    symbols, fits = symbol_rows(candidates, 15)
    fits &= are_digits(symbols, 0, 2) & one_of(decimal(digit_values(symbols), 0, 2), _INDIAN_STATES)
    fits &= _pan_at(symbols, 2) & letter_in(symbols, 13, "Z") & (symbols[:, 12] != ord("0"))
    values = np.maximum(places_in(symbols, _BASE_36), 0)
    twice = values[:, 13::-2] * 2
    total = values[:, 14::-2].sum(axis=1) + (twice // 36 + twice % 36).sum(axis=1)
    return verdicts(fits & (total % 36 == 0))


def _pk_cnic(candidates: Candidates) -> ByteArray:
    """Province 1 to 8, district, family, and a last digit that tells the sex."""
    digits, fits = exact_digits(candidates, 13)
    province = between(digits[:, 0].astype(np.int64), 1, 8)
    return verdicts(fits & province & (digits[:, 12] > 0), PLAUSIBLE)


def _nik(digits: ByteArray) -> BoolArray:
    """Tell where a province and a birth date (women: day + 40) stand in sixteen digits."""
    day = two_digits(digits, 6)
    day = np.where(day > 40, day - 40, day)
    birth = real_date(two_digits(digits, 10) + 2000, two_digits(digits, 8), day)
    return birth & one_of(two_digits(digits, 0), _INDONESIAN_PROVINCES)


def _id_nik(candidates: Candidates) -> ByteArray:
    """Province, district, birth date and serial; no check digit."""
    digits, fits = exact_digits(candidates, 16)
    return verdicts(fits & _nik(digits), PLAUSIBLE)


def _id_npwp(candidates: Candidates) -> ByteArray:
    """Nine digits that pass Luhn and an office; with sixteen digits a zero first, or a NIK."""
    digits, counts = digit_tails(candidates, 16)
    root = luhn(digits[:, :10], np.full(len(digits), 10))
    old = (counts == 15) | ((counts == 16) & (digits[:, 0] == 0))
    person = (counts == 16) & (digits[:, 0] > 0) & _nik(digits)
    return graded((old & root) | person, old)


def _my_nric(candidates: Candidates) -> ByteArray:
    """Birth date, place of birth and serial; no check digit."""
    digits, fits = exact_digits(candidates, 12)
    birth = real_date(two_digits(digits, 0) + 2000, two_digits(digits, 2), two_digits(digits, 4))
    return verdicts(fits & birth & one_of(two_digits(digits, 6), _MALAYSIAN_PLACES), PLAUSIBLE)


def _th_id(candidates: Candidates) -> tuple[ByteArray, BoolArray]:
    """Modulo 11 check digit; 1 to 8 first are persons, 0 is a company."""
    digits, fits = exact_digits(candidates, 13)
    check = looked_up(digits, tuple(range(13, 1, -1)), (1, 0, *range(9, 0, -1)))
    return verdicts(fits & (digits[:, 0] < 9) & (digits[:, 12] == check)), digits[:, 0] > 0


def _vn_mst(candidates: Candidates) -> tuple[ByteArray, BoolArray]:
    """Nine digits, a modulo 11 check digit, perhaps a branch; 8 first is a person."""
    digits, counts = candidates.digits(13)
    weights = (31, 29, 23, 19, 17, 13, 7, 5, 3)
    check = looked_up(digits, weights, (-1, *range(9, -1, -1)))
    whole = (counts == 10) | ((counts == 13) & (decimal(digits, 10, 13) > 0))
    valid = whole & (decimal(digits, 2, 9) > 0) & (digits[:, 9] == check)
    return verdicts(valid), digits[:, 0] == 8


def _vn_cccd(candidates: Candidates) -> ByteArray:
    """Province or country of birth, century and sex, year, serial; no check digit."""
    digits, fits = exact_digits(candidates, 12)
    return verdicts(fits & one_of(decimal(digits, 0, 3), _VIETNAMESE_PROVINCES), PLAUSIBLE)


def _sg_nric(candidates: Candidates) -> ByteArray:
    """A letter, seven digits and a modulo 11 check letter; T and G add 4, M adds 3."""
    symbols, fits = symbol_rows(candidates, 9)
    series = places_in(symbols[:, 0], "STFGM")
    fits &= (series >= 0) & are_digits(symbols, 1, 8)
    total = weighted_sum(digit_values(symbols[:, 1:8]), (2, 7, 6, 5, 4, 3, 2))
    place = (total + np.array([0, 4, 0, 4, 3, 0])[series]) % 11
    tables = ["JZIHGFEDCBA", "JZIHGFEDCBA", "XWUTRQPNMLK", "XWUTRQPNMLK", "XWUTRQPNJLK"]
    letters = np.frombuffer("".join(tables).encode(), dtype=np.uint8).reshape(5, 11)
    return verdicts(fits & (symbols[:, 8] == letters[np.maximum(series, 0), place]))


def _sg_uen(candidates: Candidates) -> ByteArray:
    """Entity numbers of businesses (9), local companies (10) and other bodies (10)."""
    symbols, counts = candidates.alnum(10)
    digits = digit_values(symbols)
    business = (counts == 9) & are_digits(symbols, 0, 8)
    business &= symbols[:, 8] == _letter_at("XMKECAWLJDB", digits, (10, 4, 9, 3, 8, 2, 7, 1))
    company = (
        (counts == 10) & are_digits(symbols, 0, 9) & between(decimal(digits, 0, 4), 1850, 2099)
    )
    company &= symbols[:, 9] == _letter_at("ZKCMDNERGWH", digits, (10, 8, 6, 4, 9, 7, 5, 3, 1))
    other = (counts == 10) & letter_in(symbols, 0, "RST") & are_digits(symbols, 1, 3)
    other &= word_in(symbols, 3, _UEN_ENTITIES) & are_digits(symbols, 5, 9)
    values = np.maximum(places_in(symbols, _UEN_ALPHABET), 0)
    place = (values[:, :9] @ np.array((4, 3, 5, 3, 10, 2, 2, 5, 7)) - 5) % 11
    other &= symbols[:, 9] == np.frombuffer(_UEN_ALPHABET.encode(), dtype=np.uint8)[place]
    return verdicts(business | company | other)


def _letter_at(letters: str, digits: ByteArray, weights: tuple[int, ...]) -> IntArray:
    return looked_up(digits, weights, tuple(letters.encode()))


def _cn_ric(candidates: Candidates) -> ByteArray:
    """Region, birth date, serial and ISO 7064 MOD 11-2 (GB 11643); 9 first is a foreigner."""
    symbols, fits = symbol_rows(candidates, 18)
    digits = digit_values(symbols)
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = looked_up(digits, weights, tuple(b"10X98765432"))
    year = decimal(digits, 6, 10)
    birth = real_date(year, two_digits(digits, 10), two_digits(digits, 12))
    region = one_of(two_digits(digits, 0), _CHINESE_PROVINCES)
    region |= (digits[:, 0] == 9) & one_of(two_digits(digits, 1), _CHINESE_PROVINCES)
    fits &= are_digits(symbols, 0, 17) & region & birth & between(year, 1850, 2099)
    return verdicts(fits & (symbols[:, 17] == check))


def _cn_uscc(candidates: Candidates) -> ByteArray:
    """Social credit code: authority, kind, region, body, modulo 31 check (GB 32100)."""
    symbols, fits = symbol_rows(candidates, 18)
    values = places_in(symbols, _USCC_ALPHABET)
    fits &= are_digits(symbols, 0, 8) & every(values >= 0)
    total = np.maximum(values[:, :17], 0) @ np.array(_USCC_WEIGHTS)
    return verdicts(fits & ((total + values[:, 17]) % 31 == 0))


def _cn_uscc_if(argument: str) -> Verifier:
    """Return the stricter check `letters`: eighteen mere digits are not enough."""
    if argument != "letters":
        raise RuleError(f"cn_uscc takes no argument or 'letters', not {argument!r}")

    def verify(candidates: Candidates) -> ByteArray:
        symbols, _ = symbol_rows(candidates, 18)
        return np.where(are_digits(symbols, 0, 18), REJECT, _cn_uscc(candidates)).astype(np.uint8)

    return whole(verify)


def _tw_id(candidates: Candidates) -> ByteArray:
    """A letter, nine digits weighted 8 to 1 and 1; residents have 8, 9 or A to D second."""
    symbols, fits = symbol_rows(candidates, 10)
    values = places_in(symbols[:, :2], _TAIWAN_LETTERS) + 10
    digits = digit_values(symbols[:, 1:])
    old_resident = letter_in(symbols, 1, "ABCD")
    digits[:, 0] = np.where(old_resident, values[:, 1] % 10, digits[:, 0])
    total = values[:, 0] // 10 + values[:, 0] % 10 * 9
    total = total + weighted_sum(digits, (8, 7, 6, 5, 4, 3, 2, 1, 1))
    fits &= are_letters(symbols, 0, 1) & are_digits(symbols, 2, 10)
    return verdicts(fits & (old_resident | letter_in(symbols, 1, "1289")) & (total % 10 == 0))


def _tw_ubn(candidates: Candidates) -> ByteArray:
    """Digit sums of weighted digits; a multiple of 5 since 2023, of 10 before."""
    digits, fits = exact_digits(candidates, 8)
    products = digits * np.array((1, 2, 1, 2, 1, 2, 4, 1), dtype=np.uint8)
    total = (products // 10 + products % 10).sum(axis=1)
    seven = (digits[:, 6] == 7) & ((total + 1) % 5 == 0)
    return verdicts(fits & ((total % 5 == 0) | seven))


def _hk_id(candidates: Candidates) -> ByteArray:
    """One or two letters, six digits and a modulo 11 check (A is 10); a blank counts 36."""
    symbols, counts = candidates.alnum(9)
    single = counts == 8
    rows = np.where(single[:, None], np.roll(symbols, 1, axis=1), symbols)
    prefix = np.maximum(places_in(rows[:, :2], _BASE_36), 0)
    first = np.where(single, 36, prefix[:, 0])
    check = places_in(rows[:, 8], _BASE_36)
    total = first * 9 + prefix[:, 1] * 8 + check
    total = total + weighted_sum(digit_values(rows[:, 2:8]), (7, 6, 5, 4, 3, 2))
    shape = are_letters(rows, 1, 2) & (single | are_letters(rows, 0, 1)) & are_digits(rows, 2, 8)
    shape &= single | (counts == 9)
    return verdicts(shape & between(check, 0, 10) & (total % 11 == 0))


def _jp_my_number(candidates: Candidates) -> ByteArray:
    """Eleven digits and a modulo 11 check digit."""
    digits, fits = exact_digits(candidates, 12)
    check = looked_up(digits, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2), (0, 0, *range(9, 0, -1)))
    fits &= ~_spaced_in_longer(candidates, 12)
    return verdicts(fits & (digits[:, 11] == check))


def _jp_corporate(candidates: Candidates) -> ByteArray:
    """A modulo 9 check digit first, then twelve digits."""
    digits, fits = exact_digits(candidates, 13)
    check = 9 - weighted_sum(digits[:, 1:], (2, 1) * 6) % 9
    return verdicts(fits & (digits[:, 0] == check))


def _rrn_parts(candidates: Candidates) -> tuple[BoolArray, BoolArray, IntArray]:
    """Return where a birth date stands, where the check holds, and year * 100 + month."""
    digits, fits = exact_digits(candidates, 13)
    sex = digits[:, 6]
    century = np.array([1800, 1900, 1900, 2000, 2000, 1900, 1900, 2000, 2000, 1800])[sex]
    year, month = two_digits(digits, 0) + century, two_digits(digits, 2)
    valid = fits & real_date(year, month, two_digits(digits, 4))
    weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
    citizen = looked_up(digits, weights, (1, 0, *range(9, 0, -1)))
    foreigner = looked_up(digits, weights, (3, 2, 1, 0, *range(9, 2, -1)))
    holds = digits[:, 12] == citizen
    holds |= between(sex.astype(np.int64), 5, 8) & (digits[:, 12] == foreigner)
    return valid, holds & (two_digits(digits, 7) <= 96), year * 100 + month


def _kr_rrn(candidates: Candidates) -> ByteArray:
    """Birth date and sex; a modulo 11 check digit on numbers issued before October 2020."""
    valid, holds, _ = _rrn_parts(candidates)
    return graded(valid, holds)


def _kr_rrn_if(argument: str) -> Verifier:
    """Return the stricter check `evident`: without a check digit only births since 2020-10."""
    if argument != "evident":
        raise RuleError(f"kr_rrn takes no argument or 'evident', not {argument!r}")

    def verify(candidates: Candidates) -> ByteArray:
        valid, holds, born = _rrn_parts(candidates)
        return graded(valid & (holds | (born >= 2020_10)), holds)

    return whole(verify)


def _kr_brn(candidates: Candidates) -> ByteArray:
    """Office, kind, serial and a check digit (National Tax Service)."""
    digits, fits = exact_digits(candidates, 10)
    known = (
        (decimal(digits, 0, 3) >= 101) & (two_digits(digits, 3) > 0) & (decimal(digits, 5, 9) > 0)
    )
    total = weighted_sum(digits, (1, 3, 7, 1, 3, 7, 1, 3, 5)) + digits[:, 8] // 2 + digits[:, 9]
    return graded(fits & known, total % 10 == 0)


def _il_id(candidates: Candidates) -> tuple[ByteArray, BoolArray]:
    """Nine digits, leading zeros may be missing, Luhn; 5 first is a company."""
    digits, counts = digit_tails(candidates, 9)
    valid = between(counts, 1, 9) & (decimal(digits, 0, 9) > 0)
    return verdicts(valid & luhn(digits, np.full(len(digits), 9))), digits[:, 0] != 5


def _ae_id(candidates: Candidates) -> ByteArray:
    """784, year of birth, serial and a Luhn digit that not every card is known to follow."""
    digits, fits = exact_digits(candidates, 15)
    valid = fits & (decimal(digits, 0, 3) == 784) & between(decimal(digits, 3, 7), 1900, 2099)
    return graded(valid, luhn(digits, np.full(len(digits), 15)))


def _sa_id(candidates: Candidates) -> ByteArray:
    """A 1 (citizen) or 2 (resident) first, ten digits, Luhn."""
    digits, fits = exact_digits(candidates, 10)
    holds = luhn(digits, np.full(len(digits), 10))
    return verdicts(fits & one_of(digits[:, 0], (1, 2)) & holds)


_CHECKS: dict[str, Verifier] = {
    "in_aadhaar": _in_aadhaar,
    "in_vid": _in_vid,
    "in_epic": _in_epic,
    "in_gstin": _in_gstin,
    "pk_cnic": _pk_cnic,
    "id_nik": _id_nik,
    "id_npwp": _id_npwp,
    "my_nric": _my_nric,
    "vn_cccd": _vn_cccd,
    "sg_nric": _sg_nric,
    "sg_uen": _sg_uen,
    "cn_ric": _cn_ric,
    "cn_uscc": _cn_uscc,
    "tw_id": _tw_id,
    "tw_ubn": _tw_ubn,
    "hk_id": _hk_id,
    "jp_my_number": _jp_my_number,
    "jp_corporate": _jp_corporate,
    "kr_rrn": _kr_rrn,
    "kr_brn": _kr_brn,
    "ae_id": _ae_id,
    "sa_id": _sa_id,
}

VERIFIERS: dict[str, Verifier] = {name: whole(check) for name, check in _CHECKS.items()}

FACTORIES: dict[str, VerifierFactory] = {
    "in_pan": by_role(_in_pan),
    "th_id": by_role(_th_id),
    "vn_mst": by_role(_vn_mst),
    "cn_uscc": _cn_uscc_if,
    "kr_rrn": _kr_rrn_if,
    "il_id": by_role(_il_id),
}
