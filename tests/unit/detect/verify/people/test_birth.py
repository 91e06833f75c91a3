"""Dates of birth in many spellings, and the dates that are none."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avow.detect.detector import Detector
from avow.detect.verify.interface import PLAUSIBLE, REJECT, Candidates
from avow.detect.verify.people.birth import VERIFIERS, month_number, possible_dates


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector.load(only=("time.birth",))


def judge(name: str, text: str, *, before: str = "", after: str = "") -> int:
    start, length = len(before.encode()), len(text.encode())
    one = Candidates(
        data=np.frombuffer((before + text + after).encode(), dtype=np.uint8),
        starts=np.array([start], dtype=np.int64),
        ends=np.array([start + length], dtype=np.int64),
    )
    return int(VERIFIERS[name](one)[0])


@pytest.mark.parametrize(
    "text",
    [
        "12 March 1984", "March 12, 1984", "1984-03-12", "12.03.1984", "12. 3. 1984", "12/03/1984",
        "12 de marzo de 1984", "12. März 1984", "12 mars 1984", "12 maart 1984", "12 marca 1984",
        "12th of March, 1984", "12 marzo 1984", "12 de março de 1984", "12-Mar-1984", "19840312",
        "1984年3月12日", "12 Mar. 1984", "12 maaliskuuta 1984", "12 března 1984",
    ],
)  # fmt: skip
def test_spellings_of_one_day(text: str) -> None:
    assert (1984, 3, 12) in possible_dates(text)


@pytest.mark.parametrize(
    "text",
    ["31/02/1990", "13/14/1990", "0/1/1990", "1984-13-01", "12 Marbles", "99.99.99", "hello", ""],
)
def test_no_day_at_all(text: str) -> None:
    assert possible_dates(text) == []


def test_an_ordinal_does_not_eat_the_month() -> None:
    assert possible_dates("23-octubre-1972") == [(1972, 10, 23)]
    assert possible_dates("12 stycznia 1984") == [(1984, 1, 12)]
    assert possible_dates("1er octobre 1984") == [(1984, 10, 1)]


def test_two_digit_years_and_both_orders() -> None:
    assert possible_dates("03/04/84") == [
        (1984, 4, 3),
        (1984, 3, 4),
        (2084, 4, 3),
        (2084, 3, 4),
    ]


@pytest.mark.parametrize(
    ("word", "month"),
    [
        ("January", 1), ("enero", 1), ("février", 2), ("März", 3), ("avril", 4), ("Mai", 5),
        ("juin", 6), ("juillet", 7), ("août", 8), ("września", 9), ("octubre", 10), ("nov", 11),
        ("dezembro", 12), ("luglio", 7), ("giugno", 6), ("Monday", 0), ("people", 0),
    ],
)  # fmt: skip
def test_month_names(word: str, month: int) -> None:
    assert month_number(word) == month


@given(st.dates())
def test_iso_dates_are_read_back(date: dt.date) -> None:
    assert possible_dates(date.isoformat()) == [(date.year, date.month, date.day)]


@pytest.mark.parametrize(
    ("name", "text", "verdict"),
    [
        ("birth", "1984-03-12", PLAUSIBLE),
        ("birth", "12.03.84", PLAUSIBLE),
        ("birth", "1784-03-12", REJECT),
        ("birth", "2184-03-12", REJECT),
        ("birth", "1984-02-30", REJECT),
        ("date", "1784-03-12", PLAUSIBLE),
        ("date", "0784-03-12", REJECT),
        ("age", "42", PLAUSIBLE),
        ("age", "119", PLAUSIBLE),
        ("age", "0", REJECT),
        ("age", "120", REJECT),
        ("age", "1984", REJECT),
    ],
)
def test_verdicts(name: str, text: str, verdict: int) -> None:
    assert judge(name, text) == verdict


@pytest.mark.parametrize(
    ("text", "hint", "found"),
    [
        ("1984-03-12", "date_of_birth", True),
        ("1984-03-12T00:00:00Z", "birthDate", True),
        ("12 de marzo de 1984", "fecha nacimiento", True),
        ("1984-03-12", "admitted", False),
        ("1984-13-12", "dob", False),
        ("12 March 1984 or so", "dob", False),
    ],
)
def test_column_of_dates(detector: Detector, text: str, hint: str, found: bool) -> None:
    assert (len(detector.find(text, hint)) == 1) is found


@pytest.mark.parametrize("name", sorted(VERIFIERS))
def test_no_candidates_give_no_verdicts(name: str) -> None:
    nothing = np.zeros(0, dtype=np.int64)
    empty = Candidates(data=np.zeros(0, dtype=np.uint8), starts=nothing, ends=nothing)
    assert len(VERIFIERS[name](empty)) == 0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("She was born on 12 March 1984 in Leeds.", "12 March 1984"),
        ("Fecha de nacimiento: 15/02/1957.\nFecha de Ingreso: 17/06/2016.", "15/02/1957"),
        ("née le 3 juillet 1950 à Lyon", "3 juillet 1950"),
        ("geb. 12.03.84, ledig", "12.03.84"),
        ("nata il 5 maggio 1971", "5 maggio 1971"),
        ("data de nascimento: 01-12-1990", "01-12-1990"),
        ("geboortedatum 4 april 1966", "4 april 1966"),
        ("född 1955-06-07", "1955-06-07"),
        ("født 7. juni 1955", "7. juni 1955"),
        ("urodzony 5 października 1980 r.", "5 października 1980"),
        ("生年月日：1984年3月12日", "1984年3月12日"),
        ("출생 1984년 3월 12일", "1984년 3월 12일"),
    ],
)
def test_birth_words_of_many_languages(detector: Detector, text: str, value: str) -> None:
    assert [text[item.start : item.end] for item in detector.find(text)] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "admitted on 12 March 1984",
        "Fecha de Ingreso: 17/06/2016.",
        "born in Leeds in the spring of a cold year and moved there on 1 May 1990",
        "the birth of a nation, vol. 3.2.1",
        "date of birth unknown",
    ],
)
def test_other_dates_stay(detector: Detector, text: str) -> None:
    assert detector.find(text) == []
