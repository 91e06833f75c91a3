"""Verifiers of payment cards, IBANs, BICs and national bank account numbers."""

from functools import cache

import numpy as np

from avow.detect.verify.checksums import luhn, remainder, two_digits, weighted_sum
from avow.detect.verify.interface import (
    PLAUSIBLE,
    REJECT,
    RESERVED,
    BoolArray,
    Candidates,
    Verifier,
    VerifierFactory,
    verdicts,
)
from avow.detect.verify.money.bank_tables import (
    BIC_COUNTRIES,
    CA_INSTITUTIONS,
    CARD_RANGES,
    IBAN_STRUCTURES,
    NZ_ALGORITHMS,
    NZ_BANKS,
    NZ_BANKS_WITHOUT_CHECK,
    TEST_CARDS,
    WEAK_CARD_RANGES,
    CardRange,
)
from avow.text import ByteArray, IntArray

CARD_WIDTH = 19
IBAN_WIDTH = 34
LETTER_A = ord("A")
DIGIT_0 = ord("0")
STRIPE_TEST_PREFIX = 400000000000
"""First twelve digits of the block in which Stripe publishes its decline and fraud test cards."""

NZ_HIGH_ACCOUNT = 990_000
"""Accounts from here on use algorithm B instead of A."""

PAD, DIGIT, LETTER, EITHER = 0, 1, 2, 3


def _is_digit(column: ByteArray) -> BoolArray:
    inside: BoolArray = (column >= DIGIT_0) & (column <= DIGIT_0 + 9)
    return inside


def _is_letter(column: ByteArray) -> BoolArray:
    inside: BoolArray = (column >= LETTER_A) & (column <= LETTER_A + 25)
    return inside


def _prefix_value(digits: ByteArray, width: int) -> IntArray:
    """Return the number that the first `width` columns spell; padding counts as 0."""
    head = np.where(digits[:, :width] > 9, 0, digits[:, :width]).astype(np.int64)
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    return head @ powers


def _in_ranges(digits: ByteArray, counts: IntArray, ranges: tuple[CardRange, ...]) -> BoolArray:
    """Tell whether the first six digits and the length belong to one of the issuer ranges."""
    head = _prefix_value(digits, 6)
    firsts, lasts, lengths = _range_columns(ranges)
    inside = (head[:, None] >= firsts) & (head[:, None] <= lasts)
    inside &= lengths[np.minimum(counts, CARD_WIDTH + 1)]
    return np.logical_or.reduce(inside, axis=1)


@cache
def _range_columns(ranges: tuple[CardRange, ...]) -> tuple[IntArray, IntArray, BoolArray]:
    """Return first and last prefix per range, and its lengths as a table [lengths, ranges]."""
    firsts = np.array([row.first for row in ranges], dtype=np.int64)
    lasts = np.array([row.last for row in ranges], dtype=np.int64)
    lengths = np.zeros((CARD_WIDTH + 2, len(ranges)), dtype=np.bool_)
    for column, row in enumerate(ranges):
        lengths[list(row.lengths), column] = True
    return firsts, lasts, lengths


def _is_test_card(digits: ByteArray, counts: IntArray) -> BoolArray:
    """Tell whether the number stands in a payment provider's published list of test cards."""
    value = _prefix_value(digits, CARD_WIDTH)
    shift = 10 ** np.clip(CARD_WIDTH - counts, 0, CARD_WIDTH - 1)
    listed = np.isin(value // shift, np.array(TEST_CARDS, dtype=np.int64))
    block = (_prefix_value(digits, 12) == STRIPE_TEST_PREFIX) & (counts == 16)
    answer: BoolArray = listed | block
    return answer


def _card(candidates: Candidates, ranges: tuple[CardRange, ...]) -> ByteArray:
    digits, counts = candidates.digits(CARD_WIDTH)
    fits = (counts >= 12) & (counts <= CARD_WIDTH)
    valid = fits & _in_ranges(digits, counts, ranges) & luhn(digits, np.minimum(counts, CARD_WIDTH))
    out = verdicts(valid)
    out[valid & _is_test_card(digits, counts)] = RESERVED
    return out


def card(candidates: Candidates) -> ByteArray:
    """Check a payment card: Luhn, issuer range and the lengths that the issuer uses."""
    return _card(candidates, CARD_RANGES)


def card_any_issuer(candidates: Candidates) -> ByteArray:
    """Check a card of any scheme, Maestro and local debit cards included; needs context."""
    return _card(candidates, CARD_RANGES + WEAK_CARD_RANGES)


def card_expiry(candidates: Candidates) -> ByteArray:
    """Check `MM/YY`, `MM/YYYY` or `MMYY`: a month of the year, and a year from 2000 to 2049."""
    digits, counts = candidates.digits(6)
    month = two_digits(digits, 0)
    year = np.where(counts == 6, two_digits(digits, 4), two_digits(digits, 2))
    century = (counts == 4) | (two_digits(digits, 2) == 20)
    fits = np.isin(counts, (4, 6)) & (month >= 1) & (month <= 12) & (year < 50)
    return verdicts(fits & century, PLAUSIBLE)


def _structure_table() -> tuple[IntArray, ByteArray, IntArray]:
    """Expand the registry's BBAN structures into one row of character classes per country."""
    codes = {"n": DIGIT, "a": LETTER, "c": EITHER}
    index = np.full(26 * 26, -1, dtype=np.int64)
    classes = np.zeros((len(IBAN_STRUCTURES), IBAN_WIDTH), dtype=np.uint8)
    lengths = np.zeros(len(IBAN_STRUCTURES), dtype=np.int64)
    for row, (country, structure) in enumerate(sorted(IBAN_STRUCTURES.items())):
        expanded = [LETTER, LETTER, DIGIT, DIGIT]
        for item in structure.split():
            expanded += [codes[item[-1]]] * int(item[:-1])
        index[(ord(country[0]) - LETTER_A) * 26 + ord(country[1]) - LETTER_A] = row
        classes[row, : len(expanded)] = expanded
        lengths[row] = len(expanded)
    return index, classes, lengths


_IBAN_INDEX, _IBAN_CLASSES, _IBAN_LENGTHS = _structure_table()


def _mod_97(text: ByteArray, counts: IntArray) -> IntArray:
    """Return the ISO 7064 MOD 97-10 remainder with the first four characters moved to the end."""
    pairs = zip(text, counts.tolist(), strict=True)
    rows = [row[:count].tobytes() for row, count in pairs]
    return np.array([_as_number(row[4:] + row[:4]) % 97 for row in rows], dtype=np.int64)


def _as_number(text: bytes) -> int:
    """Read letters as two digits each, A as 10 (ISO 7064)."""
    return int("".join(str(int(chr(byte), 36)) for byte in text))


def iban(candidates: Candidates) -> ByteArray:
    """Check an IBAN: country, length and structure of the SWIFT registry, and MOD 97-10.

    Check digits `00` can never occur (ISO 13616 gives 02 to 98); documentation uses them as a
    placeholder, so they are RESERVED when the structure holds.
    """
    text, counts = candidates.alnum(IBAN_WIDTH)
    lettered = _is_letter(text[:, 0]) & _is_letter(text[:, 1])
    pair = (text[:, 0].astype(np.int64) - LETTER_A) * 26 + text[:, 1] - LETTER_A
    row = np.where(lettered, _IBAN_INDEX[np.where(lettered, pair, 0)], -1)
    known = (row >= 0) & (counts == _IBAN_LENGTHS[row])
    wanted = _IBAN_CLASSES[row]
    digit, letter = _is_digit(text), _is_letter(text)
    fits = np.where(wanted == DIGIT, digit, np.where(wanted == LETTER, letter, digit | letter))
    structured = known & (fits | (wanted == PAD)).all(axis=1)
    rows = np.flatnonzero(structured)
    sound = np.zeros(len(text), dtype=np.bool_)
    sound[rows] = _mod_97(text[rows], counts[rows]) == 1
    out = verdicts(sound)
    out[structured & (text[:, 2] == DIGIT_0) & (text[:, 3] == DIGIT_0)] = RESERVED
    return out


_BIC_PAIRS = np.array([ord(code[0]) * 256 + ord(code[1]) for code in BIC_COUNTRIES])


def bic(candidates: Candidates) -> ByteArray:
    """Check a BIC (ISO 9362): four letters or digits, a country, location, optional branch.

    A location that ends in `0` marks a test code, which is RESERVED.
    """
    text, counts = candidates.alnum(11)
    length = candidates.ends - candidates.starts
    shaped = ((counts == 8) | (counts == 11)) & (length == counts)
    shaped &= _is_letter(text[:, :6]).all(axis=1)
    pair = text[:, 4].astype(np.int64) * 256 + text[:, 5]
    out = verdicts(shaped & np.isin(pair, _BIC_PAIRS), PLAUSIBLE)
    out[(out != REJECT) & (text[:, 7] == DIGIT_0)] = RESERVED
    return out


def us_routing(candidates: Candidates) -> ByteArray:
    """Check an ABA routing number: Federal Reserve prefix and weights 3, 7, 1 modulo 10."""
    digits, counts = candidates.digits(9)
    prefix = two_digits(digits, 0)
    ranges = ((prefix <= 12) | ((prefix >= 21) & (prefix <= 32))) | (
        ((prefix >= 61) & (prefix <= 72)) | (prefix == 80)
    )
    total = weighted_sum(digits, (3, 7, 1) * 3)
    return verdicts((counts == 9) & ranges & (total > 0) & (total % 10 == 0))


def gb_sort_code(candidates: Candidates) -> ByteArray:
    """Check a British sort code: six digits, the first two a bank's (01 to 99 without 00)."""
    digits, counts = candidates.digits(6)
    return verdicts((counts == 6) & (two_digits(digits, 0) > 0), PLAUSIBLE)


def es_ccc(candidates: Candidates) -> ByteArray:
    """Check a Spanish CCC: two check digits, weights 1, 2, 4, 8, 5, 10, 9, 7, 3, 6 modulo 11."""
    digits, counts = candidates.digits(20)
    weights = (1, 2, 4, 8, 5, 10, 9, 7, 3, 6)
    first = _spanish_check(weighted_sum(digits[:, :8], weights[2:]))
    second = _spanish_check(weighted_sum(digits[:, 10:20], weights))
    nonzero = (digits[:, :20] > 0).any(axis=1)
    valid = (digits[:, 8] == first) & (digits[:, 9] == second)
    return verdicts((counts == 20) & nonzero & valid)


def _spanish_check(total: IntArray) -> IntArray:
    check = 11 - total % 11
    return np.where(check == 11, 0, np.where(check == 10, 1, check))


def ar_cbu(candidates: Candidates) -> ByteArray:
    """Check an Argentine CBU: two blocks of 8 and 14 digits, weights 3, 1, 7, 9 from the right."""
    digits, counts = candidates.digits(22)
    bank = weighted_sum(digits[:, :7], (7, 1, 3, 9, 7, 1, 3)) + digits[:, 7]
    account = weighted_sum(digits[:, 8:21], (3, 9, 7, 1) * 3 + (3,)) + digits[:, 21]
    nonzero = (digits > 0).any(axis=1)
    valid = (bank % 10 == 0) & (account % 10 == 0)
    return verdicts((counts == 22) & nonzero & valid)


def mx_clabe(candidates: Candidates) -> ByteArray:
    """Check a Mexican CLABE: 17 digits with weights 3, 7, 1, each product modulo 10."""
    digits, counts = candidates.digits(18)
    weights = np.array((3, 7, 1) * 5 + (3, 7), dtype=np.int64)
    total = ((digits[:, :17].astype(np.int64) * weights) % 10).sum(axis=1)
    nonzero = (digits > 0).any(axis=1)
    return verdicts((counts == 18) & nonzero & ((10 - total % 10) % 10 == digits[:, 17]))


def nz_account(candidates: Candidates) -> ByteArray:
    """Check a New Zealand account, bank-branch-account-suffix (2-4-7-2 or 2-4-7-3).

    The weights depend on the bank (Inland Revenue, "Bank account number validation"). Banks
    without a published check are PLAUSIBLE; codes that are not assigned are rejected.
    """
    digits, counts = candidates.digits(16)
    short = counts == 15
    digits = np.where(digits > 9, 0, digits).astype(np.uint8)
    suffix = np.stack([np.zeros(len(digits), dtype=np.uint8), digits[:, 13], digits[:, 14]], axis=1)
    digits[:, 13:16] = np.where(short[:, None], suffix, digits[:, 13:16])
    bank = two_digits(digits, 0)
    fits = np.isin(counts, (15, 16)) & (digits[:, 6:13] > 0).any(axis=1)
    high = remainder(digits[:, 6:13], 10**8) >= NZ_HIGH_ACCOUNT
    valid = np.zeros(len(digits), dtype=np.bool_)
    for name, algorithm in NZ_ALGORITHMS.items():
        shared = "A" if name == "B" else name
        mine = np.isin(bank, [code for code, used in NZ_BANKS.items() if used == shared])
        if shared == "A":
            mine &= high == (name == "B")
        products = digits.astype(np.int64) * np.array(algorithm.weights, dtype=np.int64)
        if algorithm.fold:
            products = np.where(products > 9, (products - 1) % 9 + 1, products)
        valid |= mine & (products.sum(axis=1) % algorithm.modulus == 0)
    out = verdicts(fits & valid)
    out[fits & np.isin(bank, NZ_BANKS_WITHOUT_CHECK)] = PLAUSIBLE
    return out


def au_bsb(candidates: Candidates) -> ByteArray:
    """Check an Australian BSB: six digits whose first two name a bank (not 00, 99)."""
    digits, counts = candidates.digits(6)
    bank = two_digits(digits, 0)
    return verdicts((counts == 6) & (bank > 0) & (bank < 99), PLAUSIBLE)


def in_ifsc(candidates: Candidates) -> ByteArray:
    """Check an Indian IFSC: four letters of the bank, a zero, six characters of the branch."""
    text, counts = candidates.alnum(11)
    shaped = (counts == 11) & _is_letter(text[:, :4]).all(axis=1) & (text[:, 4] == DIGIT_0)
    return verdicts(shaped, PLAUSIBLE)


def ca_transit(candidates: Candidates) -> ByteArray:
    """Check a Canadian transit number: branch (5) and institution (3), or 0-institution-branch."""
    digits, counts = candidates.digits(9)
    cheque = _prefix_value(digits[:, 5:8], 3)
    electronic = _prefix_value(digits[:, 1:4], 3)
    known = np.array(CA_INSTITUTIONS, dtype=np.int64)
    printed = (counts == 8) & np.isin(cheque, known)
    routed = (counts == 9) & (digits[:, 0] == 0) & np.isin(electronic, known)
    return verdicts(printed | routed, PLAUSIBLE)


def be_account(candidates: Candidates) -> ByteArray:
    """Check a Belgian account in its old form, 3-7-2 digits: the first ten modulo 97."""
    digits, counts = candidates.digits(12)
    rest = remainder(digits[:, :10], 97)
    check = np.where(rest == 0, 97, rest)
    fits = (counts == 12) & (digits[:, :10] > 0).any(axis=1)
    return verdicts(fits & (two_digits(digits, 10) == check))


def no_account(candidates: Candidates) -> ByteArray:
    """Check a Norwegian account, 4-2-5 digits: weights 5 4 3 2 7 6 5 4 3 2 1 modulo 11."""
    digits, counts = candidates.digits(11)
    total = weighted_sum(digits, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))
    return verdicts((counts == 11) & (total > 0) & (total % 11 == 0))


def pl_account(candidates: Candidates) -> ByteArray:
    """Check a Polish account (NRB): 26 digits, the IBAN without its country, MOD 97-10."""
    digits, counts = candidates.digits(26)
    poland = np.tile(np.array([2, 5, 2, 1], dtype=np.uint8), (len(digits), 1))
    rest = remainder(np.concatenate([digits[:, 2:], poland, digits[:, :2]], axis=1), 97)
    return verdicts((counts == 26) & (rest == 1))


def cz_account(candidates: Candidates) -> ByteArray:
    """Check a Czech or Slovak account, `[prefix-]number/bank`: both parts modulo 11.

    Weights from the right are 1, 2, 4, 8, 5, 10, 9, 7, 3, 6 (Czech decree 169/2011).
    """
    text = candidates.matrix(22)
    weights = np.array((1, 2, 4, 8, 5, 10, 9, 7, 3, 6), dtype=np.int64)
    total = np.zeros(len(text), dtype=np.int64)
    place = np.zeros(len(text), dtype=np.int64)
    valid = np.ones(len(text), dtype=np.bool_)
    seen_bank = np.zeros(len(text), dtype=np.bool_)
    for column in range(text.shape[1] - 1, -1, -1):
        byte = text[:, column]
        counted = seen_bank & _is_digit(byte)
        total += np.where(counted, (byte.astype(np.int64) - DIGIT_0) * weights[place % 10], 0)
        place += counted
        closed = seen_bank & (byte == ord("-"))
        valid &= ~closed | (total % 11 == 0)
        total, place = np.where(closed, 0, total), np.where(closed, 0, place)
        seen_bank |= byte == ord("/")
    nonzero = ((text[:, :10] > DIGIT_0) & (text[:, :10] <= DIGIT_0 + 9)).any(axis=1)
    return verdicts(seen_bank & valid & (total % 11 == 0) & nonzero)


def hu_account(candidates: Candidates) -> ByteArray:
    """Check a Hungarian account of 16 or 24 digits: weights 9, 7, 3, 1 in both parts."""
    digits, counts = candidates.digits(24)
    digits = np.where(digits > 9, 0, digits).astype(np.uint8)
    bank = weighted_sum(digits[:, :8], (9, 7, 3, 1) * 2) % 10 == 0
    account = weighted_sum(digits[:, 8:24], (9, 7, 3, 1) * 4) % 10 == 0
    nonzero = (digits[:, :8] > 0).any(axis=1)
    return verdicts(np.isin(counts, (16, 24)) & bank & account & nonzero)


def se_giro(candidates: Candidates) -> ByteArray:
    """Check a Swedish bankgiro or plusgiro number: 2 to 8 digits, Luhn."""
    digits, counts = candidates.digits(8)
    fits = (counts >= 2) & (counts <= 8) & (digits[:, 0] > 0)
    return verdicts(fits & luhn(digits, np.minimum(counts, 8)))


def account_number(candidates: Candidates) -> ByteArray:
    """Reject what a label cannot make an account: one repeated digit, or fewer than five digits."""
    digits, counts = candidates.digits(20)
    same = (digits == digits[:, :1]) | (np.arange(digits.shape[1]) >= counts[:, None])
    return np.where((counts >= 5) & ~same.all(axis=1), PLAUSIBLE, REJECT).astype(np.uint8)


VERIFIERS: dict[str, Verifier] = {
    "card": card,
    "card_any_issuer": card_any_issuer,
    "card_expiry": card_expiry,
    "iban": iban,
    "bic": bic,
    "us_routing": us_routing,
    "gb_sort_code": gb_sort_code,
    "es_ccc": es_ccc,
    "ar_cbu": ar_cbu,
    "mx_clabe": mx_clabe,
    "nz_account": nz_account,
    "au_bsb": au_bsb,
    "in_ifsc": in_ifsc,
    "ca_transit": ca_transit,
    "be_account": be_account,
    "no_account": no_account,
    "pl_account": pl_account,
    "cz_account": cz_account,
    "hu_account": hu_account,
    "se_giro": se_giro,
    "account_number": account_number,
}

FACTORIES: dict[str, VerifierFactory] = {}
