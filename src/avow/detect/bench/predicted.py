"""What a system under test says of a text, in the labels of the labelled sets."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from avow.detect.bench.corpora.interface import Corpus
from avow.detect.bench.corpora.mentions import core_of
from avow.detect.detector import Detector
from avow.detect.finding import Finding
from avow.detect.people.interface import KIND_OF_LABEL, PeopleTagger

_LABEL_OF_PREFIX = (
    ("person.name", "PERSON"),
    ("person", "USERNAME"),
    ("contact.address", "ADDRESS"),
    ("contact.email", "EMAIL"),
    ("contact.phone", "PHONE"),
    ("contact.profile_url", "URL"),
    ("contact", "USERNAME"),
    ("network.ipv4", "IP"),
    ("network.ipv6", "IP"),
    ("network", "ID"),
    ("time", "DATE"),
    ("quasi.age", "AGE"),
    ("quasi.place", "LOC"),
    ("quasi.postcode", "ADDRESS"),
    ("quasi.organisation", "ORG"),
    ("quasi.employer", "ORG"),
    ("quasi.school", "ORG"),
    ("quasi", "DEM"),
    ("gov", "ID"),
    ("health", "ID"),
    ("financial", "ID"),
    ("crypto", "ID"),
    ("vehicle", "ID"),
    ("device", "ID"),
    ("id", "ID"),
)
"""First prefix that fits decides; a kind without one (secrets) has no label."""

ENABLED = ("time", "quasi")
"""Classes that are off by default and that labelled sets ask for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicted:
    """One predicted span.

    Attributes:
        start, end: Half-open code points.
        core_start, core_end: The same without titles and possessive s for persons.
        label: Common label, or empty where the kind has none.
        kind: Kind of the finding, or the peer's own label.
        subject: `private`, `public`, `unknown`, or empty.
        by_default: Whether it is found and masked without being asked for.
    """

    start: int
    end: int
    core_start: int
    core_end: int
    label: str
    kind: str
    subject: str = ""
    by_default: bool = True


Predictions = Sequence[Sequence[Predicted]]
"""The predicted spans of each text of a corpus, sorted."""

System = Callable[[Corpus], Predictions]
"""A system under test: predicts every text of a corpus."""


def label_of_kind(kind: str) -> str:
    """Return the common label of a kind, or an empty string."""
    for prefix, label in _LABEL_OF_PREFIX:
        if kind == prefix or kind.startswith(prefix + "."):
            return label
    return ""


def predicted_of(text: str, finding: Finding, *, by_default: bool) -> Predicted:
    """Return a finding as a predicted span."""
    return make_predicted(
        text,
        finding.start,
        finding.end,
        label=label_of_kind(finding.kind),
        kind=finding.kind,
        subject=finding.subject,
        by_default=by_default,
    )


def make_predicted(
    text: str,
    start: int,
    end: int,
    *,
    label: str,
    kind: str,
    subject: str = "",
    by_default: bool = True,
) -> Predicted:
    """Return a predicted span with its core worked out."""
    core = core_of(text, start, end) if label == "PERSON" else (start, end)
    return Predicted(
        start=start,
        end=end,
        core_start=core[0],
        core_end=core[1],
        label=label,
        kind=kind,
        subject=subject,
        by_default=by_default,
    )


def predicted_texts(
    detector: Detector, texts: Sequence[str], findings: Sequence[Sequence[Finding]]
) -> list[list[Predicted]]:
    """Return the detector's findings of each text as predicted spans."""
    on = {row.name: row.on for row in detector.kinds}
    return [
        [predicted_of(text, finding, by_default=on[finding.kind]) for finding in found]
        for text, found in zip(texts, findings, strict=True)
    ]


def predict_with_tagger(tagger: PeopleTagger, texts: Sequence[str]) -> list[list[Predicted]]:
    """Return what a tagger alone says of each text, for choosing models before they are wired."""
    return [
        [
            make_predicted(
                text,
                mention.start,
                mention.end,
                label=mention.label,
                kind=KIND_OF_LABEL[mention.label],
            )
            for mention in mentions
        ]
        for text, mentions in zip(texts, tagger.tag(texts), strict=True)
    ]
