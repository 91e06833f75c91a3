"""Comparing our findings with a second opinion: what it confirms, and what it alone sees."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from avow.detect.finding import Finding, Reason
from avow.detect.interface import RawSpan

LEAST_SHARE = 0.5
"""A span confirms a finding when they share at least half of the longer one."""
LARGEST_DRAW = 1 << 64


def confirm_findings(
    who: str, kinds: Mapping[str, str], findings: Sequence[Finding], spans: Sequence[RawSpan]
) -> list[Finding]:
    """Return the findings, with a higher score and one more reason where a span agrees.

    A span agrees when it covers much the same characters and its kind is of the same class (the
    first part of the name). The score moves half of its way to 1, whatever score the span has:
    scores of other detectors cannot be compared with ours.

    Args:
        who: Name and version of the other detector.
        kinds: Its labels and the kinds they mean; other labels are ignored.
        findings: Ours.
        spans: Its, in the same text.
    """
    confirmed: list[Finding] = []
    for finding in findings:
        span = next((span for span in spans if _agrees(kinds, finding, span)), None)
        if span is not None:
            reason = Reason(
                type="opinion",
                detail=f"{who} agrees: {span.label}",
                start=span.start,
                end=span.end,
            )
            score = round(finding.score + (1 - finding.score) / 2, 3)
            finding = replace(finding, score=score, reasons=(*finding.reasons, reason))  # noqa: PLW2901
        confirmed.append(finding)
    return confirmed


def _agrees(kinds: Mapping[str, str], finding: Finding, span: RawSpan) -> bool:
    shared = min(finding.end, span.end) - max(finding.start, span.start)
    longer = max(finding.end - finding.start, span.end - span.start)
    return (
        shared >= LEAST_SHARE * longer
        and span.label in kinds
        and _class(kinds[span.label]) == _class(finding.kind)
    )


def _class(kind: str) -> str:
    return kind.partition(".")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditCounts:
    """What a second opinion saw in a sample of texts beside our findings.

    A missed span is no proven miss: the other detector may be wrong.

    Attributes:
        texts: Texts that were scanned.
        sampled: Texts of these that the other detector read too.
        spans: Spans that it gave, of kinds that we look for.
        covered: Spans whose every character lies in our findings.
        partly: Spans that our findings cover in part.
        missed: Spans that we do not touch.
        missed_by_kind: Missed and partly covered spans by kind.
        alone: Findings of ours, of its kinds, that none of its spans touches.
    """

    texts: int = 0
    sampled: int = 0
    spans: int = 0
    covered: int = 0
    partly: int = 0
    missed: int = 0
    missed_by_kind: Mapping[str, int] = field(default_factory=dict)
    alone: int = 0

    def plus(self, other: "AuditCounts") -> "AuditCounts":
        """Return the sum of both."""
        by_kind = Counter(self.missed_by_kind) + Counter(other.missed_by_kind)
        return AuditCounts(
            texts=self.texts + other.texts,
            sampled=self.sampled + other.sampled,
            spans=self.spans + other.spans,
            covered=self.covered + other.covered,
            partly=self.partly + other.partly,
            missed=self.missed + other.missed,
            missed_by_kind=dict(sorted(by_kind.items())),
            alone=self.alone + other.alone,
        )


def is_sampled(text: str, *, rate: float, seed: str) -> bool:
    """Tell whether a text belongs to the sample: by its own hash, so in every run the same.

    Args:
        text: The text.
        rate: Share of distinct texts to choose, 0 to 1.
        seed: Another seed chooses another sample.
    """
    digest = hashlib.blake2b(text.encode("utf-8"), digest_size=8, key=seed.encode()[:64]).digest()
    return int.from_bytes(digest, "big") < rate * LARGEST_DRAW


def audit_text(
    kinds: Mapping[str, str],
    sought: frozenset[str],
    findings: Sequence[Finding],
    spans: Sequence[RawSpan],
) -> AuditCounts:
    """Compare both answers for one text of the sample.

    Args:
        kinds: The other detector's labels and the kinds they mean.
        sought: Kinds that we look for; its other spans are not counted.
        findings: Ours.
        spans: Its.
    """
    counted = [span for span in spans if kinds.get(span.label) in sought]
    covered = partly = 0
    missed: Counter[str] = Counter()
    for span in counted:
        seen = _characters_seen(span, findings)
        if seen == span.end - span.start:
            covered += 1
        else:
            missed[kinds[span.label]] += 1
            partly += seen > 0
    alone = sum(
        finding.kind in kinds.values() and not any(_touch(finding, span) for span in spans)
        for finding in findings
    )
    return AuditCounts(
        texts=1,
        sampled=1,
        spans=len(counted),
        covered=covered,
        partly=partly,
        missed=len(counted) - covered - partly,
        missed_by_kind=dict(sorted(missed.items())),
        alone=alone,
    )


def _touch(finding: Finding, span: RawSpan) -> bool:
    return finding.start < span.end and span.start < finding.end


def _characters_seen(span: RawSpan, findings: Sequence[Finding]) -> int:
    """Return how many characters of a span lie in findings, which do not overlap each other."""
    return sum(
        max(0, min(span.end, finding.end) - max(span.start, finding.start)) for finding in findings
    )
