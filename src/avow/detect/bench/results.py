"""What a run of the bench found, as values: the source of the tables, the page and the JSON."""

from collections.abc import Mapping
from dataclasses import dataclass

from avow.detect.bench.scores.cuts import Risk
from avow.detect.bench.scores.interface import Figure, PairedDifference, SpanScore
from avow.detect.bench.scores.masking import MaskingScore
from avow.detect.bench.scores.subjects import SubjectScore


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFacts:
    """Everything that changes the figures.

    Attributes:
        version: Of Avow.
        rules_digest: Of the rules in force.
        people: Tier of the name tagger.
        tagger: Digest of its weights, tables and thresholds; empty without one.
        operating_point: Of the tagger.
        command: The command line.
        machine: Processor and Python.
        cpu_seconds: Spent in finding, loading excluded.
        megabytes: Text scanned (UTF-8), 10^6 bytes.
    """

    version: str
    rules_digest: str
    people: str
    tagger: str
    operating_point: str
    command: str
    machine: str
    cpu_seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SetResult:
    """All scores of one system on one file of a set.

    Attributes:
        name: `set/file`.
        title: Name for people.
        language: ISO 639-1 code.
        digest: Of the file.
        texts: How many texts.
        exact_means_something: Whether the text is original, so that exact spans may be scored.
        not_counted: Labelled spans that do not count, by reason.
        scores: By question and measure.
        bars: Person, place and organisation by overlap, unmapped spans not forgiven.
        domains: Persons by overlap in each genre and language, where there are several.
        zones: Persons by overlap in each zone of a form.
        official: MEDDOCAN's view, by view and zone.
        masking: TAB, by what is masked (`everything found`, `what is on by default`).
        risk: What stays readable.
        subjects: Verdicts on persons of known standing.
        casing: Recall of persons by word class.
    """

    name: str
    title: str
    language: str
    digest: str
    texts: int
    exact_means_something: bool
    not_counted: Mapping[str, int]
    scores: tuple[SpanScore, ...]
    bars: Mapping[str, SpanScore]
    domains: Mapping[str, SpanScore]
    zones: Mapping[str, SpanScore]
    official: Mapping[str, Mapping[str, SpanScore]]
    masking: Mapping[str, MaskingScore]
    risk: Risk
    subjects: SubjectScore | None
    casing: Mapping[str, Figure]

    def score(self, label: str, measure: str) -> SpanScore | None:
        """Return one score, or None where it was not asked."""
        hits = (item for item in self.scores if (item.label, item.measure) == (label, measure))
        return next(hits, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarms:
    """False alarms on text without anything to find.

    Attributes:
        text: What the text is.
        counted: Which findings count as false there.
        alarms: How many.
        megabytes: Of text, 10^6 bytes of UTF-8.
    """

    text: str
    counted: str
    alarms: int
    megabytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerResult:
    """Another tool's scores on the same files.

    Attributes:
        name: Tool and versions.
        sets: Its results.
        differences: Avow minus the tool, F1 of persons by overlap, by set.
        alarms: Its false alarms.
        speed: MB per CPU-second that its run measured, or 0.
        note: How it was set up and trained.
    """

    name: str
    sets: tuple[SetResult, ...]
    differences: Mapping[str, PairedDifference]
    alarms: tuple[Alarms, ...]
    speed: float
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchRun:
    """One run.

    Attributes:
        facts: What was run.
        sets: Avow's results.
        lowered: Persons by overlap on the English sets in lower case, by set.
        casing: Recall of persons by word class, all sets together.
        origins: Recall of persons by origin and form of the name, in made-up sentences.
        alarms: False alarms.
        peers: Other tools.
    """

    facts: RunFacts
    sets: tuple[SetResult, ...]
    lowered: Mapping[str, SpanScore]
    casing: Mapping[str, Figure]
    origins: Mapping[str, Mapping[str, Figure]]
    alarms: tuple[Alarms, ...]
    peers: tuple[PeerResult, ...]
