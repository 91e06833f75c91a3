"""Fixed-width readers: exact digits, templates, letters, dates."""

import numpy as np
import pytest

from avow.detect.verify.gov.fixed_width import (
    date_at,
    decimal,
    exact_digits,
    letter_at,
    places_in,
    shaped,
    values_36,
)
from avow.detect.verify.interface import Candidates


def candidates(*values: str) -> Candidates:
    """Lay values end to end."""
    encoded = [value.encode() for value in values]
    ends = np.cumsum([len(value) for value in encoded], dtype=np.int64)
    starts = ends - np.array([len(value) for value in encoded], dtype=np.int64)
    data = np.frombuffer(b"".join(encoded), dtype=np.uint8)
    return Candidates(data=data, starts=starts, ends=ends)


def test_exact_digits_zeroes_rows_of_another_length() -> None:
    digits, fits = exact_digits(candidates("12-34", "123", "12345"), 4)
    assert fits.tolist() == [True, False, False]
    assert digits.tolist() == [[1, 2, 3, 4], [0, 0, 0, 0], [0, 0, 0, 0]]


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
    matrix, mask = shaped(candidates(value), template)
    assert mask.tolist() == [fits]
    assert matrix.shape == (1, len(template))


def test_rows_that_do_not_fit_become_neutral() -> None:
    matrix, _ = shaped(candidates("??", "A1"), "@9")
    assert [row.tobytes() for row in matrix] == [b"A0", b"A1"]


def test_values_and_places() -> None:
    matrix = np.frombuffer(b"09AZ", dtype=np.uint8)[None, :]
    assert values_36(matrix).tolist() == [[0, 9, 10, 35]]
    assert places_in(matrix, "Z9").tolist() == [[-1, 1, -1, 0]]
    assert letter_at(np.array([1, 0]), "TR").tobytes() == b"RT"


def test_decimal_reads_columns() -> None:
    digits = np.array([[9, 8, 7, 6]], dtype=np.uint8)
    assert decimal(digits, 1, 3).tolist() == [87]
    assert decimal(digits, 0, 4).tolist() == [9876]


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
    assert date_at(row, order, century=century).tolist() == [real]


def test_no_candidates_give_empty_arrays() -> None:
    digits, fits = exact_digits(candidates(), 5)
    assert digits.shape == (0, 5)
    assert fits.shape == (0,)
