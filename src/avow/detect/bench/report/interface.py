"""A section of the report: a title, what it says, and a table of strings."""

from dataclasses import dataclass

from avow.detect.bench.scores.interface import Figure

NOTHING = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the report.

    Attributes:
        title: Heading.
        text: Paragraphs in Markdown before the table, parted by blank lines.
        columns: Heads of the table; the first column names the row.
        rows: Cells, as many per row as there are columns; no table where empty.
    """

    title: str
    text: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def percent(figure: Figure | None) -> str:
    """Return a figure in percent with its interval, such as `88.1 (84.2-91.0)`."""
    if figure is None:
        return NOTHING
    return f"{figure.value:.1%} ({figure.low:.1%}–{figure.high:.1%})".replace("%", "")


def plain_percent(figure: Figure | None) -> str:
    """Return a figure in percent without its interval."""
    return NOTHING if figure is None else f"{100 * figure.value:.1f}"


def trials(figure: Figure | None) -> str:
    """Return what a figure rests on."""
    return NOTHING if figure is None else f"{figure.n:,}"
