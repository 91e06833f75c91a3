"""Attaching judgements to findings: the one door through which the detector comes in."""

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from avow.detect.finding import Finding, Reason, Strength
from avow.detect.subjects.figures import FigureList
from avow.detect.subjects.gather import Fact
from avow.detect.subjects.interface import (
    Evidence,
    Horizon,
    Judgement,
    JudgePolicy,
    OptOuts,
)
from avow.detect.subjects.judge import judge

PERSON = "person.name"
LINKED_KINDS = frozenset({PERSON, "contact.email", "contact.username"})
MAX_REASONS = 5
_UNEXPLAINED = frozenset({"name", "alone"})
_SPELLS_A_NAME = Reason(type="link", detail="it spells a name of this text")
_OWN_TYPES = frozenset({"list_public", "namesakes", "optout", "minor"})


def judge_findings(
    text: str,
    findings: Sequence[Finding],
    *,
    policy: JudgePolicy | None = None,
    figures: FigureList | None = None,
    optouts: OptOuts | None = None,
    horizon: Horizon = Horizon.DOCUMENT,
) -> list[Finding]:
    """Return the findings with each person's number, verdict and evidence filled in.

    Names get `entity`, `subject` and the evidence as reasons. Addresses and user names that spell
    a name get its `entity` only: a verdict releases names, never what else is known of a person.
    A text without names comes back at once.

    Args:
        text: The text in which they were found.
        findings: Its findings, sorted and not overlapping.
        policy: Settings of the judgement; the defaults if None.
        figures: The list of public figures; the packaged one if None.
        optouts: Who asked to be left out.
        horizon: How much of the text a verdict may rest on.
    """
    if not any(finding.kind == PERSON for finding in findings):
        return list(findings)
    places = [
        index
        for index, finding in enumerate(findings)
        if finding.kind in LINKED_KINDS and not finding.reserved
    ]
    judged = judge(
        text,
        [findings[index] for index in places],
        [
            Fact(start=finding.start, end=finding.end, kind=finding.kind)
            for finding in findings
            if finding.kind != PERSON and not finding.reserved and _is_certain(text, finding)
        ],
        policy=policy,
        figures=figures,
        optouts=optouts,
        horizon=horizon,
    )
    attached = list(findings)
    known: dict[int, tuple[Reason, ...]] = {}
    for index, judgement in zip(places, judged, strict=True):
        # The mentions of one person mostly share their evidence.
        reasons = known.get(id(judgement.evidence))
        if reasons is None:
            reasons = tuple(_reason(item) for item in judgement.evidence[:MAX_REASONS])
            known[id(judgement.evidence)] = reasons
        attached[index] = _attach(findings[index], judgement, reasons)
    return attached


@cache
def subjects_digest() -> str:
    """Return the digest of every table that a verdict rests on, as `sha256:<hex>`."""
    digest = hashlib.sha256()
    folder = files("avow.detect.subjects") / "tables"
    tables = [entry for entry in folder.iterdir() if not entry.name.endswith(".md")]
    for table in sorted(tables, key=lambda entry: entry.name):
        content = table.read_bytes()
        digest.update(table.name.encode() + len(content).to_bytes(8, "big") + content)
    return "sha256:" + digest.hexdigest()


def _is_certain(text: str, finding: Finding) -> bool:
    """Tell whether a detail may condemn: a tagger takes many a place for an address."""
    if finding.strength > Strength.TAGGER:
        return True
    return any(character.isdecimal() for character in text[finding.start : finding.end])


def _attach(finding: Finding, judgement: Judgement, reasons: tuple[Reason, ...]) -> Finding:
    linked = judgement.linked
    if finding.kind != PERSON:
        if linked != "handle":
            return finding
        subject, reasons = finding.subject, (_SPELLS_A_NAME,)
    else:
        subject = judgement.verdict.value
        if linked not in _UNEXPLAINED:
            reasons = (*reasons, _link_reason(linked))
    # Built by hand: `dataclasses.replace` takes three times as long.
    return Finding(
        start=finding.start,
        end=finding.end,
        byte_start=finding.byte_start,
        byte_end=finding.byte_end,
        kind=finding.kind,
        rule=finding.rule,
        rule_version=finding.rule_version,
        score=finding.score,
        strength=finding.strength,
        reserved=finding.reserved,
        reasons=finding.reasons + reasons,
        parts=finding.parts,
        entity=judgement.entity,
        subject=subject,
        suppressed_by=finding.suppressed_by,
    )


@cache
def _link_reason(linked: str) -> Reason:
    return Reason(type="link", detail=linked)


def _reason(evidence: Evidence) -> Reason:
    type_ = evidence.type if evidence.type in _OWN_TYPES else "cue"
    detail = evidence.source if type_ != "cue" else f"{evidence.type}, {evidence.source}"
    if evidence.weight:
        detail = f"{detail} ({evidence.weight:+d})"
    return Reason(type=type_, detail=detail, start=evidence.start, end=evidence.end)
