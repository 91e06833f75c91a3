"""Matching spans: exact, overlap one to one, characters, and what is forgiven."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avow.detect.bench.corpora.interface import HANDLE, Ignored, LabelledSpan, LabelledText
from avow.detect.bench.predicted import Predicted, make_predicted
from avow.detect.bench.scores.match import (
    CHARACTERS,
    EXACT,
    OVERLAP,
    Question,
    count_spans,
    score_counts,
)

PERSON = Question(labels=("PERSON",))
TEXT = "Mr Tobias Wren met Ada Quill in Norland with the Quill Phone today."


def _span(
    value: str,
    label: str = "PERSON",
    *,
    strip: str = "",
    ignored: Ignored = Ignored.NO,
    source: str = "PER",
) -> LabelledSpan:
    start = TEXT.index(value)
    return LabelledSpan(
        start=start,
        end=start + len(value),
        core_start=start + len(strip),
        core_end=start + len(value),
        label=label,
        source_label=source,
        ignored=ignored,
    )


def _text(*spans: LabelledSpan) -> LabelledText:
    return LabelledText(id="1", text=TEXT, language="en", domain="", spans=spans)


def _guess(value: str, label: str = "PERSON") -> Predicted:
    start = TEXT.index(value)
    return make_predicted(TEXT, start, start + len(value), label=label, kind="person.name")


def _count(
    question: Question, spans: list[LabelledSpan], guesses: list[Predicted], measure: str
) -> tuple[int, ...]:
    return tuple(count_spans(question, [_text(*spans)], [guesses], measure)[0].tolist())


@pytest.mark.parametrize(
    ("guess", "exact", "overlap", "characters"),
    [
        ("Tobias Wren", (1, 0, 0), (1, 0, 0), (11, 0, 0)),
        ("Mr Tobias Wren", (1, 0, 0), (1, 0, 0), (11, 0, 0)),
        ("Wren", (0, 1, 1), (1, 0, 0), (4, 0, 7)),
        ("Tobias Wren met", (0, 1, 1), (1, 0, 0), (11, 4, 0)),
        ("met", (0, 1, 1), (0, 1, 1), (0, 3, 11)),
        ("Norland", (0, 1, 1), (0, 1, 1), (0, 7, 11)),
    ],
)
def test_one_labelled_person(
    guess: str,
    exact: tuple[int, ...],
    overlap: tuple[int, ...],
    characters: tuple[int, ...],
) -> None:
    spans = [_span("Mr Tobias Wren", strip="Mr ")]
    guesses = [_guess(guess)]
    assert _count(PERSON, spans, guesses, EXACT) == exact
    assert _count(PERSON, spans, guesses, OVERLAP) == overlap
    assert _count(PERSON, spans, guesses, CHARACTERS) == characters


def test_overlap_is_one_to_one() -> None:
    two_guesses = [_guess("Tobias"), _guess("Wren")]
    assert _count(PERSON, [_span("Tobias Wren")], two_guesses, OVERLAP) == (1, 1, 0)
    two_spans = [_span("Tobias"), _span("Wren")]
    assert _count(PERSON, two_spans, [_guess("Tobias Wren")], OVERLAP) == (1, 0, 1)


def test_another_label_does_not_match() -> None:
    spans = [_span("Norland", "LOC")]
    assert _count(PERSON, spans, [_guess("Norland")], OVERLAP) == (0, 1, 0)
    assert _count(PERSON, spans, [_guess("Norland", "LOC")], OVERLAP) == (0, 0, 0)
    places = Question(labels=("LOC", "ADDRESS"))
    assert _count(places, spans, [_guess("Norland", "ADDRESS")], OVERLAP) == (1, 0, 0)


@pytest.mark.parametrize("reason", [Ignored.ROLE, Ignored.TITLE, Ignored.HANDLE])
def test_spans_that_do_not_count_are_forgiven_on_both_sides(reason: Ignored) -> None:
    spans = [_span("Quill Phone", ignored=reason)]
    assert _count(PERSON, spans, [], OVERLAP) == (0, 0, 0)
    assert _count(PERSON, spans, [_guess("Phone")], OVERLAP) == (0, 0, 0)
    assert _count(PERSON, spans, [_guess("Quill Phone")], CHARACTERS) == (0, 0, 0)
    assert _count(PERSON, spans, [_guess("today")], OVERLAP) == (0, 1, 0)


def test_unmapped_spans_are_forgiven_unless_the_bars_ask() -> None:
    spans = [_span("Quill Phone", "", ignored=Ignored.UNMAPPED)]
    strict = Question(labels=("PERSON",), forgive_unmapped=False)
    assert _count(PERSON, spans, [_guess("Quill Phone")], OVERLAP) == (0, 0, 0)
    assert _count(strict, spans, [_guess("Quill Phone")], OVERLAP) == (0, 1, 0)


def test_handles_of_persons_count_only_where_asked() -> None:
    spans = [_span("Norland", HANDLE, ignored=Ignored.HANDLE)]
    handles = Question(labels=("PERSON",), handles=True)
    assert _count(handles, spans, [_guess("Norland", "USERNAME")], OVERLAP) == (1, 0, 0)
    assert _count(handles, spans, [], OVERLAP) == (0, 0, 1)
    assert _count(PERSON, spans, [_guess("Norland", "USERNAME")], OVERLAP) == (0, 0, 0)
    sign = [replace(_span("Norland", HANDLE, ignored=Ignored.HANDLE), start=0, end=1)]
    text = replace(_text(*sign), text="@" + TEXT[1:])
    assert count_spans(handles, [text], [[]], OVERLAP).tolist() == [[0, 0, 0]]
    company = [_span("Norland", HANDLE, ignored=Ignored.HANDLE, source="ORG")]
    assert _count(handles, company, [], OVERLAP) == (0, 0, 0)


def test_figures_from_counts() -> None:
    score = score_counts("PERSON", EXACT, np.array([[3, 1, 1], [1, 0, 0]], dtype=np.int64))
    assert score.labelled == 5
    assert score.precision is not None
    assert score.recall is not None
    assert score.f1 is not None
    assert (score.precision.value, score.recall.value, score.f1.value) == (0.8, 0.8, 0.8)
    assert (score.precision.n, score.recall.n) == (5, 5)


RANGES = st.lists(st.integers(0, 30), min_size=0, max_size=8, unique=True).map(
    lambda cuts: [(a, b) for a, b in zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=False)]
)


@given(RANGES, RANGES)
def test_no_pairing_has_more_pairs(
    gold: list[tuple[int, int]], guess: list[tuple[int, int]]
) -> None:
    """The greedy pairing is as large as the best of all pairings."""
    text = LabelledText(
        id="1",
        text="x" * 40,
        language="en",
        domain="",
        spans=tuple(
            LabelledSpan(
                start=a, end=b, core_start=a, core_end=b, label="PERSON", source_label="PER"
            )
            for a, b in gold
        ),
    )
    predicted = [make_predicted(text.text, a, b, label="PERSON", kind="x") for a, b in guess]
    found = int(count_spans(PERSON, [text], [predicted], OVERLAP)[0, 0])
    assert found == _best(gold, guess)


def _best(gold: list[tuple[int, int]], guess: list[tuple[int, int]]) -> int:
    edges = [
        (i, j)
        for (i, a), (j, b) in product(enumerate(gold), enumerate(guess))
        if a[0] < b[1] and b[0] < a[1]
    ]

    def extend(number: int, used: frozenset[int]) -> int:
        if number == len(gold):
            return 0
        options = [j for i, j in edges if i == number and j not in used]
        taken = [1 + extend(number + 1, used | {j}) for j in options]
        return max([extend(number + 1, used), *taken])

    return extend(0, frozenset())
