"""All scores of one system on one corpus."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from avow.detect.bench.corpora.interface import Corpus, LabelledSet
from avow.detect.bench.corpora.zones import ZONES, cut_zones
from avow.detect.bench.predicted import Predicted, Predictions
from avow.detect.bench.results import SetResult
from avow.detect.bench.scores.cuts import casing_class, measure_risk, recall_by
from avow.detect.bench.scores.interface import SpanScore
from avow.detect.bench.scores.masking import MaskingScore, score_masking
from avow.detect.bench.scores.match import (
    CHARACTERS,
    EXACT,
    OVERLAP,
    Question,
    count_spans,
    score_counts,
    score_spans,
)
from avow.detect.bench.scores.official import score_official
from avow.detect.bench.scores.subjects import score_subjects

MICRO = "all labels"
PLACE = ("LOC", "ADDRESS")
BARS = {
    "PERSON": Question(labels=("PERSON",), forgive_unmapped=False),
    "LOC": Question(labels=PLACE, forgive_unmapped=False),
    "ORG": Question(labels=("ORG",), forgive_unmapped=False),
}
"""What the bars of the project are set on: as guide/tagger.md scores, LOC with ADDRESS."""

_ORDER = ("PERSON", "LOC", "ADDRESS", "ORG", "DATE", "AGE", "DEM")
_MOST_DOMAINS = 40
_OFFICIAL = "meddocan_es"


def evaluate(
    corpus: Corpus, predictions: Predictions, frequencies: Mapping[str, int] | None = None
) -> SetResult:
    """Score one system's predictions of one corpus in every way that the set allows.

    Args:
        corpus: The labelled texts.
        predictions: The system's spans of each text.
        frequencies: Word counts for the weighted precision of TAB, where it is asked for.
    """
    reasons = Counter(
        span.ignored.value for text in corpus.texts for span in text.spans if span.ignored
    )
    return SetResult(
        name=corpus.name,
        title=corpus.set.title,
        language=corpus.set.language,
        digest=corpus.digest,
        texts=len(corpus.texts),
        exact_means_something=corpus.set.original_spacing,
        not_counted=dict(reasons.most_common()),
        scores=tuple(_all_scores(corpus, predictions)),
        bars=_bars(corpus, predictions),
        domains=_domains(corpus, predictions),
        zones=_zones(corpus, predictions),
        official=(
            score_official(corpus.texts, predictions) if corpus.set.name == _OFFICIAL else {}
        ),
        masking=_masking(corpus, predictions, frequencies),
        risk=measure_risk(corpus, _masked(predictions)),
        subjects=score_subjects(corpus.texts, predictions),
        casing=recall_by(casing_class, zip(corpus.texts, predictions, strict=True)),
    )


def questions_of(corpus: Corpus) -> list[Question]:
    """Return what can be asked of a corpus: one question per label that it annotates."""
    annotated = corpus.file.annotates
    labels = [label for label in _ORDER if label in annotated]
    labels += sorted(annotated - set(_ORDER))
    questions = [Question(labels=(label,)) for label in labels if label != "LOC"]
    if "LOC" in annotated:
        questions.insert(1, Question(labels=PLACE))
    if corpus.set.handles == "label":
        questions.insert(1, Question(labels=("PERSON",), handles=True))
    return questions


def measures_of(row: LabelledSet) -> tuple[str, ...]:
    """Return which measures mean something for a set."""
    return (EXACT, OVERLAP, CHARACTERS) if row.original_spacing else (OVERLAP, CHARACTERS)


def _all_scores(corpus: Corpus, predictions: Predictions) -> list[SpanScore]:
    scores = []
    for measure in measures_of(corpus.set):
        parts = []
        for question in questions_of(corpus):
            score = score_spans(question, corpus, predictions, measure)
            scores.append(_only_recall(score) if corpus.set.recall_only else score)
            if not question.handles and question.labels != ("ADDRESS",):
                parts.append(score.counts)
        if measure != CHARACTERS and len(parts) > 1 and not corpus.set.recall_only:
            scores.append(score_counts(MICRO, measure, sum(parts[1:], start=parts[0])))
    return scores


def _only_recall(score: SpanScore) -> SpanScore:
    return SpanScore(
        label=score.label,
        measure=score.measure,
        precision=None,
        recall=score.recall,
        f1=None,
        counts=score.counts,
    )


def _bars(corpus: Corpus, predictions: Predictions) -> dict[str, SpanScore]:
    return {
        label: score_spans(question, corpus, predictions, OVERLAP)
        for label, question in BARS.items()
        if label in corpus.file.annotates and not corpus.set.recall_only
    }


def _domains(corpus: Corpus, predictions: Predictions) -> dict[str, SpanScore]:
    """Score persons in each genre, and in each language where there are several."""
    if "PERSON" not in corpus.file.annotates or corpus.set.recall_only:
        return {}
    counts = count_spans(Question(labels=("PERSON",)), corpus.texts, predictions, OVERLAP)
    scores = {}
    for head, names in (
        ("", [text.domain for text in corpus.texts]),
        ("language ", [text.language for text in corpus.texts]),
    ):
        tally = Counter(names)
        if 1 < len(tally) <= _MOST_DOMAINS:
            for name, _ in tally.most_common():
                rows = [row for row, other in enumerate(names) if other == name]
                scores[head + (name or "other")] = score_counts("PERSON", OVERLAP, counts[rows])
    return scores


def _zones(corpus: Corpus, predictions: Predictions) -> dict[str, SpanScore]:
    """Score persons in each zone by cutting both sides down to it."""
    if corpus.set.name != _OFFICIAL:
        return {}
    cuts = [cut_zones(text.text) for text in corpus.texts]
    scores = {}
    for zone in ZONES:
        texts = [
            replace(text, spans=tuple(s for s in text.spans if cut.zone_of(s.start) == zone))
            for text, cut in zip(corpus.texts, cuts, strict=True)
        ]
        inside = [
            [item for item in predicted if cut.zone_of(item.start) == zone]
            for predicted, cut in zip(predictions, cuts, strict=True)
        ]
        counts = count_spans(Question(labels=("PERSON",)), texts, inside, OVERLAP)
        scores[zone] = score_counts("PERSON", OVERLAP, counts)
    return scores


def _masking(
    corpus: Corpus, predictions: Predictions, frequencies: Mapping[str, int] | None
) -> dict[str, MaskingScore]:
    if frequencies is None or not any(
        span.identifier_type for text in corpus.texts for span in text.spans
    ):
        return {}
    return {
        "everything found": score_masking(corpus, _masked(predictions), frequencies),
        "what is on by default": score_masking(
            corpus, _masked(predictions, default_only=True), frequencies
        ),
    }


def _masked(predictions: Predictions, *, default_only: bool = False) -> list[list[Predicted]]:
    """Return what would be masked: everything but names judged public."""
    return [
        [
            item
            for item in predicted
            if item.subject != "public" and (item.by_default or not default_only)
        ]
        for predicted in predictions
    ]
