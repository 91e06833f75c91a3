"""Matching predicted with labelled spans: exact, overlap one to one, and by characters."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from avow.detect.bench.corpora.interface import (
    HANDLE,
    Corpus,
    Ignored,
    LabelledSpan,
    LabelledText,
)
from avow.detect.bench.predicted import Predicted, Predictions
from avow.detect.bench.scores.interface import CountArray, SpanScore
from avow.detect.bench.scores.intervals import bootstrap_many, f1_of, precision_of, recall_of

EXACT = "exact"
OVERLAP = "overlap"
CHARACTERS = "characters"
MEASURES = (EXACT, OVERLAP, CHARACTERS)

Range = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is compared.

    Attributes:
        labels: Labels that count as one (`LOC` and `ADDRESS`, for sets that do not part them).
        handles: Count labelled @handles of persons and predicted usernames too; an @ sign that
            is labelled by itself never counts.
        forgive_unmapped: Whether a prediction on a span without a common label (a product) is
            forgiven; else it is a false alarm.
    """

    labels: tuple[str, ...]
    handles: bool = False
    forgive_unmapped: bool = True

    @property
    def name(self) -> str:
        """Return the labels as reports name them."""
        return "+".join(self.labels) + (" and handles" if self.handles else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """One text's two sides of a comparison, each sorted.

    Attributes:
        labelled: Spans that count.
        forgiven: Spans that do not count; an unmatched prediction that touches one is dropped.
        predicted: Predictions of the labels.
    """

    labelled: tuple[LabelledSpan, ...]
    forgiven: tuple[LabelledSpan, ...]
    predicted: tuple[Predicted, ...]


def take_sides(question: Question, text: LabelledText, predicted: Iterable[Predicted]) -> Sides:
    """Return what of a text is compared under a question."""
    labelled, forgiven = [], []
    for span in text.spans:
        if _counts(question, span, text.text[span.start : span.end]):
            labelled.append(span)
        elif span.ignored and (question.forgive_unmapped or span.ignored is not Ignored.UNMAPPED):
            forgiven.append(span)
    wanted = (*question.labels, "USERNAME") if question.handles else question.labels
    return Sides(
        labelled=tuple(labelled),
        forgiven=tuple(forgiven),
        predicted=tuple(item for item in predicted if item.label in wanted),
    )


def _counts(question: Question, span: LabelledSpan, words: str) -> bool:
    if question.handles and span.label == HANDLE:
        return span.source_label == "PER" and words != "@"
    return span.label in question.labels and not span.ignored


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """Which spans of a text belong together.

    Attributes:
        pairs: Indexes of labelled and predicted spans that match, one to one.
        missed: Indexes of labelled spans without a match.
        false: Indexes of predictions without a match that touch nothing forgiven.
    """

    pairs: tuple[tuple[int, int], ...]
    missed: tuple[int, ...]
    false: tuple[int, ...]


def match_sides(sides: Sides, measure: str) -> Matching:
    """Match labelled with predicted spans by their cores, `exact` or by `overlap`."""
    gold = [(span.core_start, span.core_end) for span in sides.labelled]
    guess = [(item.core_start, item.core_end) for item in sides.predicted]
    pairs = _exact_pairs(gold, guess) if measure == EXACT else _overlap_pairs(gold, guess)
    found = {pair[0] for pair in pairs}
    used = {pair[1] for pair in pairs}
    blocked = [(span.start, span.end) for span in sides.forgiven]
    return Matching(
        pairs=tuple(pairs),
        missed=tuple(index for index in range(len(gold)) if index not in found),
        false=tuple(
            index
            for index, (start, end) in enumerate(guess)
            if index not in used and not any(a < end and start < b for a, b in blocked)
        ),
    )


def _exact_pairs(gold: Sequence[Range], guess: Sequence[Range]) -> list[tuple[int, int]]:
    places = {place: index for index, place in enumerate(guess)}
    taken: set[Range] = set()
    pairs = []
    for index, place in enumerate(gold):
        if place in places and place not in taken:
            taken.add(place)
            pairs.append((index, places[place]))
    return pairs


def _overlap_pairs(gold: Sequence[Range], guess: Sequence[Range]) -> list[tuple[int, int]]:
    """Pair overlapping ranges one to one, as many as possible: earliest end first is optimal."""
    pairs = []
    first, second = 0, 0
    while first < len(gold) and second < len(guess):
        (start, end), (other_start, other_end) = gold[first], guess[second]
        if start < other_end and other_start < end:
            pairs.append((first, second))
            first += 1
            second += 1
        elif end <= other_end:
            first += 1
        else:
            second += 1
    return pairs


def count_spans(
    question: Question, texts: Sequence[LabelledText], predictions: Predictions, measure: str
) -> CountArray:
    """Return found, false and missed per text, shape [texts, 3]."""
    counts = np.zeros((len(texts), 3), dtype=np.int64)
    for row, (text, predicted) in enumerate(zip(texts, predictions, strict=True)):
        sides = take_sides(question, text, predicted)
        if not sides.labelled and not sides.predicted:
            continue
        if measure == CHARACTERS:
            counts[row] = _count_characters(len(text.text), sides)
        else:
            matching = match_sides(sides, measure)
            counts[row] = (len(matching.pairs), len(matching.false), len(matching.missed))
    return counts


def _count_characters(length: int, sides: Sides) -> tuple[int, int, int]:
    gold, guess = np.zeros(length, dtype=bool), np.zeros(length, dtype=bool)
    for span in sides.labelled:
        gold[span.core_start : span.core_end] = True
    for item in sides.predicted:
        guess[item.core_start : item.core_end] = True
    for span in sides.forgiven:
        guess[span.start : span.end] &= gold[span.start : span.end]
    return int((gold & guess).sum()), int((guess & ~gold).sum()), int((gold & ~guess).sum())


def score_spans(
    question: Question, corpus: Corpus, predictions: Predictions, measure: str
) -> SpanScore:
    """Score one question on one corpus, with document bootstrap."""
    return score_counts(
        question.name, measure, count_spans(question, corpus.texts, predictions, measure)
    )


def score_counts(name: str, measure: str, counts: CountArray) -> SpanScore:
    """Return precision, recall and F1 of counts, shape [documents, 3]."""
    labelled = int(counts[:, 0].sum() + counts[:, 2].sum())
    predicted = int(counts[:, 0].sum() + counts[:, 1].sum())
    precision, recall, f1 = bootstrap_many(
        counts, [(precision_of, predicted), (recall_of, labelled), (f1_of, labelled)]
    )
    return SpanScore(
        label=name, measure=measure, precision=precision, recall=recall, f1=f1, counts=counts
    )
