"""Look-alikes: published values, mutations, and python-stdnum as the oracle."""

import random
from collections.abc import Callable
from types import ModuleType

import numpy as np
import pytest
from stdnum import cusip, ean, imo, isbn, isin, issn, lei
from stdnum.gb import sedol
from stdnum.iso7064 import mod_97_10

from avow.detect.verify import decoys
from avow.detect.verify.interface import CHECKED, PLAUSIBLE, REJECT, Candidates, Verifier

SAMPLES = 2500
DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
CONSONANTS = "BCDFGHJKLMNPQRSTVWXYZ"

DELIBERATE_DIFFERENCES = {
    "isbn_nine": "the oracle pads nine digits (SBN of before 1970) with a zero; we want ten",
    "cusip_symbols": "the oracle takes * @ # of private placements; our rows scan letters, digits",
    "all_zero": "a number of zeros passes most schemes and means nothing",
}


def judge(verifier: Verifier, *values: str) -> list[int]:
    """Run a verifier on values that stand in one batch."""
    data = "\n".join(values).encode()
    ends = np.cumsum([len(value.encode()) + 1 for value in values]) - 1
    starts = ends - np.array([len(value.encode()) for value in values])
    candidates = Candidates(data=np.frombuffer(data, dtype=np.uint8), starts=starts, ends=ends)
    return [int(verdict) for verdict in verifier(candidates)]


def draw(rng: random.Random, alphabet: str, length: int) -> str:
    return "".join(rng.choices(alphabet, k=length))


def mutate(rng: random.Random, value: str) -> str:
    place = rng.randrange(len(value))
    alphabet = DIGITS if value[place].isdigit() else LETTERS
    other = rng.choice([character for character in alphabet if character != value[place]])
    return value[:place] + other + value[place + 1 :]


def make_isbn(rng: random.Random) -> str:
    head = rng.choice(("978", "979")) + draw(rng, DIGITS, 9)
    if rng.random() < 0.5:
        return head + ean.calc_check_digit(head)
    body = draw(rng, DIGITS, 9)
    return next(body + last for last in DIGITS + "X" if isbn.is_valid(body + last))


def make_ean(rng: random.Random) -> str:
    head = draw(rng, DIGITS, rng.choice((7, 11, 12, 13)))
    return head + ean.calc_check_digit(head)


def make_issn(rng: random.Random) -> str:
    head = draw(rng, DIGITS, 7)
    return head + issn.calc_check_digit(head)


def make_isin(rng: random.Random) -> str:
    head = rng.choice(("US", "DE", "XS", "GB", "FR")) + draw(rng, LETTERS + DIGITS, 9)
    return head + isin.calc_check_digit(head)


def make_cusip(rng: random.Random) -> str:
    head = draw(rng, DIGITS + LETTERS, 8)
    return head + cusip.calc_check_digit(head)


def make_sedol(rng: random.Random) -> str:
    head = rng.choice(CONSONANTS) + draw(rng, DIGITS + CONSONANTS, 5)
    if rng.random() < 0.3:
        head = draw(rng, DIGITS, 6)
    return head + sedol.calc_check_digit(head)


def make_lei(rng: random.Random) -> str:
    head = draw(rng, DIGITS + LETTERS, 18)
    return head + str(mod_97_10.calc_check_digits(head))


def make_imo(rng: random.Random) -> str:
    head = draw(rng, DIGITS, 6)
    return head + imo.calc_check_digit(head)


@pytest.mark.parametrize(
    ("verifier", "oracle", "make"),
    [
        (decoys.isbn, isbn, make_isbn),
        (decoys.gtin, ean, make_ean),
        (decoys.issn, issn, make_issn),
        (decoys.isin, isin, make_isin),
        (decoys.cusip, cusip, make_cusip),
        (decoys.sedol, sedol, make_sedol),
        (decoys.lei, lei, make_lei),
        (decoys.imo_ship, imo, make_imo),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_check_digits_equal_the_oracle(
    verifier: Verifier, oracle: ModuleType, make: Callable[[random.Random], str]
) -> None:
    rng = random.Random(11)
    valid = [make(rng) for _ in range(SAMPLES)]
    values = valid + [mutate(rng, value) for value in valid]
    values += [value[:-1] for value in valid[:50] if len(value) != 10]
    ours = [verdict == CHECKED for verdict in judge(verifier, *values)]
    theirs = [oracle.is_valid(value) for value in values]
    wrong = [v for v, a, b in zip(values, ours, theirs, strict=True) if a != b]
    assert not wrong, wrong[:5]
    assert sum(theirs) >= len(valid)
    assert not all(theirs)


@pytest.mark.parametrize(
    ("verifier", "good", "bad"),
    [
        (decoys.isbn, "978-0-306-40615-7", "978-0-306-40615-8"),
        (decoys.isbn, "0-8044-2957-X", "0-8044-2958-X"),
        (decoys.isbn, "0306406152", "0306406153"),
        (decoys.isbn, "9790260000438", "9770260000434"),
        (decoys.issn, "0317-8471", "0317-8472"),
        (decoys.issn, "2434-561X", "2434-5610"),
        (decoys.gtin, "4006381333931", "4006381333932"),
        (decoys.gtin, "036000291452", "036000291453"),
        (decoys.isin, "US0378331005", "US0378331006"),
        (decoys.isin, "DE000BASF111", "ZZ000BASF111"),
        (decoys.cusip, "037833100", "037833101"),
        (decoys.sedol, "B0YBKJ7", "B0YBKJ8"),
        (decoys.sedol, "0263494", "A263494"),
        (decoys.lei, "5493001KJTIIGC8Y1R12", "5493001KJTIIGC8Y1R13"),
        (decoys.imo_ship, "9074729", "9074728"),
        (decoys.ups_tracking, "1Z999AA10123456784", "1Z999AA10123456785"),
        (decoys.ups_tracking, "1ZWX0692YP40636269", "1ZWX0692YP4063626"),
        (decoys.postal_tracking, "RA473124829GB", "RA473124828GB"),
        (decoys.postal_tracking, "RA 473 124 829 GB", "RA473124829ZZ"),
        (decoys.usps_tracking, "9400111899562537624244", "9400111899562537624245"),
        (decoys.fedex_tracking, "986578788855", "986578788856"),
    ],
)
def test_published_numbers(verifier: Verifier, good: str, bad: str) -> None:
    assert judge(verifier, good, bad) == [CHECKED, REJECT]


@pytest.mark.parametrize(
    ("verifier", "good", "bad"),
    [
        (decoys.unix_time, "1700000000", "700000000"),
        (decoys.unix_time, "1700000000123", "9990000000123"),
        (decoys.unix_time, "1700000000123456", "17000000001234"),
        (decoys.compact_time, "20240229235959", "20230229235959"),
        (decoys.compact_time, "2024-02-29T23:59:59", "2024-02-29T24:59:59"),
        (decoys.compact_time, "20240131120000", "20240132120000"),
        (decoys.year_range, "1998-2004", "2004-1998"),
        (decoys.year_range, "1914–1918", "4155-2671"),
        (decoys.hex_digest, "da39a3ee5e6b4b0d3255bfef95601890afd80709", "1234567890123456789012"),
        (decoys.hex_digest, "deadbeef0", "deadbeefcafe"),
    ],
)
def test_shapes_without_a_check_digit(verifier: Verifier, good: str, bad: str) -> None:
    assert judge(verifier, good, bad) == [PLAUSIBLE, REJECT]


@pytest.mark.parametrize("name", ["isbn", "issn", "gtin", "cusip", "sedol", "lei", "imo_ship"])
def test_zeros_mean_nothing(name: str) -> None:
    assert "all_zero" in DELIBERATE_DIFFERENCES
    values = ["0" * length for length in range(7, 21)]
    assert set(judge(decoys.VERIFIERS[name], *values)) == {REJECT}


@pytest.mark.parametrize("name", sorted(decoys.VERIFIERS))
def test_every_verifier_takes_nothing_and_garbage(name: str) -> None:
    verifier = decoys.VERIFIERS[name]
    empty = np.zeros(0, dtype=np.int64)
    none = Candidates(data=np.zeros(0, dtype=np.uint8), starts=empty, ends=empty)
    assert len(verifier(none)) == 0
    assert judge(verifier, "é", "0", "G" * 56, "-" * 95, "\x00") == [REJECT] * 5
