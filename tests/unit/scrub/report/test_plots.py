"""Drawings: widths add up, small parts are seen, and each says in words what it shows."""

import re

import pytest

from avow.scrub.report.plots import Segment, bar, decades, interval, legend, stacked_bar


def widths(svg: str) -> list[float]:
    return [
        float(width) for width in re.findall(r'class="(?!gap|tick)\w+"[^>]*? width="([\d.]+)"', svg)
    ]


def test_parts_fill_the_width_and_none_is_too_thin() -> None:
    parts = (
        Segment("a", 1_000_000, "kept"),
        Segment("b", 1, "apart"),
        Segment("c", 0, "dropped"),
    )
    drawn = widths(stacked_bar(parts, "a 1,000,000, b 1"))
    assert len(drawn) == 2
    assert sum(drawn) == pytest.approx(100, abs=0.02)
    assert min(drawn) > 0.5
    assert "dropped" not in legend(parts)


def test_nothing_is_an_empty_bar() -> None:
    assert widths(stacked_bar((Segment("a", 0, "kept"),), "nothing")) == []
    assert widths(bar(0.0, "none")) == [0.0]


def test_bars_are_to_scale_and_labelled() -> None:
    assert widths(bar(0.5, "half")) == [50.0]
    assert 'aria-label="&lt;half&gt;"' in bar(0.5, "<half>")


def test_interval_stands_on_a_logarithmic_axis() -> None:
    svg = interval(0.01, 0.1, least=0.001, most=1.0, label="x")
    assert 'x="33.33" y="3.5" width="33.33"' in svg
    assert decades(0.001, 1.0) == pytest.approx((0.001, 0.01, 0.1, 1.0))
    assert 'x="0.00" y="3.5"' in interval(0.0, 0.1, least=0.001, most=1.0, label="x")
