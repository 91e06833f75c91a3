"""Shapes find exactly what the pattern they come from finds; windows lose nothing."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avow.detect.engine.digits import automaton
from avow.detect.engine.digits.lower import lower_pattern
from avow.detect.engine.digits.shapes import Shape, ShapeSet, find_groups
from avow.detect.engine.digits.windows import (
    needs_digit,
    needs_run,
    windows_near_digits,
    windows_near_runs,
)
from avow.detect.engine.structure import DIGIT_BYTES, WORD_BYTES, Structure

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


def spans_of(shapes: tuple[Shape, ...], raw: bytes) -> tuple[list[int], list[int]]:
    data = np.frombuffer(raw, dtype=np.uint8)
    shape_set = ShapeSet({0: shapes})
    groups = find_groups(data, shape_set.letter_reach)
    found = shape_set.match(data, groups, EVERY_RULE).get(0)
    return (found[0].tolist(), found[1].tolist()) if found is not None else ([], [])


def found_by_shapes(pattern: str, text: str) -> set[tuple[int, int]]:
    shapes = lower_pattern(pattern, left="word", right="word")
    assert shapes is not None
    starts, ends = spans_of(shapes, text.encode())
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
    starts, _ = spans_of(shapes, b"ab123 Ab456 xy789")
    assert sorted(starts) == [0, 6]


ALL_SHAPES = {
    number: shapes
    for number, pattern in enumerate(PATTERNS)
    if (shapes := lower_pattern(pattern, left="word", right="word")) is not None
}


@given(texts=st.lists(st.text(alphabet="0123456789 -./:ABx", max_size=24), max_size=3))
def test_shapes_together_find_what_each_finds_alone(texts: list[str]) -> None:
    together = ShapeSet(ALL_SHAPES)
    alive = np.ones(len(PATTERNS), dtype=np.bool_)
    for text in texts:
        data = np.frombuffer(text.encode(), dtype=np.uint8)
        found = together.match(data, find_groups(data, together.letter_reach), alive)
        for number, shapes in ALL_SHAPES.items():
            starts, ends = found.get(number, (np.array([]), np.array([])))
            alone = spans_of(shapes, text.encode())
            assert sorted(zip(starts.tolist(), ends.tolist(), strict=True)) == sorted(
                zip(*alone, strict=True)
            )


def test_a_rule_that_asks_is_spared_where_no_word_is_near() -> None:
    shapes = lower_pattern(r"\d{3}", left="word", right="word")
    assert shapes is not None
    data = np.frombuffer(b"111 222 333", dtype=np.uint8)
    shape_set = ShapeSet({0: shapes, 1: shapes}, np.array([True, False]))
    groups = find_groups(data, shape_set.letter_reach)
    alive = np.ones(2, dtype=np.bool_)
    found = shape_set.match(data, groups, alive, lambda places: places == 4)
    assert found[1][0].tolist() == [0, 4, 8]
    assert set(found[0][0].tolist()) >= {4}
    quiet = shape_set.match(data, groups, np.array([True, False]), lambda places: places == 4)
    assert {rule: starts.tolist() for rule, (starts, _) in quiet.items()} == {0: [4]}
    nothing = shape_set.match(data, groups, np.array([False, False]))
    assert nothing == {}


def test_the_automaton_forgets_when_it_grows_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(automaton, "MOST_STATES", 2)
    for text in ("12-3 45", "999.888.777.666", "AB 123 ", "1999-01-02"):
        for pattern in PATTERNS:
            assert found_by_shapes(pattern, text) == found_by_re(pattern, text)


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
        (windows_near_runs(raw), re.compile(rb"[0-9A-Za-z_\-+/=.]{16}")),
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


@pytest.mark.parametrize(
    ("pattern", "fewest"),
    [
        (rb"\d{4}-\d\d", 6),
        (rb"born (?:\d{2,4}|[0-9])", 1),
        (rb"(?<=a)\d+?(?!\d)", 1),
        (rb"(\d{3})?x", 0),
        (rb"\w{5}|\d", 0),
        (rb"(", 0),
    ],
)
def test_how_many_digits_every_match_holds(pattern: bytes, fewest: int) -> None:
    assert Structure(pattern).fewest(DIGIT_BYTES) == fewest
