"""Method, digests and the commands that check them, and the block to sign."""

from avow.scrub.report.figures import age, count, moment, percent, plural
from avow.scrub.report.markup import (
    Html,
    block,
    code,
    escape,
    facts,
    items,
    join,
    paragraph,
    raw,
    section,
)
from avow.scrub.report.model import Report
from avow.scrub.risk.measure import Risk


def method_section(report: Report) -> Html:
    """Return the section on how the figures were made."""
    parts: list[Html] = [
        paragraph(
            "Counts of records and findings are complete counts, made while the data was written. "
            "What may still be there is an estimate with an upper bound:"
        )
    ]
    if report.risk is None:
        parts.append(paragraph("It was not measured for this report."))
    else:
        parts.append(items(_risk_method(report.risk)))
    return section("method", "Method", *parts)


def _risk_method(risk: Risk) -> list[Html]:
    sample, bound = risk.sample, risk.overall
    drawn = (
        f"Sample: the output is frozen first. A record is in when the first 64 bits of BLAKE2b "
        f"over its canonical bytes, keyed by the content root (personalised “avow risk sample”), "
        f"lie below {sample.threshold} (hexadecimal). {plural(sample.records, 'distinct record')} "
        f"of {count(sample.population)} were drawn, identical ones once. Nobody could choose the "
        f"sample, and everyone with the data can draw it again."
    )
    checked = (
        f"Checker: {count(risk.checker.rules)} rules, {count(risk.checker.kinds)} kinds counted, "
        f"rule set {risk.checker.rules_digest}. It shares the rule family of the scrub, so their "
        f"blind spots are shared. Every flag counts as a hit; no person has looked at them."
    )
    limit = (
        f"U: one-sided 97.5 % Clopper-Pearson limit of {count(bound.hits)} of "
        f"{count(bound.records)}: {percent(bound.upper, is_limit=True)}."
    )
    recall = (
        f"R: 97.5 % lower limit of the checker's recall, from {count(bound.found)} of "
        f"{count(bound.planted)} planted values found: {percent(bound.recall_lower)}. It holds for "
        f"the planted forms, in equal shares; what is really left may be made up otherwise."
    )
    joint = "U / R bounds the share of records jointly at 95 %; a kind without spikes has none."
    words = (
        f"Per million words: {risk.rate.method}; with nothing seen the limit is 3.69 per million "
        f"words sampled, which assumes independent hits."
    )
    return [escape(text) for text in (drawn, checked, limit, recall, joint, words)]


def proof_section(report: Report) -> Html:
    """Return the section on digests and how to check them."""
    data, run = report.dataset, report.run
    pairs = [
        ("Content root", code(data.content_root)),
        ("Receipts root", code(data.receipts_root)),
        ("Configuration", code(data.config_digest)),
        ("Rule set", code(data.rules_digest)),
        ("This report's figures", code(report.digest())),
        ("Tool", escape(f"avow {data.tool}; {', '.join(data.builds)}")),
        ("Processor", escape(", ".join(data.processors))),
    ]
    commands = (
        f"avow scrub verify {run.place}\n"
        f"# must print: content root {data.content_root}\n\n"
        f"avow scrub check-optouts {run.place} --optouts LIST --optouts-key HEX"
    )
    text = (
        "The data set is tamper-evident: changing one byte of an output, a receipt or this report "
        "makes the first command fail and name the file. Evidence is on file in evidence.jsonl."
    )
    return section(
        "proof",
        "Digests and verification",
        paragraph(text),
        block(commands),
        facts(pairs),
        raw("<h3>Age of everything here</h3>"),
        facts(_ages(report)),
    )


def _ages(report: Report) -> list[tuple[str, Html]]:
    run = report.run
    listed = report.optouts.issued if report.optouts.digest else ""
    pairs = [("Report made", escape(moment(run.made)))]
    for name, time in (("Data set finished", run.finished), ("Opt-out list issued", listed)):
        old = age(time, run.made)
        if not time:
            known = "none applied" if name.startswith("Opt-out") else "not recorded"
            pairs.append((name, escape(known)))
        else:
            pairs.append((name, escape(f"{moment(time)}, {old} before this report")))
    measured = "with this report" if report.risk is not None else "not measured"
    pairs.append(("Residual bound measured", escape(measured)))
    return pairs


def sign_section() -> Html:
    """Return the block that a privacy officer signs."""
    lines = join(
        [
            raw(f"<p><span>{escape(name)}</span></p>")
            for name in ("Name", "Role", "Date", "Signature")
        ]
    )
    choices = join(
        [
            raw(f"<li>{escape(text)}</li>")
            for text in (
                "Release for the stated purpose",
                "Release with conditions (write them below)",
                "Do not release",
            )
        ]
    )
    return section(
        "sign",
        "Decision and signature",
        paragraph(
            "I have read what may still be there, what was not scanned, and what was left by rule."
        ),
        raw(f'<ul class="choices">{choices}</ul>'),
        raw(f'<div class="sign">{lines}<p class="whole"><span>Conditions</span></p></div>'),
    )
