"""Figures with their intervals, and the counts they come from."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

CountArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A share or score between 0 and 1 with its 95 % interval.

    Attributes:
        value: The estimate.
        low, high: Ends of the interval.
        n: How many labelled items (for a proportion: how many trials) it rests on.
        method: `bootstrap` (documents), `wilson` or `rule of three`.
    """

    value: float
    low: float
    high: float
    n: int
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpanScore:
    """Precision, recall and F1 of one label on one set.

    Attributes:
        label: Label, or several joined by `+`.
        measure: `exact`, `overlap` or `characters`.
        precision, recall, f1: The figures; None where nothing was predicted or labelled.
        counts: Per document: found, false, missed; shape [documents, 3]. Documents are what the
            bootstrap resamples.
    """

    label: str
    measure: str
    precision: Figure | None
    recall: Figure | None
    f1: Figure | None
    counts: CountArray

    @property
    def labelled(self) -> int:
        """Return how many labelled items count."""
        return int(self.counts[:, 0].sum() + self.counts[:, 2].sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedDifference:
    """How much one system's score exceeds another's on the same documents.

    Attributes:
        difference: First minus second.
        low, high: 95 % interval over resampled documents.
        share_above: Share of resamples in which the first is better.
    """

    difference: float
    low: float
    high: float
    share_above: float
