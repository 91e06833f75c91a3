"""Where every record went: the balance in total and by source, quarantine, duplicates."""

from collections.abc import Mapping, Sequence

from avow.scrub.dedup.histogram import SizeClass
from avow.scrub.dedup.loss import DedupReport, NearFacts, SourceDuplicates
from avow.scrub.proof.balance import Balance
from avow.scrub.report.figures import count, percent, plural
from avow.scrub.report.markup import (
    Column,
    Html,
    code,
    element,
    escape,
    join,
    paragraph,
    section,
    table,
    two_lines,
)
from avow.scrub.report.model import Report
from avow.scrub.report.plots import Segment, bar, legend, stacked_bar
from avow.scrub.report.wording import reason

DUPLICATE_REASONS = ("duplicate", "near-duplicate", "optout-copy")
TOP_SOURCE = "."
SCOPES = {
    "none": "were not looked for",
    "source": "were looked for within each source",
    "dataset": "were looked for in the whole data set",
}


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
        if facts.near is not None:
            parts += _near_parts(facts.near)
        if len(facts.sources) > 1:
            parts.append(_sources(facts.sources))
    return section("duplicates", "Duplicates", *parts)


def _duplicate_settings(facts: DedupReport | None) -> str:
    if facts is None or facts.exact_scope == facts.near_scope == "none":
        return "No duplicates were looked for: dedup.exact and dedup.near were off."
    exact = f"exact copies {SCOPES[facts.exact_scope]}"
    near = f"near copies {SCOPES[facts.near_scope]}"
    if facts.near is not None:
        near += f" (Jaccard similarity of at least {facts.near.threshold:g})"
    loss = (
        "the limit for the loss of one source was lifted"
        if facts.allow_source_loss
        else f"no source may lose more than {percent(facts.max_source_loss)}"
    )
    return f"{exact.capitalize()}; {near}; {loss}."


def _near_parts(near: NearFacts) -> list[Html]:
    parts = [_groups("Groups of near copies, by size", near.clusters)] if near.clusters else []
    parts.append(
        paragraph(
            f"{plural(near.candidates, 'record')} shared a bucket with another one; "
            f"{plural(near.pairs_compared, 'pair')} compared exactly, {count(near.pairs_verified)} "
            f"of them alike. None was decided by an estimate; a pair just at the threshold is "
            f"compared with a probability of {percent(near.recall_at_threshold)}."
        )
    )
    if near.buckets_above_cap:
        parts.append(
            paragraph(
                f"{plural(near.buckets_above_cap, 'bucket')} held too many records; these were "
                f"compared with one record of the bucket only, so more copies may be left."
            )
        )
    return parts


def _sources(sources: Sequence[SourceDuplicates]) -> Html:
    columns = (
        Column(head="Source"),
        Column(head="Records compared", numeric=True),
        Column(head="Exact copies", numeric=True),
        Column(head="Near copies", numeric=True),
        Column(head="Share", numeric=True),
    )
    rows = [
        [
            code(one.source),
            escape(count(one.documents)),
            escape(count(one.exact)),
            escape(count(one.near)),
            escape(percent((one.exact + one.near) / one.documents if one.documents else 0.0)),
        ]
        for one in sources
    ]
    return table("Duplicates by source", columns, rows)


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
