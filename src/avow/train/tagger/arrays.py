"""Samples as arrays: what the network reads of each word and which outputs are right."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from avow.detect.people.features import describe_words, embedding_rows
from avow.detect.people.gazetteers import Gazetteers
from avow.detect.people.interface import LABELS
from avow.detect.people.scheme import OUTPUT_COUNT, OUTSIDE, begin_of, inside_of
from avow.detect.people.words import find_words
from avow.text import code_point_index, encode_text
from avow.train.tagger.samples import ANYTHING, NOT_PERSON, NOTHING, Sample

EVERYTHING = (1 << OUTPUT_COUNT) - 1
SEPARATOR = "\n\n"
_PERSON_OUTPUTS = 1 << begin_of("PERSON") | 1 << inside_of("PERSON")


@dataclass(frozen=True, slots=True, kw_only=True)
class WordArrays:
    """Words of many samples, end to end.

    Attributes:
        rows: Embedding rows, int32, shape [words, 5].
        bits: Bits of the lists and the neighbourhood, uint32, shape [words].
        allowed: Outputs that are right, one bit each, int32, shape [words].
        borders: First word of each sample and the number of words, shape [samples + 1].
        soft: Probabilities of a teacher, float16, shape [words, outputs], or None for gold.
    """

    rows: npt.NDArray[np.int32]
    bits: npt.NDArray[np.uint32]
    allowed: npt.NDArray[np.int32]
    borders: npt.NDArray[np.int64]
    soft: npt.NDArray[np.float16] | None = None


def make_arrays(samples: Sequence[Sample], gazetteers: Gazetteers) -> WordArrays:
    """Return the arrays of samples, each as if it stood alone."""
    joined = SEPARATOR.join(sample.text for sample in samples)
    data = np.frombuffer(encode_text(joined), dtype=np.uint8)
    words = find_words(data)
    forms = describe_words(data, words)
    index = code_point_index(data)
    starts, ends = index[words.starts], index[words.ends]
    lengths = np.array([len(sample.text) + len(SEPARATOR) for sample in samples], dtype=np.int64)
    origins = np.cumsum(lengths) - lengths
    borders = np.append(np.searchsorted(starts, origins), len(starts))
    allowed = np.empty(len(starts), dtype=np.int32)
    for number, sample in enumerate(samples):
        first, last = int(borders[number]), int(borders[number + 1])
        allowed[first:last] = _outside(sample.labelled)
        local_starts = starts[first:last] - origins[number]
        local_ends = ends[first:last] - origins[number]
        for span in sample.spans:
            low = first + int(np.searchsorted(local_ends, span.start, side="right"))
            high = first + int(np.searchsorted(local_starts, span.end))
            _mark(allowed, low, high, span.label)
    return WordArrays(
        rows=embedding_rows(forms), bits=gazetteers.bits_of(forms), allowed=allowed, borders=borders
    )


def _outside(labelled: frozenset[str]) -> int:
    """Return the outputs that an unlabelled word may have: a label not annotated is unknown."""
    right = 1 << OUTSIDE
    for label in LABELS:
        if label not in labelled:
            right |= 1 << begin_of(label) | 1 << inside_of(label)
    return right


def _mark(allowed: npt.NDArray[np.int32], low: int, high: int, label: str) -> None:
    if high <= low:
        return
    if label == ANYTHING:
        allowed[low:high] = EVERYTHING
    elif label == NOT_PERSON:
        allowed[low:high] = EVERYTHING & ~_PERSON_OUTPUTS
    elif label == NOTHING:
        allowed[low:high] = 1 << OUTSIDE
    else:
        allowed[low] = 1 << begin_of(label)
        allowed[low + 1 : high] = 1 << inside_of(label)
