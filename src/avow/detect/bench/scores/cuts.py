"""Recall of persons by what the name looks like, risk beside F1, and false alarms per megabyte."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from avow.detect.bench.corpora.interface import Corpus, LabelledSpan, LabelledText
from avow.detect.bench.predicted import Predicted, Predictions
from avow.detect.bench.scores.interface import Figure
from avow.detect.bench.scores.intervals import wilson
from avow.detect.bench.scores.masking import is_masked, mask_of

PERSON = "PERSON"
DIRECT_LABELS = frozenset((PERSON, "ADDRESS", "EMAIL", "PHONE", "ID", "IP"))
"""Labels that name a person directly where the set has no identifier types."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """What is left after masking.

    Attributes:
        documents_leaking: Share of documents with at least one direct identifier not masked.
        misses_per_million_words: Persons not fully masked per million words.
    """

    documents_leaking: Figure | None
    misses_per_million_words: float


def casing_of(name: str) -> str:
    """Return the word class of a name: how many words and how they are written."""
    words = [word for word in _WORD.findall(name) if not word.isdigit()]
    count = "one word" if len(words) <= 1 else "several words"
    if not any(letter.isupper() or letter.islower() for letter in name):
        return f"without case, {count}"
    if name == name.lower():
        return f"lower case, {count}"
    if name == name.upper() and max(map(len, words), default=0) > 1:
        return f"upper case, {count}"
    if any(word[1:] != word[1:].lower() and not word.isupper() for word in words):
        return f"mixed case, {count}"
    return f"capitalised, {count}"


def recall_by(
    class_of: Callable[[LabelledText, LabelledSpan], str],
    pairs: Iterable[tuple[LabelledText, Sequence[Predicted]]],
) -> dict[str, Figure]:
    """Return the recall of persons (any overlap) for each class of name, largest class first."""
    tallies: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for text, predicted in pairs:
        for span, hit in _hits(text, predicted):
            tally = tallies[class_of(text, span)]
            tally[0] += hit
            tally[1] += 1
    ordered = sorted(tallies.items(), key=lambda item: (-item[1][1], item[0]))
    figures = {name: wilson(hits, trials) for name, (hits, trials) in ordered}
    return {name: figure for name, figure in figures.items() if figure is not None}


def casing_class(text: LabelledText, span: LabelledSpan) -> str:
    """Return the word class of a labelled person."""
    return casing_of(text.text[span.core_start : span.core_end])


def measure_risk(corpus: Corpus, predictions: Predictions) -> Risk:
    """Measure what stays readable when every prediction is masked; public figures do not count.

    Args:
        corpus: The labelled texts.
        predictions: What is masked: names that are judged public are not among them.
    """
    leaking = holding = missed = words = 0
    for text, predicted in zip(corpus.texts, predictions, strict=True):
        masked = mask_of(text, predicted)
        words += sum(1 for _ in _WORD.finditer(text.text))
        direct = [span for span in text.spans if _is_direct(corpus, span)]
        bare = [span for span in direct if not is_masked(text.text, span, masked)]
        holding += bool(direct)
        leaking += bool(bare)
        missed += sum(1 for span in bare if span.label == PERSON)
    return Risk(
        documents_leaking=wilson(leaking, holding),
        misses_per_million_words=missed * 1e6 / words if words else 0.0,
    )


def _is_direct(corpus: Corpus, span: LabelledSpan) -> bool:
    if span.subject == "public":
        return False
    if span.identifier_type:
        return span.identifier_type == "DIRECT"
    return span.label in DIRECT_LABELS & corpus.file.annotates and not span.ignored


def false_alarms(
    texts: Sequence[LabelledText], predictions: Predictions, labels: frozenset[str] | None
) -> tuple[int, int]:
    """Return (false alarms, UTF-8 bytes) over the texts without any labelled span.

    Args:
        texts: Texts of a set whose labels are exhaustive.
        predictions: What was predicted there.
        labels: Labels that would be wrong there; None for any.
    """
    alarms = size = 0
    for text, predicted in zip(texts, predictions, strict=True):
        if text.spans:
            continue
        size += len(text.text.encode())
        alarms += sum(1 for item in predicted if labels is None or item.label in labels)
    return alarms, size


def alarms_on_references(
    texts: Sequence[LabelledText], predictions: Predictions, source_labels: frozenset[str]
) -> tuple[int, int]:
    """Return (personal findings that touch a labelled reference, bytes of the references).

    Args:
        texts: Texts in which references to laws or judgments are labelled.
        predictions: What was predicted there.
        source_labels: The source's labels of references.
    """
    alarms = size = 0
    for text, predicted in zip(texts, predictions, strict=True):
        direct = [item for item in predicted if item.label in DIRECT_LABELS]
        for span in text.spans:
            if span.source_label in source_labels:
                size += len(text.text[span.start : span.end].encode())
                alarms += any(item.start < span.end and span.start < item.end for item in direct)
    return alarms, size


def lower_texts(texts: Iterable[LabelledText]) -> Iterator[LabelledText]:
    """Yield the texts in lower case with the same offsets; letters that grow stay as they are."""
    for text in texts:
        letters = (small if len(small := letter.lower()) == 1 else letter for letter in text.text)
        yield replace(text, text="".join(letters))


def _hits(
    text: LabelledText, predicted: Sequence[Predicted]
) -> Iterator[tuple[LabelledSpan, bool]]:
    covered = np.zeros(len(text.text), dtype=bool)
    for item in predicted:
        if item.label == PERSON:
            covered[item.core_start : item.core_end] = True
    for span in text.spans:
        if span.label == PERSON and not span.ignored:
            yield span, bool(covered[span.core_start : span.core_end].any())
