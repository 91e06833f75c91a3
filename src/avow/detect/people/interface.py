"""What a tagger of running text gives: mentions with a label and a probability."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

LABELS = ("PERSON", "LOC", "ORG", "ADDRESS", "DATE", "AGE", "DEM")
"""Labels of the taggers; ADDRESS and LOC apart, DATE any date, DEM a demographic word."""

KIND_OF_LABEL = {
    "PERSON": "person.name",
    "LOC": "quasi.place",
    "ORG": "quasi.organisation",
    "ADDRESS": "contact.address",
    "DATE": "time.date",
    "AGE": "quasi.age",
    "DEM": "quasi.demographic",
}
"""The kind that a label becomes; a date beside a birth word becomes `time.birth`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One tagged span of a text.

    Attributes:
        start, end: Half-open code points; no title, no possessive s, no outer spaces.
        label: One of `LABELS`.
        probability: Mean probability of the label over its words, 0 to 1.
    """

    start: int
    end: int
    label: str
    probability: float


class PeopleTagger(Protocol):
    """A tagger of people and what surrounds them.

    Attributes:
        name: Tier (`fast`, `accurate`).
        version: Digest of everything that changes an answer: weights, tables, thresholds.
    """

    name: str
    version: str

    def tag(self, texts: Sequence[str]) -> list[list[Mention]]:
        """Return the mentions of each text, sorted and not overlapping.

        The answer for a text does not depend on the other texts of the call.
        """
