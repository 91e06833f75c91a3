"""Figures: limits never sound smaller than they are; times and ages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avow.scrub.report.figures import age, moment, one_in, percent, plural, rate, size


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.00514, "1 in 194"), (1 / 3000, "1 in 3,000"), (0.25, "25.0 %"), (1.0, "every record")],
)
def test_limit_as_one_in(share: float, text: str) -> None:
    assert one_in(share) == text


@given(st.floats(1e-9, 0.1))
def test_one_in_never_understates(share: float) -> None:
    number = int(one_in(share).removeprefix("1 in ").replace(",", ""))
    assert 1 / number >= share * (1 - 1e-12)


@given(st.floats(2e-6, 1.0))
def test_limit_in_per_cent_is_rounded_up(share: float) -> None:
    assert float(percent(share, is_limit=True).removesuffix(" %")) / 100 >= share * (1 - 1e-9)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"),
        (1e-9, "below 0.0001 %"),
        (0.00074, "0.074 %"),
        (0.00123, "0.12 %"),
        (0.5, "50.0 %"),
    ],
)
def test_percent(share: float, text: str) -> None:
    assert percent(share) == text


def test_sizes_counts_and_rates() -> None:
    assert size(999) == "999 bytes"
    assert size(1_961_230) == "2.0 MB"
    assert size(12_345_678_901) == "12.35 GB"
    assert plural(1, "entry", "entries") == "1 entry"
    assert plural(2000, "entry", "entries") == "2,000 entries"
    assert (rate(None), rate(9.985), rate(0.01)) == ("not measured", "10.0", "0.010")


@pytest.mark.parametrize(
    ("earlier", "later", "text"),
    [
        ("2026-11-01T10:00:00+00:00", "2026-11-01T10:00:20+00:00", "less than a minute"),
        ("2026-11-01T10:00:00+01:00", "2026-11-01T10:00:00+00:00", "1 hour"),
        ("2026-11-01T10:00:00Z", "2026-11-13T10:00:00+00:00", "12 days"),
        ("2026-11-02T10:00:00Z", "2026-11-01T10:00:00Z", "less than a minute"),
        ("", "2026-11-01T10:00:00Z", ""),
    ],
)
def test_age(earlier: str, later: str, text: str) -> None:
    assert age(earlier, later) == text


def test_moment_is_in_utc() -> None:
    assert moment("2026-11-01T01:30:00+02:00") == "31 October 2026, 23:30 UTC"
    assert moment("") == "not recorded"
