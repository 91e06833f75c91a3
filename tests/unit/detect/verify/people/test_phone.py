"""Telephone numbers: national plans, labels, spelled digits and the ranges kept for fiction."""

import random

import numpy as np
import phonenumbers
import pytest

from avow.detect.detector import Detector
from avow.detect.verify.interface import PLAUSIBLE, REJECT, RESERVED, Candidates
from avow.detect.verify.people.phone import (
    VERIFIERS,
    is_possible,
    make_phone_verifier,
    spoken_digits,
)
from avow.errors import RuleError

COUNTRIES = (
    "AT", "AU", "BE", "BR", "CA", "CH", "CN", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "IN", "IT",
    "JP", "KR", "MX", "NL", "NO", "NZ", "PL", "PT", "SE", "US", "ZA",
)  # fmt: skip


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector.load(only=("contact.phone",))


def candidate(text: str, before: str = "", after: str = "") -> Candidates:
    start, length = len(before.encode()), len(text.encode())
    return Candidates(
        data=np.frombuffer((before + text + after).encode(), dtype=np.uint8),
        starts=np.array([start], dtype=np.int64),
        ends=np.array([start + length], dtype=np.int64),
    )


def judge(name: str, text: str, *, before: str = "", after: str = "") -> int:
    base, _, argument = name.partition(":")
    verifier = make_phone_verifier(argument) if base == "phone" else VERIFIERS[name]
    return int(verifier(candidate(text, before, after))[0])


def spans(detector: Detector, text: str) -> list[str]:
    return [text[item.start : item.end] for item in detector.find(text)]


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_country_accepts_its_published_example(country: str) -> None:
    number = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.MOBILE)
    text = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    assert judge(f"phone:{country}", text) in (PLAUSIBLE, RESERVED)
    assert judge(f"phone:{country}", text + "99999") == REJECT


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_country_is_on_in_international_form(country: str) -> None:
    number = phonenumbers.example_number_for_type(country, phonenumbers.PhoneNumberType.FIXED_LINE)
    text = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    assert judge("phone_international", text) in (PLAUSIBLE, RESERVED)
    assert judge("phone_international", "+999" + text) == REJECT


def test_unknown_country_is_a_rule_error() -> None:
    with pytest.raises(RuleError, match="XX"):
        make_phone_verifier("XX")


def test_presidio_2009_region_fe() -> None:
    with pytest.raises(RuleError, match="FE"):
        make_phone_verifier("FE")
    assert judge("phone:FR", "01 42 68 53 00") == PLAUSIBLE


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("415-555-2671", PLAUSIBLE),
        ("1-650-253-0000", PLAUSIBLE),
        ("(212) 736-5000", PLAUSIBLE),
        ("212-555-0100", RESERVED),
        ("212-555-0199", RESERVED),
        ("212-555-0200", PLAUSIBLE),
        ("123-456-7890", REJECT),
        ("415-155-2671", REJECT),
        ("911-555-2671", REJECT),
        ("415-911-2671", REJECT),
        ("2-415-555-2671", REJECT),
        ("415-555-267", REJECT),
        ("222-222-2222", REJECT),
    ],
)
def test_north_american_plan(text: str, verdict: int) -> None:
    assert judge("phone:US", text) == verdict


@pytest.mark.parametrize(
    ("country", "text", "verdict"),
    [
        ("GB", "020 7946 0018", RESERVED),
        ("GB", "07700 900123", RESERVED),
        ("GB", "01632 960983", RESERVED),
        ("GB", "020 7836 1234", PLAUSIBLE),
        ("FR", "06 39 98 12 34", RESERVED),
        ("AU", "0491 570 156", RESERVED),
        ("DE", "030 23125 012", RESERVED),
        ("DE", "030 901820", PLAUSIBLE),
        ("DE", "01.02.2003", REJECT),
        ("FI", "01.02.2003", REJECT),
        ("PL", "41.173.96.26", REJECT),
        ("IN", "99999 99999", REJECT),
        ("ES", "123 456 789", REJECT),
        ("ES", "612 345 678", PLAUSIBLE),
    ],
)
def test_national_plans(country: str, text: str, verdict: int) -> None:
    assert judge(f"phone:{country}", text) == verdict


@pytest.mark.parametrize(
    ("before", "after"),
    [("$", ""), ("€ ", ""), ("", " €"), ("", ",50"), ("", " EUR"), ("12 ", ""), ("", " 120")],
)
def test_amounts_and_rows_of_figures_are_no_numbers(before: str, after: str) -> None:
    assert judge("phone:ES", "612 345 678", before=before, after=after) == REJECT


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("+49 30 901820", PLAUSIBLE),
        ("+49 (0)30 901820", PLAUSIBLE),
        ("+14155552671", PLAUSIBLE),
        ("+1 212 555 0142", RESERVED),
        ("+44 20 7946 0018", RESERVED),
        ("0049 30 901820", PLAUSIBLE),
        ("+1-054-353-1726", PLAUSIBLE),
        ("+10543531726", REJECT),
        ("+999 123 456 789", REJECT),
        ("+12", REJECT),
    ],
)
def test_international(text: str, verdict: int) -> None:
    assert judge("phone_international", text) == verdict


@pytest.mark.parametrize(
    ("name", "text", "verdict"),
    [
        ("phone_labelled", "451 5986", PLAUSIBLE),
        ("phone_labelled", "(37) 788-063", PLAUSIBLE),
        ("phone_labelled", "212-555-0142", RESERVED),
        ("phone_labelled", "020 7946 0018", RESERVED),
        ("phone_labelled", "12/03/2004", REJECT),
        ("phone_labelled", "2004-03-12", REJECT),
        ("phone_labelled", "2019-2021", REJECT),
        ("phone_labelled", "192.168.10.20", REJECT),
        ("phone_labelled", "12345", REJECT),
        ("phone_labelled", "000000000", REJECT),
        ("phone_labelled", "1234567890123456", REJECT),
        ("phone_extension", "415-555-2671 x123", PLAUSIBLE),
        ("phone_extension", "1920x1080", REJECT),
        ("phone_vanity", "1-800-FLOWERS", PLAUSIBLE),
        ("phone_vanity", "800-GO-FEDEX", PLAUSIBLE),
        ("phone_vanity", "1-800-555-1234", REJECT),
        ("phone_vanity", "800-ABC", REJECT),
        ("phone_spelled", "four one five five five five two six seven one", PLAUSIBLE),
        ("phone_spelled", "zero seven double nine one two three nine", PLAUSIBLE),
        ("phone_spelled", "one two three four five six seven", REJECT),
        ("phone_spelled", "nine eight seven six five four three", REJECT),
        ("phone_spelled", "one one one one one one one one", REJECT),
        ("phone_spelled", "4 1 5 5 5 5 2 6 7 1", PLAUSIBLE),
        ("phone_spelled", "4 1 5 5", REJECT),
    ],
)
def test_other_forms(name: str, text: str, verdict: int) -> None:
    assert judge(name, text) == verdict


def test_a_house_number_and_postcode_is_no_phone() -> None:
    assert judge("phone_labelled", "261 28046", after=" Madrid") == REJECT
    assert judge("phone_labelled", "261 28046", after=", call") == PLAUSIBLE


@pytest.mark.parametrize(
    ("text", "hint", "found"),
    [
        ("451 5986", "phone", True),
        ("4515986", "faxNumber", True),
        ("4515986", "order", False),
        ("4515986 pieces", "phone", False),
        ("2004-03-12", "phone", False),
        ("4515986", "microphones", False),
    ],
)
def test_column_of_numbers(detector: Detector, text: str, hint: str, found: bool) -> None:
    assert (len(detector.find(text, hint)) == 1) is found


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("zero seven nine", [0, 7, 9]),
        ("double four and triple one", [4, 4, 1, 1, 1]),
        ("null eins fünf", [0, 1, 5]),
        ("cero seis uno", [0, 6, 1]),
        ("nothing here", []),
    ],
)
def test_spoken_digits(text: str, digits: list[int]) -> None:
    assert spoken_digits(text) == digits


@pytest.mark.parametrize("name", sorted(VERIFIERS))
def test_no_candidates_give_no_verdicts(name: str) -> None:
    nothing = np.zeros(0, dtype=np.int64)
    empty = Candidates(data=np.zeros(0, dtype=np.uint8), starts=nothing, ends=nothing)
    assert len(VERIFIERS[name](empty)) == 0


@pytest.mark.parametrize(
    "text",
    [
        "The number is 020 7836 1234 for the office and that is it",
        "You can ring the desk on (01865) 270000 and ask for us",
        "The mobile of the driver is 07911 123456 and that is all",
        "tel. 02078361234",
    ],
)
def test_uk_landline(detector: Detector, text: str) -> None:
    assert len(spans(detector, text)) == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("four one five five five five two six seven one, call", None),
        ("phone: 4 1 5 5 5 5 2 6 7 1", "4 1 5 5 5 5 2 6 7 1"),
        ("call me on\n0\n7\n9\n1\n1\n1\n2\n3\n4\n5\n6", "0\n7\n9\n1\n1\n1\n2\n3\n4\n5\n6"),
        ("zero seven nine one one, one two three four five six", None),
    ],
)
def test_spaced_and_spelled_numbers(detector: Detector, text: str, value: str | None) -> None:
    assert spans(detector, text) == [value or text.removesuffix(", call")]


def test_no_fixed_region(detector: Detector) -> None:
    german = "Die Nummer ist 030 901820 und das ist nicht die von der Bank"
    assert spans(detector, german) == ["030 901820"]
    assert spans(detector, "lot 030 901820") == []


@pytest.mark.parametrize(
    "text",
    [
        "order 4155552671",
        "2024-01-01T00:00:00+01:00",
        "version 10.20.30.40",
        "ISBN 978-3-16-148410-0",
        "scores 4 1 5 5 5 5 2 6 7 1",
        "the years 1999 2001 2003",
    ],
)
def test_not_a_phone(detector: Detector, text: str) -> None:
    assert spans(detector, text) == []


def possible_by_the_library(digits: str) -> bool:
    try:
        return bool(phonenumbers.is_possible_number(phonenumbers.parse(f"+{digits}", None)))
    except phonenumbers.NumberParseException:
        return False


def test_possible_numbers_are_those_of_the_library() -> None:
    draw = random.Random(4)
    codes = [*map(str, phonenumbers.COUNTRY_CODE_TO_REGION_CODE), "0", "21", "999", "80"]
    numbers = [
        code + draw.choice(("", "0", "00", "1", "8", "06")) + str(draw.randrange(10**width))
        for code in codes
        for width in range(4, 15)
    ]
    answers = [is_possible(number) for number in numbers]
    assert answers == [possible_by_the_library(number) for number in numbers]
    assert 0 < sum(answers) < len(answers)
