import io
from collections.abc import Callable
from typing import Any

import pytest

from avow.errors import DamagedInput, UsageError
from avow.scrub.formats.codecs import Codec, gzip_member, open_decoded
from avow.scrub.formats.interface import ReadOptions
from avow.scrub.formats.plain_text import TextFormat
from avow.scrub.records import BadRecord, Leaf, Limits

TEXT = TextFormat()
Run = Callable[..., Any]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        b"\n\n",
        b"a\r\nb\x00\x0c",
        b"\xef\xbb\xbftext",
        b"\xef\xbb\xbf",
        "é\u2028".encode(),
    ],
)
def test_a_file_keeps_its_bytes(run: Run, data: bytes):
    result = run(TEXT, data)
    assert result.output == data
    assert len(result.good) == (1 if data.removeprefix(b"\xef\xbb\xbf") else 0)


def test_a_file_is_one_document(run: Run):
    result = run(
        TEXT,
        b"\xef\xbb\xbfmail jane@mail.test\r\n",
        lambda leaf: leaf.text.replace("jane@mail.test", "[EMAIL]"),
    )
    assert result.good[0].leaves == (Leaf("", "mail jane@mail.test\r\n"),)
    assert result.output == b"\xef\xbb\xbfmail [EMAIL]\r\n"
    assert TEXT.content_lines(result.good[0], {0: "new"}) == b"new"
    assert TEXT.content_lines(result.good[0], {}) == b"mail jane@mail.test\r\n"


@pytest.mark.parametrize("data", [b"\xff", b"a\xc3", b"\xed\xa0\x80", "é".encode("utf-16")])
def test_bad_utf8_is_kept_apart(run: Run, data: bytes):
    result = run(TEXT, data)
    assert result.reasons == ["bad-utf8"]
    assert result.bad[0].raw == data
    assert result.output == b""


def test_too_long(run: Run):
    result = run(TEXT, b"x" * 11, limits=Limits(max_record_bytes=10))
    assert result.reasons == ["too-long"]
    assert (result.bad[0].size, result.bad[0].raw) == (11, b"x" * 10)
    assert run(TEXT, b"x" * 10, limits=Limits(max_record_bytes=10)).output == b"x" * 10


def test_a_cut_file_is_a_bad_frame():
    cut = gzip_member(b"half a document")[:-8]
    reader = TEXT.open_reader(open_decoded(io.BytesIO(cut), Codec.GZIP), options=ReadOptions())
    iterator = iter(reader)
    entry = next(iterator)
    assert isinstance(entry, BadRecord)
    assert entry.reason == "bad-frame"
    assert b"half a document".startswith(entry.raw)
    with pytest.raises(DamagedInput):
        next(iterator)


def test_ranges_are_refused(run: Run):
    with pytest.raises(UsageError):
        run(TEXT, b"x", start=1)
