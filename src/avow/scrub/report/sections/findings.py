"""What was found and what was done with it: by kind, field, language, action and person."""

from collections import Counter
from collections.abc import Sequence

from avow.scrub.proof.receipt import CountRow
from avow.scrub.report.figures import count, percent, plural
from avow.scrub.report.kinds import KindNames
from avow.scrub.report.markup import (
    Column,
    Html,
    code,
    escape,
    folded,
    join,
    notice,
    paragraph,
    raw,
    section,
    table,
    two_lines,
)
from avow.scrub.report.model import Report
from avow.scrub.report.plots import bar
from avow.scrub.report.wording import ACTIONS, RESERVED, is_removed, names_caveat

MOST_ROWS = 20
MOST_FOLDED = 200
KINDS_PER_ROW = 3
PERSON_KIND = "person.name"
WHOLE_TEXT = "(whole text)"
MASK = "█████"
SUBJECTS = {
    "private": ("Private person", "cues of privacy beside the name, or a child, or an opt-out"),
    "public": ("Public figure", "a public role stated in the text, with or without the list"),
    "unknown": ("Unknown", "neither; treated as private"),
}


def findings_section(report: Report, names: KindNames) -> Html:
    """Return the section on findings."""
    removed = sum(row.times for row in report.counts if is_removed(row))
    if not report.counts:
        return section(
            "findings",
            "What was found",
            paragraph(
                "The rules found nothing in the input. What may have been missed is bounded above."
            ),
        )
    megabytes = report.dataset.text_bytes / 1_000_000
    density = f", {removed / megabytes:,.1f} per MB of text" if megabytes else ""
    return section(
        "findings",
        "What was found",
        paragraph(
            f"{plural(removed, 'value')} taken out{density}. The figures are counts over the "
            f"whole input; values themselves stand nowhere in this report."
        ),
        _by_kind(report.counts, names),
        _by_field(report.counts, names),
        _by_language(report, names),
        _by_action(report.counts),
    )


def _by_kind(counts: Sequence[CountRow], names: KindNames) -> Html:
    removed, left, reserved = Counter[str](), Counter[str](), Counter[str]()
    for row in counts:
        target = removed if is_removed(row) else reserved if row.action == RESERVED else left
        target[row.kind] += row.times
    kinds = sorted(
        removed.keys() | left.keys() | reserved.keys(),
        key=lambda kind: (-removed[kind], -left[kind], -reserved[kind], kind),
    )
    most = max([*removed.values(), 1])
    columns = (
        Column(head="Kind"),
        Column(head="Taken out", numeric=True),
        Column(head="Taken out, to scale", plot=True),
        Column(head="Left by rule", numeric=True),
        Column(head="Harmless", numeric=True),
    )
    rows = [
        [
            names.cell(kind),
            escape(count(removed[kind])),
            bar(removed[kind] / most, plural(removed[kind], "value")),
            escape(count(left[kind])),
            escape(count(reserved[kind])),
        ]
        for kind in kinds[:MOST_FOLDED]
    ]
    total = [
        escape("All kinds"),
        escape(count(removed.total())),
        raw(""),
        escape(count(left.total())),
        escape(count(reserved.total())),
    ]
    shown, rest = rows[:MOST_ROWS], rows[MOST_ROWS:]
    parts = [table("Findings by kind, most frequent first", columns, shown, total=total)]
    if rest:
        parts.append(
            folded(
                f"{plural(len(rest), 'rarer kind')}, counted in the sums above",
                table("Findings by kind, rarer kinds", columns, rest),
            )
        )
    parts.append(
        paragraph(
            "Harmless are values reserved for documentation (example.com, 555-0100) and tokens "
            "that stood in the text already."
        )
    )
    return join(parts)


def _by_field(counts: Sequence[CountRow], names: KindNames) -> Html:
    fields: dict[str, Counter[str]] = {}
    for row in counts:
        if row.action != RESERVED:
            fields.setdefault(row.field, Counter())[row.kind] += row.times
    if not fields:
        return raw("")
    order = sorted(fields, key=lambda field: (-fields[field].total(), field))
    most = fields[order[0]].total()
    columns = (
        Column(head="Field"),
        Column(head="Findings", numeric=True),
        Column(head="To scale", plot=True),
        Column(head="Most frequent kinds"),
    )
    rows = [
        [
            code(field or WHOLE_TEXT),
            escape(count(fields[field].total())),
            bar(fields[field].total() / most, plural(fields[field].total(), "finding")),
            escape(_top_kinds(fields[field], names)),
        ]
        for field in order[:MOST_ROWS]
    ]
    parts = [table("Findings by field", columns, rows)]
    if len(order) > MOST_ROWS:
        parts.append(
            paragraph(f"{plural(len(order) - MOST_ROWS, 'further field')} in the JSON report.")
        )
    return join(parts)


def _top_kinds(kinds: Counter[str], names: KindNames) -> str:
    shown = sorted(kinds, key=lambda kind: (-kinds[kind], kind))[:KINDS_PER_ROW]
    text = ", ".join(f"{names.title(kind)} {count(kinds[kind])}" for kind in shown)
    more = len(kinds) - len(shown)
    return f"{text} and {more} more" if more > 0 else text


def _by_language(report: Report, names: KindNames) -> Html:
    risk = report.risk
    if risk is None or not risk.tokens:
        return raw("")
    languages: dict[str, Counter[str]] = {}
    for row in risk.tokens:
        languages.setdefault(row.language, Counter())[row.kind] += row.times
    order = sorted(languages, key=lambda one: (-languages[one].total(), one))
    most = languages[order[0]].total()
    columns = (
        Column(head="Language"),
        Column(head="Tokens", numeric=True),
        Column(head="To scale", plot=True),
        Column(head="Most frequent kinds"),
    )
    rows = [
        [
            escape(language),
            escape(count(languages[language].total())),
            bar(languages[language].total() / most, plural(languages[language].total(), "token")),
            escape(_top_kinds(languages[language], names)),
        ]
        for language in order[:MOST_ROWS]
    ]
    caption = f"Tokens by language, in the sample of {plural(risk.sample.records, 'record')}"
    return table(caption, columns, rows)


def _by_action(counts: Sequence[CountRow]) -> Html:
    actions, evidence = Counter[str](), Counter[str]()
    for row in counts:
        actions[row.action] += row.times
        evidence[row.evidence] += row.times
    columns = (Column(head="Action"), Column(head="Values", numeric=True))
    rows = [
        [two_lines(name.capitalize(), ACTIONS.get(name, "")), escape(count(actions[name]))]
        for name in sorted(actions, key=lambda name: (-actions[name], name))
    ]
    total = evidence.total()
    rests = ", ".join(
        f"{name.replace('_', ' ')} {percent(evidence[name] / total)}"
        for name in sorted(evidence, key=lambda name: (-evidence[name], name))
    )
    return join(
        [
            table("What was done", columns, rows),
            paragraph(f"What findings rest on, by their strongest evidence: {rests}."),
        ]
    )


def people_section(report: Report) -> Html:
    """Return the section on persons: classes, and what is not known about them."""
    groups: dict[tuple[str, str], list[CountRow]] = {}
    for row in report.counts:
        if row.kind == PERSON_KIND:
            groups.setdefault((row.subject or "unknown", row.action), []).append(row)
    parts = [notice(escape(names_caveat(report)), "warn")]
    if not groups:
        parts.append(
            paragraph(
                "No labelled name was found. This says nothing about names in running text, "
                "which have no bound."
            )
        )
        return section("people", "People", *parts)
    columns = (
        Column(head="Person"),
        Column(head="Action"),
        Column(head="Names", numeric=True),
        Column(head="For example"),
    )
    rows = [
        [
            two_lines(*SUBJECTS[who]),
            escape(action),
            escape(count(sum(row.times for row in groups[who, action]))),
            _masked_example(groups[who, action]),
        ]
        for who, action in sorted(groups, key=lambda key: (list(SUBJECTS).index(key[0]), key[1]))
    ]
    parts.append(table("Names by class of person", columns, rows))
    parts.append(
        paragraph(
            "A public figure's name is kept only in a public role that the text states, and only "
            "the name; a person whose class is unknown is treated as a private person."
        )
    )
    return section("people", "People", *parts)


def _masked_example(rows: Sequence[CountRow]) -> Html:
    """Return the most frequent case of a class, with a mask of constant length for the name."""
    most = max(rows, key=lambda row: (row.times, row.field))
    return join(
        [
            escape(f"{MASK} in "),
            code(most.field or WHOLE_TEXT),
            escape(f", found by {most.evidence.replace('_', ' ')}"),
        ]
    )
