"""Windows with overlap over a long input, each with the core in which its answers count.

A span counts in the one window in whose core it starts. Half of an overlap lies before that
core and half behind it, so a span there is seen with text on both sides, and nothing is counted
twice or cut at a window's edge.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from avow.detect.interface import RawSpan

UNIT = re.compile(r"\w{1,12}|[^\w\s]")
"""A short word, a piece of a long one, or a mark: also scripts without spaces have units."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A part of an input, half-open, in the units that it was cut by.

    Attributes:
        start, end: What is shown.
        core_start, core_end: Where a span must start to count.
    """

    start: int
    end: int
    core_start: int
    core_end: int


def cut_windows(count: int, *, size: int, overlap: int) -> list[Window]:
    """Cut `count` units into windows; the cores cover every unit exactly once.

    Args:
        count: Units of the input.
        size: Units of a window.
        overlap: Units that two neighbours share; less than half of `size`.
    """
    if not 0 <= 2 * overlap < size:
        raise ValueError("the overlap of windows is less than half of their size")
    windows: list[Window] = []
    start = core = 0
    while True:
        end = min(start + size, count)
        following = start + size - overlap
        last = end == count
        core_end = count if last else following + overlap // 2
        windows.append(Window(start=start, end=end, core_start=core, core_end=core_end))
        if last:
            return windows
        start, core = following, core_end


def text_windows(text: str, *, words: int, overlap_words: int) -> list[Window]:
    """Cut a text between words; the windows are in code points."""
    starts = [match.start() for match in UNIT.finditer(text)]
    if len(starts) <= words:
        return [Window(start=0, end=len(text), core_start=0, core_end=len(text))]
    starts[0] = 0
    starts.append(len(text))
    return [
        Window(
            start=starts[window.start],
            end=starts[window.end],
            core_start=starts[window.core_start],
            core_end=starts[window.core_end],
        )
        for window in cut_windows(len(starts) - 1, size=words, overlap=overlap_words)
    ]


def find_in_windows(
    text: str, windows: Sequence[Window], find: Callable[[str], Sequence[RawSpan]]
) -> list[RawSpan]:
    """Ask for the spans of each window and return those that count, in offsets of the text."""
    found: list[RawSpan] = []
    for window in windows:
        for span in find(text[window.start : window.end]):
            start = window.start + span.start
            if window.core_start <= start < window.core_end:
                end = window.start + span.end
                found.append(RawSpan(start=start, end=end, label=span.label, score=span.score))
    return found
