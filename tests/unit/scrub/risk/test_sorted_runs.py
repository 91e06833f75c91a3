"""Sorted runs: any order in, one sorted order out, however often they spill."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avow.errors import OutputError
from avow.scrub.risk.sorted_runs import MOST_OPEN_RUNS, SortedRuns


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([b"aa", b"ab", b"b\0", b"zz", b"q\n"])), st.integers(1, 4))
def test_rows_come_back_sorted_and_counted(
    tmp_path_factory: pytest.TempPathFactory, rows: list[bytes], rows_in_memory: int
) -> None:
    folder = tmp_path_factory.mktemp("runs")
    runs = SortedRuns(folder, row_bytes=2, rows_in_memory=rows_in_memory)
    for row in rows:
        runs.add(row)
    assert list(runs.merged()) == sorted(Counter(rows).items())
    assert list(runs.merged()) == sorted(Counter(rows).items())


def test_few_files_stay_open(tmp_path: Path) -> None:
    runs = SortedRuns(tmp_path, row_bytes=4, rows_in_memory=1)
    for number in reversed(range(3 * MOST_OPEN_RUNS)):
        runs.add(number.to_bytes(4, "big"), times=2)
    assert len(list(tmp_path.iterdir())) <= MOST_OPEN_RUNS
    assert list(runs.merged()) == [
        (number.to_bytes(4, "big"), 2) for number in range(3 * MOST_OPEN_RUNS)
    ]


def test_a_folder_that_is_gone_is_an_error(tmp_path: Path) -> None:
    runs = SortedRuns(tmp_path / "gone", row_bytes=1, rows_in_memory=1)
    with pytest.raises(OutputError, match="sorted run"):
        runs.add(b"a")
