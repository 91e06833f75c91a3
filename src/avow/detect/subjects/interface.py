"""What linking and judging give: persons of a document, verdicts and the evidence for them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Verdict(StrEnum):
    """Who a person is for the purposes of privacy; `UNKNOWN` is acted on as `PRIVATE`."""

    PRIVATE = "private"
    PUBLIC = "public"
    UNKNOWN = "unknown"


class Horizon(StrEnum):
    """How much of a text a verdict may rest on.

    DOCUMENT: All of it. CLAUSE: what stands up to the end of the mention's own clause, so that a
    stream need not be held back; a later cue neither releases nor condemns what has left.
    """

    DOCUMENT = "document"
    CLAUSE = "clause"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One item of evidence about a person; never holds a name or another value of the text.

    Attributes:
        type: `list_public`, `namesakes`, `expired`, `life_dates`, `history`, `corroborated`,
            `prominence`, `contact`, `correspondence`, `form`, `age`, `minor`, `optout`,
            `one_word`, or the type of a cue row.
        source: Cue id, or list with its version.
        date: Date of the data that it rests on, as `YYYY-MM-DD` or a year; empty for the text.
        weight: Positive speaks for a public figure, negative for a private person, 0 explains.
        start, end: Half-open code points of the cue, or -1.
        decisive: It settles the verdict alone.
    """

    type: str
    source: str
    date: str = ""
    weight: int = 0
    start: int = -1
    end: int = -1
    decisive: bool = False


class Mentioned(Protocol):
    """What linking and judging read of a mention: a `Person`, or a finding as it is."""

    @property
    def start(self) -> int:
        """First code point."""

    @property
    def end(self) -> int:
        """One past the last code point."""

    @property
    def kind(self) -> str:
        """`person.name`, `contact.email` or `contact.username`; of a fact, any kind."""

    @property
    def rule(self) -> str:
        """Rule that found it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A span that names a person, or spells a name, as linking takes it.

    Attributes:
        start, end: Half-open code points.
        kind: `person.name`, `contact.email` or `contact.username`.
        rule: Rule that found it; tells a form, a header or a signature from running text.
    """

    start: int
    end: int
    kind: str = "person.name"
    rule: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The verdict on one mention.

    Attributes:
        entity: Number of the person within the document, by first mention.
        verdict: The verdict.
        evidence: What it rests on, heaviest first.
        linked: How the mention was linked to the person; see `link.Linked`.
    """

    entity: int
    verdict: Verdict
    evidence: tuple[Evidence, ...] = ()
    linked: str = "alone"


class OptOuts(Protocol):
    """Who asked to be left out; `avow.suppression.index.OptOutIndex` is the usual one."""

    def person_hit(self, kind: str, value: str) -> str:
        """Return the keyed digest that a value hits, or an empty string."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgePolicy:
    """Settings of the judgement.

    Attributes:
        role_years: A listed role counts for this many years after the person's birth year plus
            `ROLE_START_AGE`; 0 for no expiry. The list holds no end dates, so the birth year is
            the only date that it can be measured by.
        use_list: Use the list of public figures.
        use_roles: Let role cues alone release a person who is not on the list.
        public_score: Sum of weights from which a person is a public figure.
    """

    role_years: int = 0
    use_list: bool = True
    use_roles: bool = True
    public_score: int = 3
