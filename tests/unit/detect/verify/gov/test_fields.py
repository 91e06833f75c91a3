"""Reading fields out of candidates: rows, templates, numbers, dates, neighbours and roles."""

import numpy as np
import pytest
from identifier_tables import candidates_of

from avow.detect.verify.gov import fields
from avow.detect.verify.interface import (
    CHECKED,
    PLAUSIBLE,
    REJECT,
    BoolArray,
    Candidates,
    verdicts,
)
from avow.errors import RuleError
from avow.text import ByteArray


def rows_of(*values: str) -> ByteArray:
    return np.array([list(value.encode()) for value in values], dtype=np.uint8)


def test_digit_tails_are_right_aligned() -> None:
    digits, counts = fields.digit_tails(candidates_of("12-3", "1234", "12345", ""), 4)
    assert digits.tolist() == [[0, 1, 2, 3], [1, 2, 3, 4], [1, 2, 3, 4], [0, 0, 0, 0]]
    assert counts.tolist() == [3, 4, 5, 0]


def test_symbol_rows_are_upper_case() -> None:
    symbols, fits = fields.symbol_rows(candidates_of("a-1b", "a1"), 3)
    assert [row.tobytes() for row in symbols] == [b"A1B", b"A1\0"]
    assert fits.tolist() == [True, False]


@pytest.mark.parametrize(
    ("value", "digits", "letters"),
    [("12", True, False), ("AZ", False, True), ("A1", False, False), ("a[", False, False)],
)
def test_classes_of_columns(value: str, digits: bool, letters: bool) -> None:
    rows = rows_of(value)
    assert fields.are_digits(rows, 0, 2).tolist() == [digits]
    assert fields.are_letters(rows, 0, 2).tolist() == [letters]


def test_values_and_words() -> None:
    rows = rows_of("AB9", "ZZ0")
    assert fields.places_in(rows, "0123456789AB").tolist() == [[10, 11, 9], [-1, -1, 0]]
    assert fields.digit_values(rows).tolist() == [[0, 0, 9], [0, 0, 0]]
    assert fields.word_in(rows, 0, "XX AB").tolist() == [True, False]
    assert fields.letter_in(rows, 1, "BC").tolist() == [True, False]


def test_decimal_is_a_number() -> None:
    digits = np.array([[1, 2, 3], [0, 0, 7]], dtype=np.uint8)
    assert fields.decimal(digits, 0, 3).tolist() == [123, 7]
    assert fields.decimal(digits, 1, 2).tolist() == [2, 0]


def test_looked_up_takes_its_modulus_from_the_table() -> None:
    digits = np.array([[1, 2], [9, 9]], dtype=np.uint8)
    assert fields.looked_up(digits, (1, 10), (5, 6, 7, 8)).tolist() == [6, 8]


def test_graded() -> None:
    valid = np.array([True, True, False])
    checked = np.array([True, False, True])
    assert fields.graded(valid, checked).tolist() == [CHECKED, PLAUSIBLE, REJECT]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("", "", False),
        ("a ", " b", False),
        ("1", "2", False),
        ("4-", "", True),
        ("", "-4", True),
        ("", ".5", True),
        ("", ". Next", False),
        ("SSN-", "-x", False),
        ("3 ", " 4", False),
    ],
)
def test_goes_on(before: str, after: str, expected: bool) -> None:
    data = np.frombuffer((before + "12345" + after).encode(), dtype=np.uint8)
    starts = np.array([len(before)], dtype=np.int64)
    found = fields.goes_on(Candidates(data=data, starts=starts, ends=starts + 5))
    assert found.tolist() == [expected]


def test_whole_rejects_part_of_a_longer_number() -> None:
    def always(candidates: Candidates) -> ByteArray:
        return verdicts(np.ones(len(candidates), dtype=np.bool_))

    data = np.frombuffer(b"12 34-5", dtype=np.uint8)
    starts = np.array([0, 3], dtype=np.int64)
    found = fields.whole(always)(Candidates(data=data, starts=starts, ends=starts + 2))
    assert found.tolist() == [CHECKED, REJECT]


def test_by_role_keeps_one_role() -> None:
    def check(candidates: Candidates) -> tuple[ByteArray, BoolArray]:
        digits, fits = fields.exact_digits(candidates, 2)
        return verdicts(fits), digits[:, 0] == 1

    factory = fields.by_role(check)
    found = candidates_of("12", "34", "5")
    assert factory("person")(found).tolist() == [CHECKED, REJECT, REJECT]
    assert factory("company")(found).tolist() == [REJECT, CHECKED, REJECT]
    with pytest.raises(RuleError):
        factory("anyone")


def test_exact_digits_zeroes_rows_of_another_length() -> None:
    digits, fits = fields.exact_digits(candidates_of("12-34", "123", "12345", "ab"), 4)
    assert fits.tolist() == [True, False, False, False]
    assert digits.tolist() == [[1, 2, 3, 4], [0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]


@pytest.mark.parametrize(
    ("template", "value", "fits"),
    [
        ("99@", "12-a", True),
        ("99@", "123", False),
        ("99@", "1aa", False),
        ("NL9", "nl 7", True),
        ("NL9", "NM7", False),
        ("@*", "A9", True),
        ("@*", "AZ", True),
        ("@*", "9Z", False),
        ("@*", "AZ9", False),
        ("@*", "A", False),
    ],
)
def test_shaped(template: str, value: str, fits: bool) -> None:
    matrix, mask = fields.shaped(candidates_of(value), template)
    assert mask.tolist() == [fits]
    assert matrix.shape == (1, len(template))


def test_rows_that_do_not_fit_become_neutral() -> None:
    matrix, _ = fields.shaped(candidates_of("??", "A1"), "@9")
    assert [row.tobytes() for row in matrix] == [b"A0", b"A1"]


def test_values_and_places() -> None:
    matrix = np.frombuffer(b"09AZ", dtype=np.uint8)[None, :]
    assert fields.values_36(matrix).tolist() == [[0, 9, 10, 35]]
    assert fields.places_in(matrix, "Z9").tolist() == [[-1, 1, -1, 0]]
    assert fields.letter_at(np.array([1, 0]), "TR").tobytes() == b"RT"


def test_decimal_reads_columns() -> None:
    digits = np.array([[9, 8, 7, 6]], dtype=np.uint8)
    assert fields.decimal(digits, 1, 3).tolist() == [87]
    assert fields.decimal(digits, 0, 4).tolist() == [9876]


@pytest.mark.parametrize(
    ("digits", "order", "century", "real"),
    [
        ("290200", "dmy", 2000, True),
        ("290200", "dmy", 1900, False),
        ("000229", "ymd", 2000, True),
        ("991332", "ymd", 1900, False),
        ("310499", "dmy", 1900, False),
    ],
)
def test_date_at(digits: str, order: str, century: int, real: bool) -> None:
    row = np.array([[int(char) for char in digits]], dtype=np.uint8)
    assert fields.date_at(row, order, century=century).tolist() == [real]


def test_no_candidates_give_empty_arrays() -> None:
    digits, fits = fields.exact_digits(candidates_of(), 5)
    assert digits.shape == (0, 5)
    assert fits.shape == (0,)
