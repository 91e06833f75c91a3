"""What every verifier gets and gives: candidates as byte matrices in, one verdict byte each out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from avow.text import ByteArray, IntArray

BoolArray = npt.NDArray[np.bool_]

REJECT = 0
"""The value breaks the scheme's rules: it is not of this kind."""
PLAUSIBLE = 1
"""Ranges and structure hold, but the scheme has no check digit (or it does not apply)."""
CHECKED = 2
"""A published check digit, checksum or signature structure holds."""
RESERVED = 3
"""Set aside for documentation or tests by its authority: reported with `reserved=True`."""

ASCII_ZERO = 48
NO_DIGIT = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Matches of one rule within one batch.

    Attributes:
        data: The whole batch as bytes, shape [total].
        starts, ends: Half-open byte offsets of each match, shape [n].
    """

    data: ByteArray
    starts: IntArray
    ends: IntArray

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def raw(self) -> memoryview:
        """The batch as a buffer, for expressions that search it in place."""
        return self.data.data

    def take(self, kept: BoolArray | IntArray) -> "Candidates":
        """Return the matches that a mask or an index chooses."""
        return Candidates(data=self.data, starts=self.starts[kept], ends=self.ends[kept])

    def texts(self) -> list[bytes]:
        """Return each match as bytes; for the few checks that cannot be vectorised."""
        raw = self.raw
        pairs = zip(self.starts.tolist(), self.ends.tolist(), strict=True)
        return [bytes(raw[start:end]) for start, end in pairs]

    def matrix(self, width: int) -> ByteArray:
        """Return the first `width` bytes of each match, zero-padded, shape [n, width]."""
        columns = np.arange(width, dtype=np.int64)
        places = self.starts[:, None] + columns
        inside = places < self.ends[:, None]
        taken = self.data[np.where(inside, places, 0)]
        return np.where(inside, taken, 0).astype(np.uint8)

    def digits(self, width: int) -> tuple[ByteArray, IntArray]:
        """Return the decimal digits of each match with all other bytes dropped.

        Returns:
            Values 0 to 9, left-aligned, padded with 255, shape [n, width]; and how many digits
            each match has, shape [n]. Matches with more than `width` digits are cut there, but
            their count tells.
        """
        wide = self.matrix(self._longest())
        kept = (wide - ASCII_ZERO) < 10
        return _compact(wide - ASCII_ZERO, kept, width, NO_DIGIT)

    def alnum(self, width: int) -> tuple[ByteArray, IntArray]:
        """Return the ASCII letters (upper-cased) and digits of each match, others dropped.

        Returns:
            Bytes, left-aligned, zero-padded, shape [n, width]; and the count, shape [n].
        """
        wide = self.matrix(self._longest())
        lower = (wide >= ord("a")) & (wide <= ord("z"))
        wide = np.where(lower, wide - 32, wide).astype(np.uint8)
        letter = (wide >= ord("A")) & (wide <= ord("Z"))
        return _compact(wide, letter | ((wide - ASCII_ZERO) < 10), width, 0)

    def _longest(self) -> int:
        return int((self.ends - self.starts).max(initial=1))


def _compact(
    values: ByteArray, kept: BoolArray, width: int, padding: int
) -> tuple[ByteArray, IntArray]:
    """Move the kept values of each row to its left end."""
    counts = kept.sum(axis=1).astype(np.int64)
    rows, columns = np.nonzero(kept)
    targets = (np.cumsum(kept, axis=1) - 1)[rows, columns]
    out = np.full((len(values), width), padding, dtype=np.uint8)
    fits = targets < width
    out[rows[fits], targets[fits]] = values[rows[fits], columns[fits]]
    return out, counts


Verifier: TypeAlias = Callable[[Candidates], ByteArray]
"""Takes n candidates, returns n verdict bytes (REJECT, PLAUSIBLE, CHECKED or RESERVED)."""

VerifierFactory: TypeAlias = Callable[[str], Verifier]
"""Makes a verifier from the argument after the colon in a row's `verifier = "name:argument"`."""


def verdicts(valid: BoolArray, code: int = CHECKED) -> ByteArray:
    """Return `code` where valid, else REJECT."""
    return np.where(valid, code, REJECT).astype(np.uint8)
