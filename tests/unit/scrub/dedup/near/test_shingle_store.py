"""Exact similarity equals that of Python sets."""

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from avow.errors import VerificationError
from avow.scrub.dedup.near.keys import NearDocument
from avow.scrub.dedup.near.shingle_store import ShingleStore, write_shingles
from avow.scrub.dedup.near.shingles import make_shingles

TEXT = st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=12).map(" ".join)


@given(shards=st.lists(st.lists(TEXT, max_size=4), min_size=1, max_size=3))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)
def test_similarity_is_exact(tmp_path: Path, dedup: ModuleType, shards: list[list[str]]) -> None:
    hasher = dedup.make_hasher()
    files = [
        write_shingles(
            [NearDocument(n, text) for n, text in enumerate(texts)],
            tmp_path,
            shard_number=number,
            wanted=np.arange(len(texts), dtype=np.int64),
            hasher=hasher,
        )
        for number, texts in enumerate(shards)
    ]
    store = ShingleStore(files[::-1])
    texts = [text for shard in shards for text in shard]
    sets = [set(make_shingles([text], hasher).hashes.tolist()) for text in texts]
    assert store.sizes.tolist() == [len(one) for one in sets]
    everyone = np.arange(len(texts), dtype=np.int64)
    for index, own in enumerate(sets):
        assert store.shingles(index).tolist() == sorted(own)
        expected = [len(own & other) / len(own | other) for other in sets]
        assert store.similarities(index, everyone).tolist() == expected


@pytest.mark.parametrize("present", [[], [0], [0, 3]])
def test_a_wanted_record_that_is_gone_is_an_error(
    tmp_path: Path, dedup: ModuleType, present: list[int]
) -> None:
    with pytest.raises(VerificationError, match="output changed"):
        write_shingles(
            [NearDocument(ordinal, "a b c d e f") for ordinal in present],
            tmp_path,
            shard_number=0,
            wanted=np.array([0, 1], dtype=np.int64),
            hasher=dedup.make_hasher(),
        )
