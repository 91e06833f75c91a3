"""Small pieces of HTML; every text goes through `escape` exactly once."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NewType

Html = NewType("Html", str)
"""Text that is markup already; everything else is escaped."""


def raw(text: str) -> Html:
    """Mark text as markup."""
    return Html(text)


def escape(text: str) -> Html:
    """Return text as HTML, quotes included."""
    return Html(html.escape(text, quote=True))


def join(parts: Sequence[Html], between: str = "") -> Html:
    """Put pieces of markup together."""
    return Html(between.join(parts))


def element(name: str, content: Html, **attributes: str) -> Html:
    """Return an element; a trailing underscore of an attribute's name is dropped."""
    return Html(f"<{name}{_attributes(attributes)}>{content}</{name}>")


def _attributes(attributes: dict[str, str]) -> str:
    return "".join(
        f' {name.rstrip("_").replace("_", "-")}="{escape(value)}"'
        for name, value in attributes.items()
    )


def paragraph(text: str, kind: str = "") -> Html:
    """Return a paragraph of plain text."""
    return element("p", escape(text), class_=kind) if kind else element("p", escape(text))


def code(text: str) -> Html:
    """Return a short piece of code; it may break anywhere on a phone."""
    return element("code", escape(text))


def block(text: str) -> Html:
    """Return a block of code that scrolls by itself."""
    return raw(f'<pre tabindex="0"><code>{escape(text)}</code></pre>')


def items(texts: Sequence[Html]) -> Html:
    """Return a list."""
    return element("ul", join([element("li", text) for text in texts]))


def two_lines(main: str, below: str) -> Html:
    """Return a cell with a main line and a quieter one."""
    return raw(f'{escape(main)}<small class="below">{escape(below)}</small>')


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table.

    Attributes:
        head: Its heading.
        numeric: Set right, in figures of equal width.
        plot: Holds a drawing and takes the width that is left.
    """

    head: str
    numeric: bool = False
    plot: bool = False


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Html]],
    *,
    total: Sequence[Html] = (),
) -> Html:
    """Return a table with a caption that becomes a list on a phone.

    Args:
        caption: Says what the rows are.
        columns: The first names the row.
        rows: Cells as markup.
        total: Cells of a last row of sums.
    """
    head = join([_heading(column) for column in columns])
    body = join([_row(columns, row) for row in rows])
    foot = raw(f'<tfoot role="rowgroup">{_row(columns, total)}</tfoot>') if total else raw("")
    return raw(
        f'<table role="table"><caption>{escape(caption)}</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody>{foot}</table>'
    )


def _heading(column: Column) -> Html:
    kind = _class(column)
    return raw(f'<th role="columnheader" scope="col"{kind}>{escape(column.head)}</th>')


def _row(columns: Sequence[Column], cells: Sequence[Html]) -> Html:
    parts = []
    for place, (column, cell) in enumerate(zip(columns, cells, strict=True)):
        content = f"<div>{cell}</div>" if cell else ""
        label = f' data-label="{escape(column.head)}"'
        if place == 0:
            parts.append(raw(f'<th role="rowheader" scope="row">{cell}</th>'))
        else:
            parts.append(raw(f'<td role="cell"{_class(column)}{label}>{content}</td>'))
    return element("tr", join(parts), role="row")


def _class(column: Column) -> str:
    names = [name for name, on in (("n", column.numeric), ("plot", column.plot)) if on]
    return f' class="{" ".join(names)}"' if names else ""


def facts(pairs: Sequence[tuple[str, Html]]) -> Html:
    """Return a list of names and values."""
    rows = [raw(f"<div><dt>{escape(name)}</dt><dd>{value}</dd></div>") for name, value in pairs]
    return element("dl", join(rows), class_="facts")


def folded(summary: str, content: Html) -> Html:
    """Return something that is folded away on the screen and open in print."""
    return raw(f"<details><summary>{escape(summary)}</summary>{content}</details>")


def notice(text: Html, kind: str = "note") -> Html:
    """Return a remark that stands apart; its first words say what it is."""
    return element("p", text, class_=f"notice {kind}")


def section(identifier: str, title: str, *parts: Html) -> Html:
    """Return a section with its heading."""
    return raw(
        f'<section id="{identifier}" aria-labelledby="{identifier}-title">'
        f'<h2 id="{identifier}-title">{escape(title)}</h2>{join(list(parts))}</section>'
    )
