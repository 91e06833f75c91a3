"""Stars equal the definition: by rank, kept or dropped for a kept one that is alike."""

import random
from pathlib import Path

import numpy as np
import pytest

from avow.scrub.dedup.near.buckets import Buckets, find_buckets
from avow.scrub.dedup.near.keys import NearKeys
from avow.scrub.dedup.near.shingle_store import ShingleFile, ShingleStore
from avow.scrub.dedup.near.stars import find_stars, rank_documents
from avow.scrub.dedup.rows import pack_rows, write_file, write_run


def make_store(sets: list[set[int]], folder: Path) -> ShingleStore:
    path = folder / "some.shingles"
    write_file(path, [np.array(sorted(one), dtype=np.uint64) for one in sets])
    sizes = np.array([len(one) for one in sets], dtype=np.int64)
    return ShingleStore([ShingleFile(path=path, shard_number=0, sizes=sizes)])


def make_buckets(groups: list[list[int]], folder: Path) -> Buckets:
    pairs = np.array([(n, d) for n, group in enumerate(groups) for d in group], dtype=np.uint64)
    path = folder / "some.bands"
    write_run(path, pack_rows(pairs[:, 0], pairs[:, 1]))
    key = NearKeys(bands=path, documents=path, shard_number=0, source="web", count=0)
    return find_buckets([key], folder=folder)


def expected_centres(
    sets: list[set[int]], groups: list[list[int]], ranks: list[int], threshold: float
) -> list[int]:
    centres = [-1] * len(sets)
    for index in sorted(range(len(sets)), key=ranks.__getitem__):
        if centres[index] >= 0:
            continue
        centres[index] = index
        beside = {other for group in groups if index in group for other in group}
        for other in sorted(beside):
            shared, joined = sets[index] & sets[other], sets[index] | sets[other]
            if centres[other] < 0 and len(shared) / len(joined) >= threshold:
                centres[other] = index
    return centres


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("threshold", [0.5, 0.8])
def test_stars_follow_the_definition(tmp_path: Path, seed: int, threshold: float) -> None:
    choice = random.Random(seed)
    count = 30
    sets = [set(choice.sample(range(9), choice.randrange(3, 9))) for _ in range(count)]
    groups = [choice.sample(range(count), choice.randrange(2, 12)) for _ in range(10)]
    groups.append(list(range(count)) if seed % 2 else [0, *range(1, count, 2)])
    groups += [[n, (n + 1) % count] for n in range(count)]
    ranks = choice.sample(range(count), count)
    stars = find_stars(
        make_buckets(groups, tmp_path),
        np.array(ranks, dtype=np.int64),
        make_store(sets, tmp_path),
        threshold=threshold,
    )
    assert stars.centres.tolist() == expected_centres(sets, groups, ranks, threshold)
    assert stars.verified == sum(centre != n for n, centre in enumerate(stars.centres.tolist()))
    assert stars.compared >= stars.verified
    assert stars.big_buckets == 0


def test_a_big_bucket_has_one_star(tmp_path: Path) -> None:
    # Two kinds in one bucket: only the first kept document of it looks for its like there.
    sets = [{1, 2, 3}] * 3 + [{7, 8, 9}] * 3
    buckets = make_buckets([[0, 1, 2, 3, 4, 5]], tmp_path)
    store = make_store(sets, tmp_path)
    ranks = np.arange(6, dtype=np.int64)
    capped = find_stars(buckets, ranks, store, threshold=0.8, bucket_cap=5)
    free = find_stars(buckets, ranks, store, threshold=0.8, bucket_cap=6)
    assert capped.centres.tolist() == [0, 0, 0, 3, 4, 5]
    assert free.centres.tolist() == [0, 0, 0, 3, 3, 3]
    assert (capped.big_buckets, free.big_buckets) == (1, 0)


def test_sets_of_very_different_size_are_not_compared(tmp_path: Path) -> None:
    sets = [set(range(100)), set(range(10))]
    stars = find_stars(
        make_buckets([[0, 1]], tmp_path),
        np.arange(2, dtype=np.int64),
        make_store(sets, tmp_path),
        threshold=0.8,
    )
    assert stars.centres.tolist() == [0, 1]
    assert stars.compared == 0


def test_rank_is_longest_then_smallest_digest_then_first_place() -> None:
    def row(place: int, length: int, digest: int) -> list[int]:
        return [place, 2**64 - 1 - length, digest, 0, 1]

    rows = np.array(
        [row(3, 5, 9), row(4, 5, 1), row(1, 9, 9), row(2, 5, 9), row(9, 1, 0)], dtype=np.uint64
    )
    assert rank_documents(rows).tolist() == [3, 1, 0, 2, 4]
