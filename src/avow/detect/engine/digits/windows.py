"""Windows: a pattern that cannot match without a digit is looked for only near digits.

Most identifiers hold a digit and most text holds few. For a pattern with a mandatory digit and a
bounded width, every match lies within that width of a digit, so searching the windows finds exactly
what searching everything would. The same holds for patterns with a long run of token characters.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from avow.detect.engine.batch import SEPARATOR
from avow.detect.engine.structure import DIGIT_BYTES, LETTER_BYTES, Structure
from avow.detect.verify.interface import BoolArray
from avow.text import ByteArray, IntArray

REACH_BYTES = 64
RUN_BYTES = 16
_RUN_MEMBERS = DIGIT_BYTES | LETTER_BYTES | frozenset(b"_-+/=.")
_IN_RUN = bytes(byte in _RUN_MEMBERS for byte in range(256))


def needs_digit(structure: Structure) -> bool:
    """Tell whether every match holds a digit and spans at most `REACH_BYTES`."""
    return structure.widest <= REACH_BYTES and structure.longest_run(DIGIT_BYTES) >= 1


def needs_run(structure: Structure) -> bool:
    """Tell whether every match holds `RUN_BYTES` token characters in a row and is bounded."""
    return structure.widest <= REACH_BYTES and structure.longest_run(_RUN_MEMBERS) >= RUN_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """Parts of a batch, laid end to end with the batch's own separator between them.

    Attributes:
        raw: The bytes.
        data: The same as an array.
        origins: Offset of each window in `raw`, shape [windows].
        places: Offsets in the batch of what the windows surround, sorted, shape [places].
        firsts, lasts: Half-open range of each window in the batch, shape [windows].
    """

    raw: bytes
    data: ByteArray
    origins: IntArray
    places: IntArray
    firsts: IntArray
    lasts: IntArray

    def count_places(self, starts: IntArray, ends: IntArray) -> IntArray:
        """Return how many of the places lie in each range of the batch, shape [n]."""
        return np.searchsorted(self.places, ends) - np.searchsorted(self.places, starts)

    def window_of(self, positions: IntArray) -> IntArray:
        """Return the window that holds each offset in `raw`, shape [n]."""
        return np.searchsorted(self.origins, positions, side="right") - 1

    def shift_of(self, positions: IntArray) -> IntArray:
        """Return what to add to offsets in `raw` to get offsets in the batch, shape [n]."""
        shifts = self.firsts - self.origins
        return shifts[self.window_of(positions)] if len(self.firsts) else positions


def windows_near_digits(raw: bytes, data: ByteArray) -> Windows:
    """Return the windows around all digits of a batch."""
    return _windows_around(raw, (data - ord("0")) < 10, 1)


def windows_near_runs(raw: bytes) -> Windows:
    """Return the windows around all runs of at least `RUN_BYTES` token characters."""
    run = np.frombuffer(raw.translate(_IN_RUN), dtype=np.bool_)
    step = 1
    while step < RUN_BYTES:
        run = run[:-step] & run[step:] if len(run) > step else run[:0]
        step *= 2
    return _windows_around(raw, run, RUN_BYTES)


def _windows_around(raw: bytes, wanted: BoolArray, width: int) -> Windows:
    """Return windows that reach `REACH_BYTES` to both sides of every wanted place."""
    places = np.flatnonzero(wanted)
    if not len(places):
        nothing = np.zeros(0, dtype=np.int64)
        data = np.frombuffer(b"", dtype=np.uint8)
        return Windows(
            raw=b"", data=data, origins=nothing, places=places, firsts=nothing, lasts=nothing
        )
    apart = np.flatnonzero(np.diff(places) > 2 * REACH_BYTES + width)
    firsts = np.maximum(places[np.append(0, apart + 1)] - REACH_BYTES, 0)
    lasts = np.minimum(places[np.append(apart, len(places) - 1)] + width + REACH_BYTES, len(raw))
    joined = SEPARATOR.join(_slices(raw, firsts, lasts))
    lengths = lasts - firsts + len(SEPARATOR)
    return Windows(
        raw=joined,
        data=np.frombuffer(joined, dtype=np.uint8),
        origins=np.cumsum(lengths) - lengths,
        places=places,
        firsts=firsts,
        lasts=lasts,
    )


def _slices(raw: bytes, firsts: IntArray, lasts: IntArray) -> Iterator[bytes]:
    for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
        yield raw[first:last]
