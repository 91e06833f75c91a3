"""Growing, trimming and narrowing matches after the scan, in time linear in the candidates."""

import re
from functools import cache

import numpy as np

from avow.detect.verify.interface import BoolArray
from avow.text import ByteArray, IntArray

STEP_BYTES = 64


def grow_right(
    data: ByteArray, ends: IntArray, limits: IntArray, table: BoolArray, most: int
) -> IntArray:
    """Move each end right over bytes of a class.

    Args:
        data: The batch.
        ends: Present ends, shape [n].
        limits: End of the document of each match, shape [n].
        table: Which bytes may be taken, shape [256].
        most: Most bytes to take.

    Returns:
        New ends, shape [n].
    """
    ends = ends.copy()
    limits = np.minimum(limits, ends + most)
    active = np.flatnonzero(ends < limits)
    columns = np.arange(min(STEP_BYTES, most), dtype=np.int64)
    while len(active):
        places = ends[active, None] + columns
        inside = places < limits[active, None]
        taken = inside & table[data[np.where(inside, places, 0)]]
        counts = np.where(taken.all(axis=1), len(columns), np.argmin(taken, axis=1))
        ends[active] += counts
        active = active[(counts == len(columns)) & (ends[active] < limits[active])]
    return ends


def grow_left(
    data: ByteArray, starts: IntArray, limits: IntArray, table: BoolArray, most: int
) -> IntArray:
    """Move each start left over bytes of a class; the mirror of `grow_right`."""
    starts = starts.copy()
    limits = np.maximum(limits, starts - most)
    active = np.flatnonzero(starts > limits)
    columns = np.arange(1, min(STEP_BYTES, most) + 1, dtype=np.int64)
    while len(active):
        places = starts[active, None] - columns
        inside = places >= limits[active, None]
        taken = inside & table[data[np.where(inside, places, 0)]]
        counts = np.where(taken.all(axis=1), len(columns), np.argmin(taken, axis=1))
        starts[active] -= counts
        active = active[(counts == len(columns)) & (starts[active] > limits[active])]
    return starts


def trim_right(data: ByteArray, starts: IntArray, ends: IntArray, table: BoolArray) -> IntArray:
    """Move each end left while its last byte is in a class; never past the start."""
    ends = ends.copy()
    active = np.flatnonzero(ends > starts)
    while len(active):
        active = active[table[data[ends[active] - 1]]]
        ends[active] -= 1
        active = active[ends[active] > starts[active]]
    return ends


@cache
def compile_value(expression: bytes) -> re.Pattern[bytes]:
    """Compile the expression of a value, once per process.

    Raises:
        re.error: It is not an expression.
    """
    return re.compile(expression)


def narrow(
    raw: bytes, starts: IntArray, ends: IntArray, expression: bytes
) -> tuple[IntArray, IntArray]:
    """Find the value inside each match: group 1 of the expression if it has one, else all of it.

    Returns:
        New starts and ends, shape [n]; both equal where the expression finds nothing.
    """
    value = compile_value(expression)
    group = 1 if value.groups else 0
    new_starts = starts.copy()
    new_ends = starts.copy()
    pairs = zip(starts.tolist(), ends.tolist(), strict=True)
    for index, (start, end) in enumerate(pairs):
        found = value.search(raw[start:end])
        if found is not None and found.start(group) >= 0:
            new_starts[index] = start + found.start(group)
            new_ends[index] = start + found.end(group)
    return new_starts, new_ends
