"""Findings: where personal information stands in a text, of which kind, and on what evidence."""

from dataclasses import dataclass
from enum import IntEnum


class Strength(IntEnum):
    """What a finding rests on, weakest first; the order decides which of two overlapping wins."""

    QUASI = 1
    TAGGER = 2
    PATTERN = 3
    CONTEXT = 4
    SECRET = 5
    CHECK = 6
    DENY = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One piece of evidence for a finding; never holds the value that was found.

    Attributes:
        type: `pattern`, `check_digit`, `context_word`, `hint`, `locale`, `tagger`, `deny_list` …
        detail: What exactly (verifier name, the context word of the rule, locale).
        start: First code point of the evidence in the text, or -1 when it has no place.
        end: One past its last code point, or -1.
    """

    type: str
    detail: str
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A weaker finding that was merged into a stronger one."""

    start: int
    end: int
    kind: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One span of personal information or of a secret; the value itself is never stored.

    Attributes:
        start, end: Half-open code-point offsets into the text that the caller passed.
        byte_start, byte_end: The same in UTF-8 bytes.
        kind: Dotted name of the catalogue, for example `contact.email`.
        rule, rule_version: Which row decided.
        score: Confidence rank from 0 to 1; comparable within a kind, not a probability.
        strength: What the decision rests on.
        reserved: A documentation or test value (example.com, 555-0100, a test card).
        reasons: The evidence, strongest first.
        parts: Other findings that this one absorbed.
        entity: Number of the person within the document, where known.
        subject: `private`, `public` or `unknown` for persons, else empty.
        suppressed_by: Allow-list entry that releases the finding, else empty.
    """

    start: int
    end: int
    byte_start: int
    byte_end: int
    kind: str
    rule: str
    rule_version: int
    score: float
    strength: Strength
    reserved: bool = False
    reasons: tuple[Reason, ...] = ()
    parts: tuple[Part, ...] = ()
    entity: int = -1
    subject: str = ""
    suppressed_by: str = ""
