"""Drawings in SVG: plain bars that stretch to the width of their cell, with their text outside."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from avow.scrub.report.markup import Html, escape, join, raw

WIDTH = 100.0
BAR_HEIGHT = 10
SMALLEST_SEGMENT = 0.6
"""Per cent of the width below which a part would not be seen."""


class Segment(NamedTuple):
    """One part of a stacked bar.

    Attributes:
        name: Shown in the legend.
        size: How much it stands for.
        style: Class of its colour.
    """

    name: str
    size: int
    style: str


def bar(share: float, label: str, style: str = "accent") -> Html:
    """Return one horizontal bar.

    Args:
        share: Of the full width, 0 to 1.
        label: Says the same in words.
        style: Class of its colour.
    """
    width = max(share * WIDTH, 0.8) if share > 0 else 0.0
    return _svg(label, raw(f'<rect class="{style}" width="{width:.2f}" height="{BAR_HEIGHT}"/>'))


def stacked_bar(segments: Sequence[Segment], label: str) -> Html:
    """Return one bar of several parts; parts that exist are never too thin to be seen."""
    present = [segment for segment in segments if segment.size > 0]
    total = sum(segment.size for segment in present)
    widths = [max(segment.size / total * WIDTH, SMALLEST_SEGMENT) for segment in present]
    scale = WIDTH / sum(widths) if widths else 1.0
    parts, at = [], 0.0
    for segment, width in zip(present, widths, strict=True):
        parts.append(
            raw(
                f'<rect class="{segment.style}" x="{at:.2f}" width="{width * scale:.2f}" '
                f'height="{BAR_HEIGHT}"/>'
            )
        )
        at += width * scale
        if at < WIDTH - 0.01:
            parts.append(raw(f'<rect class="gap" x="{at - 0.15:.2f}" width="0.3" height="10"/>'))
    return _svg(label, join(parts))


def legend(segments: Sequence[Segment]) -> Html:
    """Return the legend of a stacked bar: colour, word and nothing that only colour tells."""
    entries = [
        raw(
            f'<li><svg class="key" viewBox="0 0 10 10" aria-hidden="true">'
            f'<rect class="{segment.style}" width="10" height="10" rx="2"/></svg>'
            f"{escape(segment.name)}</li>"
        )
        for segment in segments
        if segment.size > 0
    ]
    return raw(f'<ul class="legend">{join(entries)}</ul>')


def interval(low: float, high: float, *, least: float, most: float, label: str) -> Html:
    """Return a span on a logarithmic axis with a mark at its upper end.

    Args:
        low: Point estimate; 0 begins at the left edge.
        high: Limit.
        least: Left end of the axis, above 0.
        most: Right end of the axis.
        label: Says the same in words.
    """
    left, right = _place(low, least, most), _place(high, least, most)
    ticks = join(
        [
            raw(f'<rect class="tick" x="{place:.2f}" width="0.25" height="10"/>')
            for place in (_place(power, least, most) for power in decades(least, most))
        ]
    )
    body = raw(
        f'<rect class="span" x="{left:.2f}" y="3.5" width="{max(right - left, 0.4):.2f}" '
        f'height="3"/><rect class="mark" x="{min(right, WIDTH - 0.8):.2f}" y="0.5" width="0.8" '
        f'height="9"/>'
    )
    return _svg(label, join([ticks, body]))


def decades(least: float, most: float) -> tuple[float, ...]:
    """Return the powers of ten inside a range."""
    first, last = math.ceil(math.log10(least) - 1e-9), math.floor(math.log10(most) + 1e-9)
    return tuple(10.0**power for power in range(first, last + 1))


def _place(value: float, least: float, most: float) -> float:
    if value <= least:
        return 0.0
    span = math.log10(most) - math.log10(least)
    return min(WIDTH, (math.log10(value) - math.log10(least)) / span * WIDTH)


def _svg(label: str, content: Html) -> Html:
    return raw(
        f'<svg class="bar" viewBox="0 0 100 {BAR_HEIGHT}" preserveAspectRatio="none" role="img" '
        f'aria-label="{escape(label)}">{content}</svg>'
    )
