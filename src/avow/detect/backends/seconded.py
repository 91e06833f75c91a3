"""A detector with second opinions in their modes: union, confirm, audit."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from avow.detect.backends.agreement import (
    AuditCounts,
    audit_text,
    confirm_findings,
    is_sampled,
)
from avow.detect.detector import Detector
from avow.detect.finding import Finding
from avow.detect.interface import RawSpan, SecondOpinion
from avow.detect.table import load_table
from avow.errors import DetectionError, UsageError


class Mode(StrEnum):
    """What a second opinion is asked for."""

    UNION = "union"
    CONFIRM = "confirm"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Second:
    """A second opinion and what it is asked for.

    Attributes:
        opinion: The other detector.
        mode: `union` joins its spans to ours (recall), `confirm` raises the score of our findings
            where it agrees, `audit` compares on a sample and changes nothing.
        rate: Share of texts that an audit reads.
        seed: Which sample an audit takes.
    """

    opinion: SecondOpinion
    mode: Mode = Mode.UNION
    rate: float = 0.01
    seed: str = "avow"


class SecondedDetector(Detector):
    """A detector that asks others; made by `load_seconded`.

    In every mode a second opinion that fails makes the whole call fail: no text passes as
    scanned that one of the detectors asked for could not read.
    """

    _seconds: tuple[Second, ...] = ()

    def ask(self, seconds: Sequence[Second], *, sought: frozenset[str]) -> None:
        """Add opinions that confirm or audit; those of `union` are given to `load`.

        Args:
            seconds: The opinions.
            sought: Kinds that are reported; an audit counts no others.

        Raises:
            UsageError: One is of the mode `union`.
        """
        if any(second.mode is Mode.UNION for second in seconds):
            raise UsageError(
                "a second opinion of the mode 'union' belongs to Detector.load(opinions=...)",
                hint="load_seconded() puts each one where it belongs.",
            )
        self._seconds = tuple(seconds)
        self._lock = threading.Lock()
        self._counts = {second.opinion.name: AuditCounts() for second in seconds}
        self._sought = sought

    @property
    def audits(self) -> dict[str, AuditCounts]:
        """What each audit has seen so far, by name and version."""
        return {
            f"{second.opinion.name} ({second.opinion.version})": self._counts[second.opinion.name]
            for second in self._seconds
            if second.mode is Mode.AUDIT
        }

    def find_many(
        self, texts: Sequence[str], hints: Sequence[str] | None = None
    ) -> list[list[Finding]]:
        """Return the findings of each text; see `Detector.find_many`.

        Raises:
            DetectionError: A second opinion fails or does not answer for every text.
        """
        found = super().find_many(texts, hints)
        for second in self._seconds:
            if second.mode is Mode.CONFIRM:
                found = self._confirm(second.opinion, texts, found)
            else:
                self._audit(second, texts, found)
        return found

    def _confirm(
        self, opinion: SecondOpinion, texts: Sequence[str], found: list[list[Finding]]
    ) -> list[list[Finding]]:
        """Ask only about texts in which we found something."""
        asked = [number for number, findings in enumerate(found) if findings]
        confirmed = list(found)
        spans = _ask(opinion, [texts[number] for number in asked])
        for number, answer in zip(asked, spans, strict=True):
            who = f"{opinion.name} {opinion.version}"
            confirmed[number] = confirm_findings(who, opinion.kinds, found[number], answer)
        return confirmed

    def _audit(self, second: Second, texts: Sequence[str], found: list[list[Finding]]) -> None:
        chosen = [
            number
            for number, text in enumerate(texts)
            if is_sampled(text, rate=second.rate, seed=second.seed)
        ]
        counts = AuditCounts(texts=len(texts) - len(chosen))
        opinion = second.opinion
        for number, spans in zip(
            chosen, _ask(opinion, [texts[number] for number in chosen]), strict=True
        ):
            counts = counts.plus(audit_text(opinion.kinds, self._sought, found[number], spans))
        with self._lock:
            self._counts[opinion.name] = self._counts[opinion.name].plus(counts)


class _Narrowed:
    """A second opinion that speaks only of the kinds that are sought."""

    def __init__(self, opinion: SecondOpinion, sought: frozenset[str]) -> None:
        self.name = opinion.name
        self.version = opinion.version
        self.kinds = {label: kind for label, kind in opinion.kinds.items() if kind in sought}
        self.find = opinion.find


def load_seconded(seconds: Sequence[Second], **choices: Any) -> Detector:  # noqa: ANN401
    """Load a detector with second opinions.

    Joined spans obey `only` and `enable` like our own: a kind that is not sought is not reported.

    Args:
        seconds: The opinions, at most one of a name.
        **choices: Arguments of `Detector.load`.

    Returns:
        A plain `Detector` when no opinion confirms or audits.

    Raises:
        UsageError: Two opinions have one name, a kind is unknown, or a choice is.
    """
    names = [second.opinion.name for second in seconds]
    if len(set(names)) < len(names):
        raise UsageError("a second opinion is asked for twice", hint="Name each one once.")
    sought = _sought_kinds(seconds, **choices)
    joined = [_Narrowed(second.opinion, sought) for second in seconds if second.mode is Mode.UNION]
    others = [second for second in seconds if second.mode is not Mode.UNION]
    if not others:
        return Detector.load(opinions=joined, **choices)
    detector = SecondedDetector.load(opinions=joined, **choices)
    assert isinstance(detector, SecondedDetector)  # noqa: S101 - load returns its own class
    detector.ask(others, sought=sought)
    return detector


def _sought_kinds(
    seconds: Sequence[Second],
    *,
    rules: Sequence[str | Path] = (),
    only: Sequence[str] = (),
    enable: Sequence[str] = (),
    **_: object,
) -> frozenset[str]:
    """Return the kinds that are reported under these choices."""
    kinds = load_table(rules).kinds
    for second in seconds:
        for kind in second.opinion.kinds.values():
            if kind not in kinds:
                raise UsageError(
                    f"{second.opinion.name} means a kind {kind!r} that the catalogue lacks",
                    hint="`avow detect rules list` prints the catalogue.",
                )
    named = only or enable
    return frozenset(
        name
        for name, row in kinds.items()
        if (row.on and not only) or any(name == one or name.startswith(f"{one}.") for one in named)
    )


def _ask(opinion: SecondOpinion, texts: Sequence[str]) -> list[list[RawSpan]]:
    answers = opinion.find(texts)
    if len(answers) != len(texts):
        raise DetectionError(f"{opinion.name} answered for {len(answers)} of {len(texts)}")
    return answers
