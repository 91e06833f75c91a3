"""Coarser values: what becomes what, and that twice is the same as once."""

import pytest

from avow.scrub.records import Leaf, Record
from avow.scrub.risk.coarsening import coarsen_texts, coarsen_value

CASES = [
    ("zip", "80331", "803"),
    ("zip", "80331-1234", "803"),
    ("address.postcode", "SW1A 1AA", "SW1A"),
    ("age", "34", "30-39"),
    ("age", "97", "90+"),
    ("seen", "2024-05-17", "2024-05"),
    ("seen", "2024-05-17T10:11:12Z", "2024-05"),
    ("ip", "203.0.113.77", "203.0.113.0/24"),
    ("ip", "2001:db8:1:2::3", "2001:db8:1::/48"),
]


@pytest.mark.parametrize(("column", "value", "coarse"), CASES)
def test_value_becomes_coarser_once(column: str, value: str, coarse: str) -> None:
    assert coarsen_value(column, value) == coarse
    assert coarsen_value(column, coarse) == coarse


@pytest.mark.parametrize(
    ("column", "value"),
    [("city", "Berlin"), ("count", "80331"), ("zip", "803"), ("age", "old"), ("seen", "May 2024")],
)
def test_other_values_stay(column: str, value: str) -> None:
    assert coarsen_value(column, value) == value


def test_only_named_columns_change() -> None:
    leaves = (Leaf("zip", "80331"), Leaf("other", "80331"), Leaf("zip", "zip", True))
    record = Record(ordinal=0, offset=0, size=0, leaves=leaves)
    assert coarsen_texts(record, ("zip",)) == {0: "803"}
