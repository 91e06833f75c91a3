"""The bound: how much may still be in the output, given what a checker saw in a sample of it.

With x of n sampled records flagged, U is the one-sided 97.5 % Clopper-Pearson limit of that share
and R the 97.5 % lower limit of the checker's recall. U / R bounds the share of records that still
hold something of the planted forms, jointly at 95 %.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from avow.scrub.risk.intervals import lower_limit, upper_limit
from avow.scrub.risk.spikes.interface import PROSE
from avow.scrub.risk.spiking import NOT_MEASURED, SpikeCell

NO_SAMPLE = "no record was sampled"
NO_SPIKES = "no spikes of this kind"
BLIND = "the checker found none of the spikes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One bounded share of records; `limit` is None where it was not measured.

    Attributes:
        hits: Records that the checker flagged (x).
        records: Records that it looked at (n).
        upper: U, at 97.5 %.
        planted, found: Spikes behind the recall.
        recall_lower: R, at 97.5 %; 0 without spikes.
        limit: U / R, at most 1, jointly at 95 %.
        not_measured: Why there is no limit, else empty.
    """

    hits: int
    records: int
    upper: float
    planted: int
    found: int
    recall_lower: float
    limit: float | None
    not_measured: str = ""


def make_bound(*, hits: int, records: int, planted: int, found: int) -> Bound:
    """Return the bound of a share of records.

    Args:
        hits: Flagged records (x).
        records: Records looked at (n).
        planted: Spikes planted.
        found: Spikes that the checker found.
    """
    upper = upper_limit(hits, records)
    recall = lower_limit(found, planted)
    reason = ""
    if records == 0:
        reason = NO_SAMPLE
    elif planted == 0:
        reason = NO_SPIKES
    elif found == 0:
        reason = BLIND
    return Bound(
        hits=hits,
        records=records,
        upper=upper,
        planted=planted,
        found=found,
        recall_lower=recall,
        limit=None if reason else min(1.0, upper / recall),
        not_measured=reason,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MissRate:
    """What share of the spikes survived a scrub of the same copies.

    Attributes:
        planted, survived: Counts.
        upper: One-sided 97.5 % limit of the share; None when no scrub was tried.
    """

    planted: int
    survived: int
    upper: float | None


def miss_rate(cells: Iterable[SpikeCell]) -> MissRate:
    """Return the share that a scrub misses, over some cells."""
    tried = [cell for cell in cells if cell.survived != NOT_MEASURED]
    planted = sum(cell.planted for cell in tried)
    survived = sum(cell.survived for cell in tried)
    return MissRate(
        planted=planted,
        survived=survived,
        upper=upper_limit(survived, planted) if planted else None,
    )


def recall_counts(cells: Iterable[SpikeCell]) -> tuple[int, int]:
    """Return (planted, found) over cells, without names in running text.

    No rule is made for those; they are a blind spot with a row of its own, and to mix them in
    would make every other figure worse without telling anything.
    """
    counted = [cell for cell in cells if cell.placing != PROSE]
    return sum(cell.planted for cell in counted), sum(cell.found for cell in counted)
