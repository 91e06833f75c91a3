"""A detector with second opinions: three modes, narrowed kinds, and failing closed."""

from collections.abc import Sequence

import pytest

from avow.detect.backends.seconded import Mode, Second, SecondedDetector, load_seconded
from avow.detect.detector import Detector
from avow.detect.interface import RawSpan
from avow.errors import DetectionError, UsageError

TEXT = "Ask Anna Muster or write to anna@firma.de before ten."


class Marker:
    """A second opinion that finds given words; goes through the protocol, as any other does."""

    version = "1"

    def __init__(
        self,
        words: dict[str, str],
        kinds: dict[str, str],
        *,
        name: str = "marker",
        short: bool = False,
    ) -> None:
        self.name = name
        self.kinds = kinds
        self.asked: list[str] = []
        self._words = words
        self._short = short

    def find(self, texts: Sequence[str]) -> list[list[RawSpan]]:
        self.asked += texts
        answers = [
            [
                RawSpan(start=place, end=place + len(word), label=label, score=0.6)
                for word, label in self._words.items()
                if (place := text.find(word)) >= 0
            ]
            for text in texts
        ]
        return answers[:-1] if self._short else answers


NAMES = {"NAME": "person.name", "MAIL": "contact.email", "ZIP": "quasi.postcode"}
WORDS = {"Anna Muster": "NAME", "anna@firma.de": "MAIL"}


FEW = ("contact.email", "person")
"""Kinds of most tests here: a small table of patterns loads quickly."""


def _load(*seconds: Second) -> Detector:
    return load_seconded(seconds, only=FEW)


@pytest.fixture(scope="module")
def plain() -> Detector:
    return Detector.load(only=FEW)


def test_union_adds_what_we_do_not_see() -> None:
    detector = _load(Second(opinion=Marker(WORDS, NAMES)))
    found = detector.find(TEXT)
    assert [(one.kind, one.rule) for one in found] == [
        ("person.name", "marker.NAME"),
        ("contact.email", "contact.email"),
    ]
    assert found[0].reasons[0].detail == "marker 1"


@pytest.mark.parametrize(
    ("choices", "kinds"),
    [
        ({"only": ("contact.email",)}, ["contact.email"]),
        ({"only": FEW}, ["person.name", "contact.email"]),
        ({"only": (*FEW, "quasi")}, ["person.name", "contact.email", "quasi.postcode"]),
    ],
)
def test_joined_spans_obey_only(choices: dict[str, tuple[str, ...]], kinds: list[str]) -> None:
    opinion = Marker({**WORDS, "ten": "ZIP"}, NAMES)
    detector = load_seconded([Second(opinion=opinion)], **choices)
    assert [one.kind for one in detector.find(TEXT)] == kinds


def test_confirm_raises_scores_and_adds_nothing(plain: Detector) -> None:
    before = plain.find(TEXT)
    seconded = _load(Second(opinion=Marker(WORDS, NAMES), mode=Mode.CONFIRM))
    found = seconded.find(TEXT)
    assert [(one.start, one.end, one.kind) for one in found] == [
        (one.start, one.end, one.kind) for one in before
    ]
    assert found[0].score > before[0].score
    assert found[0].reasons[-1].detail == "marker 1 agrees: MAIL"


def test_confirm_asks_only_about_texts_with_findings() -> None:
    opinion = Marker(WORDS, NAMES)
    detector = _load(Second(opinion=opinion, mode=Mode.CONFIRM))
    detector.find_many(["nothing here", TEXT, ""])
    assert opinion.asked == [TEXT]


def test_audit_changes_nothing_and_counts(plain: Detector) -> None:
    opinion = Marker(WORDS, NAMES)
    seconded = _load(Second(opinion=opinion, mode=Mode.AUDIT, rate=1.0))
    assert isinstance(seconded, SecondedDetector)
    texts = [TEXT, "nothing here"]
    assert seconded.find_many(texts) == plain.find_many(texts)
    (counts,) = seconded.audits.values()
    assert list(seconded.audits) == ["marker (1)"]
    assert (counts.texts, counts.sampled, counts.spans) == (2, 2, 2)
    assert (counts.covered, counts.missed) == (1, 1)
    assert counts.missed_by_kind == {"person.name": 1}


def test_an_audit_reads_the_same_sample_in_any_batches() -> None:
    texts = [f"{number} {TEXT}" for number in range(60)]
    asked = []
    for size in (7, 60):
        opinion = Marker(WORDS, NAMES)
        detector = _load(Second(opinion=opinion, mode=Mode.AUDIT, rate=0.3))
        for first in range(0, len(texts), size):
            detector.find_many(texts[first : first + size])
        asked.append(opinion.asked)
    assert asked[0] == asked[1]
    assert 5 < len(asked[0]) < 35


@pytest.mark.parametrize("mode", list(Mode))
def test_an_opinion_that_does_not_answer_for_every_text_fails_the_call(mode: Mode) -> None:
    opinion = Marker(WORDS, NAMES, short=True)
    detector = _load(Second(opinion=opinion, mode=mode, rate=1.0))
    with pytest.raises(DetectionError, match="answered for 0 of 1"):
        detector.find(TEXT)


def test_two_opinions_of_one_name_are_refused() -> None:
    twice = [Second(opinion=Marker(WORDS, NAMES)), Second(opinion=Marker(WORDS, NAMES))]
    with pytest.raises(UsageError, match="asked for twice"):
        load_seconded(twice)


def test_a_kind_that_the_catalogue_lacks_is_refused() -> None:
    opinion = Marker(WORDS, {"NAME": "person.nom"})
    with pytest.raises(UsageError, match=r"person\.nom"):
        load_seconded([Second(opinion=opinion)])


def test_an_opinion_to_join_is_not_asked_afterwards() -> None:
    detector = SecondedDetector.load(only=FEW)
    assert isinstance(detector, SecondedDetector)
    with pytest.raises(UsageError, match="union"):
        detector.ask([Second(opinion=Marker(WORDS, NAMES))], sought=frozenset())


def test_without_confirm_or_audit_it_is_a_plain_detector() -> None:
    assert type(_load()) is Detector
