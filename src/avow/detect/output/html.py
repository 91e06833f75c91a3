"""HTML: one self-contained page with the annotated text; values are masked unless asked for.

Everything from the text is escaped; the page loads nothing and runs no script.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

from avow.detect.finding import Finding
from avow.detect.output.explain import describe_reason
from avow.detect.output.html_style import STYLE
from avow.detect.output.interface import LineIndex, ScannedText, count_findings, is_counted
from avow.detect.rule import KindRow, Risk

CLASSES = ("person", "contact", "financial", "crypto", "gov", "health", "secret", "network")
RISK_MARKS = {Risk.CRITICAL: "■■■", Risk.HIGH: "■■□", Risk.MEDIUM: "■□□", Risk.LOW: "□□□"}
SUBJECTS = {
    "private": "private person",
    "public": "public figure",
    "unknown": "unknown, treated as private",
}
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def html_page(
    scanned: Sequence[ScannedText],
    *,
    kinds: Sequence[KindRow],
    rules_digest: str,
    version: str,
    show_values: bool = False,
) -> str:
    """Return the page.

    Args:
        scanned: Texts with their findings.
        kinds: The catalogue, for titles, tokens and risk.
        rules_digest: Digest of the rule set, printed at the foot.
        version: Version of Avow.
        show_values: Show the values that were found; otherwise `[TOKEN]` stands for each.
    """
    rows = {kind.name: kind for kind in kinds}
    title = _headline(scanned)
    note = (
        "Values are shown: treat this page like the text itself."
        if show_values
        else "Values are masked; the text around them is not."
    )
    sections = "".join(
        _section(number, item, rows, show_values=show_values)
        for number, item in enumerate(scanned, start=1)
    )
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>\n<body>"
        f"<header><h1>{escape(title)}</h1><p>{note}</p></header>\n"
        f"<main>{_summary(scanned, rows)}{sections}</main>\n"
        f"<footer><p>avow {escape(version)}, rules <code>{escape(rules_digest)}</code></p>"
        "</footer></body></html>\n"
    )


def _headline(scanned: Sequence[ScannedText]) -> str:
    count = count_findings(scanned)
    kinds = {f.kind for item in scanned for f in item.findings if is_counted(f)}
    names = list(dict.fromkeys(item.name for item in scanned))
    where = _name(names[0]) if len(names) == 1 else f"{len(names)} files"
    if not count:
        return f"Nothing found in {where}"
    return f"{_plural(count, 'finding')} of {_plural(len(kinds), 'kind')} in {where}"


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def _name(name: str) -> str:
    return "standard input" if name == "-" else name


def _class_of(kind: str) -> str:
    head = kind.partition(".")[0]
    return head if head in CLASSES else "other"


def _summary(scanned: Sequence[ScannedText], rows: Mapping[str, KindRow]) -> str:
    counts = Counter(f.kind for item in scanned for f in item.findings if is_counted(f))
    if not counts:
        return ""
    lines = []
    for name, count in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0])):
        row = rows.get(name)
        title = row.title if row is not None else name
        risk = f"{RISK_MARKS[row.risk]} {row.risk.value}" if row is not None else ""
        lines.append(
            f'<tr><td class="n" data-label="Count">{count}</td><td>{escape(title)}</td>'
            f'<td><span class="chip {_class_of(name)}">{escape(name)}</span></td>'
            f"<td>{risk}</td></tr>"
        )
    return (
        '<section><h2>What was found</h2><div class="wide"><table><thead><tr>'
        '<th class="n">Count</th><th>Kind</th><th>Name</th><th>Risk</th></tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div></section>\n"
    )


def _section(
    number: int, item: ScannedText, rows: Mapping[str, KindRow], *, show_values: bool
) -> str:
    name = _name(item.name)
    title = f"{name}, record {item.record}" if item.record_line else name
    body = _annotated(number, item, rows, show_values=show_values)
    table = _findings_table(number, item, rows) if item.findings else "<p>Nothing found.</p>"
    return (
        f"<section><h2>{escape(title)}</h2>"
        f'<div class="text" tabindex="0" role="region" aria-label="Annotated text">{body}</div>'
        f"<h3>Why</h3>{table}</section>\n"
    )


def _annotated(
    number: int, item: ScannedText, rows: Mapping[str, KindRow], *, show_values: bool
) -> str:
    pieces: list[str] = []
    position = 0
    for place, finding in enumerate(item.findings, start=1):
        pieces.append(escape(item.text[position : finding.start]))
        row = rows.get(finding.kind)
        token = f"[{row.token if row is not None else finding.kind}]"
        shown = item.text[finding.start : finding.end] if show_values else token
        label = f"<small>{escape(finding.kind)}</small>" if show_values else ""
        quiet = "" if is_counted(finding) else " quiet"
        pieces.append(
            f'<a class="mark {_class_of(finding.kind)}{quiet}" href="#f{number}-{place}" '
            f'id="t{number}-{place}">{escape(shown)}{label}</a>'
        )
        position = finding.end
    pieces.append(escape(item.text[position:]))
    return "".join(pieces)


def _findings_table(number: int, item: ScannedText, rows: Mapping[str, KindRow]) -> str:
    index = LineIndex(item.text)
    lines = []
    for place, finding in enumerate(item.findings, start=1):
        spot = index.place(finding.start)
        row = rows.get(finding.kind)
        title = row.title if row is not None else finding.kind
        because = "; ".join(
            describe_reason(reason) for reason in finding.reasons if reason.type != "pattern"
        )
        lines.append(
            f'<tr id="f{number}-{place}"><td class="n">'
            f'<a href="#t{number}-{place}">{spot.line}:{spot.column}</a></td>'
            f'<td><span class="chip {_class_of(finding.kind)}">{escape(title)}</span>'
            f"{_state(finding)}</td>"
            f"<td>{escape(because or 'it has the form')}"
            f'<div class="rule">rule {escape(finding.rule)}, '
            f"version {finding.rule_version}</div></td>"
            f'<td class="n" data-label="Score">{finding.score:.2f}</td></tr>'
        )
    return (
        '<div class="wide"><table><thead><tr><th class="n">Place</th><th>Kind</th>'
        '<th>Because</th><th class="n">Score</th></tr></thead>'
        f"<tbody>{''.join(lines)}</tbody></table></div>"
    )


def _state(finding: Finding) -> str:
    person = f", person {finding.entity + 1}" if finding.entity >= 0 else ""
    subject = f"<br>{escape(SUBJECTS.get(finding.subject, ''))}{person}" if finding.subject else ""
    return subject + _status(finding)


def _status(finding: Finding) -> str:
    if finding.suppressed_by:
        return f"<br>released by {escape(finding.suppressed_by)}"
    return "<br>test value, left alone" if finding.reserved else ""
