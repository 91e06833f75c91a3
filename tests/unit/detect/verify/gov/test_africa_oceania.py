"""Identifiers of Africa and Oceania and machine-readable zones: oracle, examples, mutations."""

import pytest
from identifier_tables import (
    DIGITS,
    PROSE,
    Case,
    both,
    disagreements,
    either,
    family_detector,
    found_in,
    judge,
    passing,
    pattern,
    survivors,
)

from avow.detect.detector import Detector
from avow.detect.verify.gov.africa_oceania import VERIFIERS
from avow.detect.verify.interface import CHECKED, PLAUSIBLE, REJECT, RESERVED

MU = "{A|B}{14|31|29|32}{11|02|13}{65|00|88}000000{0|1|2|5|9|A|C|G}"
CASES = (
    Case(
        names=("au_tfn",),
        oracle="au.tfn",
        draw=either("000 000 000", "00000000", "000000000"),
        valid=("123 456 782",),
    ),
    Case(
        names=("au_abn",),
        oracle="au.abn",
        draw=either("00 000 000 000", "00000000000"),
        valid=("83 914 571 673", "51824753556"),
        differs=lambda number: number.startswith("10"),
        reason="10 and 99 are equal modulo 89; the oracle knows only 99, the ABR takes both",
    ),
    Case(
        names=("au_acn",),
        oracle="au.acn",
        draw=either("000 000 000", "000000000"),
        valid=("004 085 616", "010 499 966"),
    ),
    Case(
        names=("nz_ird",),
        oracle="nz.ird",
        draw=either("{0|1}00-000-000", "00-000-000", "00000000", "0000000"),
        valid=("4909185-0", "49-098-576"),
    ),
    Case(
        names=("za_id",),
        oracle="za.idnr",
        draw=pattern("{75|00|88}{03|02|13}{30|29|31}0000{0|1|2|5}80"),
        valid=("7503305044089",),
        differs=lambda number: number[10] == "2",
        reason="2 in the citizenship place is a refugee",
    ),
    Case(
        names=("za_tin",),
        oracle="za.tin",
        draw=either("0000000000", "{0|1|2|3|9}000/000/00/0", "000000000"),
        valid=("0001339050", "084308984-8"),
    ),
    Case(
        names=("eg_tn",),
        oracle="eg.tn",
        draw=either("000-000-000", "00000000", "0000000000", "000000000"),
        valid=("100-531-385",),
    ),
    Case(
        names=both("ke_pin"),
        oracle="ke.pin",
        draw=either("{A|P|B}000000000A", "A0000000000", "A00000000A"),
        valid=("P051365947M", "A004416331M"),
    ),
    Case(
        names=("mu_nid",),
        oracle="mu.nid",
        draw=pattern(MU),
        valid=(),
    ),
    Case(
        names=both("gh_tin"),
        oracle="gh.tin",
        draw=pattern("{P|C|G|Q|V|A}{00|01}0000000{0|1|2|3|4|5|6|7|8|9|X}"),
        valid=("C0000803561",),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.oracle)
def test_verdict_equals_the_oracle(case: Case) -> None:
    assert disagreements(case, "africa oceania") == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.oracle)
def test_published_numbers_pass(case: Case) -> None:
    assert REJECT not in judge(case.names, case.valid)


@pytest.mark.parametrize(
    ("name", "module", "template"),
    [
        ("au_tfn", "au.tfn", "000000000"),
        ("au_abn", "au.abn", "{5}0000000000"),
        ("za_id", "za.idnr", "75{03|04}{11|21}0000{0|1}80"),
        ("za_tin", "za.tin", "{0|1|2|3}000000000"),
        ("gh_tin:company", "gh.tin", "C{00}0000000{0|1|2|3}"),
    ],
)
def test_every_single_digit_error_is_caught(name: str, module: str, template: str) -> None:
    assert survivors(name, module, template) == []


UTOPIA = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
    "D231458907UTO7408122F1204159<<<<<<<6",
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
)


def mrz_check(field: str) -> str:
    """Return the check digit of ICAO Doc 9303 part 3, section 4.9, worked out digit by digit."""
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    values = (0 if symbol == "<" else alphabet.index(symbol) for symbol in field)
    return str(sum(value * (7, 3, 1)[place % 3] for place, value in enumerate(values)) % 10)


def td3_line(number: str, state: str, birth: str, sex: str, expiry: str) -> str:
    """Return the second line of a passport without optional data."""
    head = number.ljust(9, "<")
    head += mrz_check(head)
    dates = birth + mrz_check(birth)
    until = expiry + mrz_check(expiry)
    optional = "<" * 14 + "0"
    return (
        head + state + dates + sex + until + optional + mrz_check(head + dates + until + optional)
    )


@pytest.mark.parametrize("line", UTOPIA)
def test_specimen_lines_of_icao_9303_are_reserved(line: str) -> None:
    assert judge(["mrz_line"], [line]) == [RESERVED]


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("P<GBRSMITH<<JOHN<PAUL<<<<<<<<<<<<<<<<<<<<<<<", PLAUSIBLE),
        ("P<GBRSMITHJOHNPAULABCDEFGHIJKLMNOPQRSTUVWXYZ", REJECT),  # no double filler
        ("X<GBRSMITH<<JOHN<PAUL<<<<<<<<<<<<<<<<<<<<<<<", REJECT),
        ("P<GBRSMITH<<JOHN<PAUL<<<<<<<<<<<<<<<<<<<<<<", REJECT),  # 43 characters
        ("SMITH<<JOHN<PAUL<<<<<<<<<<<<<<", PLAUSIBLE),
        ("<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<", REJECT),
        ("IDFRAX4RTBPFW46<<<<<<<<<<<<<<<", CHECKED),  # the specimen card of France
        ("IDFRAX4RTBPFW47<<<<<<<<<<<<<<<", REJECT),
        ("<<<<<<< HEAD<<<<<<<<<<<<<<<<<<", REJECT),
    ],
)
def test_mrz_names_and_number_lines(line: str, verdict: int) -> None:
    assert judge(["mrz_line"], [line]) == [verdict]


def test_mrz_passport_line_is_checked_and_each_change_of_a_digit_is_caught() -> None:
    line = td3_line("AB1234567", "GBR", "800229", "F", "300101")
    assert judge(["mrz_line"], [line]) == [CHECKED]
    changed = [
        line[:place] + digit + line[place + 1 :]
        for place in (*range(2, 10), *range(13, 20), *range(21, 28))
        for digit in DIGITS
        if digit != line[place]
    ]
    assert set(judge(["mrz_line"], changed)) == {REJECT}


def test_mrz_visa_line_has_no_composite_check() -> None:
    line = td3_line("AB1234567", "GBR", "800229", "F", "300101")
    other = line[:-1] + ("1" if line[-1] != "1" else "2")
    assert judge(["mrz_line"], [other]) == [PLAUSIBLE]


def test_mrz_card_line_needs_both_dates() -> None:
    birth, expiry = "800229" + mrz_check("800229"), "300101" + mrz_check("300101")
    line = f"{birth}F{expiry}GBR<<<<<<<<<<<0"
    assert judge(["mrz_line"], [line, "9" + line[1:], line[:8] + "9" + line[9:]]) == [
        CHECKED,
        REJECT,
        REJECT,
    ]


@pytest.mark.parametrize("number", ["000 000 180", "000000180", "005 999 970", "005 999 980"])
def test_presidio_2087_acn(number: str) -> None:
    """A check digit of 0 is a check digit like any other."""
    digits = [int(symbol) for symbol in number if symbol.isdigit()]
    total = sum(digit * weight for digit, weight in zip(digits, range(8, 0, -1), strict=False))
    expected = CHECKED if (10 - total % 10) % 10 == digits[8] else REJECT
    assert judge(["au_acn"], [number]) == [expected]
    assert judge(["au_acn"], ["000 000 180"]) == [CHECKED]


@pytest.mark.parametrize(
    ("name", "number", "verdict"),
    [
        ("au_abn", "00000000560", REJECT),
        ("au_abn", "51824753556", CHECKED),
        ("au_tfn", "000000000", REJECT),
        ("za_id", "8001015009087", CHECKED),
        ("za_id", "8001015009088", REJECT),
        ("za_id", "8013015009087", REJECT),
        ("eg_nid", "29001011234567", PLAUSIBLE),
        ("eg_nid", "29013011234567", REJECT),
        ("eg_nid", "19001011234567", REJECT),
        ("eg_nid", "29001019934567", REJECT),
        ("ke_pin:person", "A004416331M", PLAUSIBLE),
        ("ke_pin:company", "A004416331M", REJECT),
        ("ke_pin:company", "P051365947M", PLAUSIBLE),
        ("gh_tin:company", "C0000803561", CHECKED),
        ("gh_tin:person", "C0000803561", REJECT),
        ("ng_bvn", "22123456789", PLAUSIBLE),
        ("ng_bvn", "21123456789", REJECT),
        ("ng_nin", "12345678901", PLAUSIBLE),
        ("ng_nin", "08031234567", REJECT),
    ],
)
def test_named_verdict(name: str, number: str, verdict: int) -> None:
    assert judge([name], [number]) == [verdict]


@pytest.mark.parametrize("name", sorted(VERIFIERS))
def test_no_candidates_no_verdicts(name: str) -> None:
    assert judge([name], []) == []


@pytest.mark.parametrize("name", sorted(VERIFIERS))
def test_prose_is_rejected(name: str) -> None:
    assert passing(name, PROSE) == []


@pytest.fixture(scope="module")
def detector() -> Detector:
    """Return a detector with the rows of this family only, its countries active."""
    return family_detector("gov_africa_oceania.toml", "AU", "ZA")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "ACN 000 000 180 and ACN 004 085 616",
            ["org.au.acn=000 000 180", "org.au.acn=004 085 616"],
        ),
        ("phone 000 000 180", []),
        ("ABN 51824753556", ["org.au.abn=51824753556"]),
        ("ID number 7503305044089", ["gov.za.id=7503305044089"]),
        ("ID number 7503305044088", []),
        ("std::cout << value << std::endl; <<<<<<< HEAD", []),
        (
            "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<\n",
            [
                "gov.mrz=I<UTOD231458907<<<<<<<<<<<<<<<",
                "gov.mrz=7408122F1204159UTO<<<<<<<<<<<6",
                "gov.mrz=ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
            ],
        ),
        (
            "scan P<GBRSMITH<<JOHN<PAUL<<<<<<<<<<<<<<<<<<<<<<< end",
            ["gov.mrz=P<GBRSMITH<<JOHN<PAUL<<<<<<<<<<<<<<<<<<<<<<<"],
        ),
        ("护照号：E12345678", ["gov.passport=E12345678"]),
        ("room E12345678", []),
    ],
)
def test_detected_in_text(detector: Detector, text: str, expected: list[str]) -> None:
    assert found_in(detector, text) == expected
