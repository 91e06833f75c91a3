"""Cutting files: every line and every row group is in exactly one range."""

import io
import itertools

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from avow.scrub.pipeline.ranges import WHOLE, row_group_bytes, split_lines, split_row_groups


@given(
    sizes=st.lists(st.integers(0, 40), max_size=30), target=st.integers(1, 60), ends=st.booleans()
)
def test_lines_are_cut_at_line_starts_only(sizes: list[int], target: int, *, ends: bool) -> None:
    data = b"\n".join(b"x" * size for size in sizes) + (b"\n" if ends else b"")
    ranges = split_lines(io.BytesIO(data), size=len(data), target_bytes=target)
    if ranges == WHOLE:
        return
    assert ranges[0][0] == 0
    assert ranges[-1][1] == len(data)
    for (start, end), (following, _) in itertools.pairwise(ranges):
        assert end == following
        assert end is not None
        assert start < end
        assert data[end - 1 : end] == b"\n"


def test_a_small_file_is_one_range() -> None:
    assert split_lines(io.BytesIO(b"a\nb\n"), size=4, target_bytes=4) == WHOLE


def test_one_long_line_is_one_range() -> None:
    data = b"x" * 300_000
    assert split_lines(io.BytesIO(data), size=len(data), target_bytes=1000) == WHOLE


def test_exact_borders() -> None:
    data = b"aaa\nbbb\nccc\n"
    assert split_lines(io.BytesIO(data), size=12, target_bytes=4) == ((0, 4), (4, 8), (8, 12))


def _parquet(groups: int) -> io.BytesIO:
    stream = io.BytesIO()
    table = pa.table({"text": [f"row {index} " * 20 for index in range(groups * 10)]})
    pq.write_table(table, stream, row_group_size=10)
    stream.seek(0)
    return stream


def test_row_groups_are_gathered() -> None:
    ranges = split_row_groups(_parquet(7), target_bytes=1)
    assert ranges == tuple((index, index + 1) for index in range(7))
    assert split_row_groups(_parquet(7), target_bytes=10**9) == WHOLE


def test_row_group_bytes_meet_and_cover_the_data() -> None:
    stream = _parquet(5)
    spans = [row_group_bytes(stream, index, index + 1) for index in range(5)]
    assert spans[0][0] == 4
    for (_, end), (start, _) in itertools.pairwise(spans):
        assert end == start
    assert row_group_bytes(stream, 1, 4) == (spans[1][0], spans[3][1])


def test_a_broken_footer_is_left_to_the_shard() -> None:
    assert split_row_groups(io.BytesIO(b"PAR1 nothing"), target_bytes=1) == WHOLE
