"""Where every record went: the balance in total and by source, quarantine, duplicates."""

from collections.abc import Mapping, Sequence

from avow.scrub.dedup.histogram import SizeClass
from avow.scrub.proof.balance import Balance
from avow.scrub.report.figures import count, percent, plural
from avow.scrub.report.markup import (
    Column,
    Html,
    element,
    escape,
    join,
    paragraph,
    section,
    table,
    two_lines,
)
from avow.scrub.report.model import DuplicateFacts, Report
from avow.scrub.report.plots import Segment, bar, legend, stacked_bar
from avow.scrub.report.wording import reason

DUPLICATE_REASONS = ("duplicate", "near-duplicate", "optout-copy")
TOP_SOURCE = "."


def segments(balance: Balance) -> tuple[Segment, ...]:
    """Return the four places where a record can have gone."""
    return (
        Segment("kept as it was", balance.kept, "kept"),
        Segment("kept, with replacements", balance.changed, "changed"),
        Segment("left out", balance.records_dropped, "dropped"),
        Segment("in quarantine", balance.records_quarantined, "apart"),
    )


def balance_bar(balance: Balance) -> Html:
    """Return the balance as one bar with its legend."""
    parts = segments(balance)
    label = ", ".join(f"{count(part.size)} {part.name}" for part in parts)
    drawing = stacked_bar(parts, label)
    return element("div", join([drawing, legend(parts)]), class_="tall")


def balance_section(report: Report) -> Html:
    """Return the section on the balance."""
    total = report.balance
    sum_line = (
        f"{count(total.records_in)} in = {count(total.kept)} kept as they were + "
        f"{count(total.changed)} kept with replacements + {count(total.records_dropped)} left out "
        f"+ {count(total.records_quarantined)} in quarantine. The sum was checked for every shard "
        f"and for the whole."
    )
    columns = (
        Column(head="Source"),
        Column(head="In", numeric=True),
        Column(head="As it was", numeric=True),
        Column(head="Replaced", numeric=True),
        Column(head="Left out", numeric=True),
        Column(head="Quarantine", numeric=True),
        Column(head="Shares", plot=True),
    )
    rows = [_balance_row(_source_name(one.source), one.balance) for one in report.sources]
    whole = _balance_row("All sources", total)
    parts = [
        paragraph(sum_line),
        table("Records by source", columns, rows, total=whole),
        legend(segments(total)),
    ]
    dropped = {
        name: times for name, times in total.dropped.items() if name not in DUPLICATE_REASONS
    }
    if dropped:
        parts.append(_reasons("Left out, by reason (duplicates apart)", dropped, total.records_in))
    return section("balance", "Where every record went", *parts)


def _source_name(name: str) -> str:
    return "(top folder)" if name == TOP_SOURCE else name


def _balance_row(name: str, balance: Balance) -> list[Html]:
    parts = segments(balance)
    label = ", ".join(f"{count(part.size)} {part.name}" for part in parts)
    return [
        escape(name),
        escape(count(balance.records_in)),
        escape(count(balance.kept)),
        escape(count(balance.changed)),
        escape(count(balance.records_dropped)),
        escape(count(balance.records_quarantined)),
        stacked_bar(parts, label),
    ]


def _reasons(caption: str, reasons: Mapping[str, int], records_in: int) -> Html:
    columns = (
        Column(head="Reason"),
        Column(head="Records", numeric=True),
        Column(head="Share of input", numeric=True),
    )
    rows = [
        [
            _reason_cell(name),
            escape(count(times)),
            escape(percent(times / records_in) if records_in else "0 %"),
        ]
        for name, times in sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    return table(caption, columns, rows)


def _reason_cell(name: str) -> Html:
    words = reason(name)
    return escape(name) if words == name else two_lines(words[:1].upper() + words[1:], name)


def quarantine_section(report: Report) -> Html:
    """Return the section on records that were kept apart."""
    total = report.balance
    if not total.records_quarantined:
        return section(
            "quarantine",
            "Quarantine",
            paragraph(
                f"No record of {count(total.records_in)} was set apart. This is a count over the "
                f"whole input, not an estimate."
            ),
        )
    text = (
        f"{plural(total.records_quarantined, 'record')} could not be cleaned and "
        f"{'is' if total.records_quarantined == 1 else 'are'} not in the output: "
        f"{percent(total.bad_share)} of the input. Their places, without their text, stand in "
        f"private/quarantine."
    )
    return section(
        "quarantine",
        "Quarantine",
        paragraph(text),
        _reasons("Set apart, by reason", total.quarantined, total.records_in),
    )


def duplicates_section(report: Report) -> Html:
    """Return the section on duplicates."""
    dropped = {
        name: times for name, times in report.balance.dropped.items() if name in DUPLICATE_REASONS
    }
    facts = report.duplicates
    parts = [paragraph(_duplicate_settings(facts))]
    if dropped:
        parts.append(_reasons("Duplicates left out", dropped, report.balance.records_in))
    else:
        parts.append(paragraph("No record was left out as a duplicate."))
    if facts is not None:
        if facts.exact_groups:
            parts.append(_groups("Groups of exact copies, by size", facts.exact_groups))
        if facts.near_groups:
            parts.append(_groups("Groups of near copies, by size", facts.near_groups))
        if facts.pairs_verified is not None:
            parts.append(
                paragraph(
                    f"{plural(facts.pairs_verified, 'near pair')} confirmed by exact comparison; "
                    f"none was decided by an estimate."
                )
            )
    return section("duplicates", "Duplicates", *parts)


def _duplicate_settings(facts: DuplicateFacts | None) -> str:
    if facts is None:
        return "How duplicates were looked for is not recorded here."
    exact = f"exact copies within: {facts.exact_scope}"
    near = f"near copies within: {facts.near_scope}"
    if facts.near_scope != "none":
        near += f" (Jaccard similarity of at least {facts.threshold:g})"
    if facts.exact_groups is None and facts.near_groups is None:
        return (
            f"The configuration asks for {exact}; {near}. This report holds no record of the "
            f"search itself."
        )
    return f"Looked for {exact}; {near}."


def _groups(caption: str, groups: Sequence[SizeClass]) -> Html:
    most = max(group.records for group in groups)
    columns = (
        Column(head="Records in a group"),
        Column(head="Groups", numeric=True),
        Column(head="Records", numeric=True),
        Column(head="Records, to scale", plot=True),
    )
    rows = []
    for group in groups:
        span = (
            count(group.smallest)
            if group.smallest == group.largest
            else f"{count(group.smallest)} to {count(group.largest)}"
        )
        drawing = bar(group.records / most, plural(group.records, "record"))
        rows.append(
            [escape(span), escape(count(group.groups)), escape(count(group.records)), drawing]
        )
    return table(caption, columns, rows)
