import base64
import gzip
import hashlib
import io
from collections.abc import Callable
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator

from avow.errors import UsageError
from avow.scrub.formats.codecs import gzip_member
from avow.scrub.formats.interface import ReadOptions
from avow.scrub.formats.jsonl import JsonlFormat
from avow.scrub.formats.warc import WarcFormat
from avow.scrub.records import Leaf, Limits

WARC = WarcFormat()
WARC_GZ = WarcFormat(name="warc.gz", suffixes=(".warc.gz",), is_gzip=True)
MAIL = "jane@mail.test"
Run = Callable[..., Any]


def sha1(block: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(block).digest()).decode()


def make(kind: str, block: bytes, *headers: str, content_type: str = "text/plain") -> bytes:
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000001>",
        "WARC-Date: 2026-11-25T10:00:00Z",
        *headers,
        f"Content-Type: {content_type}",
        f"Content-Length: {len(block)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def conversion(block: bytes, *headers: str) -> bytes:
    digests = (f"WARC-Block-Digest: {sha1(block)}", f"WARC-Payload-Digest: {sha1(block)}")
    return make("conversion", block, *digests, *headers)


def mask_mail(leaf: Leaf) -> str:
    return leaf.text.replace(MAIL, "[EMAIL]")


INFO = make(
    "warcinfo", b"software: x\r\noperator: jane\r\n", content_type="application/warc-fields"
)
TEXT = conversion(
    f"write to {MAIL}\nor not é".encode(),
    f"WARC-Target-URI: https://site.test/?user={MAIL}",
    "WARC-IP-Address: 203.0.113.9",
)
REQUEST = make(
    "request", b"GET / HTTP/1.1\r\nCookie: id=1\r\n\r\n", content_type="application/http"
)
RESPONSE = make("response", b"HTTP/1.1 200 OK\r\n\r\n<p>x</p>", content_type="application/http")
METADATA = make("metadata", b"via: https://site.test\r\n", content_type="application/warc-fields")


def read_with_fastwarc(data: bytes) -> list[Any]:
    """Read with an independent parser."""
    archive = ArchiveIterator(io.BytesIO(data), parse_http=False)
    return [(dict(record.headers.astuples()), record.reader.read()) for record in archive]


@pytest.mark.parametrize("entry", [WARC, WARC_GZ], ids=["plain", "gzip"])
def test_records_keep_their_bytes(run: Run, entry: WarcFormat):
    data = INFO + TEXT + conversion(b"") + TEXT.replace(b"\r\n", b"\n")
    result = run(entry, gzip_member(data) if entry.is_gzip else data)
    assert (gzip.decompress(result.output) if entry.is_gzip else result.output) == data
    assert [record.raw for record in result.good] == [
        INFO,
        TEXT,
        conversion(b""),
        TEXT.replace(b"\r\n", b"\n"),
    ]
    assert [record.is_header for record in result.good] == [True, False, False, False]


def test_leaves(run: Run):
    (record,) = run(WARC, TEXT).good
    assert record.leaves == (
        Leaf("warc-target-uri", f"https://site.test/?user={MAIL}"),
        Leaf("warc-ip-address", "203.0.113.9"),
        Leaf("content", f"write to {MAIL}\nor not é"),
    )


def test_stale_payload_digest(run: Run):
    result = run(WARC, TEXT, mask_mail)
    (item,) = read_with_fastwarc(result.output)
    headers, block = item
    expected = "write to [EMAIL]\nor not é".encode()
    assert block == expected
    assert headers["WARC-Block-Digest"] == headers["WARC-Payload-Digest"] == sha1(expected)
    assert headers["Content-Length"] == str(len(expected))
    assert headers["WARC-Target-URI"] == "https://site.test/?user=[EMAIL]"
    assert headers["WARC-Record-ID"] == "<urn:uuid:00000000-0000-4000-8000-000000000001>"
    assert headers["WARC-Date"] == "2026-11-25T10:00:00Z"
    old = f"write to {MAIL}\nor not é".encode()
    assert sha1(old).encode() not in result.output
    assert MAIL.encode() not in result.output


def test_another_reader_verifies_the_output(run: Run):
    data = INFO + TEXT + TEXT
    result = run(WARC_GZ, gzip_member(data), lambda leaf: leaf.text.replace("e", "EE"))
    target = io.BytesIO(result.output)
    records = list(ArchiveIterator(target, parse_http=False))
    assert len(records) == 3
    target.seek(0)
    verified = [r.verify_block_digest() for r in ArchiveIterator(target, parse_http=False)]
    assert verified[1:] == [True, True]


def test_a_changed_header_alone_leaves_the_block(run: Run):
    result = run(WARC, TEXT, lambda leaf: leaf.text.replace("203.0.113.9", "a\r\nX: b"))
    assert result.output == TEXT.replace(b"203.0.113.9", b"a X: b")


def test_each_gzip_record_is_its_own_member(run: Run):
    result = run(WARC_GZ, gzip_member(TEXT + INFO))
    assert result.output == gzip_member(TEXT) + gzip_member(INFO)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "sha256:" + hashlib.sha256(b"old").hexdigest(),
            "sha256:" + hashlib.sha256(b"new").hexdigest(),
        ),
        ("md5:" + hashlib.md5(b"old").hexdigest(), "md5:" + hashlib.md5(b"new").hexdigest()),
        ("SHA-1:" + sha1(b"old")[5:], "SHA-1:" + sha1(b"new")[5:]),
    ],
)
def test_digests_keep_their_algorithm_and_spelling(run: Run, old: str, new: str):
    record = make("conversion", b"old", f"WARC-Block-Digest: {old}")
    expected = make("conversion", b"new", f"WARC-Block-Digest: {new}")
    assert run(WARC, record, lambda leaf: leaf.text.replace("old", "new")).output == expected


def test_a_digest_of_unknown_kind_is_taken_away(run: Run):
    record = make("conversion", b"old", "WARC-Payload-Digest: tiger:abc", "X-Note: y")
    expected = make("conversion", b"new", "X-Note: y")
    assert run(WARC, record, lambda leaf: leaf.text.replace("old", "new")).output == expected


def test_requests_and_metadata_are_dropped(run: Run):
    result = run(WARC, INFO + REQUEST + METADATA + TEXT)
    assert [item.reason for item in result.dropped] == ["warc-request", "warc-metadata"]
    assert [item.ordinal for item in result.order] == [0, 1, 2, 3]
    assert result.output == INFO + TEXT
    assert sum(item.size for item in result.order) == len(INFO + REQUEST + METADATA + TEXT)


def test_requests_are_scrubbed_when_kept(run: Run):
    result = run(
        WARC, REQUEST, lambda leaf: leaf.text.replace("id=1", "x"), keep_warc_requests=True
    )
    assert not result.dropped
    assert b"Cookie: x" in result.output


@pytest.mark.parametrize(
    "record",
    [
        RESPONSE,
        make("revisit", b"HTTP/1.1 200 OK\r\n\r\n", content_type="application/http"),
        make("resource", b"<p>x</p>", content_type="text/html"),
        make("conversion", b"\x89PNG", content_type="image/png"),
        make("continuation", b"x"),
        make("other", b"x"),
    ],
)
def test_other_payloads_are_kept_apart(run: Run, record: bytes):
    result = run(WARC, record + TEXT)
    assert result.reasons == ["unsupported-record"]
    assert result.bad[0].raw == record
    assert result.output == TEXT


def test_a_plain_text_resource_is_scrubbed(run: Run):
    record = make("resource", f"to {MAIL}".encode(), content_type="text/plain; charset=utf-8")
    result = run(WARC, record, mask_mail)
    assert result.output.endswith(b"\r\n\r\nto [EMAIL]\r\n\r\n")


@pytest.mark.parametrize("block", [b"\xff", b"a\xed\xa0\x80"])
def test_bad_utf8_costs_its_record(run: Run, block: bytes):
    result = run(WARC, TEXT + conversion(block) + TEXT)
    assert result.reasons == ["bad-utf8"]
    assert result.bad[0].raw == conversion(block)
    assert result.output == TEXT + TEXT


def test_folded_headers_are_one_value(run: Run):
    record = make("conversion", b"x", f"X-Note: one\r\n two {MAIL}")
    result = run(WARC, record, mask_mail)
    assert result.good[0].leaves[0] == Leaf("x-note", f"one\r\n two {MAIL}")
    assert result.output == make("conversion", b"x", "X-Note: one  two [EMAIL]")


@pytest.mark.parametrize(
    ("tail", "what"),
    [
        (TEXT[:-6], "breaks off"),
        (TEXT[:100], "headers"),
        (b"WARC/1.0\r\nWARC-Type: conversion\r\n\r\n", "Content-Length"),
        (b"garbage\r\n\r\n", "version"),
        (b"\0" * 300_000, "version"),
    ],
)
def test_a_torn_record_ends_the_file(run: Run, tail: bytes, what: str):
    result = run(WARC, TEXT + tail)
    assert result.reasons == ["bad-frame"]
    assert result.bad[0].raw == tail
    assert (result.bad[0].offset, result.bad[0].size) == (len(TEXT), len(tail))
    assert result.damage is not None
    assert what in result.damage.message
    assert result.output == TEXT


@pytest.mark.parametrize("kept", [-1, -9, -40])
def test_a_cut_gzip_file(run: Run, kept: int):
    data = gzip_member(TEXT) + gzip_member(TEXT * 3)[:kept]
    result = run(WARC_GZ, data)
    assert result.damage is not None
    assert result.order[-1].reason == "bad-frame"
    assert gzip.decompress(result.output).startswith(TEXT)
    assert (TEXT * 4).startswith(b"".join(item.raw for item in result.order))


def test_too_long_records(run: Run):
    long = conversion(b"x" * 700_000)
    result = run(WARC, TEXT + long + TEXT, limits=Limits(max_record_bytes=5000))
    assert result.reasons == ["too-long"]
    assert (result.bad[0].size, result.bad[0].raw) == (len(long), long[:5000])
    assert result.output == TEXT + TEXT
    torn = run(WARC, long[:-5000], limits=Limits(max_record_bytes=5000))
    assert torn.reasons == ["bad-frame"]
    assert torn.bad[0].size == len(long) - 5000


@pytest.mark.parametrize("entry", [WARC, WARC_GZ])
def test_an_empty_file(run: Run, entry: WarcFormat):
    result = run(entry, b"")
    assert (result.order, result.output, result.damage) == ([], b"", None)


def test_content_lines_are_the_written_record(run: Run):
    (record,) = run(WARC, TEXT).good
    texts = {2: "new"}
    plain = WARC.content_lines(record, texts)
    assert plain == WARC_GZ.content_lines(record, texts)
    assert plain.endswith(b"\r\n\r\nnew\r\n\r\n")


def test_misuse_is_refused(run: Run):
    with pytest.raises(UsageError):
        run(WARC, TEXT, end=3)
    reader = JsonlFormat().open_reader(io.BytesIO(b""), options=ReadOptions())
    with pytest.raises(TypeError):
        WARC.open_writer(io.BytesIO(), reader)
