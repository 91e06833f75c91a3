"""Buckets: everybody who shares a band key, nobody else, whatever the order of the files."""

import itertools
from pathlib import Path

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from avow.scrub.dedup.interface import place_of
from avow.scrub.dedup.near.buckets import Buckets, find_buckets
from avow.scrub.dedup.near.keys import NearKeys
from avow.scrub.dedup.rows import pack_rows, write_run

# Of each shard, of each document, its band keys; a document has each key once.
CORPORA = st.lists(
    st.lists(st.lists(st.integers(0, 6), max_size=3, unique=True), max_size=6), max_size=4
)


def write_keys(corpus: list[list[list[int]]], folder: Path) -> list[NearKeys]:
    files = []
    for number, shard in enumerate(corpus):
        pairs = [(key, place_of(number, n)) for n, keys in enumerate(shard) for key in keys]
        table = np.array(pairs, dtype=np.uint64).reshape(-1, 2)
        path = folder / f"{number}.bands"
        write_run(path, pack_rows(table[:, 0], table[:, 1]))
        files.append(
            NearKeys(
                bands=path, documents=path, shard_number=number, source="web", count=len(shard)
            )
        )
    return files


def pairs_in(buckets: Buckets) -> set[tuple[int, int]]:
    pairs: set[tuple[int, int]] = set()
    for begin, end in itertools.pairwise(buckets.starts.tolist()):
        places = sorted(buckets.places[buckets.members[begin:end]].tolist())
        pairs.update(itertools.combinations(places, 2))
    return pairs


@given(corpus=CORPORA, reverse=st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
def test_candidates_are_all_pairs_with_a_common_key(
    tmp_path: Path, corpus: list[list[list[int]]], reverse: bool
) -> None:
    keys_of = {
        place_of(number, n): set(keys)
        for number, shard in enumerate(corpus)
        for n, keys in enumerate(shard)
    }
    expected = {
        (one, other)
        for one, other in itertools.combinations(sorted(keys_of), 2)
        if keys_of[one] & keys_of[other]
    }
    files = write_keys(corpus, tmp_path)
    buckets = find_buckets(files[::-1] if reverse else files, folder=tmp_path)
    assert pairs_in(buckets) == expected
    wanted = {
        place_of(number, n)
        for number in range(len(corpus))
        for n in buckets.wanted(number).tolist()
    }
    assert wanted == {place for pair in expected for place in pair}
    for index in range(len(buckets.places)):
        homes = buckets.homes[buckets.home_starts[index] : buckets.home_starts[index + 1]]
        for home in homes.tolist():
            begin, end = buckets.starts[home], buckets.starts[home + 1]
            assert index in buckets.members[begin:end]
    assert len(buckets.homes) == len(buckets.members)


def test_buckets_with_the_same_members_are_one(tmp_path: Path) -> None:
    corpus = [[[1, 2, 3], [1, 2, 3], [3, 4]]]
    buckets = find_buckets(write_keys(corpus, tmp_path), folder=tmp_path)
    assert buckets.sizes.groups == 2
    assert buckets.sizes.largest == 3
