import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avow.scrub.formats.codecs import Codec, gzip_member, open_decoded
from avow.scrub.formats.lines import BLOCK_BYTES, Gaps, LineSource, bad_frame


class Trickle(io.RawIOBase):
    """A stream whose reads are short, as those of a network are."""

    def __init__(self, data: bytes, seed: int) -> None:
        self._data = io.BytesIO(data)
        self._random = random.Random(seed)

    def read(self, _size: int = -1) -> bytes:
        return self._data.read(self._random.randint(1, 9))


@settings(deadline=None)
@given(data=st.binary(max_size=200).map(lambda b: b.replace(b"\x00", b"\n")), seed=st.integers())
def test_lines_are_cut_at_newlines_only(data: bytes, seed: int):
    lines = list(LineSource(Trickle(data, seed), max_bytes=1000))  # type: ignore[arg-type]
    assert b"".join(line for _, _, line in lines) == data
    assert all(b"\n" not in line[:-1] for *_, line in lines)
    assert [data[offset : offset + size] for offset, size, _ in lines] == [
        line for *_, line in lines
    ]


@pytest.mark.parametrize("mark", ["\u2028", "\x0b", "\x0c", "\x85", "\r"])
def test_other_line_marks_do_not_cut(mark: str):
    data = f"a{mark}b\n".encode()
    assert list(LineSource(io.BytesIO(data), max_bytes=100)) == [(0, len(data), data)]


@pytest.mark.parametrize("size", [BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES + 1, 5 * BLOCK_BYTES])
def test_lines_across_blocks(size: int):
    data = b"a" * (size - 1) + b"\n" + b"last"
    lines = list(LineSource(io.BytesIO(data), max_bytes=10 * BLOCK_BYTES))
    assert lines == [(0, size, data[:size]), (size, 4, b"last")]


@pytest.mark.parametrize("size", [101, 3 * BLOCK_BYTES + 7])
def test_a_long_line_is_cut_but_measured(size: int):
    data = b"b" * (size - 1) + b"\nnext\n"
    lines = list(LineSource(io.BytesIO(data), max_bytes=100))
    assert lines == [(0, size, b"b" * 100), (size, 5, b"next\n")]


def test_a_broken_stream_leaves_its_tail():
    cut = gzip_member(b"one\ntwo\nthr")[:-3]
    source = LineSource(open_decoded(io.BytesIO(cut), Codec.GZIP), max_bytes=100)
    assert [line for *_, line in source] == [b"one\n", b"two\n"]
    assert source.damage is not None
    assert source.tail == (8, 3, b"thr")
    entry = bad_frame(2, source.tail)
    assert (entry.ordinal, entry.offset, entry.size, entry.raw) == (2, 8, 3, b"thr")
    assert entry.reason == "bad-frame"


def test_a_whole_stream_has_no_damage():
    source = LineSource(io.BytesIO(b"one\ntwo"), max_bytes=100)
    assert len(list(source)) == 2
    assert source.damage is None


def test_gaps_come_back_before_their_record():
    gaps = Gaps()
    gaps.add(0, b"bom")
    gaps.add(2, b"\n")
    gaps.add(2, b"\r\n")
    gaps.add(5, b" \n")
    assert gaps.take_before(1) == b"bom"
    assert gaps.take_before(1) == b""
    assert gaps.take_before(4) == b"\n\r\n"
    assert gaps.take_all() == b" \n"
    assert gaps.take_all() == b""
