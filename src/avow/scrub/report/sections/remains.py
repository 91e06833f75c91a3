"""What may still be there: the bound, by kind and by language, and how well the checker sees."""

from collections.abc import Sequence

from avow.scrub.report.figures import count, one_in, percent, plural, rate, share_of_records
from avow.scrub.report.kinds import KindNames
from avow.scrub.report.markup import (
    Column,
    Html,
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
from avow.scrub.report.plots import decades, interval
from avow.scrub.report.wording import what_remains
from avow.scrub.risk.bound import Bound
from avow.scrub.risk.measure import KindRisk, LanguageRisk, Risk
from avow.scrub.risk.spikes.interface import PROSE
from avow.scrub.risk.spiking import SpikeCell

NOT_MEASURED = "not measured"
MOST_LANGUAGES = 12
GOOD_SHARE = 0.95
MOST_POOR = 12

LEFT_WHERE = {
    "skipped": "in a field that was not scanned",
    "untouched": "in a field that was scanned and left",
    "kept": "kept by policy",
    "allowed": "released by the allow list",
    "off": "a kind that is off by default",
}


def remains_section(report: Report, names: KindNames) -> Html:
    """Return the section on residual risk."""
    risk = report.risk
    if risk is None:
        return section(
            "remains",
            "What may still be there",
            notice(raw(f"<strong>Not measured.</strong> {escape(what_remains(None))}"), "warn"),
        )
    return section(
        "remains",
        "What may still be there",
        _checker_notice(risk),
        _overall(risk),
        _by_kind(risk, names),
        _by_language(risk),
        _left_by_rule(risk, names),
    )


def _checker_notice(risk: Risk) -> Html:
    facts = risk.checker
    others = ", with " + ", ".join(facts.opinions) if facts.opinions else ""
    text = (
        f"The checker is not independent. It runs the same family of rules as the scrub, "
        f"opened wider ({count(facts.rules)} rules, every kind on, the formats of "
        f"{facts.countries} countries at home in every text{others}). A form that no rule knows "
        f"is a blind spot of both, and no figure here covers it."
    )
    return notice(raw(f"<strong>Read this first.</strong> {escape(text)}"), "warn")


def _limit(bound: Bound) -> Html:
    if bound.limit is None:
        return two_lines(NOT_MEASURED, bound.not_measured)
    text = one_in(bound.limit)
    if text.startswith("1 in"):
        return two_lines(text, percent(bound.limit, is_limit=True))
    return escape(text)


def _plot(bound: Bound, least: float) -> Html:
    if bound.limit is None:
        return raw("")
    point = bound.hits / bound.records
    label = f"seen in {percent(point)}, upper bound {percent(bound.limit, is_limit=True)}"
    return interval(point, bound.limit, least=least, most=1.0, label=label)


def _axis_start(risk: Risk) -> float:
    """Return the left end of the shared axis: a power of ten below every limit."""
    limits = [row.bound.limit for row in risk.kinds if row.bound.limit]
    smallest = min([*limits, risk.overall.limit or 1.0, 0.1])
    power = 0.1
    while power > smallest:
        power /= 10
    return power


def _overall(risk: Risk) -> Html:
    least = _axis_start(risk)
    columns = (
        Column(head="Share of records that may hold something"),
        Column(head="Seen", numeric=True),
        Column(head="Checked", numeric=True),
        Column(head="Checker's recall, at least", numeric=True),
        Column(head="Upper bound", numeric=True),
        Column(head=_axis(least), plot=True),
    )
    rows = [
        _bound_row("In scanned fields", risk.overall, least),
        _bound_row("Anywhere, with what was left on purpose", risk.anywhere, least),
    ]
    upper = f"at most {rate(risk.rate.upper)}" if risk.rate.upper is not None else NOT_MEASURED
    text = (
        f"Per million words: seen {rate(risk.rate.per_million)}, {upper} (97.5 %; "
        f"{risk.rate.method}). The sample has {plural(risk.sample.words, 'word')}."
    )
    return join(
        [table("Bound for the whole data set, jointly 95 %", columns, rows), paragraph(text)]
    )


def _axis(least: float) -> str:
    first = decades(least, 1.0)[0]
    return f"Bound on a scale from {percent(first)} to 100 %, in steps of ten"


def _bound_row(name: str, bound: Bound, least: float) -> list[Html]:
    recall = percent(bound.recall_lower) if bound.planted else NOT_MEASURED
    return [
        escape(name),
        escape(count(bound.hits)),
        escape(count(bound.records)),
        escape(recall),
        _limit(bound),
        _plot(bound, least),
    ]


def _by_kind(risk: Risk, names: KindNames) -> Html:
    if not risk.kinds:
        return paragraph("No kind was measured: there was no record to plant spikes in.")
    least = _axis_start(risk)
    columns = (
        Column(head="Kind"),
        Column(head="Seen", numeric=True),
        Column(head="Upper bound", numeric=True),
        Column(head=_axis(least), plot=True),
        Column(head="Per million words, at most", numeric=True),
        Column(head="Checker found", numeric=True),
        Column(head="Scrub missed", numeric=True),
    )
    ordered = sorted(risk.kinds, key=_worst_first)
    certain = [row for row in ordered if row.bound.hits or row.bound.limit is None]
    poor = [row for row in ordered if row not in certain and _is_poor(row)]
    telling = [*certain, *poor[: max(0, MOST_POOR - len(certain))]] or ordered[:1]
    rest = [row for row in ordered if row not in telling]

    def rows(kinds: Sequence[KindRisk]) -> list[list[Html]]:
        return [_kind_row(row, least, names) for row in kinds]

    parts = [
        table("Bound by kind: seen, or hard to find or remove", columns, rows(telling)),
    ]
    if rest:
        worst = max(row.bound.limit or 0.0 for row in rest)
        summary = f"{plural(len(rest), 'other kind')}, seen in no record, each at most "
        summary += share_of_records(worst)
        parts.append(folded(summary, table("Bound by kind: the others", columns, rows(rest))))
    parts.append(
        paragraph(
            f"“Checker found” and “Scrub missed” count made-up values that were planted in copies "
            f"of sampled records, as a rule half of them behind a label and half without any word "
            f"beside them. {plural(risk.kinds_not_measured, 'further kind')} of the catalogue: "
            f"{NOT_MEASURED}."
        )
    )
    parts.extend(_prose_notice(cell) for cell in risk.cells if cell.placing == PROSE)
    return join(parts)


def _prose_notice(cell: SpikeCell) -> Html:
    text = (
        f"Of {count(cell.planted)} made-up names planted in sentences the checker saw "
        f"{count(cell.found)}. There is no bound for them: {NOT_MEASURED}."
    )
    return notice(raw(f"<strong>Names in running text.</strong> {escape(text)}"), "warn")


def _is_poor(row: KindRisk) -> bool:
    """Tell whether a kind's spikes were poorly found or removed."""
    bound, misses = row.bound, row.misses
    poorly_found = bound.found < GOOD_SHARE * bound.planted
    return poorly_found or misses.survived > (1 - GOOD_SHARE) * misses.planted


def _worst_first(row: KindRisk) -> tuple[float, str]:
    return (-(row.bound.limit if row.bound.limit is not None else 2.0), row.kind)


def _kind_row(row: KindRisk, least: float, names: KindNames) -> list[Html]:
    misses = row.misses
    missed = two_lines(NOT_MEASURED, "no spikes")
    if misses.upper is not None:
        limit = percent(misses.upper, is_limit=True)
        missed = two_lines(
            f"{count(misses.survived)} of {count(misses.planted)}", f"at most {limit}"
        )
    found = two_lines(NOT_MEASURED, "no spikes")
    if row.bound.planted:
        found = two_lines(
            f"{count(row.bound.found)} of {count(row.bound.planted)}",
            f"at least {percent(row.bound.recall_lower)}",
        )
    return [
        names.cell(row.kind),
        escape(count(row.bound.hits)),
        _limit(row.bound),
        _plot(row.bound, least),
        escape(rate(row.rate.upper)),
        found,
        missed,
    ]


def _by_language(risk: Risk) -> Html:
    if not risk.languages:
        return raw("")
    columns = (
        Column(head="Language"),
        Column(head="Seen", numeric=True),
        Column(head="Checked", numeric=True),
        Column(head="Upper bound", numeric=True),
    )
    rows = [_language_row(row) for row in risk.languages[:MOST_LANGUAGES]]
    more = len(risk.languages) - len(rows)
    parts = [table("Bound by language, most records first", columns, rows)]
    if more > 0:
        parts.append(paragraph(f"{plural(more, 'rarer language')} stand in the JSON report."))
    parts.append(
        paragraph(
            "Languages are guessed from frequent words. The checker's recall is that over all "
            "languages; it was not measured for each."
        )
    )
    return join(parts)


def _language_row(row: LanguageRisk) -> list[Html]:
    return [
        escape(row.language),
        escape(count(row.bound.hits)),
        escape(count(row.bound.records)),
        _limit(row.bound),
    ]


def _left_by_rule(risk: Risk, names: KindNames) -> Html:
    if not risk.left_by_rule:
        return raw("")
    columns = (
        Column(head="Kind"),
        Column(head="Why it is still there"),
        Column(head="Sampled records", numeric=True),
    )
    rows = [
        [
            names.cell(row.kind),
            escape(LEFT_WHERE.get(row.where, row.where)),
            escape(count(row.records)),
        ]
        for row in risk.left_by_rule
    ]
    return table("Seen where the run was told to leave it", columns, rows)
