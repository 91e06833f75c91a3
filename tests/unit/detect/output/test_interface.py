"""Lines, columns and counts that all outputs share."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avow.detect.finding import Finding, Strength
from avow.detect.output.interface import LineIndex, ScannedText, count_findings, is_counted

FINDING = Finding(
    start=0,
    end=3,
    byte_start=0,
    byte_end=3,
    kind="contact.email",
    rule="contact.email.plain",
    rule_version=1,
    score=0.9,
    strength=Strength.PATTERN,
)


@pytest.mark.parametrize(
    ("text", "offset", "place"),
    [
        ("abc", 0, (1, 1)),
        ("abc", 3, (1, 4)),
        ("a\nbc", 2, (2, 1)),
        ("a\r\nbc", 1, (1, 2)),
        ("a\r\nbc", 3, (2, 1)),
        ("é\u2028x\n\n😀y", 6, (3, 2)),
    ],
)
def test_place(text: str, offset: int, place: tuple[int, int]) -> None:
    found = LineIndex(text).place(offset)
    assert (found.line, found.column) == place


@given(st.text(alphabet="ab\n\r😀"))
def test_line_spans_rebuild_the_text(text: str) -> None:
    index = LineIndex(text)
    spans = [index.line_span(line) for line in range(1, text.count("\n") + 2)]
    assert "\n".join(text[start:end] for start, end in spans) == text
    for offset in range(len(text)):
        place = index.place(offset)
        start, end = index.line_span(place.line)
        assert start <= offset <= end
        assert offset == start + place.column - 1


def test_reserved_and_released_findings_do_not_count() -> None:
    reserved = replace(FINDING, reserved=True)
    released = replace(FINDING, suppressed_by="allow.1")
    assert is_counted(FINDING)
    assert not is_counted(reserved)
    assert not is_counted(released)
    item = ScannedText(name="a", text="abc", findings=(FINDING, reserved, released))
    assert count_findings([item, item]) == 2


def test_repr_shows_no_text() -> None:
    item = ScannedText(name="a.txt", text="canary-7391", findings=())
    assert "canary" not in repr(item)
