"""What the cleaner returns for one record: the new texts, every decision, and its outcome."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """Where a record goes; every record of the input has exactly one."""

    KEPT = "kept"
    CHANGED = "changed"
    DROPPED = "dropped"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One finding and what was done with it: a row of the audit sidecar, without the value.

    Attributes:
        leaf: Index into the record's leaves.
        path: Field path; a key that holds personal data shows its replacement.
        start, end: Code points in the original leaf text.
        out_start, out_end: Code points in the leaf text of the output; -1 where the record is
            not in the output.
        kind, rule, rule_version: What was found and by which row.
        score: 0 to 255.
        subject: `private`, `public`, `unknown` or empty.
        action: What was done (`redact`, `token`, `keep`, `reserved`, `optout` …).
        evidence: Strongest reason type.
        parts: Kinds that were merged into this one.
        pass_number: 0 for the first look, then the fixpoint passes.
        value_digest: Keyed digest in scope `dataset` or `group`, else empty.
    """

    leaf: int
    path: str
    start: int
    end: int
    out_start: int
    out_end: int
    kind: str
    rule: str
    rule_version: int
    score: int
    subject: str
    action: str
    evidence: str
    parts: tuple[str, ...] = ()
    pass_number: int = 0
    value_digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanedRecord:
    """The cleaner's answer for one record.

    Attributes:
        outcome: Kept as it was, changed, dropped or quarantined.
        reason: Why it was dropped or quarantined, else empty.
        texts: New text per leaf index; only changed leaves.
        decisions: In order of leaf and start; `keep` decisions are rows too.
        optout_hits: Digests of the selectors that hit this record.
    """

    outcome: Outcome
    reason: str = ""
    texts: Mapping[int, str] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()
    optout_hits: tuple[str, ...] = ()
