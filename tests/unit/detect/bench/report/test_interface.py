"""How figures are written."""

import pytest

from avow.detect.bench.report.interface import NOTHING, percent, plain_percent, trials
from avow.detect.bench.scores.interface import Figure


def _figure(value: float, low: float, high: float) -> Figure:
    return Figure(value=value, low=low, high=high, n=1234, method="wilson")


@pytest.mark.parametrize(
    ("figure", "told"),
    [
        (_figure(0.881, 0.8424, 0.91), "88.1 (84.2–91.0)"),
        (_figure(1.0, 0.5, 1.0), "100.0 (50.0–100.0)"),
        (_figure(0.0, 0.0, 0.0004), "0.0 (0.0–0.0)"),
        (None, NOTHING),
    ],
)
def test_percent(figure: Figure | None, told: str) -> None:
    assert percent(figure) == told


def test_without_interval_and_trials() -> None:
    assert plain_percent(_figure(0.8849, 0, 1)) == "88.5"
    assert trials(_figure(0, 0, 0)) == "1,234"
    assert plain_percent(None) == trials(None) == NOTHING
