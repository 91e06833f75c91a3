"""What others plug into the detector: taggers of people, and second opinions on any kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class RawSpan:
    """A span as another detector reports it.

    Attributes:
        start, end: Half-open code points of the text that was given.
        label: The other detector's own label, kept as evidence.
        score: Its own score from 0 to 1.
    """

    start: int
    end: int
    label: str
    score: float


class SecondOpinion(Protocol):
    """Another detector behind the same interface: a tagger, Presidio, Privacy Filter, GLiNER2.

    Attributes:
        name: Short name used in evidence and rule ids.
        version: Everything that changes its answers.
        kinds: Its labels and the kinds they mean; labels that are absent are ignored.
    """

    name: str
    version: str
    kinds: dict[str, str]

    def find(self, texts: Sequence[str]) -> list[list[RawSpan]]:
        """Return the spans of each text; raises rather than returning a partial result."""
