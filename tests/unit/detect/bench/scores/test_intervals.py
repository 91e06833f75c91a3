"""Intervals against published values and a plain bootstrap written apart."""

import math
import random

import numpy as np
import pytest

from avow.detect.bench.scores.interface import CountArray
from avow.detect.bench.scores.intervals import (
    bootstrap,
    bootstrap_mean,
    f1_of,
    paired_bootstrap,
    poisson_rate,
    precision_of,
    recall_of,
    wilson,
)


def _counts(seed: int, documents: int) -> CountArray:
    random_ = np.random.default_rng(seed)
    return random_.poisson((4, 1, 2), size=(documents, 3)).astype(np.int64)


def _plain_interval(counts: CountArray, draws: int) -> tuple[float, float]:
    """Bootstrap by drawing one document after another, with Python's own generator."""
    random_ = random.Random(3)
    rows = counts.tolist()
    scores = []
    for _ in range(draws):
        found = false = missed = 0
        for row in random_.choices(rows, k=len(rows)):
            found += row[0]
            false += row[1]
            missed += row[2]
        scores.append(2 * found / (2 * found + false + missed))
    scores.sort()
    return scores[int(0.025 * draws)], scores[int(0.975 * draws)]


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_newcombes_published_values(
    hits: int, trials: int, low: float, high: float
) -> None:
    """Newcombe, Statistics in Medicine 17 (1998), 857, table I, method 3."""
    figure = wilson(hits, trials)
    assert figure is not None
    assert figure.method == "wilson"
    assert (round(figure.low, 4), round(figure.high, 4)) == (low, high)


def test_zero_hits_get_the_rule_of_three_and_no_trials_no_figure() -> None:
    figure = wilson(0, 600)
    assert figure is not None
    assert (figure.value, figure.low, figure.high) == (0.0, 0.0, 0.005)
    assert figure.method == "rule of three"
    few = wilson(0, 2)
    assert few is not None
    assert few.high == 1.0
    assert wilson(0, 0) is None


@pytest.mark.parametrize(
    ("events", "low", "high"), [(3, 0.619, 8.767), (10, 4.795, 18.39), (50, 37.11, 65.92)]
)
def test_byar_is_close_to_the_exact_poisson_interval(events: int, low: float, high: float) -> None:
    """Exact limits: Garwood, Biometrika 28 (1936), as tabulated in epidemiology books."""
    rate, below, above = poisson_rate(events, 1.0)
    assert rate == events
    assert below == pytest.approx(low, abs=0.03)
    assert above == pytest.approx(high, abs=0.03)


def test_no_events_and_no_exposure() -> None:
    assert poisson_rate(0, 1.5) == (0.0, 0.0, 2.0)
    with pytest.raises(ValueError, match="exposure"):
        poisson_rate(1, 0.0)


@pytest.mark.parametrize("documents", [12, 60])
def test_bootstrap_agrees_with_a_plain_one(documents: int) -> None:
    counts = _counts(documents, documents)
    figure = bootstrap(counts, f1_of, n=1)
    assert figure is not None
    low, high = _plain_interval(counts, 4000)
    assert figure.low == pytest.approx(low, abs=0.012)
    assert figure.high == pytest.approx(high, abs=0.012)
    found, false, missed = counts.sum(axis=0)
    assert figure.value == pytest.approx(2 * found / (2 * found + false + missed))


def test_bootstrap_repeats_itself_and_does_not_depend_on_order() -> None:
    counts = _counts(1, 30)
    assert bootstrap(counts, f1_of, n=1) == bootstrap(counts[::-1].copy(), f1_of, n=1)


def test_equal_documents_have_no_spread() -> None:
    counts = np.array([[3, 1, 0]] * 20, dtype=np.int64)
    figure = bootstrap(counts, precision_of, n=80)
    assert figure is not None
    assert figure.low == figure.value == figure.high == 0.75


def test_undefined_scores_are_no_figures() -> None:
    nothing = np.zeros((5, 3), dtype=np.int64)
    only_false = np.array([[0, 2, 0]], dtype=np.int64)
    assert bootstrap(nothing, f1_of, n=0) is None
    assert bootstrap(only_false, recall_of, n=0) is None
    assert bootstrap(np.zeros((0, 3), dtype=np.int64), f1_of, n=0) is None
    assert paired_bootstrap(nothing[:1], only_false, f1_of) is None
    assert bootstrap_mean([only_false, nothing], f1_of) is None
    assert bootstrap_mean([], f1_of) is None


def test_pairing_finds_a_small_constant_gain() -> None:
    worse = _counts(2, 80)
    better = worse.copy()
    better[::4, 0] += 1
    better[::4, 2] = np.maximum(better[::4, 2] - 1, 0)
    gain = paired_bootstrap(better, worse, f1_of)
    assert gain is not None
    assert 0 < gain.low < gain.difference < gain.high
    assert gain.share_above == 1.0
    alone = bootstrap(worse, f1_of, n=1)
    assert alone is not None
    assert gain.high - gain.low < alone.high - alone.low


def test_a_system_does_not_beat_itself() -> None:
    counts = _counts(2, 80)
    same = paired_bootstrap(counts, counts, f1_of)
    assert same is not None
    assert (same.difference, same.low, same.high, same.share_above) == (0.0, 0.0, 0.0, 0.0)
    with pytest.raises(ValueError, match="same documents"):
        paired_bootstrap(counts, counts[1:], f1_of)


def test_the_mean_of_sets_is_narrower_than_one_of_them() -> None:
    parts = [_counts(seed, 40) for seed in (4, 5, 6)]
    mean = bootstrap_mean(parts, f1_of)
    singles = [bootstrap(part, f1_of, n=1) for part in parts]
    assert mean is not None
    widths = [single.high - single.low for single in singles if single is not None]
    assert mean.high - mean.low < min(widths)
    values = [single.value for single in singles if single is not None]
    assert math.isclose(mean.value, sum(values) / 3)
