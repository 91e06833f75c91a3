"""The sentences of the report that carry its claims, and plain words for reasons and actions."""

from collections.abc import Mapping

from avow.scrub.proof.receipt import CountRow
from avow.scrub.report.figures import count, plural, share_of_records
from avow.scrub.report.model import Report
from avow.scrub.risk.measure import Risk

LEFT_ACTIONS = ("keep", "untouched")
RESERVED = "reserved"

REASONS: Mapping[str, str] = {
    "bad-utf8": "not valid UTF-8",
    "bad-json": "not valid JSON",
    "duplicate-key": "the same key twice in one object",
    "lone-surrogate": "half of a surrogate pair",
    "not-object": "a line that is not an object",
    "bad-csv": "a row that does not fit its table",
    "too-long": "longer than the configured limit",
    "too-many-candidates": "more look-alikes than its length allows",
    "unstable": "still changing after the last pass",
    "bad-frame": "a damaged part of a compressed file",
    "unsupported-record": "a kind of record that is not read",
    "detector-error": "the detector could not finish",
    "missing-eligibility": "no label that says whether it may be used",
    "duplicate": "exact copy of a record that was kept",
    "near-duplicate": "near copy of a record that was kept",
    "optout-copy": "exact copy of an opted-out record",
    "not-eligible": "labelled as not to be used",
    "other-purpose": "labelled for another purpose",
    "warc-request": "crawler request, which can hold cookies",
    "warc-metadata": "crawler metadata",
    "small-class": "in a group smaller than k",
    "optout:domain": "opt-out of its web domain",
    "optout:url-prefix": "opt-out of its web address",
    "optout:author": "opt-out of its author",
    "optout:record-id": "opt-out of this record",
    "optout:content": "opt-out of this content",
    "optout:person": "opt-out of a person",
    "symlink-loop": "symbolic links that lead in a circle",
    "special-file": "not a regular file",
    "excluded": "excluded by the command",
}

ACTIONS: Mapping[str, str] = {
    "redact": "replaced by its kind, as in [EMAIL]",
    "token": "replaced by a pseudonym, as in [PERSON_1]",
    "surrogate": "replaced by a value reserved for documentation",
    "generalise": "made coarser",
    "drop": "its record was left out",
    "optout": "removed because its owner opted out",
    "keep": "left as it stands, by policy",
    "untouched": "left as it stands: its field is untouched",
    "reserved": "a documentation value or an existing token; nothing to protect",
}


def reason(name: str) -> str:
    """Return a reason in plain words; one from outside the table is shown as it is."""
    if name.startswith("policy:"):
        return f"policy: records with {name.removeprefix('policy:')} are left out"
    return REASONS.get(name, name)


def is_left(row: CountRow) -> bool:
    """Tell whether a decision left a personal value where it stood."""
    return row.action in LEFT_ACTIONS


def is_removed(row: CountRow) -> bool:
    """Tell whether a decision took a value out of the text."""
    return row.action not in (*LEFT_ACTIONS, RESERVED)


def answer(report: Report) -> str:
    """Return the first line: how many records are clean, and where the others are."""
    balance = report.balance
    total, out = count(balance.records_in), count(balance.records_out)
    verb = "is" if balance.records_out == 1 else "are"
    flagged = report.risk.overall.hits if report.risk is not None else 0
    # Where a wider check still sees something, the claim shrinks to the rules of the run.
    what = "what the rules of this run detect" if flagged else "what Avow can detect"
    if any(is_left(row) for row in report.counts) or _leaves_fields(report):
        what += ", apart from what it was told to leave"
    sentence = f"{out} of {total} records {verb} clean of {what}"
    parts = [sentence]
    if balance.records_quarantined:
        verb = "is" if balance.records_quarantined == 1 else "are"
        parts.append(f"{count(balance.records_quarantined)} {verb} in quarantine")
    if balance.records_dropped:
        verb = "was" if balance.records_dropped == 1 else "were"
        parts.append(f"{count(balance.records_dropped)} {verb} left out")
    return "; ".join(parts) + "."


def _leaves_fields(report: Report) -> bool:
    return report.settings is not None and bool(report.settings.skip or report.settings.untouched)


def what_remains(risk: Risk | None) -> str:
    """Return what may still be there; a count is never given without its bound."""
    if risk is None:
        return (
            "What may still be there was not measured, so this report gives no upper bound. "
            "Run avow scrub report with the run's configuration to measure it."
        )
    bound = risk.overall
    sample = plural(bound.records, "sampled record")
    if risk.sample.is_whole:
        sample = plural(bound.records, "distinct record") + " (all there are)"
    seen = "in none" if bound.hits == 0 else f"in {count(bound.hits)}"
    if bound.limit is None:
        return (
            f"A wider check of {sample} sees something {seen}, but there is no upper bound: "
            f"{bound.not_measured}."
        )
    limit = share_of_records(bound.limit)
    share = limit if limit == "every record" else f"at most {limit}"
    return (
        f"A wider check of {sample} sees something {seen}. With the errors of sample and checker "
        f"included, {share} may still hold something of the forms that were tested "
        f"(upper bound, 95 % confidence)."
    )


def names_caveat(report: Report) -> str:
    """Return what the report can say about people's names."""
    settings = report.settings
    if settings is not None and settings.people != "off":
        return f"Names of people were looked for with the name tagger ({settings.people})."
    return (
        "Names of people were looked for only where a label, a header or a title announces them. "
        "Names in running text were not looked for and are still there."
    )
