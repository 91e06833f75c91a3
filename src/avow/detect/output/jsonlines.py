"""JSON lines: one finding per line for a text, or one record per line for a file of records."""

from avow.detect.finding import Finding
from avow.detect.output.interface import LineIndex, ScannedText
from avow.evidence.canonical import Json


def finding_fields(finding: Finding) -> dict[str, Json]:
    """Return a finding as JSON values: half-open code points first, never the value.

    `entity`, `subject`, `parts` and `suppressed_by` appear only where they say something.
    """
    fields: dict[str, Json] = {
        "start": finding.start,
        "end": finding.end,
        "kind": finding.kind,
        "score": finding.score,
        "rule": finding.rule,
        "rule_version": finding.rule_version,
        "byte_start": finding.byte_start,
        "byte_end": finding.byte_end,
        "strength": finding.strength.name.lower(),
        "reserved": finding.reserved,
        "reasons": [
            {"type": reason.type, "detail": reason.detail, "start": reason.start, "end": reason.end}
            if reason.start >= 0
            else {"type": reason.type, "detail": reason.detail}
            for reason in finding.reasons
        ],
    }
    if finding.parts:
        fields["parts"] = [
            {"start": part.start, "end": part.end, "kind": part.kind, "rule": part.rule}
            for part in finding.parts
        ]
    if finding.entity >= 0:
        fields["entity"] = finding.entity
    if finding.subject:
        fields["subject"] = finding.subject
    if finding.suppressed_by:
        fields["suppressed_by"] = finding.suppressed_by
    return fields


def text_lines(scanned: ScannedText) -> list[dict[str, Json]]:
    """Return one JSON object per finding of a text, with file, line and column."""
    index = LineIndex(scanned.text)
    lines: list[dict[str, Json]] = []
    for finding in scanned.findings:
        place = index.place(finding.start)
        head: dict[str, Json] = {
            "file": scanned.name,
            "line": place.line,
            "column": place.column,
        }
        lines.append(head | finding_fields(finding))
    return lines
