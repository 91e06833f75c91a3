"""Clauses: where they end, and where they must not."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avow.detect.subjects.cues.clauses import LONGEST_CLAUSE, clause_starts, clauses_around


def _pieces(text: str) -> list[str]:
    starts = [*clause_starts(text), len(text)]
    return [text[first:last] for first, last in pairwise(starts)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One came. Two went.", 2),
        ("One came! Two went?", 2),
        ("He said yes. “Then go.” She went.", 3),
        ("Name: Roe\nAge: 5", 2),
        ("A line.\n\nAnother", 4),
        ("Mr. Roe came with Dr. Doe.", 1),
        ("J. R. Roe came", 1),
        ("born 8. Februar 1876 in Kiel", 1),
        ("e.g. this one", 1),
        ("version 2.0 is out", 1),
        ("Sen. Roe spoke", 1),
        ("a long line that was wrapped by some mail program in the\nmiddle of a sentence", 1),
        ("", 0),
    ],
)
def test_ends(text: str, count: int) -> None:
    assert len([piece for piece in _pieces(text) if piece]) == count


def test_an_endless_clause_is_cut() -> None:
    pieces = _pieces("a " * 5000)
    assert max(map(len, pieces)) <= LONGEST_CLAUSE


@given(st.text(alphabet="ab A.!?\n,1\u00e9“", max_size=300), st.data())
def test_starts_are_sorted_and_a_prefix_has_the_same(text: str, data: st.DataObject) -> None:
    starts = clause_starts(text)
    assert starts == sorted(set(starts))
    cut = data.draw(st.sampled_from(starts))
    assert [start for start in clause_starts(text[: cut + 1]) if start <= cut] == [
        start for start in starts if start <= cut
    ]


def _clauses_with(text: str, places: list[int]) -> list[tuple[int, int, int]]:
    clauses = pairwise([*clause_starts(text), len(text) + 1])
    return [
        (start, end, sum(place < end for place in places))
        for start, end in clauses
        if any(start <= place < end for place in places)
    ]


PIECES = ("Ann ", "roe", ". ", ".\n", "\n", "! ", ") ", "Dr. ", "8. ", "x" * 60, "b " * 400, "…")


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=30).map("".join), st.data())
def test_clauses_around_places_are_those_of_the_whole_text(text: str, data: st.DataObject) -> None:
    places = sorted(data.draw(st.sets(st.integers(0, len(text) - 1), max_size=6)))
    assert clauses_around(text, places) == _clauses_with(text, places)
    words = [place for place in places if text[place].isalpha()]
    assert clauses_around(text, words) == _clauses_with(text, words)


def test_no_places_have_no_clauses() -> None:
    assert clauses_around("One came. Two went.", []) == []
    assert clauses_around("One came. Two went.", [10]) == [(10, 20, 1)]
