"""Clocks: the machine's own, and one that stands still for tests and replays."""

from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock in UTC."""

    def now(self) -> datetime:
        """Return the present time in UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedClock:
    """A clock that always shows the same time."""

    time: datetime

    def now(self) -> datetime:
        """Return the fixed time."""
        return self.time
