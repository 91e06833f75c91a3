"""Sorting outside memory equals sorting in memory, however the rows arrive."""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from avow.errors import OutputError
from avow.scrub.dedup.rows import (
    Rows,
    RowSorter,
    group_starts,
    pack_rows,
    unpack_rows,
    whole_groups,
    write_file,
    write_run,
)

Pair = tuple[int, int]

WORD = st.one_of(st.integers(0, 5), st.integers(0, 2**64 - 1), st.sampled_from([2**63, 2**64 - 1]))
PAIRS = st.lists(st.tuples(WORD, WORD), max_size=60)
FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


def rows_of(pairs: list[Pair]) -> Rows:
    table = np.array(pairs, dtype=np.uint64).reshape(-1, 2)
    return pack_rows(table[:, 0], table[:, 1])


def pairs_of(blocks: Iterator[Rows]) -> list[Pair]:
    return [(a, b) for block in blocks for a, b in unpack_rows(block).tolist()]


@given(pairs=PAIRS)
def test_rows_keep_their_numbers_and_sort_like_them(pairs: list[Pair]) -> None:
    assert pairs_of(iter([rows_of(pairs)])) == pairs
    assert pairs_of(iter([np.sort(rows_of(pairs))])) == sorted(pairs)


@given(pairs=PAIRS, run_bytes=st.sampled_from([1, 40, 1 << 20]), cut=st.integers(1, 9))
@FOLDER
def test_any_pieces_come_out_sorted(
    tmp_path: Path, pairs: list[Pair], run_bytes: int, cut: int
) -> None:
    with RowSorter(tmp_path, columns=2, run_bytes=run_bytes) as sorter:
        for start in range(0, len(pairs), cut):
            sorter.add(rows_of(pairs[start : start + cut]))
        assert pairs_of(sorter.blocks()) == sorted(pairs)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("seed", [1, 2])
def test_many_runs_are_merged_in_steps_and_given_runs_stay(tmp_path: Path, seed: int) -> None:
    choice = random.Random(seed)
    pairs = [(choice.randrange(50), choice.randrange(1 << 60)) for _ in range(1500)]
    paths = []
    for number in range(150):
        path = tmp_path / f"{number}.rows"
        write_run(path, rows_of(pairs[number * 10 : number * 10 + 10]))
        paths.append(path)
    choice.shuffle(paths)
    with RowSorter(tmp_path, columns=2, run_bytes=640) as sorter:
        sorter.add_runs(paths)
        assert pairs_of(sorter.blocks()) == sorted(pairs)
    assert all(path.exists() for path in paths)


def test_nothing_sorts_to_nothing(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    write_run(empty, rows_of([]))
    with RowSorter(tmp_path, columns=2) as sorter:
        sorter.add_runs([empty])
        assert pairs_of(sorter.blocks()) == []


@given(pairs=PAIRS, cut=st.integers(1, 7))
def test_groups_are_never_parted(pairs: list[Pair], cut: int) -> None:
    small = sorted((a % 4, b) for a, b in pairs)
    blocks = [rows_of(small[start : start + cut]) for start in range(0, len(small), cut)]
    seen: set[int] = set()
    found: list[Pair] = []
    for table in whole_groups(iter(blocks), key_columns=1):
        keys = set(table[:, 0].tolist())
        assert not keys & seen
        seen |= keys
        found += [(a, b) for a, b in table.tolist()]
    assert found == small


def test_groups_begin_where_the_key_changes() -> None:
    keys = np.array([[1, 1], [1, 1], [1, 2], [3, 2]], dtype=np.uint64)
    assert group_starts(keys).tolist() == [0, 2, 3]


def test_a_full_disk_is_an_output_error() -> None:
    with pytest.raises(OutputError, match="No space"):
        write_file(Path("/dev/full"), [rows_of([(1, 2)])])
