from collections.abc import Sequence

import pytest

from avow.detect.detector import Detector
from avow.detect.engine.merge import Contender
from avow.detect.finding import Finding, Strength
from avow.detect.people.contenders import people_contenders, set_apart
from avow.detect.people.interface import Mention
from avow.errors import DetectionError

WANTED = frozenset({"person.name", "quasi.place"})


class FixedTagger:
    name = "fast"
    version = "sha256:" + "0" * 64

    def __init__(self, *answers: list[Mention]) -> None:
        self._answers = list(answers)

    def tag(self, texts: Sequence[str]) -> list[list[Mention]]:
        assert all(isinstance(text, str) for text in texts)
        return self._answers


def mention(start: int, end: int, label: str = "PERSON") -> Mention:
    return Mention(start=start, end=end, label=label, probability=0.91)


def findings(tagger: FixedTagger, text: str) -> list[Finding]:
    return [item.finding for item in people_contenders(tagger, [text], WANTED)[0]]


@pytest.mark.parametrize(
    ("text", "start", "end", "byte_start", "byte_end"),
    [("hi Ann", 3, 6, 3, 6), ("¡é Zoë!", 3, 6, 5, 9), ("😀 Ann", 2, 5, 5, 8)],
)
def test_offsets(text: str, start: int, end: int, byte_start: int, byte_end: int):
    (finding,) = findings(FixedTagger([mention(start, end)]), text)
    assert (finding.byte_start, finding.byte_end) == (byte_start, byte_end)
    assert text.encode()[byte_start:byte_end].decode() == text[start:end]
    assert finding.kind == "person.name"
    assert finding.strength is Strength.TAGGER
    assert text[start:end] not in repr(finding)


def test_kinds_that_nobody_wants_are_left_out():
    tagger = FixedTagger([mention(0, 2, "ORG"), mention(3, 5, "LOC")])
    (finding,) = findings(tagger, "BP in UK")
    assert (finding.kind, finding.strength) == ("quasi.place", Strength.QUASI)


@pytest.mark.parametrize("answers", [[], [[], []], [[mention(0, 99)]]])
def test_a_wrong_answer_fails_closed(answers: list[list[Mention]]):
    with pytest.raises(DetectionError):
        people_contenders(FixedTagger(*answers), ["abc"], WANTED)


@pytest.mark.parametrize("value", ["Calle", "3", "28003"])
def test_one_word_is_no_address(value: str) -> None:
    tagger = FixedTagger([mention(0, len(value), "ADDRESS")])
    assert people_contenders(tagger, [value], frozenset({"contact.address"})) == [[]]


def contender(text: str, value: str, kind: str, rule: str) -> Contender:
    start = text.index(value)
    before = len(text[:start].encode())
    finding = Finding(
        start=start,
        end=start + len(value),
        byte_start=before,
        byte_end=before + len(value.encode()),
        kind=kind,
        rule=rule,
        rule_version=1,
        score=0.5,
        strength=Strength.PATTERN,
    )
    return Contender(finding=finding)


PERSON, ADDRESS, ORGANISATION = "person.name", "contact.address", "quasi.organisation"
LETTER = "Ana Íñigo Hospital del Río Irunlarrea, 4, Calle Mayor 3"


@pytest.mark.parametrize(
    ("own", "named", "left"),
    [
        # An organisation opens or crosses a rule's address: the address begins behind it.
        (
            ("del Río Irunlarrea, 4", ADDRESS),
            ("Hospital del Río", ORGANISATION),
            ["Irunlarrea, 4", "Hospital del Río"],
        ),
        (
            ("Hospital del Río Irunlarrea, 4", ADDRESS),
            ("Hospital del Río", ORGANISATION),
            ["Irunlarrea, 4", "Hospital del Río"],
        ),
        # A rule's name runs into an organisation: it ends there.
        (
            ("Ana Íñigo Hospital", PERSON),
            ("Hospital del Río", ORGANISATION),
            ["Ana Íñigo", "Hospital del Río"],
        ),
        # What is of one class, or does not cross, stays whole.
        (("Ana Íñigo", PERSON), ("Íñigo Hospital", PERSON), ["Ana Íñigo", "Íñigo Hospital"]),
        (("Calle Mayor 3", ADDRESS), ("Mayor", PERSON), ["Calle Mayor 3", "Mayor"]),
        (("Ana Íñigo", PERSON), ("Calle Mayor 3", ADDRESS), ["Ana Íñigo", "Calle Mayor 3"]),
        # A rule names the provider of care: the tagger's part of it is not a person.
        (("Hospital del Río", ORGANISATION), ("Río", PERSON), ["Hospital del Río"]),
        (("Hospital del Río", ORGANISATION), ("Hospital", ORGANISATION), ["Hospital del Río"]),
        (
            ("Hospital del Río", ORGANISATION),
            ("Ana Íñigo Hospital", PERSON),
            ["Hospital del Río", "Ana Íñigo"],
        ),
        # The tagger's address begins before the street word that a rule found.
        (
            ("Calle Mayor 3", ADDRESS),
            ("Irunlarrea, 4, Calle Mayor", ADDRESS),
            ["Calle Mayor 3", "Calle Mayor"],
        ),
    ],
)
def test_rules_and_tagger_part_what_stands_together(
    own: tuple[str, str], named: tuple[str, str], left: list[str]
) -> None:
    ours = contender(LETTER, *own, "rule")
    theirs = contender(LETTER, *named, "people.fast.x")
    kept = [item.finding for item in set_apart(LETTER, [ours], [theirs])]
    assert [LETTER[item.start : item.end] for item in kept] == left
    raw = LETTER.encode()
    assert [raw[item.byte_start : item.byte_end].decode() for item in kept] == left


def test_nothing_to_part_changes_nothing() -> None:
    ours = contender(LETTER, "Ana Íñigo", PERSON, "rule")
    assert set_apart(LETTER, [ours], []) == [ours]
    assert set_apart(LETTER, [], []) == []


@pytest.fixture(scope="module")
def fast() -> Detector:
    return Detector.load(people="fast", only=("person.name", "contact", "quasi"))


def kinds(found: list[Finding], text: str) -> list[tuple[str, str]]:
    return [(text[item.start : item.end], item.kind) for item in found]


def test_the_detector_reports_names_in_prose(fast: Detector):
    text = "i spoke to maria lopez and 山 yesterday"
    assert ("maria lopez", "person.name") in kinds(fast.find(text), text)


def test_a_name_inside_an_address_of_mail_becomes_one_finding(fast: Detector):
    text = "write to john.smith@uni-bonn.de"
    assert kinds(fast.find(text), text) == [("john.smith@uni-bonn.de", "contact.email")]


def test_tokens_are_not_names(fast: Detector):
    assert fast.find("then [PERSON_1] met [PERSON_2] in the office") == []


def test_quasi_kinds_are_off_unless_asked_for():
    text = "she moved to Chicago with the Turkish man"
    assert Detector.load(people="fast").find(text) == []
    found = Detector.load(people="fast", enable=("quasi.place",)).find(text)
    assert kinds(found, text) == [("Chicago", "quasi.place")]


def test_the_answer_for_a_text_does_not_depend_on_the_others(fast: Detector):
    texts = ["Anna Berg called", "no", "i am tom", "Dear Mr. Lee,\n\nhi\n\nJosé"]
    assert fast.find_many(texts) == [fast.find(text) for text in texts]


def test_versions_name_the_tagger():
    without = Detector.load()
    balanced = Detector.load(people="fast")
    recall = Detector.load(people="fast", operating_point="recall")
    assert without.people_version == ""
    assert len({without.rules_digest, balanced.rules_digest, recall.rules_digest}) == 3
    assert balanced.people_version != recall.people_version
