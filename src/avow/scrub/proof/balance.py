"""Balances: every record that went in came out, was dropped, or stands in quarantine."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from avow.errors import VerificationError


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Where the records of a shard, a source or a data set went.

    Attributes:
        records_in: Records of the input, good and bad; header rows are not records.
        kept: Written as they were.
        changed: Written with replacements.
        dropped: Left out, by reason.
        quarantined: Kept apart, by reason.
    """

    records_in: int = 0
    kept: int = 0
    changed: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    quarantined: Mapping[str, int] = field(default_factory=dict)

    @property
    def records_out(self) -> int:
        """Records in the output."""
        return self.kept + self.changed

    @property
    def records_dropped(self) -> int:
        """Records left out."""
        return sum(self.dropped.values())

    @property
    def records_quarantined(self) -> int:
        """Records kept apart."""
        return sum(self.quarantined.values())

    @property
    def bad_share(self) -> float:
        """Share of the input that stands in quarantine, 0 to 1."""
        return self.records_quarantined / self.records_in if self.records_in else 0.0

    def check(self, name: str) -> None:
        """Assert that nothing was lost.

        Raises:
            VerificationError: The counts do not add up, or one is negative.
        """
        gone = self.records_dropped + self.records_quarantined
        counts = (self.kept, self.changed, *self.dropped.values(), *self.quarantined.values())
        if self.records_in != self.records_out + gone or min(counts) < 0:
            raise VerificationError(
                f"the record balance of {name} does not hold: {self.records_in} in, "
                f"{self.records_out} out, {gone} dropped or quarantined",
                hint="This is an error of Avow; keep the input and report it.",
            )


def add_balances(balances: Iterable[Balance]) -> Balance:
    """Return the sum of several balances, with reasons in sorted order."""
    records_in = kept = changed = 0
    dropped: Counter[str] = Counter()
    quarantined: Counter[str] = Counter()
    for one in balances:
        records_in += one.records_in
        kept += one.kept
        changed += one.changed
        dropped.update(one.dropped)
        quarantined.update(one.quarantined)
    return Balance(
        records_in=records_in,
        kept=kept,
        changed=changed,
        dropped=dict(sorted(dropped.items())),
        quarantined=dict(sorted(quarantined.items())),
    )
