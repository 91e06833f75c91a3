"""Draws a figure's bars as SVG: plain shapes, a title and a description for screen readers.

    python benchmarks/plots.py FIGURE.json > OUT.svg

Text is a middle grey and bars are teal or grey, which can be read on light and on dark ground.
"""

import math
import sys
from pathlib import Path
from xml.sax.saxutils import escape

from figure import Column, Figure, Row, read_figure

WIDTH, LABEL_WIDTH, VALUE_WIDTH = 760, 300, 90
ROW_HEIGHT, BAR_HEIGHT, GROUP_HEIGHT, MARGIN = 26, 16, 30, 12
OURS, THEIRS = "#0f766e", "#a8a29e"
FONT = "font-family='system-ui, sans-serif' font-size='13' fill='currentColor'"
SMALLEST_SHARE = 0.004
# A logarithmic bar starts this many powers of ten below the smallest value.
ROOM_BELOW = 0.5


def draw(figure: Figure) -> str:
    """Return the figure's plot as an SVG document; rows without a number are left out."""
    column = next(item for item in figure.columns if item.key == figure.plotted)
    rows = [row for row in figure.rows if row.values.get(column.key)]
    values = [float(row.values[column.key] or 0) for row in rows]
    shapes: list[str] = []
    top, group = MARGIN, ""
    for row, value in zip(rows, values, strict=True):
        if row.group != group:
            group = row.group
            top += GROUP_HEIGHT
            shapes.append(_text(0, top - 10, group, weight="600"))
        share = _share(value, values, logarithmic=figure.logarithmic)
        shapes += _bar(row, value, share, top, column)
        top += ROW_HEIGHT
    scale = ", logarithmic scale" if figure.logarithmic else ""
    title = f"{figure.title}: {column.title}{scale}"
    described = "; ".join(
        f"{row.tool} {_number(value, column)}" for row, value in zip(rows, values, strict=True)
    )
    height = top + MARGIN
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' role='img' "
        f"aria-labelledby='title desc' color='#78716c'>\n"
        f"<title id='title'>{escape(title)}</title>\n"
        f"<desc id='desc'>{escape(described)}</desc>\n" + "\n".join(shapes) + "\n</svg>\n"
    )


def _share(value: float, values: list[float], *, logarithmic: bool) -> float:
    """Return the bar's length as a share of the longest."""
    if not logarithmic:
        return max(value / max(values), SMALLEST_SHARE)
    low = math.log10(min(values)) - ROOM_BELOW
    high = math.log10(max(values))
    return max((math.log10(value) - low) / (high - low), SMALLEST_SHARE)


def _bar(row: Row, value: float, share: float, top: int, column: Column) -> list[str]:
    colour = OURS if row.tool.startswith(("avow", "import avow")) else THEIRS
    length = round((WIDTH - LABEL_WIDTH - VALUE_WIDTH) * share)
    base = top + BAR_HEIGHT - 3
    return [
        _text(LABEL_WIDTH - 8, base, row.tool, anchor="end"),
        (
            f"<rect x='{LABEL_WIDTH}' y='{top}' width='{length}' height='{BAR_HEIGHT}' "
            f"rx='2' fill='{colour}'/>"
        ),
        _text(LABEL_WIDTH + length + 6, base, _number(value, column)),
    ]


def _number(value: float, column: Column) -> str:
    return f"{value:,.{column.digits}f}"


def _text(x: int, y: int, text: str, *, anchor: str = "start", weight: str = "400") -> str:
    return (
        f"<text x='{x}' y='{y}' text-anchor='{anchor}' font-weight='{weight}' {FONT}>"
        f"{escape(text)}</text>"
    )


if __name__ == "__main__":
    sys.stdout.write(draw(read_figure(Path(sys.argv[1]))))
