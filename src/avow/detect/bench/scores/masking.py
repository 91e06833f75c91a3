"""Scores of masking on TAB: whole entities, token precision, and what a reader could still learn.

After Pilán et al., Computational Linguistics 48(4), 2022: an entity is protected only if all of its
mentions are masked. These files have one annotator per document, so figures are not the paper's.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from avow.detect.bench.corpora.interface import Corpus, LabelledSpan, LabelledText
from avow.detect.bench.predicted import Predicted, Predictions
from avow.detect.bench.scores.interface import Figure
from avow.detect.bench.scores.intervals import bootstrap, precision_of, recall_of, wilson

DIRECT = "DIRECT"
QUASI = "QUASI"
_WORD = re.compile(r"\w+")
_UNSEEN = 0.5
_MILLIBITS = 1000

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskingScore:
    """How well masking protects on a corpus with identifier types.

    Attributes:
        direct, quasi: Share of entities with all mentions masked; document bootstrap.
        token_precision: Share of masked words that stand in a direct or quasi identifier.
        weighted_precision: The same with each word weighted by its information content, minus
            log2 of its frequency in the training judgments (the paper uses a language model).
        documents_leaking: Share of documents with at least one direct entity not masked.
    """

    direct: Figure | None
    quasi: Figure | None
    token_precision: Figure | None
    weighted_precision: Figure | None
    documents_leaking: Figure | None


def score_masking(
    corpus: Corpus, predictions: Predictions, frequencies: Mapping[str, int]
) -> MaskingScore:
    """Score the masking of a corpus.

    Args:
        corpus: Texts with `identifier_type` and `entity_id`.
        predictions: Everything that would be masked.
        frequencies: Word counts of other texts of the kind, from `word_frequencies`.
    """
    pairs = list(zip(corpus.texts, predictions, strict=True))
    direct = np.array([count_entities(text, found, DIRECT) for text, found in pairs])
    quasi = np.array([count_entities(text, found, QUASI) for text, found in pairs])
    plain = np.array([count_words(text, found, None) for text, found in pairs])
    weighted = np.array([count_words(text, found, frequencies) for text, found in pairs])
    leaking = int((direct[:, 2] > 0).sum())
    return MaskingScore(
        direct=bootstrap(direct, recall_of, n=int(direct.sum())),
        quasi=bootstrap(quasi, recall_of, n=int(quasi.sum())),
        token_precision=bootstrap(plain, precision_of, n=int(plain.sum())),
        weighted_precision=bootstrap(weighted, precision_of, n=int(plain.sum())),
        documents_leaking=wilson(leaking, len(pairs)),
    )


def word_frequencies(texts: Iterable[LabelledText]) -> Counter[str]:
    """Count the lower-cased words of texts."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(word.lower() for word in _WORD.findall(text.text))
    return counts


def count_entities(
    text: LabelledText, predicted: Sequence[Predicted], identifier_type: str
) -> tuple[int, int, int]:
    """Return (masked, 0, unmasked) entities of a type; one visible mention is enough to leak."""
    masked = mask_of(text, predicted)
    entities: dict[str, bool] = {}
    for span in text.spans:
        if span.identifier_type == identifier_type:
            whole = is_masked(text.text, span, masked)
            entities[span.entity_id] = entities.get(span.entity_id, True) and whole
    protected = sum(entities.values())
    return protected, 0, len(entities) - protected


def count_words(
    text: LabelledText, predicted: Sequence[Predicted], frequencies: Mapping[str, int] | None
) -> tuple[int, int, int]:
    """Return masked words (inside, outside an identifier, 0), plain or in thousandths of a bit."""
    masked = mask_of(text, predicted)
    wanted = np.zeros(len(text.text), dtype=bool)
    for span in text.spans:
        if span.identifier_type in (DIRECT, QUASI):
            wanted[span.start : span.end] = True
    total = sum(frequencies.values()) if frequencies else 0
    inside = outside = 0
    for word in _WORD.finditer(text.text):
        if not masked[word.start()]:
            continue
        weight = 1
        if frequencies:
            seen = frequencies.get(word.group().lower(), 0) or _UNSEEN
            weight = round(_MILLIBITS * math.log2(total / seen))
        if wanted[word.start()]:
            inside += weight
        else:
            outside += weight
    return inside, outside, 0


def mask_of(text: LabelledText, predicted: Iterable[Predicted]) -> BoolArray:
    """Return for every code point of a text whether a prediction covers it."""
    masked = np.zeros(len(text.text), dtype=bool)
    for item in predicted:
        masked[item.start : item.end] = True
    return masked


def is_masked(text: str, span: LabelledSpan, masked: BoolArray) -> bool:
    """Return whether every letter and digit of a mention (titles apart) is covered."""
    return all(
        masked[place] or not text[place].isalnum()
        for place in range(span.core_start, span.core_end)
    )
