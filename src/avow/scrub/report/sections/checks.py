"""Opt-outs, k-anonymity of columns, and the state of the keys."""

from avow.scrub.report.figures import age, count, moment, percent, plural
from avow.scrub.report.markup import (
    Column,
    Html,
    code,
    escape,
    facts,
    join,
    notice,
    paragraph,
    raw,
    section,
    table,
)
from avow.scrub.report.model import Report
from avow.scrub.report.plots import bar
from avow.scrub.report.wording import reason
from avow.scrub.risk.kanonymity import RECORDS, ClassCount, KAnonymity

OPT_OUT = "optout"
REPORT = "report"
SMALL_CLASS = "small-class"


def optouts_section(report: Report) -> Html:
    """Return the section on opt-outs."""
    pin = report.optouts
    if not pin.digest:
        return section(
            "optouts",
            "Opt-outs",
            notice(raw("<strong>No opt-out list was applied.</strong>"), "warn"),
            paragraph("Nobody's opt-out was honoured by this run, because none was given to it."),
        )
    dropped = {
        name: times for name, times in report.balance.dropped.items() if name.startswith(OPT_OUT)
    }
    redacted = sum(row.times for row in report.counts if row.action == OPT_OUT)
    old = age(pin.issued, report.run.made)
    pairs = [
        ("List", code(pin.digest)),
        ("Issued", escape(f"{moment(pin.issued)}{f' ({old} before this report)' if old else ''}")),
        ("Values taken out for a person", escape(count(redacted))),
    ]
    parts = [facts(pairs)]
    if dropped:
        columns = (Column(head="Reason"), Column(head="Records", numeric=True))
        rows = [
            [escape(reason(name).capitalize()), escape(count(times))]
            for name, times in sorted(dropped.items())
        ]
        parts.append(table("Records left out for an opt-out", columns, rows))
    else:
        parts.append(
            paragraph(
                "The list hit no record. Every selector on it was compared with every record; "
                "this is a count, not an estimate."
            )
        )
    parts.append(
        paragraph(
            "Opt-outs received after the list was issued are not in this data set. Check a newer "
            "list with the command under “Digests and verification”."
        )
    )
    return section("optouts", "Opt-outs", *parts)


def kanonymity_section(report: Report) -> Html:
    """Return the section on groups of people in columns."""
    found = report.kanonymity
    title = "Groups of people in columns (k-anonymity)"
    if found is None:
        return section(
            "groups",
            title,
            paragraph("Not measured: no quasi-identifier columns were named (--quasi)."),
        )
    unit = "people" if found.counts != RECORDS else "records"
    parts = [
        paragraph(_group_sentence(found, unit)),
        facts(
            [
                ("Columns", join([code(column) for column in found.columns], ", ")),
                ("Person", code(found.subject) if found.subject else escape("no column named")),
                ("Action", escape(found.action)),
            ]
        ),
    ]
    if found.counts == RECORDS:
        parts.insert(
            0,
            notice(
                escape(
                    "These are records, not people. One person with ten records looks like a "
                    "group of ten; name the person's column with --subject."
                ),
                "warn",
            ),
        )
    if found.action != REPORT:
        left_out = report.balance.dropped.get(SMALL_CLASS, 0)
        coarser = "Values were made coarser first. " if found.action == "generalise" else ""
        parts.append(
            paragraph(
                f"{coarser}{plural(left_out, 'record')} in groups that were still too small "
                f"{'was' if left_out == 1 else 'were'} left out, so the figures below are those "
                f"of what is left."
            )
        )
    parts += [_comparison(found, unit), _histogram(found.as_it_stands, found.k, unit)]
    parts.append(
        paragraph(
            "k-anonymity says nothing about free text, and nothing about a value that everyone in "
            "a group shares."
        )
    )
    return section("groups", title, *parts)


def _group_sentence(found: KAnonymity, unit: str) -> str:
    now = found.as_it_stands
    if now.classes_below == 0:
        return (
            f"Every one of {plural(now.classes, 'group')} has at least {count(now.smallest)} "
            f"{unit}; k is {found.k}."
        )
    people = f" and {plural(now.people_below, 'person', 'people')}" if now.people_below else ""
    return (
        f"{plural(now.records_below, 'record')}{people} stand in groups of fewer than {found.k} "
        f"{unit}; the smallest group has {count(now.smallest)}."
    )


def _comparison(found: KAnonymity, unit: str) -> Html:
    columns = (
        Column(head="Values"),
        Column(head="Groups", numeric=True),
        Column(head=f"Smallest ({unit})", numeric=True),
        Column(head=f"Groups below {found.k}", numeric=True),
        Column(head="Records in them", numeric=True),
        Column(head="People in them", numeric=True),
    )
    rows = [
        _comparison_row("As they stand", found.as_it_stands),
        _comparison_row("Made coarser (month, age band, area, network)", found.if_generalised),
    ]
    text = (
        f"To reach k after making values coarser, {plural(found.suppressed_records, 'record')} "
        f"would have to be left out."
    )
    return join([table("Groups before and after", columns, rows), paragraph(text)])


def _comparison_row(name: str, counted: ClassCount) -> list[Html]:
    below = counted.people_below
    return [
        escape(name),
        escape(count(counted.classes)),
        escape(count(counted.smallest)),
        escape(count(counted.classes_below)),
        escape(count(counted.records_below)),
        escape("not counted" if below is None else count(below)),
    ]


def _histogram(counted: ClassCount, k: int, unit: str) -> Html:
    if not counted.sizes:
        return raw("")
    columns = (
        Column(head=f"Size in {unit}"),
        Column(head="Groups", numeric=True),
        Column(head="Records", numeric=True),
        Column(head="Share of records", plot=True),
    )
    rows = []
    for one in counted.sizes:
        share = one.records / counted.records
        name = count(one.smallest)
        if one.largest > one.smallest:
            name = f"{count(one.smallest)} to {count(one.largest)}"
        below = one.largest < k
        drawing = bar(share, percent(share), "dropped" if below else "accent")
        rows.append(
            [
                escape(f"{name} (below k)" if below else name),
                escape(count(one.classes)),
                escape(count(one.records)),
                drawing,
            ]
        )
    return table("Sizes of groups, as they stand", columns, rows)


def keys_section(report: Report) -> Html:
    """Return the section on keys and linkage."""
    scope = report.settings.scope if report.settings is not None else "not recorded here"
    links = {
        "record": "Nothing links two records: tokens are numbered anew in each.",
        "group": "Within one conversation or thread a person keeps one token; outside it nothing "
        "links.",
        "dataset": "A person keeps one token over the whole data set, so records of one person "
        "can be linked.",
    }
    pairs = [
        ("Key id", code(report.dataset.key_id or "none")),
        ("Scope of tokens", escape(scope)),
        ("Linkage", escape(links.get(scope, "not recorded here"))),
        ("Key itself", escape("in no file of this data set; receipts hold ids only")),
        ("State when this was made", escape("not recorded: keys are kept outside Avow")),
    ]
    text = (
        "Destroying the key makes keyed tokens and digests impossible to recompute. It does not by "
        "itself take the data set out of data protection law."
    )
    return section("keys", "Keys", facts(pairs), paragraph(text))
