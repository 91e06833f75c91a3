import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avow.detect.people.fast import FastTagger, trim
from avow.detect.people.interface import LABELS, PeopleTagger
from avow.detect.people.operating import POINTS, find_point
from avow.errors import DecodeError, UsageError

TAGGER = FastTagger.load()
PIECES = st.sampled_from(
    ["Anna Berg", "the", "paid", "to", "Mr. López", "in Paris", ",", ".", "\n", "\n\n",
     "12 Main St", "josé", "😀", "張偉", "said", "'s", "@ann", "1999", "\0", "\t"]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=30).map(" ".join)


def found(text: str, point: str = "balanced") -> list[tuple[str, str]]:
    tagger = TAGGER if point == "balanced" else FastTagger.load(point)
    return [(text[m.start : m.end], m.label) for m in tagger.tag([text])[0]]


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("Yesterday John Smith called.", ("John Smith", "PERSON")),
        ("hey can u ask maria to call me", ("maria", "PERSON")),
        ("Dear Mrs. Wilson,\n\nthank you", ("Wilson", "PERSON")),
        ("We met Anna Kowalska's brother", ("Anna Kowalska", "PERSON")),
        ("Mi vecina Carmen Ortega vive aquí", ("Carmen Ortega", "PERSON")),
        ("😀😀 ich heiße Jürgen Müller", ("Jürgen Müller", "PERSON")),
        ("She moved to Chicago in May.", ("Chicago", "LOC")),
    ],
)
def test_finds(text: str, mention: tuple[str, str]):
    assert mention in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n ",
        "The invoice was paid on time.",
        "import numpy as np\nfrom collections import Counter",
        "ok will do, may be late though",
        "Dear Sir or Madam, to whom it may concern",
        "2024-05-01 10:22:01 INFO starting server on port 8080",
    ],
)
def test_finds_no_person(text: str):
    assert [value for value, label in found(text) if label == "PERSON"] == []


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, max_size=6))
def test_a_text_is_tagged_the_same_alone_and_in_any_batch(texts: list[str]):
    alone = [TAGGER.tag([text])[0] for text in texts]
    assert TAGGER.tag(texts) == alone
    assert TAGGER.tag(texts[::-1]) == alone[::-1]


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_mentions_lie_inside_the_text_in_order(text: str):
    mentions = TAGGER.tag([text])[0]
    end = 0
    for mention in mentions:
        assert end <= mention.start < mention.end <= len(text)
        assert mention.label in LABELS
        assert 0 <= mention.probability <= 1
        assert text[mention.start : mention.end].strip() == text[mention.start : mention.end]
        end = mention.end


def test_large_texts_and_many_texts_agree_with_one_by_one():
    text = "Then Anna Berg and Mr. López went to Paris. " * 3000
    texts = [text, "no one", text[:900], ""] * 2
    assert TAGGER.tag(texts) == [TAGGER.tag([one])[0] for one in texts]


def test_the_recall_point_finds_no_less_than_balanced_and_precision_no_more():
    text = "will mark ask grace and tom tmrw if Hope or Chase Manhattan called Wendy's"
    persons = [
        sum(label == "PERSON" for _, label in found(text, point.name))
        for point in sorted(POINTS, key=lambda point: point.person)
    ]
    assert persons == sorted(persons)


def test_versions_tell_operating_points_apart():
    versions = {FastTagger.load(point.name).version for point in POINTS}
    assert len(versions) == len(POINTS)
    assert FastTagger.load().version == TAGGER.version


def test_errors():
    with pytest.raises(UsageError, match="operating point"):
        find_point("best")
    with pytest.raises(DecodeError):
        TAGGER.tag(["ok", "\ud800"])


def test_it_is_a_people_tagger():
    tagger: PeopleTagger = TAGGER
    assert tagger.name == "fast"
    assert tagger.version.startswith("sha256:")


@pytest.mark.parametrize(
    ("value", "left"),
    [
        ("Mr. Lee's", "Lee"),
        ("“Ann”", "Ann"),
        ("Ann,", "Ann"),
        ("Sammy Davis Jr.", "Sammy Davis Jr."),
        ("Frau Dr. Li", "Li"),
        ("Dr", "Dr"),
        ("Drew", "Drew"),
        ("12", ""),
        ("--", ""),
    ],
)
def test_trimming_a_person(value: str, left: str):
    start, end = trim(f"x {value}", 2, 2 + len(value), person=True)
    assert f"x {value}"[start:end] == left


def test_trimming_leaves_other_labels_alone():
    assert trim("St. John's", 0, 10, person=False) == (0, 10)
