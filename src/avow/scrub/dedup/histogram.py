"""Sizes of groups of duplicates, counted in classes for the report."""

from collections import Counter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt


class SizeClass(NamedTuple):
    """One class of group sizes.

    Attributes:
        smallest, largest: Records per group, both included.
        groups: How many groups.
        records: Records in them.
    """

    smallest: int
    largest: int
    groups: int
    records: int


class SizeHistogram:
    """Counts groups in the classes 2, 3-4, 5-8, 9-16 and so on."""

    def __init__(self) -> None:
        self._groups: Counter[int] = Counter()
        self._records: Counter[int] = Counter()
        self.largest = 0

    def add(self, sizes: npt.NDArray[np.int64]) -> None:
        """Count groups by their sizes, each at least 2."""
        for size, times in zip(*np.unique(sizes, return_counts=True), strict=True):
            power = (int(size) - 1).bit_length()
            self._groups[power] += int(times)
            self._records[power] += int(size) * int(times)
            self.largest = max(self.largest, int(size))

    @property
    def groups(self) -> int:
        """How many groups there are."""
        return sum(self._groups.values())

    @property
    def classes(self) -> tuple[SizeClass, ...]:
        """Every class that occurs, smallest first."""
        return tuple(
            SizeClass((1 << power >> 1) + 1, 1 << power, self._groups[power], self._records[power])
            for power in sorted(self._groups)
        )
