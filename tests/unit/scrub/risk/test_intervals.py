"""Exact limits against published values and against exact binomial sums."""

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avow.scrub.risk.intervals import (
    POISSON_ZERO,
    beta_quantile,
    incomplete_beta,
    lower_limit,
    upper_limit,
)

# Two-sided 95 % limits (97.5 % on each side) as printed in textbooks and tables of exact limits.
PUBLISHED = [
    (0, 10, 0.0, 0.3085),
    (1, 10, 0.0025, 0.4450),
    (5, 10, 0.1871, 0.8129),
    (10, 10, 0.6915, 1.0),
    (15, 148, 0.0578, 0.1617),
    (81, 263, 0.2527, 0.3676),
    (1, 29, 0.0009, 0.1776),
    (0, 20, 0.0, 0.1684),
]


@pytest.mark.parametrize(("hits", "trials", "low", "high"), PUBLISHED)
def test_published_values(hits: int, trials: int, low: float, high: float) -> None:
    assert lower_limit(hits, trials) == pytest.approx(low, abs=6e-5)
    assert upper_limit(hits, trials) == pytest.approx(high, abs=6e-5)


def binomial_at_most(hits: int, trials: int, share: float) -> float:
    exact = Fraction(share)
    return float(
        sum(
            math.comb(trials, count) * exact**count * (1 - exact) ** (trials - count)
            for count in range(hits + 1)
        )
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n - 1), st.just(n))))
def test_upper_limit_solves_the_binomial_tail(counts: tuple[int, int]) -> None:
    hits, trials = counts
    limit = upper_limit(hits, trials)
    assert binomial_at_most(hits, trials, limit) == pytest.approx(0.025, rel=1e-9)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n))))
def test_lower_limit_solves_the_other_tail(counts: tuple[int, int]) -> None:
    hits, trials = counts
    limit = lower_limit(hits, trials)
    assert 1 - binomial_at_most(hits - 1, trials, limit) == pytest.approx(0.025, rel=1e-9)


def test_sizes_of_the_guide() -> None:
    assert upper_limit(0, 30_000) == pytest.approx(1.2e-4, rel=0.03)
    assert upper_limit(0, 37_000) < 1e-4 < upper_limit(0, 36_000)
    assert upper_limit(0, 46_200) / 0.8 < 1e-4 < upper_limit(0, 46_000) / 0.8
    assert round(POISSON_ZERO, 2) == 3.69


def test_one_sided_95_is_the_rule_of_three_and_not_wilson() -> None:
    limit = upper_limit(0, 10_000, tail=0.05)
    assert limit * 10_000 == pytest.approx(3.0, abs=0.01)
    assert limit * 10_000 > 2.72


@pytest.mark.parametrize("trials", [1, 7, 1_000, 1_000_000])
def test_limits_enclose_the_share_and_move_with_the_hits(trials: int) -> None:
    previous = -1.0
    for hits in sorted({0, 1, trials // 2, trials}):
        low, high = lower_limit(hits, trials), upper_limit(hits, trials)
        assert 0.0 <= low <= hits / trials <= high <= 1.0
        assert high > previous
        previous = high if high < 1.0 else -1.0


def test_large_counts_stay_exact() -> None:
    # The quantile must give back the probability that it was asked for.
    for a, b in [(3.0, 999_998.0), (500.0, 500_000.0), (40_000.0, 60_000.0)]:
        x = beta_quantile(0.975, a, b)
        assert incomplete_beta(x, a, b) == pytest.approx(0.975, rel=1e-7)
    normal = 0.4 + 1.959964 * math.sqrt(0.4 * 0.6 / 100_000)
    assert upper_limit(40_000, 100_000) == pytest.approx(normal, rel=1e-4)


@pytest.mark.parametrize(("x", "a", "b", "value"), [(0.5, 2, 2, 0.5), (0.25, 1, 1, 0.25)])
def test_incomplete_beta_of_simple_cases(x: float, a: float, b: float, value: float) -> None:
    assert incomplete_beta(x, a, b) == pytest.approx(value, abs=1e-14)
    assert incomplete_beta(0.0, a, b) == 0.0
    assert incomplete_beta(1.0, a, b) == 1.0
    assert incomplete_beta(x, a, b) == pytest.approx(1 - incomplete_beta(1 - x, b, a), abs=1e-12)


@pytest.mark.parametrize(("hits", "trials"), [(-1, 5), (6, 5), (1, 0)])
def test_impossible_counts_are_refused(hits: int, trials: int) -> None:
    with pytest.raises(ValueError, match="hits"):
        upper_limit(hits, trials)
    with pytest.raises(ValueError, match="hits"):
        lower_limit(hits, trials)


def test_nothing_tried_proves_nothing() -> None:
    assert upper_limit(0, 0) == 1.0
    assert lower_limit(0, 0) == 0.0
