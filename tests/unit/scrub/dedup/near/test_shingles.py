"""Shingles of many texts at once equal those of each text alone."""

from types import ModuleType

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from avow.scrub.dedup.near.shingles import SHINGLE_WORDS, make_shingles, mix

WORDS = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=14)


def runs(words: list[str]) -> list[tuple[str, ...]]:
    """Return the runs of five words, one filled-up run for a shorter text."""
    if 0 < len(words) < SHINGLE_WORDS:
        return [(*words, *[""] * (SHINGLE_WORDS - len(words)))]
    return [tuple(words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1)]


@given(texts=st.lists(WORDS, max_size=8))
def test_every_run_of_five_words_has_one_hash_and_no_run_crosses_a_border(
    dedup: ModuleType, texts: list[list[str]]
) -> None:
    hashes, offsets = make_shingles([" ".join(words) for words in texts], dedup.make_hasher())
    expected = [run for words in texts for run in runs(words)]
    assert np.diff(offsets).tolist() == [len(runs(words)) for words in texts]
    assert len(hashes) == len(expected) == offsets[-1]
    by_run: dict[tuple[str, ...], int] = {}
    for run, value in zip(expected, hashes.tolist(), strict=True):
        assert by_run.setdefault(run, value) == value
    assert len(set(by_run.values())) == len(by_run)


@given(texts=st.lists(WORDS, max_size=6))
def test_batching_does_not_matter(dedup: ModuleType, texts: list[list[str]]) -> None:
    joined = [" ".join(words) for words in texts]
    hasher = dedup.make_hasher()
    together = make_shingles(joined, hasher)
    alone = [make_shingles([text], hasher).hashes.tolist() for text in joined]
    assert together.hashes.tolist() == [value for one in alone for value in one]


@given(values=st.lists(st.integers(0, 2**64 - 1), unique=True, max_size=50))
def test_mixing_is_one_to_one(values: list[int]) -> None:
    assert len(set(mix(np.array(values, dtype=np.uint64)).tolist())) == len(values)
