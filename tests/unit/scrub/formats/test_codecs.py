import gzip
import io
import zlib

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from avow.errors import DamagedInput
from avow.scrub.formats.codecs import (
    Codec,
    codec_versions,
    gzip_member,
    open_decoded,
    open_encoded,
)

TEXT = b"".join(
    b"line %d of a file that is long enough to fill blocks\n" % n for n in range(60_000)
)


def encode(data: bytes, codec: Codec, step: int = 70_000) -> bytes:
    target = io.BytesIO()
    stream = open_encoded(target, codec)
    for start in range(0, len(data), step):
        assert stream.write(data[start : start + step]) == len(data[start : start + step])
    stream.close()
    assert not target.closed
    return target.getvalue()


def decode(data: bytes, codec: Codec, step: int = 100_000) -> tuple[bytes, DamagedInput | None]:
    stream = open_decoded(io.BytesIO(data), codec)
    pieces: list[bytes] = []
    try:
        while piece := stream.read(step):
            pieces.append(piece)
    except DamagedInput as error:
        return b"".join(pieces), error
    return b"".join(pieces), None


@pytest.mark.parametrize("codec", Codec)
@pytest.mark.parametrize("data", [b"", b"x", b"\n\n", TEXT], ids=["empty", "byte", "lines", "long"])
def test_data_comes_back(codec: Codec, data: bytes):
    assert decode(encode(data, codec), codec) == (data, None)


@pytest.mark.parametrize("codec", Codec)
def test_bytes_do_not_depend_on_the_size_of_writes(codec: Codec):
    assert len({encode(TEXT, codec, step) for step in (977, 65_536, 300_001, len(TEXT))}) == 1


@settings(deadline=None)
@given(data=st.binary(max_size=3000), step=st.integers(min_value=1, max_value=700))
def test_reads_of_any_size_give_the_same_data(data: bytes, step: int):
    for codec in Codec:
        assert decode(encode(data, codec, step), codec, step) == (data, None)


def test_gzip_is_stable():
    first = encode(TEXT, Codec.GZIP)
    assert first[:10] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    assert gzip.decompress(first) == TEXT
    assert gzip_member(TEXT) == first


def test_zstd_frame_has_a_checksum_and_standard_tools_read_it():
    encoded = encode(TEXT, Codec.ZSTD)
    assert zstandard.get_frame_parameters(encoded).has_checksum
    assert zstandard.ZstdDecompressor().decompressobj().decompress(encoded) == TEXT


def test_second_frame_is_read():
    skippable = b"\x50\x2a\x4d\x18" + (5).to_bytes(4, "little") + b"index"
    frames = encode(b"one\n", Codec.ZSTD) + skippable + encode(TEXT, Codec.ZSTD)
    assert decode(frames + encode(b"end", Codec.ZSTD), Codec.ZSTD) == (
        b"one\n" + TEXT + b"end",
        None,
    )


def test_second_member_is_read():
    members = gzip.compress(b"one\n") + gzip_member(TEXT) + gzip.compress(b"end")
    assert decode(members, Codec.GZIP) == (b"one\n" + TEXT + b"end", None)


def test_zero_bytes_after_a_gzip_member_are_padding():
    padded = gzip_member(b"one") + b"\0" * 200_000 + gzip_member(b"two") + b"\0" * 70_000
    assert decode(padded, Codec.GZIP) == (b"onetwo", None)


@pytest.mark.parametrize("share", [0.001, 0.3, 0.9, 0.9999])
def test_cut_zstd_is_an_error(share: float):
    encoded = zstandard.ZstdCompressor(level=1).compress(TEXT)
    data, damage = decode(encoded[: int(len(encoded) * share) or 1], Codec.ZSTD)
    assert damage is not None
    assert TEXT.startswith(data)
    if share > 0.5:
        assert len(data) > len(TEXT) // 3


@pytest.mark.parametrize("kept", [1, 9, 15, 5000, -1, -8])
def test_cut_gzip_is_an_error(kept: int):
    data, damage = decode(gzip_member(TEXT)[:kept], Codec.GZIP)
    assert damage is not None
    assert TEXT.startswith(data)
    if kept == -1:
        assert data == TEXT


@pytest.mark.parametrize("codec", [Codec.GZIP, Codec.ZSTD])
def test_the_data_before_damage_comes_first_and_the_error_stays(codec: Codec):
    cut = encode(b"complete\n", codec) + encode(TEXT, codec)[:40]
    stream = open_decoded(io.BytesIO(cut), codec)
    assert stream.read().startswith(b"complete\n")
    for _ in range(2):
        with pytest.raises(DamagedInput, match="breaks off"):
            stream.read(10)


@pytest.mark.parametrize("codec", [Codec.GZIP, Codec.ZSTD])
@pytest.mark.parametrize("tail", [b"garbage", b"\x1f\x8c..", b"{}\n"])
def test_garbage_after_the_end_is_an_error(codec: Codec, tail: bytes):
    data, damage = decode(encode(b"data", codec) + tail, codec)
    assert data == b"data"
    assert damage is not None


@pytest.mark.parametrize("codec", [Codec.GZIP, Codec.ZSTD])
def test_a_flipped_bit_is_an_error(codec: Codec):
    encoded = bytearray(encode(TEXT, codec))
    encoded[len(encoded) // 2] ^= 0x10
    assert decode(bytes(encoded), codec)[1] is not None


@pytest.mark.parametrize("codec", [Codec.GZIP, Codec.ZSTD])
def test_plain_text_is_not_taken_for_compressed(codec: Codec):
    data, damage = decode(b'{"text": "plain"}\n', codec)
    assert data == b""
    assert damage is not None
    assert "corrupt" in damage.message


@pytest.mark.parametrize("codec", [Codec.GZIP, Codec.ZSTD])
def test_a_bomb_is_read_in_small_pieces(codec: Codec):
    stream = open_decoded(io.BytesIO(encode(b"\0" * 30_000_000, codec)), codec)
    assert stream.read(1000) == b"\0" * 1000
    assert sum(len(piece) for piece in iter(lambda: stream.read(1 << 20), b"")) == 29_999_000


def test_readinto_fills_a_buffer():
    stream = open_decoded(io.BytesIO(gzip_member(b"abcdef")), Codec.GZIP)
    buffer = bytearray(4)
    assert stream.readinto(buffer) == 4  # type: ignore[attr-defined, unused-ignore]
    assert bytes(buffer) == b"abcd"
    assert stream.readline() == b"ef"


def test_an_abandoned_stream_does_not_finish_its_frame():
    target = io.BytesIO()
    stream = open_encoded(target, Codec.ZSTD)
    stream.write(b"half")
    del stream
    assert target.getvalue() == b""


def test_versions_name_every_library():
    versions = codec_versions()
    assert set(versions) == {"zlib", "zstandard", "zstd"}
    assert versions["zlib"] == zlib.ZLIB_RUNTIME_VERSION
