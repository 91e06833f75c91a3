"""Training texts as samples: a piece of text, its spans, and what is unknown in it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from avow.detect.bench.corpora.interface import Corpus, Ignored, LabelledText
from avow.detect.people.interface import LABELS

PIECE_CHARACTERS = 700
ANYTHING = "*"
NOT_PERSON = "~"
NOTHING = "-"
_LINE = re.compile(r"[^\n]*\n*")


@dataclass(frozen=True, slots=True)
class Marked:
    """A span of a sample.

    Attributes:
        start, end: Half-open code points.
        label: One of `LABELS`, or `ANYTHING` (no loss), `NOT_PERSON` (any label but PERSON),
            `NOTHING` (outside).
    """

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A piece of text to learn from.

    Attributes:
        text: The text.
        spans: Its spans, sorted and not overlapping.
        labelled: Labels that unlabelled words surely do not have.
        origin: Set it came from.
        natural: Whether its spacing is the author's own.
    """

    text: str
    spans: tuple[Marked, ...]
    labelled: frozenset[str]
    origin: str
    natural: bool = True


def samples_of(corpora: Iterable[Corpus]) -> Iterator[Sample]:
    """Yield the texts of corpora as pieces of some lines each."""
    for corpus in corpora:
        labelled = frozenset(corpus.file.annotates) & frozenset(LABELS)
        for text in corpus.texts:
            whole = Sample(
                text=text.text,
                spans=_spans(text),
                labelled=labelled,
                origin=corpus.set.name,
                natural=corpus.set.original_spacing,
            )
            yield from cut(whole)


def cut(sample: Sample, most: int = PIECE_CHARACTERS) -> Iterator[Sample]:
    """Cut a sample at line ends into pieces of about `most` characters; never inside a span."""
    if len(sample.text) <= most:
        yield sample
        return
    start = 0
    for border in _borders(sample.text, sample.spans):
        if border - start >= most or border == len(sample.text):
            yield _slice(sample, start, border)
            start = border


def _borders(text: str, spans: Sequence[Marked]) -> Iterator[int]:
    """Yield the places after line ends and sentence ends where no span is cut, and the end."""
    inside = {place for span in spans for place in range(span.start + 1, span.end)}
    places = {match.end() for match in _LINE.finditer(text)}
    places |= {match.end() for match in re.finditer(r"[.!?] ", text)}
    for place in sorted(places | {len(text)}):
        if place not in inside:
            yield place


def _slice(sample: Sample, start: int, end: int) -> Sample:
    spans = tuple(
        Marked(span.start - start, span.end - start, span.label)
        for span in sample.spans
        if start <= span.start and span.end <= end
    )
    return Sample(sample.text[start:end], spans, sample.labelled, sample.origin, sample.natural)


def _spans(text: LabelledText) -> tuple[Marked, ...]:
    """Return the spans that say something, the longer of two that overlap."""
    found: list[Marked] = []
    for span in text.spans:
        if span.ignored in (Ignored.HANDLE, Ignored.NOT_A_NAME):
            found.append(Marked(span.start, span.end, ANYTHING))
        elif span.ignored is Ignored.UNMAPPED:
            found.append(Marked(span.start, span.end, NOT_PERSON))
        elif span.ignored is Ignored.NO and span.label in LABELS:
            found.append(Marked(span.core_start, span.core_end, span.label))
        else:
            found.append(Marked(span.start, span.end, NOTHING))
    chosen: list[Marked] = []
    for mark in sorted(found, key=lambda item: (item.start - item.end, item.start)):
        if all(mark.end <= other.start or other.end <= mark.start for other in chosen):
            chosen.append(mark)
    return tuple(sorted(chosen, key=lambda item: item.start))
