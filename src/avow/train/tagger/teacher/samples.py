"""What the teacher learns from: short texts with marked spans, cut from labelled texts."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from avow.detect.bench.corpora.interface import Corpus, Ignored, LabelledSpan, LabelledText
from avow.detect.people.interface import LABELS
from avow.detect.people.words import find_words
from avow.text import IntArray
from avow.train.tagger import samples

NOT_KNOWN = ""
"""Label of a span about which nothing is known: it counts neither as a label nor as none."""

_SMALLEST_WORDS = 24
_IN_TEMPLATES = frozenset(("PERSON", "ADDRESS", "AGE"))
_NOT_COUNTED = frozenset((Ignored.HANDLE, Ignored.ROLE, Ignored.NOT_A_NAME))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A marked span of a sample.

    Attributes:
        start, end: Half-open code points.
        label: One of `LABELS`, or `NOT_KNOWN`.
    """

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A short text to learn from.

    Attributes:
        text: The text.
        marks: Its marked spans, sorted, not overlapping.
        annotated: Labels whose absence means something; any other may stand unmarked.
        source: Set it comes from.
    """

    text: str
    marks: tuple[Mark, ...]
    annotated: frozenset[str]
    source: str

    def __repr__(self) -> str:
        """Name the sample without showing its text."""
        return f"Sample(source={self.source!r}, {len(self.text)} code points)"


def samples_of(corpus: Corpus, *, most_words: int, seed: int) -> list[Sample]:
    """Cut a corpus into samples of varying length.

    Args:
        corpus: Labelled texts.
        most_words: Longest sample.
        seed: Where the cuts fall.
    """
    chance = random.Random(f"{seed}:{corpus.name}")  # noqa: S311 - cuts, not secrets
    annotated = corpus.file.annotates & frozenset(LABELS)
    found = []
    for text in corpus.texts:
        whole = Sample(
            text=text.text,
            marks=tuple(_marks(text, annotated)),
            annotated=annotated,
            source=corpus.set.name,
        )
        found += _cut(whole, most_words, chance)
    return found


def taken_over(sample: samples.Sample) -> Sample:
    """Return a sample of the student, made from a template, as one of the teacher.

    Templates mark every person, but not every town and firm that they mention.
    """
    marks: list[Mark] = []
    for span in sample.spans:
        if span.label == samples.NOTHING:
            continue
        label = span.label if span.label in LABELS else NOT_KNOWN
        start = span.start
        # A first name and a surname from two slots are one person.
        gap = sample.text[marks[-1].end : start] if marks else ""
        if gap == " " and label == "PERSON" == marks[-1].label:
            start = marks.pop().start
        marks.append(Mark(start=start, end=span.end, label=label))
    return Sample(
        text=sample.text,
        marks=tuple(marks),
        annotated=_IN_TEMPLATES & sample.labelled,
        source=sample.origin,
    )


def _marks(text: LabelledText, annotated: frozenset[str]) -> Iterator[Mark]:
    """Yield the marks of a text; of two that overlap the longer stays."""
    spans = sorted(text.spans, key=lambda span: (span.start - span.end, span.start))
    taken: list[Mark] = []
    for span in spans:
        mark = _mark(span, annotated)
        if mark and all(mark.end <= other.start or other.end <= mark.start for other in taken):
            taken.append(mark)
    yield from sorted(taken, key=lambda mark: mark.start)


def _mark(span: LabelledSpan, annotated: frozenset[str]) -> Mark | None:
    if span.ignored in _NOT_COUNTED:
        return Mark(start=span.start, end=span.end, label=NOT_KNOWN)
    if span.ignored is not Ignored.NO or span.label not in annotated:
        return None
    return Mark(start=span.core_start, end=span.core_end, label=span.label)


def _cut(whole: Sample, most_words: int, chance: random.Random) -> list[Sample]:
    starts, ends = word_points(whole.text)
    smallest = min(_SMALLEST_WORDS, most_words)
    parts = []
    first = 0
    while first < len(starts):
        size = most_words if chance.random() < 0.5 else chance.randint(smallest, most_words)
        last = min(first + size, len(starts))
        while last < len(starts) and _splits_a_mark(whole.marks, starts[last]):
            last += 1
        if last < len(starts):
            last = _sentence_end(whole, starts, ends, first, last)
        parts.append(part_of(whole, int(starts[first]), int(ends[last - 1])))
        first = last
    return parts


def _sentence_end(whole: Sample, starts: IntArray, ends: IntArray, first: int, last: int) -> int:
    for cut in range(last, first + (last - first) // 2, -1):
        if _splits_a_mark(whole.marks, starts[cut]):
            continue
        gap = whole.text[ends[cut - 1] : starts[cut]]
        if "\n" in gap or (gap and whole.text[ends[cut - 1] - 1] in ".!?"):
            return cut
    return last


def _splits_a_mark(marks: Sequence[Mark], point: int) -> bool:
    return any(mark.start < point < mark.end for mark in marks)


def part_of(whole: Sample, start: int, end: int) -> Sample:
    """Return the code points from `start` to `end` of a sample, with the marks inside them."""
    marks = [mark for mark in whole.marks if start <= mark.start and mark.end <= end]
    moved = (replace(mark, start=mark.start - start, end=mark.end - start) for mark in marks)
    return replace(whole, text=whole.text[start:end], marks=tuple(moved))


def word_points(text: str) -> tuple[IntArray, IntArray]:
    """Return where the words of a text start and end, in code points."""
    data = np.frombuffer(text.encode("utf-8"), dtype=np.uint8)
    words = find_words(data)
    if not len(words.high):
        return words.starts, words.ends
    before = np.zeros(len(data) + 1, dtype=np.int64)
    np.cumsum((data & 0xC0) != 0x80, out=before[1:])
    return before[words.starts], before[words.ends]


def edit_sample(sample: Sample, edits: Sequence[tuple[int, int, str]]) -> Sample:
    """Return a sample with stretches of its text replaced; marks grow and move with them.

    Args:
        sample: The sample.
        edits: (start, end, new text), sorted, not overlapping, none over the edge of a mark.
    """
    if not edits:
        return sample
    points = [0, *(point for start, end, _ in edits for point in (start, end)), len(sample.text)]
    kept = [sample.text[start:end] for start, end in list(pairwise(points))[::2]]
    text = kept[0] + "".join(new + rest for (_, _, new), rest in zip(edits, kept[1:], strict=True))

    def moved(point: int) -> int:
        return point + sum(len(new) - end + start for start, end, new in edits if end <= point)

    marks = (replace(mark, start=moved(mark.start), end=moved(mark.end)) for mark in sample.marks)
    return replace(sample, text=text, marks=tuple(marks))
