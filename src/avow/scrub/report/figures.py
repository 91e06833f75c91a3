"""Figures as people read them: counts, shares, sizes, times and ages."""

import math
from datetime import UTC, datetime, timedelta

_MEGABYTE = 1_000_000
_GIGABYTE = 1_000_000_000


def count(number: int) -> str:
    """Return a count with commas between thousands."""
    return f"{number:,}"


def plural(number: int, one: str, many: str = "") -> str:
    """Return a count with its noun: `1 record`, `3 records`."""
    return f"{count(number)} {one if number == 1 else many or one + 's'}"


def percent(share: float, *, is_limit: bool = False) -> str:
    """Return a share in per cent with the digits that matter.

    Args:
        share: Between 0 and 1.
        is_limit: Round up, so that an upper limit stays one.
    """
    value = share * 100
    if value == 0:
        return "0 %"
    if value < 0.0001:
        return "below 0.0001 %"
    digits = 1 if value >= 10 else 2 if value >= 0.1 else 3 if value >= 0.01 else 4
    if is_limit:
        value = min(100.0, math.ceil(value * 10**digits - 1e-9) / 10**digits)
    return f"{value:.{digits}f} %"


def one_in(share: float) -> str:
    """Return a limit as `1 in 194`, rounded so that it never sounds smaller than it is.

    Args:
        share: Between 0 and 1.
    """
    if share <= 0:
        return "0"
    if share >= 1:
        return "every record"
    if share > 0.1:
        return percent(share, is_limit=True)
    return f"1 in {count(int(1 / share))}"


def share_of_records(share: float) -> str:
    """Return a limit with its noun: `1 in 194 records`, `15.1 % of records`, `every record`."""
    limit = one_in(share)
    if limit.startswith("1 in"):
        return f"{limit} records"
    return f"{limit} of records" if limit.endswith("%") else limit


def size(number_of_bytes: int) -> str:
    """Return a size in decimal units."""
    if number_of_bytes >= _GIGABYTE:
        return f"{number_of_bytes / _GIGABYTE:,.2f} GB"
    if number_of_bytes >= _MEGABYTE:
        return f"{number_of_bytes / _MEGABYTE:,.1f} MB"
    return f"{number_of_bytes:,} bytes"


def rate(per_million: float | None) -> str:
    """Return a rate per million words."""
    if per_million is None:
        return "not measured"
    if per_million == 0:
        return "0"
    return f"{per_million:,.1f}" if per_million >= 0.1 else f"{per_million:.3f}"


def parse_time(text: str) -> datetime | None:
    """Return an ISO 8601 time in UTC, or None where there is none."""
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)


def moment(text: str) -> str:
    """Return a time as `25 November 2026, 10:12 UTC`, or `not recorded`."""
    time = parse_time(text)
    return f"{time.day} {time:%B %Y, %H:%M} UTC" if time else "not recorded"


def age(earlier: str, later: str) -> str:
    """Return how long before another time something was: `3 minutes`, `12 days`; empty if unknown.

    Args:
        earlier: ISO 8601.
        later: ISO 8601.
    """
    first, second = parse_time(earlier), parse_time(later)
    if first is None or second is None:
        return ""
    gone = max(second - first, timedelta())
    for unit, length in (
        ("day", timedelta(days=1)),
        ("hour", timedelta(hours=1)),
        ("minute", timedelta(minutes=1)),
    ):
        if gone >= length:
            return plural(gone // length, unit)
    return "less than a minute"
