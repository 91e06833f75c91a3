import numpy as np
import pytest

from avow.detect.people.features import mix
from avow.errors import DetectionError
from avow.train.tagger.lists.hashed_map_build import build_map


def keys_of(count: int, offset: int = 0) -> np.ndarray:
    return mix(np.arange(offset, offset + count, dtype=np.uint64))


@pytest.mark.parametrize("count", [1, 2, 100, 5000])
def test_every_key_gives_its_bits(count: int):
    keys = keys_of(count)
    bits = (np.arange(count, dtype=np.uint32) % 200 + 1) * np.uint32(3)
    assert (build_map(keys, bits).look_up(keys) == bits).all()


def test_strangers_are_refused():
    table = build_map(keys_of(5000), np.full(5000, 7, dtype=np.uint32))
    strangers = table.look_up(keys_of(200_000, offset=1_000_000))
    assert (strangers != 0).sum() < 20


def test_no_keys_asked_gives_nothing():
    table = build_map(keys_of(10), np.full(10, 7, dtype=np.uint32))
    assert table.look_up(np.zeros(0, dtype=np.uint64)).tolist() == []


def test_the_same_keys_give_the_same_map():
    first, second = (
        build_map(keys_of(300), np.arange(1, 301, dtype=np.uint32) % 9 + 1) for _ in "ab"
    )
    assert first.prints.tobytes() == second.prints.tobytes()
    assert first.values.tobytes() == second.values.tobytes()


def test_too_many_sets_of_bits_are_refused():
    with pytest.raises(DetectionError, match="different sets"):
        build_map(keys_of(300), np.arange(1, 301, dtype=np.uint32))


def test_keys_that_are_not_distinct_are_refused():
    keys = np.concatenate((keys_of(50), keys_of(50)))
    with pytest.raises(DetectionError, match="peeled"):
        build_map(keys, np.full(100, 1, dtype=np.uint32))
