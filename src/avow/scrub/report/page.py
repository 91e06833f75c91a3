"""The HTML report: one file, no script, nothing loaded from anywhere."""

from avow.scrub.report.figures import age, count, moment, one_in, percent, size
from avow.scrub.report.kinds import KindNames
from avow.scrub.report.markup import Html, element, escape, join, paragraph, raw
from avow.scrub.report.model import Report
from avow.scrub.report.sections.balance import (
    balance_bar,
    balance_section,
    duplicates_section,
    quarantine_section,
)
from avow.scrub.report.sections.checks import kanonymity_section, keys_section, optouts_section
from avow.scrub.report.sections.findings import findings_section, people_section
from avow.scrub.report.sections.method import method_section, proof_section, sign_section
from avow.scrub.report.sections.remains import remains_section
from avow.scrub.report.sections.scope import scope_section
from avow.scrub.report.style import STYLE
from avow.scrub.report.wording import answer, is_removed, names_caveat, what_remains

CONTENTS = (
    ("remains", "What may still be there"),
    ("balance", "Where every record went"),
    ("findings", "What was found"),
    ("people", "People"),
    ("scope", "What was and was not scanned"),
    ("quarantine", "Quarantine"),
    ("duplicates", "Duplicates"),
    ("optouts", "Opt-outs"),
    ("groups", "Groups of people"),
    ("keys", "Keys"),
    ("method", "Method"),
    ("proof", "Digests and verification"),
    ("sign", "Decision and signature"),
)


def render_html(report: Report) -> str:
    """Return the whole page; equal reports give equal bytes."""
    names = KindNames.load()
    sections = join(
        [
            remains_section(report, names),
            balance_section(report),
            findings_section(report, names),
            people_section(report),
            scope_section(report),
            quarantine_section(report),
            duplicates_section(report),
            optouts_section(report),
            kanonymity_section(report),
            keys_section(report),
            method_section(report),
            proof_section(report),
            sign_section(),
        ]
    )
    title = escape(f"Scrub report: {report.title}")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'; img-src data:\">"
        f'<link rel="icon" href="data:,"><title>{title}</title><style>{STYLE}</style></head>'
        f'<body><a class="skip" href="#main">Skip to the sections</a><div class="page">'
        f'{_header(report)}{_contents()}<main id="main">{sections}{_footer(report)}</main>'
        "</div></body></html>\n"
    )


def _contents() -> Html:
    links = join(
        [
            raw(f'<li><a href="#{identifier}">{escape(title)}</a></li>')
            for identifier, title in CONTENTS
        ]
    )
    return raw(
        f'<nav aria-labelledby="contents-title"><p id="contents-title">Contents</p>'
        f"<ol>{links}</ol></nav>"
    )


def _header(report: Report) -> Html:
    run = report.run
    old = age(run.finished, run.made)
    finished = f", {old} after the data set" if old else ""
    kicker = f"Scrub report of {report.title}, made {moment(run.made)}{finished}"
    return element(
        "header",
        join(
            [
                paragraph(kicker, "kicker"),
                element("h1", escape(answer(report))),
                paragraph(what_remains(report.risk), "lead"),
                paragraph(names_caveat(report), "lead"),
                _stats(report),
                balance_bar(report.balance),
            ]
        ),
    )


def _stats(report: Report) -> Html:
    removed = sum(row.times for row in report.counts if is_removed(row))
    risk = report.risk
    bound, below = "not measured", "no upper bound"
    if risk is not None and risk.overall.limit is not None:
        bound = one_in(risk.overall.limit)
        below = (
            f"of the records, at most, may still hold something "
            f"({percent(risk.overall.limit, is_limit=True)} at 95 % confidence)"
        )
    stats = (
        ("Upper bound", bound, below),
        ("Values taken out", count(removed), f"from {size(report.dataset.text_bytes)} of text"),
        (
            "In the output",
            count(report.balance.records_out),
            f"of {count(report.balance.records_in)} records read",
        ),
    )
    rows = [
        raw(
            f"<div><dt>{escape(name)}</dt><dd>{escape(figure)}<small>{escape(text)}</small></dd>"
            f"</div>"
        )
        for name, figure, text in stats
    ]
    return raw(f'<dl class="stats">{join(rows)}</dl>')


def _footer(report: Report) -> Html:
    text = (
        f"Made by avow {report.dataset.tool} on {moment(report.run.made)}. Figures do not update. "
        f"The same figures as data: report.json beside this file, digest {report.digest()}."
    )
    return element("footer", paragraph(text))
