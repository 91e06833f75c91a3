"""Samples: cut without splitting marks, edited with their marks, the unknown kept apart."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avow.detect.bench.corpora.interface import (
    Corpus,
    Ignored,
    LabelledSpan,
    LabelledText,
    Part,
)
from avow.detect.bench.corpora.interface import LabelledFile as File
from avow.detect.bench.corpora.sets import find_set
from avow.train.tagger import samples as student
from avow.train.tagger.teacher.samples import (
    NOT_KNOWN,
    Mark,
    Sample,
    edit_sample,
    part_of,
    samples_of,
    taken_over,
)


def span(start: int, end: int, label: str, ignored: Ignored = Ignored.NO) -> LabelledSpan:
    return LabelledSpan(
        start=start,
        end=end,
        core_start=start,
        core_end=end,
        label=label,
        source_label=label,
        ignored=ignored,
    )


def corpus_of(text: str, *spans: LabelledSpan) -> Corpus:
    row = find_set("wnut17")
    labelled = LabelledText(id="1", text=text, language="en", domain="", spans=spans)
    file = File(name="train", part=Part.TRAIN, annotates=frozenset(("PERSON", "LOC", "EMAIL")))
    return Corpus(set=row, file=file, texts=(labelled,), digest="sha256:0")


def only_sample(text: str, *spans: LabelledSpan) -> Sample:
    (sample,) = samples_of(corpus_of(text, *spans), most_words=50, seed=0)
    return sample


def test_a_core_is_marked_not_the_title() -> None:
    titled = replace(span(0, 6, "PERSON"), core_start=3)
    assert only_sample("Dr Lee is in", titled).marks == (Mark(start=3, end=6, label="PERSON"),)


@pytest.mark.parametrize("reason", [Ignored.HANDLE, Ignored.ROLE, Ignored.NOT_A_NAME])
def test_what_does_not_count_is_unknown(reason: Ignored) -> None:
    sample = only_sample("@lee is in", span(0, 4, "PERSON", reason))
    assert sample.marks == (Mark(start=0, end=4, label=NOT_KNOWN),)


@pytest.mark.parametrize(
    "unmarked",
    [
        span(0, 3, "", Ignored.UNMAPPED),
        span(0, 3, "PERSON", Ignored.TITLE),
        span(0, 3, "EMAIL"),
        span(0, 3, "DATE"),
    ],
)
def test_other_labels_leave_no_mark(unmarked: LabelledSpan) -> None:
    assert only_sample("Lee is in", unmarked).marks == ()


def test_only_tagger_labels_are_annotated() -> None:
    assert only_sample("Lee is in").annotated == {"PERSON", "LOC"}


def test_the_longer_of_two_overlapping_spans_stays() -> None:
    sample = only_sample("New York City Hall", span(0, 8, "LOC"), span(0, 13, "LOC"))
    assert sample.marks == (Mark(start=0, end=13, label="LOC"),)


@given(st.integers(0, 59), st.integers(1, 30), st.integers(1, 9))
@settings(max_examples=60, deadline=None)
def test_cutting_loses_no_mark_and_no_word(start: int, length: int, seed: int) -> None:
    words = [f"w{number}." for number in range(60)]
    text = " ".join(words)
    first = len(" ".join([*words[:start], ""])) if start else 0
    end = min(first + len(" ".join(words[start : start + length])), len(text))
    marked = span(first, end, "PERSON")
    parts = samples_of(corpus_of(text, marked), most_words=10, seed=seed)
    values = [part.text[mark.start : mark.end] for part in parts for mark in part.marks]
    assert values == [text[first:end]]
    assert " ".join(part.text for part in parts).split() == text.split()


def test_same_seed_same_cuts() -> None:
    corpus = corpus_of(" ".join(["word"] * 400))
    first = samples_of(corpus, most_words=40, seed=3)
    assert samples_of(corpus, most_words=40, seed=3) == first
    assert samples_of(corpus, most_words=40, seed=4) != first


def make(text: str, *marks: tuple[int, int]) -> Sample:
    return Sample(
        text=text,
        marks=tuple(Mark(start=start, end=end, label="PERSON") for start, end in marks),
        annotated=frozenset(("PERSON",)),
        source="test",
    )


def test_edits_move_and_stretch_marks() -> None:
    sample = make("Ann met Bob Lee in May", (0, 3), (8, 15))
    edited = edit_sample(sample, [(0, 3, "Katharina"), (8, 11, "Al"), (16, 18, "near")])
    assert edited.text == "Katharina met Al Lee near May"
    assert [edited.text[mark.start : mark.end] for mark in edited.marks] == ["Katharina", "Al Lee"]


def test_no_edit_returns_the_sample_itself() -> None:
    sample = make("Ann", (0, 3))
    assert edit_sample(sample, []) is sample


def test_part_drops_marks_that_are_not_inside() -> None:
    part = part_of(make("Ann met Bob", (0, 3), (8, 11)), 4, 11)
    assert (part.text, part.marks) == ("met Bob", (Mark(start=4, end=7, label="PERSON"),))


def test_repr_does_not_show_the_text() -> None:
    assert "Ann" not in repr(make("Ann", (0, 3)))


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("Ann Lee came", [(0, 3, "PERSON"), (4, 7, "PERSON")], [(0, 7, "PERSON")]),
        ("Ann, Lee came", [(0, 3, "PERSON"), (5, 8, "PERSON")], None),
        ("Ann Rome came", [(0, 3, "PERSON"), (4, 8, "LOC")], None),
        ("ann77 wrote", [(0, 5, student.ANYTHING)], [(0, 5, NOT_KNOWN)]),
        ("Acme sells", [(0, 4, student.NOT_PERSON)], [(0, 4, NOT_KNOWN)]),
        ("Mr came", [(0, 2, student.NOTHING)], []),
    ],
)
def test_templates_are_taken_over(
    text: str,
    spans: list[tuple[int, int, str]],
    expected: list[tuple[int, int, str]] | None,
) -> None:
    marked = tuple(student.Marked(*values) for values in spans)
    taken = taken_over(student.Sample(text, marked, frozenset(("PERSON", "ORG")), "templates"))
    found = [(mark.start, mark.end, mark.label) for mark in taken.marks]
    assert found == (spans if expected is None else expected)
    assert taken.annotated == {"PERSON"}
