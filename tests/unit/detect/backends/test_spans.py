"""Checking the spans of others: bad ones are errors, doubles become one."""

import pytest

from avow.detect.backends.spans import checked_spans
from avow.detect.interface import RawSpan
from avow.errors import DetectionError

TEXT = "  Anna Muster, Bern "


def _span(start: int, end: int, label: str = "NAME", score: float = 0.5) -> RawSpan:
    return RawSpan(start=start, end=end, label=label, score=score)


@pytest.mark.parametrize(
    "span",
    [
        _span(-1, 3),
        _span(3, 3),
        _span(5, 4),
        _span(15, len(TEXT) + 1),
        _span(2, 6, score=float("nan")),
        _span(2, 6, score=1.01),
        _span(2, 6, score=-0.1),
    ],
)
def test_a_bad_span_is_an_error(span: RawSpan) -> None:
    with pytest.raises(DetectionError, match="other gave a"):
        checked_spans("other", TEXT, [_span(2, 6), span])


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ([_span(0, 7)], [(2, 6, "NAME")]),  # outer spaces go
        ([_span(0, 2)], []),  # nothing but spaces hides nothing
        ([_span(2, 6), _span(2, 6)], [(2, 6, "NAME")]),
        ([_span(7, 13), _span(2, 10)], [(2, 13, "NAME")]),
        ([_span(2, 6), _span(7, 13)], [(2, 6, "NAME"), (7, 13, "NAME")]),  # not joined by a space
        ([_span(2, 6), _span(2, 6, "PLACE")], [(2, 6, "NAME"), (2, 6, "PLACE")]),
        ([_span(15, 19, "PLACE"), _span(2, 6)], [(2, 6, "NAME"), (15, 19, "PLACE")]),
    ],
)
def test_spans_are_tidied(given: list[RawSpan], wanted: list[tuple[int, int, str]]) -> None:
    tidy = checked_spans("other", TEXT, given)
    assert [(span.start, span.end, span.label) for span in tidy] == wanted


def test_a_joined_span_has_the_best_score() -> None:
    (joined,) = checked_spans("other", TEXT, [_span(2, 8, score=0.2), _span(5, 13, score=0.9)])
    assert joined.score == 0.9
