"""Shapes find exactly what the pattern they come from finds; windows lose nothing."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avow.detect.engine.digits.lower import lower_pattern
from avow.detect.engine.digits.shapes import ShapeSet, find_groups
from avow.detect.engine.digits.windows import (
    needs_digit,
    needs_run,
    windows_near_digits,
    windows_near_runs,
)
from avow.detect.engine.structure import WORD_BYTES, Structure

EVERY_RULE = np.ones(1, dtype=np.bool_)
PATTERNS = (
    r"\d{3}-\d{2}-\d{4}",
    r"\d{3}[ -]?\d{2}[ -]?\d{4}",
    r"(?:19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}",
    r"[1-9]\d{2}(?: \d{3}){2}",
    r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}",
    r"0[1-9]\d{1,3}[ /-]\d{3,8}",
    r"\d{4,6}|\d{2}:\d{2}",
    r"1?\d{3}[.-]\d{3}",
    r"[AB]{2} ?\d{3}",
    r"A?\d{2,3}[A-B]",
    r"[AB]{1,2}-?\d{1,2}[AB]?",
    r"AB ?\d{2} ?[A-B0-9]{2}",
    r"\d{2}A{2,3}",
)


def found_by_shapes(pattern: str, text: str) -> set[tuple[int, int]]:
    shapes = lower_pattern(pattern, left="word", right="word")
    assert shapes is not None
    data = np.frombuffer(text.encode(), dtype=np.uint8)
    starts, ends = ShapeSet({0: shapes}).match(data, find_groups(data), EVERY_RULE).get(0, ((), ()))
    longest: dict[int, int] = {}
    for start, end in zip(starts, ends, strict=True):
        if not _touched(text, int(start), int(end)):
            longest[int(start)] = max(longest.get(int(start), 0), int(end))
    return set(longest.items())


def found_by_re(pattern: str, text: str) -> set[tuple[int, int]]:
    found = set()
    for start in range(len(text)):
        for end in range(len(text), start, -1):
            if not _touched(text, start, end) and re.fullmatch(pattern, text[start:end]):
                found.add((start, end))
                break
    return found


def _touched(text: str, start: int, end: int) -> bool:
    return (start > 0 and text[start - 1].isalnum()) or text[end : end + 1].isalnum()


@pytest.mark.parametrize("pattern", PATTERNS)
@given(text=st.text(alphabet="0123456789 -./:ABx", max_size=24))
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
        (PATTERNS[8], "x AB 123, BA999", {(2, 8), (10, 15)}),
        (PATTERNS[8], "xAB 123", set()),
    ],
)
def test_named_shapes(pattern: str, text: str, expected: set[tuple[int, int]]) -> None:
    assert found_by_shapes(pattern, text) == expected


def test_case_folding_lists_both_cases() -> None:
    shapes = lower_pattern(r"AB\d{3}", left="word", right="word", ignore_case=True)
    assert shapes is not None
    data = np.frombuffer(b"ab123 Ab456 xy789", dtype=np.uint8)
    starts, _ = ShapeSet({0: shapes}).match(data, find_groups(data), EVERY_RULE)[0]
    assert sorted(starts.tolist()) == [0, 6]


@pytest.mark.parametrize(
    "pattern",
    [r"\d+", r"[A-Z]{3}", r"\d{2,40}", r"\d{3}--\d{3}", r"-\d{3}", r"\d{1,3}[12]", r"é\d", r"\w\d"],
)
def test_other_patterns_are_left_to_the_scanner(pattern: str) -> None:
    assert lower_pattern(pattern, left="word", right="word") is None


@pytest.mark.parametrize(
    ("pattern", "left", "lowered"),
    [(r"\d{3}", "any", False), (r"\d{3}", "digit", True), (r"A\d{3}", "digit", False)],
)
def test_boundaries_that_do_not_end_a_group_are_left_to_the_scanner(
    pattern: str, left: str, lowered: bool
) -> None:
    assert (lower_pattern(pattern, left=left, right="word") is not None) is lowered


@pytest.mark.parametrize(
    ("pattern", "digit", "run"),
    [
        (rb"tel \d", True, False),
        (rb"tel \d?", False, False),
        (rb"(?:a|b)x", False, False),
        (rb"(?:a\d|\db)", True, False),
        (rb"AKIA[A-Z2-7]{16}", False, True),
        (rb"[0-9a-f]{8}-[0-9a-f]{8}", False, True),
        (rb"[0-9a-f]{8} [0-9a-f]{8}", False, False),
        (rb"key [a-z]{40}", False, True),
        (rb"[a-z]{80}", False, False),
        (rb"\d+", False, False),
        (rb"x(?:ab){9}", False, True),
    ],
)
def test_what_a_pattern_needs(pattern: bytes, digit: bool, run: bool) -> None:
    assert needs_digit(Structure(pattern)) is digit
    assert needs_run(Structure(pattern)) is run


@given(st.binary(max_size=600).map(lambda raw: raw.replace(b"\0", b"7")))
def test_windows_hold_everything_near(raw: bytes) -> None:
    data = np.frombuffer(raw, dtype=np.uint8)
    for windows, wanted in (
        (windows_near_digits(raw, data), re.compile(rb"[0-9]")),
        (windows_near_runs(raw, data), re.compile(rb"[0-9A-Za-z_\-+/=.]{16}")),
    ):
        places = np.arange(len(windows.raw))
        covered = set((places + windows.shift_of(places)).tolist()) if len(places) else set()
        for match in wanted.finditer(raw):
            near = range(max(match.start() - 64, 0), min(match.end() + 64, len(raw)))
            assert covered.issuperset(near)


@pytest.mark.parametrize(
    ("pattern", "begins", "ends"),
    [
        (rb"ab|c1", True, True),
        (rb"-?ab", False, True),
        (rb"a?b+", True, True),
        (rb"(?:a|-)b", False, True),
        (rb"ab-?", True, False),
        (rb"a[^b]", True, False),
        (rb"\w\d{2}", True, True),
        (rb"(a", False, False),
        (rb"a?", False, False),
    ],
)
def test_edges_of_a_pattern(pattern: bytes, begins: bool, ends: bool) -> None:
    structure = Structure(pattern)
    assert structure.begins_within(WORD_BYTES) is begins
    assert structure.ends_within(WORD_BYTES) is ends
