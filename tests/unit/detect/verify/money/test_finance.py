"""Cards and bank accounts: published values, mutations, and python-stdnum as the oracle."""

import random
from collections.abc import Callable

import numpy as np
import pytest
from stdnum import bic as bic_oracle
from stdnum import iban as iban_oracle
from stdnum import luhn as luhn_oracle
from stdnum import numdb
from stdnum.ar import cbu as cbu_oracle
from stdnum.cz import bankaccount as cz_oracle
from stdnum.es import ccc as ccc_oracle
from stdnum.no import kontonr as no_oracle
from stdnum.nz import bankaccount as nz_oracle
from stdnum.us import rtn as rtn_oracle

from avow.detect.verify.interface import (
    CHECKED,
    PLAUSIBLE,
    REJECT,
    RESERVED,
    Candidates,
    Verifier,
)
from avow.detect.verify.money import finance
from avow.detect.verify.money.bank_tables import (
    BIC_COUNTRIES,
    CARD_RANGES,
    IBAN_STRUCTURES,
    NZ_ALGORITHMS,
    NZ_BANKS,
    TEST_CARDS,
    CardRange,
)

SAMPLES = 4000

DELIBERATE_DIFFERENCES = {
    "iban_announced": "22 countries issue IBANs without a registry entry; the oracle lacks them",
    "iban_national": "national check digits inside the IBAN are not demanded; MOD 97 decides",
    "us_routing_prefix": "the oracle takes any first two digits; the Federal Reserve does not",
    "nz_fold": "banks 09, 26, 28, 29: a product of 18, 27, 36 … adds up to 9; the oracle takes 0",
    "nz_branch": "the oracle demands a branch that is open today; closed ones stay personal data",
    "cz_bank": "the oracle demands a bank code of its own list; Slovak and new ones pass here",
    "no_postgiro": "the oracle also takes 7-digit postgiro numbers, which ended in 2002",
    "all_zero": "a number of zeros passes most schemes and is nobody's",
}


def judge(verifier: Verifier, *values: str) -> list[int]:
    """Run a verifier on values that stand in one batch."""
    data = "\n".join(values).encode()
    starts, place = [], 0
    for value in values:
        starts.append(place)
        place += len(value.encode()) + 1
    ends = [start + len(value.encode()) for start, value in zip(starts, values, strict=True)]
    candidates = Candidates(
        data=np.frombuffer(data, dtype=np.uint8),
        starts=np.array(starts, dtype=np.int64),
        ends=np.array(ends, dtype=np.int64),
    )
    return [int(verdict) for verdict in verifier(candidates)]


def number(rng: random.Random, length: int) -> str:
    return "".join(rng.choices("0123456789", k=length))


def mutate(rng: random.Random, value: str) -> str:
    """Change one digit to another digit."""
    place = rng.choice([i for i, character in enumerate(value) if character.isdigit()])
    other = rng.choice([digit for digit in "0123456789" if digit != value[place]])
    return value[:place] + other + value[place + 1 :]


def assert_agree(verifier: Verifier, oracle: Callable[[str], bool], values: list[str]) -> None:
    ours = [verdict == CHECKED for verdict in judge(verifier, *values)]
    theirs = [oracle(value) for value in values]
    wrong = [v for v, a, b in zip(values, ours, theirs, strict=True) if a != b]
    assert not wrong, wrong[:5]
    assert any(theirs)
    assert not all(theirs)


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        ("4539578763621486", CHECKED),
        ("4539 5787 6362 1486", CHECKED),
        ("4539.5787.6362.1486", CHECKED),
        ("4539578763621487", REJECT),
        ("4539 5787 6326 1486", REJECT),
        ("0000000000000000", REJECT),
        ("4444444444444444", REJECT),
    ],
)
def test_card_check_digit_decides(value: str, verdict: int) -> None:
    assert judge(finance.card, value) == [verdict]


def with_luhn(head: str) -> str:
    return head + luhn_oracle.calc_check_digit(head)


@pytest.mark.parametrize("row", CARD_RANGES, ids=lambda row: f"{row.scheme}-{row.first}")
def test_card_ranges_and_lengths(row: CardRange) -> None:
    rng = random.Random(7)
    for length in range(11, 21):
        value = with_luhn(f"{row.first:06d}{number(rng, length - 7)}")
        ours = judge(finance.card, value)[0]
        others = [r for r in CARD_RANGES if r.first <= int(value[:6]) <= r.last]
        assert (ours != REJECT) == any(length in r.lengths for r in others), (value, length)


@pytest.mark.parametrize("head", ["100000", "200000", "400000", "700000", "900000", "272100"])
def test_card_outside_every_range_is_rejected(head: str) -> None:
    value = with_luhn(head + "123456789")
    expected = REJECT if head != "400000" else CHECKED
    assert judge(finance.card, value) == [expected]


def test_card_luhn_equals_the_oracle_on_random_and_mutated_numbers() -> None:
    rng = random.Random(1)
    valid = [with_luhn("4" + number(rng, 14)) for _ in range(SAMPLES)]
    values = [v for v in valid + [mutate(rng, v) for v in valid] if v[0] == "4"]
    ours = [verdict != REJECT for verdict in judge(finance.card, *values)]
    assert ours == [luhn_oracle.is_valid(value) for value in values]


def test_published_test_cards_are_reserved() -> None:
    values = [str(value) for value in TEST_CARDS]
    assert judge(finance.card, *values) == [RESERVED] * len(values)
    assert judge(finance.card, "4242 4242 4242 4242", "4000 0000 0000 0077") == [RESERVED] * 2


def test_real_cards_near_test_cards_are_not_reserved() -> None:
    assert judge(finance.card, with_luhn("424242424242425")) == [CHECKED]
    assert judge(finance.card, "4242424242424243") == [REJECT]


@pytest.mark.parametrize("head", ["67594111000", "21316159423929", "351983325766585"])
def test_wide_ranges_need_the_wide_verifier(head: str) -> None:
    value = with_luhn(head)
    assert judge(finance.card, value) == [REJECT]
    assert judge(finance.card_any_issuer, value) == [CHECKED]


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        ("09/27", PLAUSIBLE),
        ("12/2031", PLAUSIBLE),
        ("0127", PLAUSIBLE),
        ("13/27", REJECT),
        ("00/27", REJECT),
        ("09/77", REJECT),
        ("09/1927", REJECT),
        ("9/27", REJECT),
    ],
)
def test_card_expiry(value: str, verdict: int) -> None:
    assert judge(finance.card_expiry, value) == [verdict]


def random_iban(rng: random.Random, country: str) -> str:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    alphabets = {"n": "0123456789", "a": letters, "c": letters + "0123456789"}
    body = "".join(
        "".join(rng.choices(alphabets[item[-1]], k=int(item[:-1])))
        for item in IBAN_STRUCTURES[country].split()
    )
    return country + iban_oracle.calc_check_digits(f"{country}00{body}") + body


def registered() -> list[str]:
    return sorted(c for c in IBAN_STRUCTURES if numdb.get("iban").info(c)[0][1])


def test_presidio_2078_iban_countries() -> None:
    """Every country of the registry and every one that announced IBANs is known."""
    rng = random.Random(2)
    assert len(registered()) == 89
    assert len(IBAN_STRUCTURES) == 111
    for country in IBAN_STRUCTURES:
        value = random_iban(rng, country)
        grouped = " ".join(value[i : i + 4] for i in range(0, len(value), 4))
        assert judge(finance.iban, value, grouped, value.lower()) == [CHECKED] * 3, country
        assert judge(finance.iban, value[:-1], value + "0") == [REJECT] * 2, country


def test_iban_equals_the_oracle() -> None:
    rng = random.Random(3)
    countries = registered()
    valid = [random_iban(rng, rng.choice(countries)) for _ in range(SAMPLES)]
    mutated = [value for value in (mutate(rng, v) for v in valid) if value[2:4] != "00"]
    wrong_country = ["DE" + value[2:] for value in valid if value[2:4] != "00"]
    assert_agree(
        finance.iban,
        lambda value: iban_oracle.is_valid(value, check_country=False),
        valid + mutated + wrong_country,
    )


def test_iban_every_single_digit_change_is_caught() -> None:
    value = "DE89370400440532013000"
    changed = [
        value[:i] + digit + value[i + 1 :]
        for i in range(2, len(value))
        for digit in "0123456789"
        if digit != value[i]
    ]
    assert set(judge(finance.iban, *changed)) == {REJECT}


def test_iban_placeholders_are_reserved() -> None:
    assert judge(finance.iban, "DE00370400440532013000", "GB00 WEST 1234 5698 7654 32") == [
        RESERVED,
        RESERVED,
    ]
    assert (
        judge(finance.iban, "DE00 3704", "XX00370400440532013000", "1200370400440532013000")
        == [REJECT] * 3
    )


def test_bic_equals_the_oracle() -> None:
    rng = random.Random(4)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    values = []
    for _ in range(SAMPLES):
        country = rng.choice([*BIC_COUNTRIES, "XX", "EN", "QQ", "A1"])
        tail = "".join(rng.choices(letters + "123456789", k=rng.choice([2, 5, 3])))
        values.append("".join(rng.choices(letters, k=4)) + country + tail)
    ours = [verdict != REJECT for verdict in judge(finance.bic, *values)]
    assert ours == [bic_oracle.is_valid(value) for value in values]
    assert judge(finance.bic, "DEUTDEFF", "DEUTDE00", "DEUTDEFF500") == [
        PLAUSIBLE,
        RESERVED,
        PLAUSIBLE,
    ]


def test_us_routing_equals_the_oracle_within_federal_reserve_prefixes() -> None:
    rng = random.Random(5)
    prefixes = [f"{p:02d}" for p in (*range(1, 13), *range(21, 33), *range(61, 73), 80)]
    heads = [rng.choice(prefixes) + number(rng, 6) for _ in range(SAMPLES)]
    valid = [head + rtn_oracle.calc_check_digit(head) for head in heads]
    mutated = [v for v in (mutate(rng, v) for v in valid) if v[:2] in prefixes]
    assert_agree(finance.us_routing, rtn_oracle.is_valid, valid + mutated)


def test_us_routing_deliberately_refuses_other_prefixes() -> None:
    assert "us_routing_prefix" in DELIBERATE_DIFFERENCES
    for prefix in ("13", "20", "33", "60", "73", "79", "81", "99"):
        head = prefix + "123456"
        assert judge(finance.us_routing, head + rtn_oracle.calc_check_digit(head)) == [REJECT]
    assert judge(finance.us_routing, "021000021", "011401533", "000000000") == [2, 2, 0]


@pytest.mark.parametrize(
    ("verifier", "oracle", "length"),
    [
        (finance.es_ccc, ccc_oracle, 20),
        (finance.ar_cbu, cbu_oracle, 22),
    ],
    ids=["es_ccc", "ar_cbu"],
)
def test_check_digits_equal_the_oracle(verifier: Verifier, oracle: object, length: int) -> None:
    rng = random.Random(length)
    valid = []
    for _ in range(SAMPLES):
        value = number(rng, length)
        if oracle is ccc_oracle:
            value = value[:8] + ccc_oracle.calc_check_digits(value) + value[10:]
        else:
            head = value[:7] + cbu_oracle.calc_check_digit(value[:7])
            value = head + value[8:21] + cbu_oracle.calc_check_digit(value[8:21])
        valid.append(value)
    values = valid + [mutate(rng, value) for value in valid] + [v[:-1] for v in valid[:50]]
    assert_agree(verifier, oracle.is_valid, values)  # type: ignore[attr-defined]
    assert judge(verifier, "0" * length) == [REJECT]


def test_nz_account_equals_the_oracle_but_for_documented_differences(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Compare checksums with the oracle's; its register of open branches is left out."""
    rng = random.Random(6)
    values = [
        f"{rng.choice(list(NZ_BANKS)):02d}-{number(rng, 4)}-{number(rng, 7)}-0{number(rng, 2)}"
        for _ in range(SAMPLES * 2)
    ]
    monkeypatch.setattr(nz_oracle, "info", lambda _: {"bank": "any", "branch": "any"})
    compared = [value for value in values if not folds_to_nine(value)]
    assert len(compared) > SAMPLES
    assert_agree(finance.nz_account, nz_oracle.is_valid, compared)
    short = [value[:-3] + value[-2:] for value in compared]
    assert judge(finance.nz_account, *short) == judge(finance.nz_account, *compared)


def folds_to_nine(value: str) -> bool:
    """Tell whether the documented difference `nz_fold` touches an account."""
    digits = [int(character) for character in value if character.isdigit()]
    algorithm = NZ_ALGORITHMS[NZ_BANKS[digits[0] * 10 + digits[1]]]
    products = [w * d for w, d in zip(algorithm.weights, digits, strict=True)]
    return algorithm.fold and any(p > 9 and p % 9 == 0 for p in products)


def test_nz_account_published_and_refused() -> None:
    accounts = ["01-902-0068389-00", "01-0902-0068389-00", "08-6523-1954512-001"]
    accounts += ["26-2600-0320871-032"]
    assert judge(finance.nz_account, *accounts[1:]) == [CHECKED] * 3
    wrong = ["01-0902-0068388-00", "07-0902-0068389-00", "01-0902-0000000-00", accounts[0]]
    assert judge(finance.nz_account, *wrong) == [REJECT] * 4
    assert judge(finance.nz_account, "31-2840-0123456-00") == [PLAUSIBLE]


def test_no_account_equals_the_oracle() -> None:
    rng = random.Random(9)
    values = [number(rng, 11) for _ in range(SAMPLES)]
    values += [v[:10] + no_oracle._calc_check_digit(v[:10]) for v in values[:2000]]
    values = [value for value in values if value[4:6] != "00"]
    assert_agree(finance.no_account, no_oracle.is_valid, values)


def test_cz_account_equals_the_oracle() -> None:
    rng = random.Random(10)
    values = []
    for _ in range(SAMPLES):
        prefix = f"{rng.choice(['19', '35', number(rng, 6), number(rng, 4)])}-"
        head = rng.choice([prefix, ""])
        values.append(f"{head}{number(rng, rng.choice([6, 8, 10]))}/0100")
    assert_agree(finance.cz_account, cz_oracle.is_valid, values)
    assert judge(finance.cz_account, "19-2000145399/0800", "19-2000145398/0800") == [2, 0]
    assert judge(finance.cz_account, "0000000000/0100", "2000145399") == [0, 0]


def test_pl_account_is_the_iban_without_its_country() -> None:
    rng = random.Random(11)
    valid = [random_iban(rng, "PL")[2:] for _ in range(500)]
    values = valid + [mutate(rng, value) for value in valid]
    assert_agree(finance.pl_account, lambda v: iban_oracle.is_valid("PL" + v), values)


def clabe_check(head: str) -> str:
    total = sum(int(d) * w % 10 for d, w in zip(head, (3, 7, 1) * 6, strict=False))
    return str((10 - total % 10) % 10)


def test_mx_clabe_published_and_mutated() -> None:
    rng = random.Random(8)
    assert judge(finance.mx_clabe, "032180000118359719", "002010077777777771") == [CHECKED] * 2
    heads = [number(rng, 17) for _ in range(500)]
    valid = [head + clabe_check(head) for head in heads]
    assert set(judge(finance.mx_clabe, *valid)) == {CHECKED}
    assert set(judge(finance.mx_clabe, *[mutate(rng, value) for value in valid])) == {REJECT}


@pytest.mark.parametrize(
    ("verifier", "good", "bad"),
    [
        (finance.be_account, "539-0075470-34", "539-0075470-35"),
        (finance.no_account, "8601.11.17947", "8601.11.17948"),
        (finance.hu_account, "11773016-11111018-00000000", "11773017-11111018-00000000"),
        (finance.se_giro, "5050-1055", "5050-1056"),
        (finance.in_ifsc, "SBIN0001234", "SBIN1001234"),
        (finance.in_ifsc, "HDFC0CAG123", "HDF00000123"),
        (finance.gb_sort_code, "20-00-00", "00-00-00"),
        (finance.au_bsb, "062-000", "000-123"),
        (finance.ca_transit, "00011-003", "00011-999"),
        (finance.ca_transit, "000300011", "100300011"),
        (finance.account_number, "12345678", "1234"),
        (finance.account_number, "532013000", "11111111"),
    ],
)
def test_other_accounts(verifier: Verifier, good: str, bad: str) -> None:
    right, wrong = judge(verifier, good, bad)
    assert right in (PLAUSIBLE, CHECKED)
    assert wrong == REJECT


@pytest.mark.parametrize("name", sorted(finance.VERIFIERS))
def test_every_verifier_takes_nothing_and_garbage(name: str) -> None:
    verifier = finance.VERIFIERS[name]
    empty = np.zeros(0, dtype=np.int64)
    none = Candidates(data=np.zeros(0, dtype=np.uint8), starts=empty, ends=empty)
    assert len(verifier(none)) == 0
    garbage = ["-", "A", "0", "é" * 20, "9" * 60, "Z" * 60, "\x00\x01"]
    assert set(judge(verifier, *garbage)) <= {REJECT, PLAUSIBLE}
