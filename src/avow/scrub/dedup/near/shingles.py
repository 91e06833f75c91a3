"""Shingles: every run of five words as one 64-bit hash, for many documents at once."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from avow.scrub.dedup.near.words import WordHasher
from avow.scrub.dedup.rows import Words

SHINGLE_WORDS = 5
# Odd multipliers from the digits of the golden ratio and of xxh3; any odd numbers would do.
COMBINE = np.uint64(0x9E3779B97F4A7C15)
MIX_FIRST = np.uint64(0xBF58476D1CE4E5B9)
MIX_SECOND = np.uint64(0x94D049BB133111EB)


class ShingleBatch(NamedTuple):
    """Shingles of several documents, one after the other.

    Attributes:
        hashes: Shape [shingles]; a document may hold a shingle more than once.
        offsets: Shape [documents + 1], where each document begins.
    """

    hashes: Words
    offsets: npt.NDArray[np.int64]


def mix(values: Words) -> Words:
    """Return 64-bit words scrambled one to one, so that sums of hashes spread over all bits."""
    values = (values ^ (values >> np.uint64(30))) * MIX_FIRST
    values = (values ^ (values >> np.uint64(27))) * MIX_SECOND
    return values ^ (values >> np.uint64(31))


def make_shingles(texts: Sequence[str], hasher: WordHasher) -> ShingleBatch:
    """Return the shingles of texts.

    A text of fewer than five words is one shingle, filled up with zeros; one without words has
    none.
    """
    words: list[bytes] = []
    ends = np.empty(len(texts), dtype=np.int64)
    short: list[int] = []
    for number, text in enumerate(texts):
        found = hasher.split(text)
        if 0 < len(found) < SHINGLE_WORDS:
            short.append(number)
            found += [b""] * (SHINGLE_WORDS - len(found))
        words += found
        ends[number] = len(words)
    if not words:
        return ShingleBatch(np.empty(0, dtype=np.uint64), np.zeros(len(texts) + 1, dtype=np.int64))
    hashes = hasher.hash_words(words)
    starts = np.concatenate([np.zeros(1, dtype=np.int64), ends[:-1]])
    counts = np.maximum(ends - starts - (SHINGLE_WORDS - 1), 0)
    combined = _combine(hashes)
    inside = np.ones(len(combined), dtype=bool)
    for back in range(1, SHINGLE_WORDS):
        # A shingle that begins fewer than five words before a border reaches over it.
        crossing = ends[(ends - back >= 0) & (ends - back < len(combined))] - back
        inside[crossing] = False
    offsets = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts)])
    return ShingleBatch(combined[inside], offsets)


def _combine(hashes: Words) -> Words:
    length = len(hashes) - SHINGLE_WORDS + 1
    total = hashes[:length].copy()
    for shift in range(1, SHINGLE_WORDS):
        total *= COMBINE
        total += hashes[shift : shift + length]
    return mix(total)
