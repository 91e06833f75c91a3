"""What every scanner gets and gives: expressions and bytes in, raw matches out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias

import numpy as np

from avow.text import IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """One byte-wise pattern; `ignore_case` folds ASCII letters only."""

    pattern: bytes
    ignore_case: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """Raw matches, shape [n] each; one per end position, starts are leftmost."""

    expressions: IntArray
    starts: IntArray
    ends: IntArray


class Scanner(Protocol):
    """Runs all expressions over some bytes."""

    def scan(self, raw: bytes, most: int) -> Hits:
        """Return all matches.

        Args:
            raw: Bytes to scan.
            most: Most matches to accept.

        Raises:
            TooManyCandidates: There are more; nothing is returned.
        """


ScannerFactory: TypeAlias = Callable[[Sequence[Expression], Path | None], Scanner]
"""Makes a scanner of some expressions, with a directory for compiled tables or None."""


def empty_hits() -> Hits:
    """Return no matches."""
    nothing = np.zeros(0, dtype=np.int64)
    return Hits(expressions=nothing, starts=nothing, ends=nothing)
