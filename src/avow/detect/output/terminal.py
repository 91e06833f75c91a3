"""The terminal: lines with findings, each value marked with its kind, and a count per kind."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from avow.detect.finding import Finding
from avow.detect.output.interface import LineIndex, ScannedText, is_counted
from avow.detect.rule import KindRow

CONTEXT_CODE_POINTS = 60
LONGEST_VALUE = 120
ELLIPSIS = "…"
LINE_END = "⏎"
REPLACEMENT = "\ufffd"
STYLES = {
    "person": "bold magenta",
    "contact": "bold cyan",
    "financial": "bold yellow",
    "crypto": "bold yellow",
    "gov": "bold blue",
    "health": "bold green",
    "secret": "bold red",
}
OTHER_STYLE = "bold"
QUIET_STYLE = "dim"


def print_scanned(
    console: Console, scanned: Iterable[ScannedText], *, kinds: Sequence[KindRow], mask: bool
) -> None:
    """Print each text's findings and, at the end, how many there are of each kind.

    Args:
        console: Where to print.
        scanned: Texts with their findings.
        kinds: The catalogue, for tokens and titles.
        mask: Show `[TOKEN]` instead of each value.
    """
    rows = {kind.name: kind for kind in kinds}
    counts: Counter[str] = Counter()
    quiet = 0
    for item in scanned:
        if item.findings:
            _print_text(console, item, rows, mask=mask)
        for finding in item.findings:
            counted = is_counted(finding)
            counts[finding.kind] += counted
            quiet += not counted
    _print_counts(console, +counts, rows, quiet)


def _print_text(
    console: Console, item: ScannedText, rows: Mapping[str, KindRow], *, mask: bool
) -> None:
    title = f"{item.name} · record {item.record}" if item.record_line else item.name
    console.print(Text(printable(title), style="underline"))
    index = LineIndex(item.text)
    width = len(str(index.place(item.findings[-1].start).line))
    for line, group in _by_line(item.findings, index):
        gutter = Text(f"{line:>{width}} ", style=QUIET_STYLE)
        body = _render_line(item.text, group, index.line_span(line), rows, mask=mask)
        console.print(gutter + body, soft_wrap=True)
    console.print()


def _by_line(findings: Sequence[Finding], index: LineIndex) -> list[tuple[int, list[Finding]]]:
    groups: list[tuple[int, list[Finding]]] = []
    for finding in findings:
        line = index.place(finding.start).line
        if groups and groups[-1][0] == line:
            groups[-1][1].append(finding)
        else:
            groups.append((line, [finding]))
    return groups


def _render_line(
    text: str,
    group: Sequence[Finding],
    span: tuple[int, int],
    rows: Mapping[str, KindRow],
    *,
    mask: bool,
) -> Text:
    """Return one line with its findings marked; far text between them is cut."""
    out = Text()
    position, line_end = span
    first = True
    for finding in group:
        _append_between(out, text, position, finding.start, first=first)
        kind = rows.get(finding.kind)
        token = kind.token if kind is not None else finding.kind
        value = f"[{token}]" if mask else _shorten(text[finding.start : finding.end])
        style = _style(finding)
        out.append(printable(value), style=style)
        out.append(f" ‹{_label(finding)}›", style=QUIET_STYLE)
        position, first = finding.end, False
    tail = text[position : max(line_end, position)]
    cut = tail[:CONTEXT_CODE_POINTS]
    out.append(printable(cut) + (ELLIPSIS if len(tail) > len(cut) else ""))
    return out


def _append_between(out: Text, text: str, start: int, end: int, *, first: bool) -> None:
    room = CONTEXT_CODE_POINTS if first else 2 * CONTEXT_CODE_POINTS
    if end - start <= room:
        out.append(printable(text[start:end]))
        return
    if not first:
        out.append(printable(text[start : start + CONTEXT_CODE_POINTS]))
    out.append(ELLIPSIS, style=QUIET_STYLE)
    out.append(printable(text[end - CONTEXT_CODE_POINTS : end]))


def _shorten(value: str) -> str:
    if len(value) <= LONGEST_VALUE:
        return value
    half = LONGEST_VALUE // 2
    return value[:half] + ELLIPSIS + value[-half:]


def _label(finding: Finding) -> str:
    notes = [finding.kind]
    if finding.subject and finding.kind.startswith("person."):
        notes.append(finding.subject)
    if finding.reserved:
        notes.append("test value")
    if finding.suppressed_by:
        notes.append(f"allowed by {finding.suppressed_by}")
    return ", ".join(notes)


def _style(finding: Finding) -> str:
    if not is_counted(finding):
        return QUIET_STYLE
    return STYLES.get(finding.kind.partition(".")[0], OTHER_STYLE)


def printable(text: str) -> str:
    """Return text whose control and direction characters cannot steer the terminal."""
    return "".join(
        character if character.isprintable() else _stand_in(character) for character in text
    )


def _stand_in(character: str) -> str:
    if character == "\n":
        return LINE_END
    if character == "\r":
        return ""
    return " " if character.isspace() else REPLACEMENT


def _print_counts(
    console: Console, counts: Counter[str], rows: Mapping[str, KindRow], quiet: int
) -> None:
    total = sum(counts.values())
    word = "finding" if total == 1 else "findings"
    console.print(Text(f"{total} {word}", style="bold"))
    if counts:
        table = Table(box=None, pad_edge=False, show_header=False)
        table.add_column(justify="right", no_wrap=True)
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True, overflow="ellipsis")
        for name, count in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])):
            row = rows.get(name)
            table.add_row(str(count), name, row.title if row is not None else "")
        console.print(table)
    if quiet:
        console.print(Text(f"{quiet} more are test values or allowed", style=QUIET_STYLE))
