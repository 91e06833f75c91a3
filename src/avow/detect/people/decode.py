"""From probabilities of words to mentions of words.

Each word takes the label whose begin and inside together weigh most; a mention begins where the
label changes, where begin outweighs inside, and after an empty line. Every decision rests on one
word and the label of the word before, so it cannot depend on what stands further away.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from avow.detect.people.features import BLANK
from avow.detect.people.interface import LABELS
from avow.text import IntArray

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordSpans:
    """Mentions as ranges of words.

    Attributes:
        firsts, lasts: First and last word of each, shape [mentions].
        labels: Index into `LABELS`.
        probabilities: Mean probability of the label over its words.
    """

    firsts: IntArray
    lasts: IntArray
    labels: IntArray
    probabilities: npt.NDArray[np.float64]


def decode(
    probabilities: FloatArray,
    open_words: IntArray,
    gaps: IntArray,
    weights: FloatArray,
) -> WordSpans:
    """Return the mentions among some words.

    Args:
        probabilities: Outputs of the words that were tagged, shape [tagged, outputs].
        open_words: Which words those are, rising, shape [tagged].
        gaps: What stands before each word of the text, shape [words].
        weights: Factor of each label, shape [labels]; above 1 finds more of it.
    """
    sums = probabilities[:, 1::2] + probabilities[:, 2::2]
    weighed = sums * weights
    best = np.argmax(weighed, axis=1)
    rows = np.arange(len(best))
    inside = weighed[rows, best] > probabilities[:, 0]
    labels = np.where(inside, best, -1)
    joined = np.zeros(len(best), dtype=np.bool_)
    joined[1:] = (
        (labels[1:] == labels[:-1])
        & (np.diff(open_words) == 1)
        & (gaps[open_words[1:]] < BLANK)
        & (probabilities[rows[1:], 1 + 2 * best[1:]] <= probabilities[rows[1:], 2 + 2 * best[1:]])
    )
    begins = np.flatnonzero(inside & ~joined)
    chosen = np.flatnonzero(inside)
    group = np.searchsorted(begins, chosen, side="right") - 1
    count = len(begins)
    sizes = np.bincount(group, minlength=count)
    held = sums[chosen, best[chosen]].astype(np.float64)
    totals = np.bincount(group, weights=held, minlength=count)
    return WordSpans(
        firsts=open_words[begins],
        lasts=open_words[begins] + sizes - 1,
        labels=labels[begins],
        probabilities=totals / np.maximum(sizes, 1),
    )


def label_index(label: str) -> int:
    """Return the number of a label in `WordSpans.labels`."""
    return LABELS.index(label)
