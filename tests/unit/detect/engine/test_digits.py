"""Digit shapes find exactly what the pattern they come from finds."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avow.detect.engine.digits.lower import lower_pattern
from avow.detect.engine.digits.shapes import ShapeSet, find_groups

PATTERNS = (
    r"\d{3}-\d{2}-\d{4}",
    r"\d{3}[ -]?\d{2}[ -]?\d{4}",
    r"(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}",
    r"[1-9]\d{2}(?: \d{3}){2}",
    r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}",
    r"0[1-9]\d{1,3}[ /-]\d{3,8}",
    r"\d{4,6}|\d{2}:\d{2}",
    r"1?\d{3}[.-]\d{3}",
)


def found_by_shapes(pattern: str, text: str) -> set[tuple[int, int]]:
    shapes = lower_pattern(pattern, left="word", right="word")
    assert shapes is not None
    data = np.frombuffer(text.encode(), dtype=np.uint8)
    starts, ends = ShapeSet({0: shapes}).match(data, find_groups(data)).get(0, ((), ()))
    longest: dict[int, int] = {}
    for start, end in zip(starts, ends, strict=True):
        longest[int(start)] = max(longest.get(int(start), 0), int(end))
    return set(longest.items())


def found_by_re(pattern: str, text: str) -> set[tuple[int, int]]:
    found = set()
    for start in range(len(text)):
        for end in range(len(text), start, -1):
            touches = (start and text[start - 1].isdigit()) or text[end : end + 1].isdigit()
            if not touches and re.fullmatch(pattern, text[start:end]):
                found.add((start, end))
                break
    return found


@pytest.mark.parametrize("pattern", PATTERNS)
@given(text=st.text(alphabet="0123456789 -./:x", max_size=24))
def test_shapes_equal_the_pattern(pattern: str, text: str) -> None:
    assert found_by_shapes(pattern, text) == found_by_re(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (PATTERNS[0], "a 536-90-4399.", {(2, 13)}),
        (PATTERNS[0], "1536-90-4399", set()),
        (PATTERNS[1], "536904399", {(0, 9)}),
        (PATTERNS[2], "2024-02-30 and 1899-1-1", {(0, 10)}),
        (PATTERNS[4], "1.22.333.4", {(0, 10)}),
        (PATTERNS[4], "1.22.333", set()),
    ],
)
def test_named_shapes(pattern: str, text: str, expected: set[tuple[int, int]]) -> None:
    assert found_by_shapes(pattern, text) == expected


@pytest.mark.parametrize(
    "pattern",
    [r"\d+", r"\d{3}x\d", r"[A-Z]\d{3}", r"\d{2,40}", r"\d{3}--\d{3}", r"-\d{3}", r"\d{1,3}[12]"],
)
def test_other_patterns_are_left_to_the_scanner(pattern: str) -> None:
    assert lower_pattern(pattern, left="word", right="word") is None


def test_an_open_boundary_is_left_to_the_scanner() -> None:
    assert lower_pattern(r"\d{3}", left="any", right="word") is None
