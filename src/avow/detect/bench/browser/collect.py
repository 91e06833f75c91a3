"""From predictions to errors: what was missed, made up, cut wrongly or named wrongly, and where."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from avow.detect.bench.corpora.interface import Corpus, LabelledSpan, LabelledText
from avow.detect.bench.evaluate import questions_of
from avow.detect.bench.predicted import Predicted, Predictions
from avow.detect.bench.scores.cuts import casing_of
from avow.detect.bench.scores.match import OVERLAP, Question, match_sides, take_sides

MISSED = "missed"
SPURIOUS = "spurious"
BOUNDARY = "boundary"
WRONG_LABEL = "wrong label"
KINDS = (MISSED, SPURIOUS, BOUNDARY, WRONG_LABEL)
CONTEXT = 90
MOST_PER_GROUP = 150

_INITIALS = re.compile(r"(?:\w\.[ -]?)+\w?\.?")


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorItem:
    """One error in its context. Holds corpus text: never log it, never commit it.

    Attributes:
        corpus: `set/file`.
        text_id: Identifier of the text.
        domain: Its genre.
        label: Label that was missed or made up.
        kind: One of `KINDS`.
        word_class: How the words are written, and what they hit instead.
        before, span, after: The text around and in the error.
        note: The other side: what was predicted, or what is labelled there.
    """

    corpus: str
    text_id: str
    domain: str
    label: str
    kind: str
    word_class: str
    before: str
    span: str
    after: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorList:
    """The errors that the page shows, and how many there are in all.

    Attributes:
        items: At most `MOST_PER_GROUP` of each corpus, label and kind, chosen by digest; persons
            first.
        totals: All errors by (corpus, label, kind).
    """

    items: tuple[ErrorItem, ...]
    totals: Counter[tuple[str, str, str]]


def collect_errors(scored: Iterable[tuple[Corpus, Predictions]]) -> ErrorList:
    """Collect the errors of a run."""
    groups: dict[tuple[str, str, str], list[ErrorItem]] = defaultdict(list)
    for corpus, predictions in scored:
        questions = [item for item in questions_of(corpus) if item.labels != ("ADDRESS",)]
        for text, predicted in zip(corpus.texts, predictions, strict=True):
            for question in questions:
                for item in _errors_of(corpus, question, text, predicted):
                    groups[item.corpus, item.label, item.kind].append(item)
    chosen: list[ErrorItem] = []
    for key in sorted(groups, key=lambda key: (key[1] != "PERSON", key)):
        chosen += sorted(groups[key], key=_lot)[:MOST_PER_GROUP]
    return ErrorList(
        items=tuple(chosen),
        totals=Counter({key: len(items) for key, items in groups.items()}),
    )


def word_class_of(words: str) -> str:
    """Return how the words of an error are written."""
    if words[:1] in "@#":
        return "handle or tag"
    if any(letter.isdigit() for letter in words):
        return "with digits"
    if _INITIALS.fullmatch(words):
        return "initials"
    return casing_of(words)


def _lot(item: ErrorItem) -> bytes:
    """Return a fixed random-looking order, so that a page shows a fair sample."""
    key = f"{item.corpus}\0{item.text_id}\0{item.label}\0{item.kind}\0{len(item.before)}{item.span}"
    return hashlib.sha256(key.encode("utf-8", "replace")).digest()


def _errors_of(
    corpus: Corpus, question: Question, text: LabelledText, predicted: Sequence[Predicted]
) -> Iterator[ErrorItem]:
    sides = take_sides(question, text, predicted)
    matching = match_sides(sides, OVERLAP)
    for index in matching.missed:
        span = sides.labelled[index]
        other = _touching(span.core_start, span.core_end, predicted)
        yield _item(
            corpus,
            text,
            question,
            (span.core_start, span.core_end),
            kind=WRONG_LABEL if other else MISSED,
            note=f"found as {other[0].label or other[0].kind}" if other else "",
        )
    for index in matching.false:
        item = sides.predicted[index]
        labelled = _labelled_at(text, item.core_start, item.core_end)
        if labelled and labelled[0].label not in question.labels:
            continue
        if not corpus.set.recall_only:
            yield _item(
                corpus,
                text,
                question,
                (item.core_start, item.core_end),
                kind=SPURIOUS,
                note=f"kind {item.kind}",
            )
    if corpus.set.original_spacing:
        for first, second in matching.pairs:
            yield from _boundary(
                corpus, text, question, sides.labelled[first], sides.predicted[second]
            )


def _boundary(
    corpus: Corpus, text: LabelledText, question: Question, span: LabelledSpan, item: Predicted
) -> Iterator[ErrorItem]:
    wanted, given = (span.core_start, span.core_end), (item.core_start, item.core_end)
    if wanted != given:
        note = f"predicted: {text.text[given[0] : given[1]]}"
        yield _item(corpus, text, question, wanted, kind=BOUNDARY, note=note)


def _touching(start: int, end: int, predicted: Iterable[Predicted]) -> list[Predicted]:
    return [item for item in predicted if item.start < end and start < item.end]


def _labelled_at(text: LabelledText, start: int, end: int) -> list[LabelledSpan]:
    return [
        span for span in text.spans if span.start < end and start < span.end and not span.ignored
    ]


def _item(
    corpus: Corpus,
    text: LabelledText,
    question: Question,
    place: tuple[int, int],
    *,
    kind: str,
    note: str,
) -> ErrorItem:
    start, end = place
    return ErrorItem(
        corpus=corpus.name,
        text_id=text.id,
        domain=text.domain,
        label=question.name,
        kind=kind,
        word_class=word_class_of(text.text[start:end]),
        before=text.text[max(0, start - CONTEXT) : start],
        span=text.text[start:end],
        after=text.text[end : end + CONTEXT],
        note=note,
    )
