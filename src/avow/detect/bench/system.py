"""The systems under test: the detector with its locales, and predictions that a peer left."""

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from avow.detect.bench.corpora.interface import LabelledSet, LabelledText
from avow.detect.bench.corpora.sets import labelled_sets
from avow.detect.bench.predicted import ENABLED, Predicted, make_predicted, predicted_texts
from avow.detect.detector import Detector
from avow.errors import DamagedInput, InputError

DEFAULT_POINT = "balanced"
_BATCH_CHARACTERS = 1_000_000
PEER_LABELS = {
    "PERSON": "PERSON",
    "LOCATION": "LOC",
    "ORGANIZATION": "ORG",
    "DATE_TIME": "DATE",
    "AGE": "AGE",
    "NRP": "DEM",
    "EMAIL_ADDRESS": "EMAIL",
    "PHONE_NUMBER": "PHONE",
    "IP_ADDRESS": "IP",
    "URL": "URL",
}
"""Presidio's entities in common labels; every other entity of it is a number: ID."""


@dataclass(slots=True, kw_only=True)
class DetectorSystem:
    """The detector, one instance per declared locale, with the CPU time it used.

    Attributes:
        people: Tier of the name tagger.
        operating_point: Of the tagger.
        cache: Folder of compiled tables, or None for the user's.
        cpu_seconds: Spent in finding, loading excluded.
        bytes_read: UTF-8 bytes scanned.
    """

    people: str
    operating_point: str = DEFAULT_POINT
    cache: Path | None = None
    cpu_seconds: float = 0.0
    bytes_read: int = 0
    _detectors: dict[str, Detector] = field(default_factory=dict)

    def detector(self, locale: str) -> Detector:
        """Return the detector with one declared locale (or none), loading it once.

        Raises:
            UsageError: The tier or the operating point is not installed.
        """
        if locale not in self._detectors:
            self._detectors[locale] = Detector.load(
                people=self.people,
                operating_point=self.operating_point,
                locales=(locale,) if locale else (),
                enable=ENABLED,
                cache=self.cache,
            )
        return self._detectors[locale]

    @property
    def tagger_version(self) -> str:
        """Return the digest of the name tagger, or an empty string without one."""
        return self.detector("").people_version

    def predict(
        self, texts: Sequence[LabelledText], home: LabelledSet | None = None
    ) -> list[list[Predicted]]:
        """Return what the detector finds in each text, in order.

        Args:
            texts: The texts.
            home: Their set, whose locale is declared for texts in its language.
        """
        answers: list[list[Predicted]] = [[] for _ in texts]
        by_locale: dict[str, list[int]] = defaultdict(list)
        for index, text in enumerate(texts):
            at_home = home is not None and text.language == home.language
            locale = home.locale if home and at_home else _locale_of(text.language)
            by_locale[locale].append(index)
        for locale, indexes in by_locale.items():
            detector = self.detector(locale)
            for batch in _batches(texts, indexes):
                plain = [texts[index].text for index in batch]
                begin = time.process_time()
                findings = detector.find_many(plain)
                self.cpu_seconds += time.process_time() - begin
                found = predicted_texts(detector, plain, findings)
                self.bytes_read += sum(len(text.encode()) for text in plain)
                for index, predicted in zip(batch, found, strict=True):
                    answers[index] = predicted
        return answers


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerSystem:
    """Predictions of another tool, as `benchmarks/ner_peers.py` leaves them.

    Attributes:
        name: What the tool is, with versions.
        folder: Holds `<set>.jsonl` with `id` and `spans` as [start, end, entity].
        speed: MB per CPU-second that its run measured, or 0.
        note: How it was set up and trained, for the report.
    """

    name: str
    folder: Path
    speed: float = 0.0
    note: str = ""

    def predict_set(
        self, set_name: str, texts: Sequence[LabelledText]
    ) -> list[list[Predicted]] | None:
        """Return the peer's predictions of a set, or None where it left none.

        Raises:
            DamagedInput: The file does not fit the texts.
        """
        path = self.folder / f"{set_name}.jsonl"
        if not path.is_file():
            return None
        records = [orjson.loads(line) for line in path.read_bytes().splitlines()]
        if [record["id"] for record in records] != [text.id for text in texts]:
            raise DamagedInput(
                f"the peer's predictions in {path} are of other texts",
                hint="Run benchmarks/ner_peers.py again on the same data.",
            )
        return [
            _peer_spans(text.text, record["spans"])
            for text, record in zip(texts, records, strict=True)
        ]


def load_peer(folder: Path) -> PeerSystem:
    """Read what a peer is from its `peer.json`.

    Raises:
        InputError: The folder holds none.
    """
    try:
        facts = orjson.loads((folder / "peer.json").read_bytes())
    except OSError as error:
        raise InputError(
            f"cannot read {folder / 'peer.json'}: {error.strerror}",
            hint="Make the peer's predictions with benchmarks/ner_peers.py.",
        ) from None
    versions = ", ".join(f"{name} {version}" for name, version in facts["versions"].items())
    return PeerSystem(
        name=f"{facts['name']} ({versions})",
        folder=folder,
        speed=float(facts.get("megabytes_per_cpu_second", 0.0)),
        note=str(facts.get("note", "")),
    )


def _peer_spans(text: str, spans: Sequence[tuple[int, int, str]]) -> list[Predicted]:
    """Return a peer's spans; where two of one label overlap, the longer stays."""
    kept: list[Predicted] = []
    for start, end, entity in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        label = PEER_LABELS.get(entity, "ID")
        if any(item.label == label and item.start < end and start < item.end for item in kept):
            continue
        kept.append(make_predicted(text, start, end, label=label, kind=entity))
    return sorted(kept, key=lambda item: (item.start, item.end))


def _locale_of(language: str) -> str:
    return next((row.locale for row in labelled_sets() if row.language == language), "")


def _batches(texts: Sequence[LabelledText], indexes: Sequence[int]) -> list[list[int]]:
    batches: list[list[int]] = [[]]
    size = 0
    for index in indexes:
        if size > _BATCH_CHARACTERS:
            batches.append([])
            size = 0
        batches[-1].append(index)
        size += len(texts[index].text)
    return batches
