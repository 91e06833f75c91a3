"""Hashing streams: the digest covers exactly the range, however it is read."""

import hashlib
import io

from hypothesis import given
from hypothesis import strategies as st

from avow.scrub.storage.streams import HashingReader, HashingWriter

DATA = bytes(range(256)) * 8


@given(
    st.integers(0, len(DATA)),
    st.integers(0, len(DATA)),
    st.lists(st.tuples(st.booleans(), st.integers(0, 300)), max_size=12),
)
def test_any_way_of_reading_gives_the_digest_of_the_range(
    one: int, two: int, steps: list[tuple[bool, int]]
) -> None:
    start, end = sorted((one, two))
    reader = HashingReader(io.BytesIO(DATA), start=start, end=end)
    for is_seek, amount in steps:
        if is_seek:
            reader.seek(min(start + amount, end))
        else:
            position = reader.tell()
            assert reader.read(amount) == DATA[position : min(position + amount, end)]
    reader.drain()
    assert reader.sha256 == "sha256:" + hashlib.sha256(DATA[start:end]).hexdigest()
    assert reader.bytes_hashed == end - start


def test_a_range_ends_where_it_says() -> None:
    reader = HashingReader(io.BytesIO(DATA), start=10, end=20)
    assert reader.read() == DATA[10:20]
    assert reader.read(1) == b""
    buffer = bytearray(4)
    reader.seek(18)
    assert reader.readinto(buffer) == 2


def test_the_whole_file_without_an_end() -> None:
    reader = HashingReader(io.BytesIO(DATA))
    reader.drain()
    assert reader.sha256 == "sha256:" + hashlib.sha256(DATA).hexdigest()


def test_writer_counts_and_hashes() -> None:
    below = io.BytesIO()
    writer = HashingWriter(below, lambda: "x")
    writer.write(b"ab")
    writer.write(memoryview(b"cd"))
    assert (below.getvalue(), writer.tell()) == (b"abcd", 4)
    assert writer.sha256 == "sha256:" + hashlib.sha256(b"abcd").hexdigest()
