"""The list of public figures: what it finds, what it never does, and what it refuses to load."""

from importlib.resources import files

import pytest

from avow.detect.subjects.figures import (
    FigureList,
    Namesakes,
    can_be_listed,
    packaged_figures,
    without_middle_initials,
)
from avow.detect.subjects.names import name_words
from avow.errors import VerificationError

CONTENT = (files("avow.detect.subjects") / "tables" / "figures.bin").read_bytes()
MAX_BYTES = 1_500_000


@pytest.mark.parametrize(
    ("name", "field", "source"),
    [
        ("Barack Obama", "politics", "us-congress"),
        ("emmanuel macron", "politics", "wikidata-eps"),
        ("Romelu Lukaku", "sport", "intl-goalscorers"),
        ("Lewis Hamilton", "sport", "f1db"),
        ("LeBron James", "sport", "fivethirtyeight-nba"),
    ],
)
def test_listed_people_are_found_with_why_and_source(name: str, field: str, source: str) -> None:
    figure = packaged_figures().find(name_words(name))
    assert figure is not None
    assert field in figure.fields
    assert source in figure.sources
    assert figure.why


@pytest.mark.parametrize(
    "name", ["Jane Doe", "Obama", "O.", "B. Obama", "", "Suri Cruise", "Barack Obama Smith"]
)
def test_others_are_not(name: str) -> None:
    assert packaged_figures().find(name_words(name)) is None


def test_common_names_are_marked() -> None:
    figures = packaged_figures()
    for name in ("Michael Jordan", "George Bush", "Wang Wei", "Pedro Sánchez"):
        figure = figures.find(name_words(name))
        assert figure is not None
        assert figure.namesakes >= Namesakes.COMMON
    rare = figures.find(name_words("Romelu Lukaku"))
    assert rare is not None
    assert rare.namesakes < Namesakes.COMMON


def test_a_middle_initial_may_be_left_out() -> None:
    assert without_middle_initials(("george", "w", "bush")) == ("george", "bush")
    assert without_middle_initials(("j", "r", "tolkien")) == ("j", "r", "tolkien")
    assert without_middle_initials(("ana", "ruiz", "gil")) == ("ana", "ruiz", "gil")


@pytest.mark.parametrize(
    ("words", "is_long_enough"),
    [
        (("ana", "ruiz"), True),
        (("ruiz",), False),
        (("a", "ruiz"), False),
        (("j", "k", "roe"), True),
    ],
)
def test_what_can_be_listed(words: tuple[str, ...], is_long_enough: bool) -> None:
    assert can_be_listed(words) is is_long_enough


def test_the_table_is_small_versioned_and_credits_each_source() -> None:
    figures = packaged_figures()
    assert len(CONTENT) <= MAX_BYTES
    assert len(figures) > 50_000
    assert figures.version
    assert figures.date
    assert figures.digest.startswith("sha256:")
    assert all(credit.licence and credit.rows for credit in figures.credits)
    assert "pantheon1" not in {credit.name for credit in figures.credits}


@pytest.mark.parametrize("name", [b"Obama", b"Lukaku", b"macron", b"lukaku"])
def test_no_plain_name_stands_in_the_package(name: bytes) -> None:
    assert name not in CONTENT


@pytest.mark.parametrize(
    "content", [b"", b"AVOWFIG0" + CONTENT[8:], CONTENT[:-1], CONTENT[:-5] + b"\0" + CONTENT[-4:]]
)
def test_a_damaged_table_is_refused(content: bytes) -> None:
    with pytest.raises(VerificationError):
        FigureList(content)
