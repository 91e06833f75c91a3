"""Exact limits for shares: Clopper-Pearson by the beta quantile, in plain Python.

C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case
of the binomial", Biometrika 26 (1934). The incomplete beta function follows the continued fraction
of DLMF 8.17.22, evaluated by the method of Lentz.
"""

import math

TAIL = 0.025
"""Each limit is one-sided at 97.5 %, so that two of them hold jointly at 95 %."""

POISSON_ZERO = -math.log(TAIL)
"""Upper limit of a Poisson mean when nothing was seen: 3.689, printed as 3.69."""

_SMALLEST = 1e-300
_PRECISION = 1e-15
_MOST_TERMS = 100_000
_BISECTIONS = 200


def upper_limit(hits: int, trials: int, *, tail: float = TAIL) -> float:
    """Return the one-sided upper Clopper-Pearson limit of a share.

    Args:
        hits: How many of the trials were hits.
        trials: How many trials; with none the limit is 1.
        tail: Probability that the limit lies below the truth, at most.

    Raises:
        ValueError: The counts are impossible.
    """
    _check(hits, trials)
    if hits == trials:
        return 1.0
    if hits == 0:
        return -math.expm1(math.log(tail) / trials)
    return beta_quantile(1.0 - tail, hits + 1, trials - hits)


def lower_limit(hits: int, trials: int, *, tail: float = TAIL) -> float:
    """Return the one-sided lower Clopper-Pearson limit of a share; see `upper_limit`."""
    _check(hits, trials)
    if hits == 0:
        return 0.0
    if hits == trials:
        return math.exp(math.log(tail) / trials)
    return beta_quantile(tail, hits, trials - hits + 1)


def _check(hits: int, trials: int) -> None:
    if not 0 <= hits <= trials:
        raise ValueError("hits are at least 0 and at most the trials")


def beta_quantile(share: float, a: float, b: float) -> float:
    """Return x with I_x(a, b) = share, by bisection: slow, but it cannot leave the interval.

    Args:
        share: Between 0 and 1.
        a: First parameter, above 0.
        b: Second parameter, above 0.
    """
    low, high = 0.0, 1.0
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if incomplete_beta(middle, a, b) < share:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def incomplete_beta(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function I_x(a, b)."""
    if x <= 0.0:
        return 0.0
    if x >= 1.0:
        return 1.0
    # The fraction converges fast only below the mean; above it the mirror image is taken.
    if x > (a + 1) / (a + b + 2):
        return 1.0 - incomplete_beta(1.0 - x, b, a)
    log_front = (
        math.lgamma(a + b)
        - math.lgamma(a)
        - math.lgamma(b)
        + a * math.log(x)
        + b * math.log1p(-x)
        - math.log(a)
    )
    return math.exp(log_front) / _fraction(x, a, b)


def _fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction 1 + d1/(1 + d2/(1 + ...)) by the method of Lentz."""
    value, c, d = 1.0, 1.0, 0.0
    for term in range(1, _MOST_TERMS):
        m, odd = divmod(term, 2)
        if odd:
            factor = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        else:
            factor = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1.0 / _away_from_zero(1.0 + factor * d)
        c = _away_from_zero(1.0 + factor / c)
        step = c * d
        value *= step
        if abs(step - 1.0) < _PRECISION:
            break
    return value


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _SMALLEST else _SMALLEST
