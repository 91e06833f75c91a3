"""Bands: the chosen cuts, and signatures that estimate Jaccard as datasketch does."""

import random
from types import ModuleType

import numpy as np
import pytest
from datasketch import MinHash

from avow.errors import ConfigError
from avow.scrub.dedup.near.bands import (
    PERMUTATIONS,
    Banding,
    band_keys,
    choose_banding,
    sign,
)
from avow.scrub.dedup.near.shingles import make_shingles


@pytest.mark.parametrize(
    ("threshold", "bands", "rows"), [(0.8, 21, 6), (0.7, 25, 5), (1.0, 1, 128), (0.9, 12, 10)]
)
def test_chosen_cuts(threshold: float, bands: int, rows: int) -> None:
    assert choose_banding(threshold) == Banding(bands, rows)


@pytest.mark.parametrize("threshold", [0.3, 0.4, 0.5, 0.6, 0.65, 0.75, 0.85, 0.9, 0.95, 0.99, 1.0])
def test_computed_cuts_keep_recall_with_the_fewest_candidates(threshold: float) -> None:
    cut = choose_banding(threshold)
    assert cut.bands * cut.rows <= PERMUTATIONS
    assert cut.candidate_share(threshold) >= 0.99
    if cut.rows < PERMUTATIONS:
        longer = Banding(PERMUTATIONS // (cut.rows + 1), cut.rows + 1)
        assert longer.candidate_share(threshold) < 0.99


@pytest.mark.parametrize("threshold", [0.0, 0.29, 1.01, -1.0, float("nan")])
def test_other_thresholds_are_refused(threshold: float) -> None:
    with pytest.raises(ConfigError, match=r"from 0\.3 to 1"):
        choose_banding(threshold)


@pytest.mark.parametrize(
    ("bands", "rows", "shares"),
    [(21, 6, (0.28, 0.93, 0.998, 1.0)), (25, 5, (0.55, 0.99, 1.0, 1.0))],
)
def test_candidate_shares_of_the_guide(bands: int, rows: int, shares: tuple[float, ...]) -> None:
    for similarity, share in zip((0.5, 0.7, 0.8, 0.9), shares, strict=True):
        assert Banding(bands, rows).candidate_share(similarity) == pytest.approx(share, abs=0.006)


def texts_with_shared_start(choice: random.Random, shared: int, own: int) -> tuple[str, str]:
    start = [str(choice.random()) for _ in range(shared + 4)]
    ends = [[str(choice.random()) for _ in range(own)] for _ in range(2)]
    one, other = (" ".join([*start, *end]) for end in ends)
    return one.replace(".", ""), other.replace(".", "")


def test_estimates_agree_with_datasketch(dedup: ModuleType) -> None:
    choice = random.Random(11)
    ours, theirs, truth = [], [], []
    for shared, own in [(180, 10), (150, 30), (120, 60), (60, 120), (0, 200)] * 8:
        one, other = texts_with_shared_start(choice, shared, own)
        batch = make_shingles([one, other], dedup.make_hasher())
        signatures = sign(batch)
        ours.append(float((signatures[0] == signatures[1]).mean()))
        border = int(batch.offsets[1])
        parts = batch.hashes[:border], batch.hashes[border:]
        sketches = []
        for part in parts:
            sketch = MinHash(num_perm=PERMUTATIONS, seed=1)
            sketch.update_batch([value.to_bytes(8, "little") for value in part.tolist()])
            sketches.append(sketch)
        theirs.append(sketches[0].jaccard(sketches[1]))
        truth.append(len(np.intersect1d(parts[0], parts[1])) / len(np.union1d(parts[0], parts[1])))
    our_errors = np.array(ours) - np.array(truth)
    their_errors = np.array(theirs) - np.array(truth)
    # 128 values have a standard deviation of at most 0.044.
    assert abs(our_errors.mean()) < 0.02
    assert our_errors.std() < 0.044
    assert np.abs(our_errors).max() < 0.15
    assert our_errors.std() < 2 * their_errors.std()


def test_pairs_become_candidates_as_often_as_computed(dedup: ModuleType) -> None:
    choice = random.Random(12)
    banding = Banding(21, 6)
    hits = 0
    for _ in range(300):
        # 90 shared and 45 own each: J = 90 / 180.
        pair = texts_with_shared_start(choice, 90, 45)
        keys = band_keys(sign(make_shingles(pair, dedup.make_hasher())), banding)
        hits += bool((keys[0] == keys[1]).any())
    assert hits / 300 == pytest.approx(banding.candidate_share(0.5), abs=0.09)


def test_signatures_do_not_depend_on_batching_or_repeats(dedup: ModuleType) -> None:
    hasher = dedup.make_hasher()
    texts = ["a b c d e f g", "one two three four five six", "x y", "a b c d e f g a b c d e f g"]
    together = sign(make_shingles(texts, hasher))
    for number, text in enumerate(texts):
        assert (sign(make_shingles([text], hasher))[0] == together[number]).all()
    assert together.shape == (4, PERMUTATIONS)
    assert (together[0] != together[1]).any()


def test_signatures_are_those_of_the_pinned_algorithm(dedup: ModuleType) -> None:
    signature = sign(make_shingles(["the quick brown fox jumps"], dedup.make_hasher()))[0]
    assert signature[:3].tolist() == [3879569231, 3608709159, 3532689015]


@pytest.mark.parametrize("salts", [("a", "b"), ("", "a")])
def test_bands_of_different_salts_and_different_bands_never_meet(
    dedup: ModuleType, salts: tuple[str, str]
) -> None:
    signatures = sign(make_shingles(["same text in both of the sources"], dedup.make_hasher()))
    one, other = (band_keys(signatures, Banding(21, 6), salt=salt) for salt in salts)
    assert not set(one.ravel().tolist()) & set(other.ravel().tolist())
    assert len(set(one.ravel().tolist())) == 21
    constant = np.zeros((1, PERMUTATIONS), dtype=np.uint32)
    assert len(set(band_keys(constant, Banding(21, 6)).ravel().tolist())) == 21
