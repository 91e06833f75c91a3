"""The packaged rules obey the lint and find their own examples; broken rows are refused."""

import re

import pytest

from avow.detect.lint import lint_table
from avow.detect.table import build_table, load_table

ROW = {
    "id": "x.row",
    "pattern": r"ABC-\d{6}",
    "extra": "",
    "yes": '["a <<ABC-123456>>", "<<ABC-000001>> b"]',
    "no": '["ABC-12345", "ABC-1234567"]',
}


def table_of(**changes: str) -> str:
    row = {**ROW, **changes}
    return f"""
[[kind]]
name = "id.test"
title = "Test number"
token = "TEST"
risk = "low"
[[rule]]
id = "{row["id"]}"
version = 1
kind = "id.test"
pattern = '{row["pattern"]}'
source = "a test"
examples_yes = {row["yes"]}
examples_no = {row["no"]}
{row["extra"]}
"""


def complaints_of(text: str) -> str:
    table = build_table([("test.toml", text.encode())])
    return " ".join(complaint.message for complaint in lint_table(table))


def test_packaged_rules_are_clean() -> None:
    complaints = lint_table(load_table())
    assert [f"{item.rule}: {item.message}" for item in complaints] == []


def test_a_good_row_has_no_complaint() -> None:
    assert complaints_of(table_of()) == ""


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"pattern": r"(?=A)BC"}, "look-around"),
        ({"pattern": r"A.C"}, "bare dot"),
        ({"pattern": r"A[^b]C"}, "NUL"),
        ({"pattern": r"A\DC"}, "NUL"),
        ({"pattern": r"(A)\1"}, "back-reference"),
        ({"pattern": r"A+?B"}, "lazy"),
        ({"pattern": r"A++B"}, "possessive"),
        ({"pattern": r"^ABC"}, "anchor"),
        ({"pattern": r"A*"}, "match nothing"),
        ({"pattern": r"AB-\d{6}[ -]?"}, "optional separator"),
        ({"pattern": r"A[é]C"}, "non-ASCII"),
        ({"pattern": r"(A"}, "pattern"),
        ({"extra": "value = 'ABC-[é]'"}, "non-ASCII"),
        ({"extra": "value = '([A-Z]+)+-'"}, "value: a repeat inside a repeat"),
        ({"yes": '["<<ABC-123456>>"]'}, "at least 2"),
        ({"yes": '["ABC-123456", "<<ABC-123456>>"]'}, "marks its one finding"),
        ({"yes": '["<<ABC-12345>>6", "<<ABC-123456>>"]'}, "expected"),
        ({"no": '["ABC-123456", "x"]'}, "counter-example 1"),
        ({"extra": 'tier = "C"'}, "needs context"),
        ({"extra": 'context_local = ["a"]'}, "needs locales"),
        ({"extra": 'locales = ["USA"]'}, "ISO 3166"),
    ],
)
def test_broken_rows_are_refused(changes: dict[str, str], message: str) -> None:
    assert re.search(message, complaints_of(table_of(**changes)))


def test_a_shadowed_row_is_named() -> None:
    second = table_of(id="x.other").split("[[rule]]")[1]
    assert "shadows x.row" in complaints_of(table_of() + "[[rule]]" + second)
