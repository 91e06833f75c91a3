"""Verdicts come back shard by shard as they were given, in any order."""

from pathlib import Path

import numpy as np

from avow.scrub.dedup.interface import DropReason, DupCount, place_of
from avow.scrub.dedup.verdict_store import VerdictStore, VerdictWriter

LAST_ORDINAL = 2**40 - 1


def write(folder: Path, *, reverse: bool = False) -> VerdictStore:
    calls = [
        (DropReason.EXACT, [place_of(0, 3), place_of(2, 0), place_of(2, LAST_ORDINAL)]),
        (DropReason.NEAR, [place_of(2, 7)]),
        (DropReason.OPTOUT_COPY, [place_of(0, 1)]),
    ]
    with VerdictWriter.open_sorter(folder) as sorter:
        writer = VerdictWriter(sorter)
        for reason, places in reversed(calls) if reverse else calls:
            writer.drop(np.array(places, dtype=np.uint64), reason)
        writer.count(
            np.array([place_of(0, 0)], dtype=np.uint64), exact=np.array([4], dtype=np.uint64)
        )
        return writer.write(folder / "some.verdicts")


def test_each_shard_gets_its_own_verdicts(tmp_path: Path) -> None:
    store = write(tmp_path)
    assert store.of_shard(0).drops == {1: DropReason.OPTOUT_COPY, 3: DropReason.EXACT}
    assert store.of_shard(0).counts == {0: DupCount(exact=4)}
    assert store.of_shard(2).drops == {
        0: DropReason.EXACT,
        7: DropReason.NEAR,
        LAST_ORDINAL: DropReason.EXACT,
    }
    for number in (1, 3, 2**23 - 1):
        assert store.of_shard(number).digest == ""


def test_drops_are_counted_by_reason(tmp_path: Path) -> None:
    store = write(tmp_path)
    assert store.dropped(2, (DropReason.EXACT,)) == 2
    assert store.dropped(2, (DropReason.EXACT, DropReason.NEAR)) == 3
    assert store.dropped(0, (DropReason.NEAR,)) == 0
    assert store.dropped(1, tuple(DropReason)) == 0


def test_the_file_is_the_same_in_any_order_and_leaves_no_temporary(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    assert write(one).path.read_bytes() == write(other, reverse=True).path.read_bytes()
    assert [path.name for path in one.iterdir()] == ["some.verdicts"]


def test_no_verdicts_is_an_empty_file(tmp_path: Path) -> None:
    with VerdictWriter.open_sorter(tmp_path) as sorter:
        store = VerdictWriter(sorter).write(tmp_path / "none.verdicts")
    assert store.of_shard(0).digest == ""
