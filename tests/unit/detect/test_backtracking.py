"""Expressions of `value` that can explode are named; the packaged rows have none and stay quick."""

import pytest

from avow.detect.backtracking import explosive_parts
from avow.detect.detector import Detector
from avow.detect.table import load_table


@pytest.mark.parametrize(
    ("expression", "message"),
    [
        (r"(a+)+b", "a repeat inside"),
        (r"(?:[a-z]+ ?)*x", "a repeat inside"),
        (r"(?:x+y?)+$", "a repeat inside"),
        (r"(?:(?:a+)b?){2,9}(?=c)", "a repeat inside"),
        (r"(?:a?b(?:\w*\s?)+;)", "a repeat inside"),
        (r"(?:ab|a|b)*x", "branches"),
    ],
)
def test_what_can_explode_is_named(expression: str, message: str) -> None:
    assert any(part.startswith((message, "a repeat")) for part in explosive_parts(expression))
    assert any(message in part for part in explosive_parts(expression))


@pytest.mark.parametrize(
    "expression",
    [
        r"(a+)+",
        r"\d+\d+x",
        r"(?:[a-z]+ )+x",
        r"(?:[a-z]+(?:,| and ))+x",
        r"(?:one|two)*x",
        r"(?:ab|ac)*x",
        r'(?:\\.|[^\\"])*"',
        r"(?>(?:a+)+)b",
        r"(?:a+)++b",
        r"(?:a{1,9}){1,4}x",
        r"(",
    ],
)
def test_what_cannot_explode_passes(expression: str) -> None:
    assert list(explosive_parts(expression)) == []


def test_packaged_values_cannot_explode() -> None:
    rows = [rule for rule in load_table().rules if rule.value]
    assert len(rows) > 50
    assert [rule.id for rule in rows if list(explosive_parts(rule.value))] == []


@pytest.mark.parametrize("filler", [" a: b,", "+", " ", "\\n", "a: \n", "A" * 16 + "+"])
def test_a_key_that_never_ends_is_answered(pattern_cache: object, filler: str) -> None:
    """With the header of a key read by trial and error, thirty of these took hours."""
    text = "-----BEGIN " + "PRIVATE KEY-----" + filler * 2000 + "!"
    assert all(item.end <= len(text) for item in Detector.load().find(text))
