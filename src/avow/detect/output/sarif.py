"""SARIF 2.1.0 (OASIS): findings for code-scanning tools, without any value."""

from collections.abc import Sequence
from urllib.parse import quote

from avow.detect.finding import Finding
from avow.detect.output.interface import LineIndex, ScannedText
from avow.detect.rule import KindRow, Risk, Rule
from avow.evidence.canonical import Json

VERSION = "2.1.0"
SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
LEVELS = {
    Risk.CRITICAL: "error",
    Risk.HIGH: "error",
    Risk.MEDIUM: "warning",
    Risk.LOW: "note",
}


def sarif_log(
    scanned: Sequence[ScannedText],
    *,
    kinds: Sequence[KindRow],
    rules: Sequence[Rule],
    rules_digest: str,
    version: str,
) -> dict[str, Json]:
    """Return a SARIF log of one run.

    Args:
        scanned: Texts with their findings.
        kinds: The catalogue, for titles and risk.
        rules: The rows that ran; only those with a finding are listed.
        rules_digest: Digest of the rule set, kept as a property of the run.
        version: Version of Avow.
    """
    titles = {kind.name: kind for kind in kinds}
    rows = {rule.id: rule for rule in rules}
    used = sorted({finding.rule for item in scanned for finding in item.findings})
    numbers = {name: number for number, name in enumerate(used)}
    kind_of = {finding.rule: finding.kind for item in scanned for finding in item.findings}
    descriptors = [_descriptor(name, titles.get(kind_of[name]), rows.get(name)) for name in used]
    results: list[Json] = []
    for item in scanned:
        index = LineIndex(item.text)
        results += [
            _result(item, index, finding, titles.get(finding.kind), numbers[finding.rule])
            for finding in item.findings
        ]
    driver: dict[str, Json] = {
        "name": "avow",
        "semanticVersion": version,
        "rules": descriptors,
    }
    run: dict[str, Json] = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True}],
        "results": results,
        "properties": {"rulesDigest": rules_digest},
    }
    return {"$schema": SCHEMA, "version": VERSION, "runs": [run]}


def _descriptor(name: str, kind: KindRow | None, rule: Rule | None) -> dict[str, Json]:
    title = kind.title if kind is not None else name
    descriptor: dict[str, Json] = {
        "id": name,
        "shortDescription": {"text": title},
        "defaultConfiguration": {"level": _level(kind)},
    }
    if rule is not None:
        descriptor["help"] = {"text": f"Format defined by: {rule.source}"}
        descriptor["properties"] = {"version": rule.version, "tags": ["privacy", rule.kind]}
    return descriptor


def _level(kind: KindRow | None) -> str:
    return LEVELS[kind.risk] if kind is not None else "warning"


def _result(
    item: ScannedText, index: LineIndex, finding: Finding, kind: KindRow | None, number: int
) -> dict[str, Json]:
    title = kind.title if kind is not None else finding.kind
    note = " (a documentation or test value)" if finding.reserved else ""
    result: dict[str, Json] = {
        "ruleId": finding.rule,
        "ruleIndex": number,
        "level": "note" if finding.reserved else _level(kind),
        "message": {"text": f"{title}: {finding.kind}{note}"},
        "locations": [_location(item, index, finding)],
        "properties": {"kind": finding.kind, "score": finding.score, "reserved": finding.reserved},
    }
    if finding.suppressed_by:
        result["suppressions"] = [{"kind": "external", "justification": finding.suppressed_by}]
    return result


def _location(item: ScannedText, index: LineIndex, finding: Finding) -> dict[str, Json]:
    """Return the place; within a record only its line is known, for JSON escapes shift columns."""
    artifact: Json = {"uri": "stdin" if item.name == "-" else quote(item.name)}
    if item.record_line:
        region: dict[str, Json] = {"startLine": item.record_line}
        return {
            "physicalLocation": {"artifactLocation": artifact, "region": region},
            "logicalLocations": [
                {"fullyQualifiedName": f"{item.record}#{finding.start}-{finding.end}"}
            ],
        }
    start, end = index.place(finding.start), index.place(finding.end)
    region = {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
        "charOffset": finding.start,
        "charLength": finding.end - finding.start,
    }
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}
