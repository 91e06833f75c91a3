"""Findings per million words, with a bootstrap over records."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from avow.scrub.risk.intervals import POISSON_ZERO, TAIL

MILLION = 1_000_000
REPLICATES = 1000
SEED = 20_260_101


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How often something is left, per million words of the sample.

    Attributes:
        hits: Findings in the sample.
        words: Words (runs without white space) in the sample.
        per_million: Point estimate; None without words.
        upper: One-sided 97.5 % limit; None without words.
        method: `bootstrap over records`, or `3.69 / million words, assumes independent hits`.
    """

    hits: int
    words: int
    per_million: float | None
    upper: float | None
    method: str


ZERO_METHOD = "3.69 / million words sampled, assumes independent hits"
BOOTSTRAP_METHOD = f"bootstrap over records, {REPLICATES} replicates"


def measure_rate(hits: Sequence[int], words: Sequence[int]) -> Rate:
    """Return the rate of findings per million words.

    Whole records are drawn, because findings in one record depend on each other.

    Args:
        hits: Findings in each sampled record.
        words: Words in each sampled record.
    """
    total_hits, total_words = sum(hits), sum(words)
    if total_words == 0:
        return Rate(hits=total_hits, words=0, per_million=None, upper=None, method="not measured")
    millions = total_words / MILLION
    if total_hits == 0:
        return Rate(
            hits=0,
            words=total_words,
            per_million=0.0,
            upper=POISSON_ZERO / millions,
            method=ZERO_METHOD,
        )
    upper = _bootstrap_upper(np.asarray(hits, np.float64), np.asarray(words, np.float64))
    # A resample can leave out every record with a finding; the limit is never below zero's.
    return Rate(
        hits=total_hits,
        words=total_words,
        per_million=total_hits / millions,
        upper=max(upper, POISSON_ZERO / millions),
        method=BOOTSTRAP_METHOD,
    )


def _bootstrap_upper(hits: npt.NDArray[np.float64], words: npt.NDArray[np.float64]) -> float:
    random = np.random.default_rng(SEED)
    count = len(hits)
    rates = np.empty(REPLICATES)
    for replicate in range(REPLICATES):
        drawn = np.bincount(random.integers(0, count, count), minlength=count)
        drawn_words = float(drawn @ words)
        rates[replicate] = float(drawn @ hits) / max(drawn_words, 1.0) * MILLION
    return float(np.quantile(rates, 1.0 - TAIL))
