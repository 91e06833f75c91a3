"""Ages, dates of life, dated works and old years beside a name."""

import pytest

from avow.detect.subjects.cues.ages import (
    dated_work,
    history_year,
    life_dates,
    may_be_dated,
    stated_age,
)

NAME = "Ann Roe"


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Ann Roe, 9, won", 9),
        ("Ann Roe (41) won", 41),
        ("Ann Roe, aged 12, won", 12),
        ("Ann Roe is 16 years old", 16),
        ("9-year-old Ann Roe won", 9),
        ("the 12-jährige Ann Roe", 12),
        ("Ann Roe, de 8 años, volvió", 8),
        ("Ann Roe, 5 ans, est là", 5),
        ("Ann Roe is in third grade", 0),
        ("Ann Roe came in 9 minutes", None),
        ("Ann Roe, 1950, in Kiel", None),
        ("Ann Roe, 9 March", None),
        ("9 people met Ann Roe", None),
        ("Ann Roe has 3 cats", None),
    ],
)
def test_a_stated_age(text: str, years: int | None) -> None:
    start = text.index(NAME)
    age = stated_age(text, start, start + len(NAME), (0, len(text)))
    assert (None if age is None else age.years) == years
    assert age is None or may_be_dated(text, start, start + len(NAME))


@pytest.mark.parametrize(
    ("text", "born", "died"),
    [
        ("Ann Roe (1900–1970) was", 1900, 1970),
        ("Ann Roe (born 3 May 1950) is", 1950, 0),
        ("Ann Roe (3 May 1900 – June 4, 1970) was", 1900, 1970),
        ("Ann Roe (* 8. Mai 1900 in Kiel; † 1970) war", 1900, 1970),
        ("Ann Roe (Greek: Άννα (sic); c. 347 – 420) was", 347, 420),
        ("Ann Roe (1998–2004) was", None, None),
        ("Ann Roe (2010) showed that", None, None),
        ("Ann Roe (room 1900) was", None, None),
        ("Ann Roe met Bo (1900–1970)", None, None),
        ("Ann Roe (1900–1970", None, None),
    ],
)
def test_dates_of_life(text: str, born: int | None, died: int | None) -> None:
    dates = life_dates(text, len(NAME), len(text))
    assert (None if dates is None else dates.born, None if dates is None else dates.died) == (
        born,
        died,
    )


def test_brackets_that_close_behind_the_clause_are_not_seen() -> None:
    assert life_dates("Ann Roe (1900–1970)", len(NAME), 12) is None


@pytest.mark.parametrize(
    ("text", "is_dated"),
    [
        ("Ann Roe's Night Train (1987) was", True),
        ("Night Train (1987), directed by Ann Roe", True),
        ("Ann Roe's flat (1987) was", False),
        ("Ann Roe's Night Train was", False),
        ("the year (1987), Ann Roe", False),
    ],
)
def test_a_dated_work(text: str, is_dated: bool) -> None:
    start = text.index(NAME)
    found = dated_work(text, start, start + len(NAME), len(text))
    assert (None if found is None else text[slice(*found)]) == ("1987" if is_dated else None)
    assert found is None or may_be_dated(text, start, start + len(NAME))


@pytest.mark.parametrize(
    ("text", "is_dated"),
    [
        ("the mayor met Ann Roe in Kiel", False),
        ("Ann Roe, who won the race in Kiel and went home to her friends in 1950", False),
        ("Ann Roe goes to Third Grade", True),
        ("Ann Roe (Greek: Άννα) was", True),
        ("in 1950 Ann Roe", True),
    ],
)
def test_what_may_be_dated(text: str, is_dated: bool) -> None:
    start = text.index(NAME)
    assert may_be_dated(text, start, start + len(NAME)) is is_dated


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("In 1758 she left", "1758"),
        ("on 4 April 1832.", "1832"),
        ("a painter of the 17th century", "17th century"),
        ("pintor del siglo XVII", "siglo XVII"),
        ("In 1958 she left", None),
        ("1758 Main Street", None),
        ("no. 1758/91", None),
        ("about 1758 people", None),
    ],
)
def test_an_old_year(text: str, found: str | None) -> None:
    span = history_year(text, 0, len(text), 1900)
    assert (None if span is None else text[slice(*span)]) == found
