"""Intervals: document bootstrap, paired bootstrap, Wilson and the rule of three; all at 95 %.

The bootstrap draws documents with replacement. Documents with equal counts are interchangeable, so
drawing them is one multinomial over the distinct rows: exact, and fast for thousands of documents.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from avow.detect.bench.scores.interface import CountArray, Figure, PairedDifference

RESAMPLES = 10_000
SEED = 20_261_125
_Z = 1.959963984540054
_TAILS = (2.5, 97.5)

FloatArray = npt.NDArray[np.float64]
Statistic = Callable[[CountArray], FloatArray]
"""From summed counts, shape [resamples, columns], to one score per resample."""


def precision_of(sums: CountArray) -> FloatArray:
    """Return found / (found + false) from columns found, false, missed; NaN for nothing."""
    return _share(sums[:, 0], sums[:, 0] + sums[:, 1])


def recall_of(sums: CountArray) -> FloatArray:
    """Return found / (found + missed)."""
    return _share(sums[:, 0], sums[:, 0] + sums[:, 2])


def f1_of(sums: CountArray) -> FloatArray:
    """Return the harmonic mean of precision and recall."""
    return _share(2 * sums[:, 0], 2 * sums[:, 0] + sums[:, 1] + sums[:, 2])


def bootstrap(counts: CountArray, statistic: Statistic, *, n: int) -> Figure | None:
    """Return a score of summed counts with its interval over resampled documents.

    Args:
        counts: Shape [documents, columns].
        statistic: Which score.
        n: How many labelled items the score rests on; carried into the figure.

    Returns:
        None where the score of all documents is undefined.
    """
    return bootstrap_many(counts, [(statistic, n)])[0]


def bootstrap_many(
    counts: CountArray, statistics: Sequence[tuple[Statistic, int]]
) -> list[Figure | None]:
    """Return several scores of the same counts from the same resamples; see `bootstrap`."""
    if not counts.any():
        return [None] * len(statistics)
    whole = counts.sum(axis=0, keepdims=True)
    sums = _resampled_sums(counts)
    return [_figure(statistic(whole)[0], statistic(sums), n) for statistic, n in statistics]


def bootstrap_mean(parts: Sequence[CountArray], statistic: Statistic) -> Figure | None:
    """Return the plain mean of several sets' scores; each set's documents are resampled apart.

    Args:
        parts: Counts of each set, shape [documents, columns].
        statistic: Which score.

    Returns:
        None where any set's score is undefined.
    """
    values = [statistic(part.sum(axis=0, keepdims=True))[0] for part in parts]
    if not parts or any(math.isnan(value) for value in values):
        return None
    samples = [statistic(_resampled_sums(part, stream=number)) for number, part in enumerate(parts)]
    draws = np.mean(samples, axis=0)
    low, high = np.nanpercentile(draws, _TAILS)
    return Figure(
        value=float(np.mean(values)),
        low=float(low),
        high=float(high),
        n=len(parts),
        method="bootstrap",
    )


def paired_bootstrap(
    first: CountArray, second: CountArray, statistic: Statistic
) -> PairedDifference | None:
    """Compare two systems on the same documents, resampled together.

    Args:
        first: Shape [documents, columns].
        second: The same documents in the same order.
        statistic: Which score to compare.

    Returns:
        None where either score of all documents is undefined.
    """
    if len(first) != len(second):
        raise ValueError("a paired comparison needs the same documents on both sides")
    if not len(first):
        return None
    columns = first.shape[1]
    both = np.hstack([first, second])
    whole = both.sum(axis=0, keepdims=True)
    difference = statistic(whole[:, :columns])[0] - statistic(whole[:, columns:])[0]
    if math.isnan(difference):
        return None
    sums = _resampled_sums(both)
    draws = statistic(sums[:, :columns]) - statistic(sums[:, columns:])
    low, high = np.nanpercentile(draws, _TAILS)
    return PairedDifference(
        difference=float(difference),
        low=float(low),
        high=float(high),
        share_above=float(np.mean(draws > 0)),
    )


def wilson(hits: int, trials: int) -> Figure | None:
    """Return a proportion with its score interval (Wilson, JASA 22 (1927), 209-212).

    A proportion of zero gets the rule of three (Hanley and Lippman-Hand, JAMA 249 (1983), 1743)
    as its upper end; without any trial there is no figure.
    """
    if trials == 0:
        return None
    share = hits / trials
    if hits == 0:
        return Figure(
            value=0.0, low=0.0, high=min(1.0, 3 / trials), n=trials, method="rule of three"
        )
    spread = _Z * math.sqrt(share * (1 - share) / trials + _Z**2 / (4 * trials**2))
    scale = 1 + _Z**2 / trials
    middle = share + _Z**2 / (2 * trials)
    return Figure(
        value=share,
        low=max(0.0, (middle - spread) / scale),
        high=min(1.0, (middle + spread) / scale),
        n=trials,
        method="wilson",
    )


def poisson_rate(events: int, exposure: float) -> tuple[float, float, float]:
    """Return events per unit of exposure with its interval (Byar; the rule of three for none).

    Byar's approximation: Breslow and Day, Statistical Methods in Cancer Research 2 (1987), 69.

    Raises:
        ValueError: There was no exposure.
    """
    if exposure <= 0:
        raise ValueError("a rate needs exposure")
    if events == 0:
        return 0.0, 0.0, 3 / exposure
    above = events + 1
    low = events * (1 - 1 / (9 * events) - _Z / (3 * math.sqrt(events))) ** 3
    high = above * (1 - 1 / (9 * above) + _Z / (3 * math.sqrt(above))) ** 3
    return events / exposure, low / exposure, high / exposure


def _figure(value: float, draws: FloatArray, n: int) -> Figure | None:
    if math.isnan(value):
        return None
    low, high = np.nanpercentile(draws, _TAILS)
    return Figure(value=float(value), low=float(low), high=float(high), n=n, method="bootstrap")


def _resampled_sums(counts: CountArray, *, stream: int = 0) -> CountArray:
    rows, multiplicities = np.unique(counts, axis=0, return_counts=True)
    random = np.random.default_rng((SEED, stream))
    draws = random.multinomial(len(counts), multiplicities / multiplicities.sum(), size=RESAMPLES)
    sums: CountArray = draws @ rows
    return sums


def _share(part: CountArray, whole: CountArray) -> FloatArray:
    shares = np.full(len(whole), math.nan)
    np.divide(part, whole, out=shares, where=whole > 0)
    return shares
