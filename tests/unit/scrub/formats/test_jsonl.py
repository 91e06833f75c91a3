import io
import json
import tracemalloc
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avow.scrub.config import FieldConfig
from avow.scrub.formats.codecs import Codec, gzip_member, open_decoded, open_encoded
from avow.scrub.formats.csv_rows import CsvFormat
from avow.scrub.formats.interface import ReadOptions
from avow.scrub.formats.jsonl import JsonlFormat
from avow.scrub.records import Leaf, Limits, Record

JSONL = JsonlFormat()
Run = Callable[..., Any]


def mask_mail(leaf: Leaf) -> str:
    return leaf.text.replace("jane@mail.test", "[EMAIL]")


def test_leaves_and_places(run: Run):
    result = run(JSONL, b'{"id":7,"text":"hi"}\r\n{"a":[]}')
    first, second = result.good
    assert first.leaves == (Leaf("id", "id", True), Leaf("text", "text", True), Leaf("text", "hi"))
    assert (first.ordinal, first.offset, first.size) == (0, 0, 22)
    assert first.raw == b'{"id":7,"text":"hi"}\r\n'
    assert (second.ordinal, second.offset, second.raw) == (1, 22, b'{"a":[]}')
    assert not first.is_header


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"\n\n  \n\r\n\t\n",
        b'{"a":1}',
        b'{"a":1}\n',
        b'{"a":1}\r\n{"b":2}\r\n',
        b'\xef\xbb\xbf{"a":1}\n',
        b"\xef\xbb\xbf",
        b"\xef\xbb\xbf\n{}\n",
        b'\n\n{"a":1}\n \n{"b":2}\n\n\n',
        b' {"a" : 1.0E5, "b":12345678901234567890123, "c":-0.0, "d":"\\u00e9\\/" } \n',
        '{"é":"\u2028\\u0000","x":{"y":[true,null]}}\n'.encode(),
    ],
)
def test_what_is_not_replaced_keeps_its_bytes(run: Run, data: bytes):
    result = run(JSONL, data)
    assert result.output == data
    assert not result.bad


def test_blank_lines_survive_dropped_neighbours(run: Run):
    data = b'\n{"a":1}\n\r\n{"a":2}\n  \n{"a":3}\n\n'
    result = run(JSONL, data, leave_out=frozenset({0, 1}))
    assert result.output == b'\n\r\n  \n{"a":3}\n\n'
    assert [record.ordinal for record in result.good] == [0, 1, 2]
    everything = run(JSONL, data, leave_out=frozenset({0, 1, 2}))
    assert everything.output == b"\n\r\n  \n\n"


def test_the_mark_survives_when_the_first_record_is_bad(run: Run):
    result = run(JSONL, b'\xef\xbb\xbf{bad\n{"a":1}\n')
    assert result.output == b'\xef\xbb\xbf{"a":1}\n'
    assert (result.bad[0].offset, result.bad[0].size, result.bad[0].raw) == (3, 5, b"{bad\n")


def test_a_mark_elsewhere_is_not_json(run: Run):
    assert run(JSONL, b'{}\n\xef\xbb\xbf{"a":1}\n').reasons == ["bad-json"]
    assert run(JSONL, b'\xef\xbb\xbf{"a":1}\n', start=100).reasons == ["bad-json"]


BAD_LINES = [
    (b'{"a":"\xff"}', "bad-utf8"),
    (b'{"a":"\xc3"}', "bad-utf8"),
    (b"\x1f\x8b\x08\x00", "bad-utf8"),
    (b'{"a":"\xed\xa0\x80"}', "lone-surrogate"),
    (b'{"a":"\\ud800"}', "lone-surrogate"),
    (b'{"\\udfff":1}', "lone-surrogate"),
    (b'{"a":"\\ude00\\ud83d"}', "lone-surrogate"),
    (b'{"a":1', "bad-json"),
    (b'{"a":"b', "bad-json"),
    (b'{"a":"b"} {"c":1}', "bad-json"),
    (b"{'a':1}", "bad-json"),
    (b'{"a":NaN}', "bad-json"),
    (b'{"a":1,}', "bad-json"),
    (b'{"a":"\x00"}', "bad-json"),
    (b'{"a":"\t"}', "bad-json"),
    (b"\x00\x00\x00", "bad-json"),
    (b'{"a":"\\x"}', "bad-json"),
    (b'{"a":' + b"[" * 5000, "bad-json"),
    (b'{"a":' + b"[" * 5000 + b"]" * 5000 + b"}", "bad-json"),
    (b"[1,2]", "not-object"),
    (b'"text"', "not-object"),
    (b"null", "not-object"),
    (b"17", "not-object"),
    (b'{"a":1,"a":1}', "duplicate-key"),
    (b'{"a":"x","\\u0061":"y"}', "duplicate-key"),
    (b'{"a":[{"b":{"c":"\\"","c":2}}]}', "duplicate-key"),
    (b'{"a":{},"a":{"b":"c"}}', "duplicate-key"),
]


@pytest.mark.parametrize(("line", "reason"), BAD_LINES)
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
def test_a_bad_line_is_kept_apart_alone(run: Run, line: bytes, reason: str, end: bytes):
    before, after = b'{"n":1}\n', b'{"n":2}\n' if end else b""
    result = run(JSONL, before + line + end + after)
    assert result.reasons == [reason]
    bad = result.bad[0]
    assert bad.raw == line + end
    assert (bad.ordinal, bad.offset, bad.size) == (1, len(before), len(line + end))
    assert result.output == before + after
    assert result.damage is None


def test_bad_byte_keeps_file(run: Run):
    lines = [b'{"n":%d}\n' % n for n in range(7)]
    lines[4] = b'{"n":"\xff"}\n'
    result = run(JSONL, b"".join(lines))
    assert len(result.good) == 6
    assert result.reasons == ["bad-utf8"]
    assert result.output == b"".join(lines[:4] + lines[5:])


def test_bad_line_is_counted(run: Run):
    data = b'{"text":"a"}\n{"text":\n{"text":""}\nnot json\n{"text":"b"}\n{"text":"c"}\n'
    result = run(JSONL, data)
    assert len(result.good) == 4
    assert result.reasons == ["bad-json", "bad-json"]
    assert [item.ordinal for item in result.order] == list(range(6))
    assert b"".join(item.raw for item in result.order) == data


def test_duplicate_key_does_not_leak(run: Run):
    line = b'{"text":"jane@mail.test","text":"hello"}\n'
    result = run(JSONL, line + b'{"text":"hello"}\n', mask_mail)
    assert b"jane" not in result.output
    assert result.bad[0].raw == line


def test_ids_and_dates_survive(run: Run):
    line = b'{"id":"00123","n":00,"date":"2026-11-25"}\n'.replace(b'"n":00,', b'"n":1e2,')
    data = line + b'{"id":"00124","extra":null}\n{"id":"3","date":"2026-11-25T00:00:00Z"}\n'
    assert run(JSONL, data).output == data


def test_types_survive(run: Run):
    data = b'{"a":"2026-11-25","b":1,"c":{"d":null}}\n{"a":5,"b":"1","c":{}}\n{"a":true,"c":null}\n'
    assert run(JSONL, data).output == data


def test_only_changed_literals_differ(run: Run):
    data = b'{"n":12345678901234567890, "text":"to jane@mail.test" ,"x":1.50}\r\n'
    result = run(JSONL, data, mask_mail)
    assert result.output == data.replace(b"jane@mail.test", b"[EMAIL]")
    texts = {2: "to [EMAIL]"}
    content = JSONL.content_lines(result.good[0], texts)
    assert content == result.output.rstrip(b"\r\n") + b"\n"


def test_a_changed_key_stays_in_the_record(run: Run):
    data = b'{"jane@mail.test":1,"bob@mail.test":2}\n'
    result = run(JSONL, data, lambda leaf: "[EMAIL]" if "@" in leaf.text else leaf.text)
    assert result.output == b'{"[EMAIL]":1,"[EMAIL]_2":2}\n'
    assert run(JSONL, result.output).reasons == []


@pytest.mark.parametrize(
    ("size", "is_long"), [(99, False), (100, False), (101, True), (4000, True)]
)
def test_too_long_lines(run: Run, size: int, is_long: bool):
    line = b'{"a":"' + b"x" * (size - 9) + b'"}\n'
    result = run(JSONL, line + b'{"b":1}\n', limits=Limits(max_record_bytes=100))
    assert result.output.endswith(b'{"b":1}\n')
    assert result.reasons == (["too-long"] if is_long else [])
    if is_long:
        assert result.bad[0].raw == line[:100]
        assert result.bad[0].size == size
        assert result.good[0].offset == size


def test_a_line_of_fifty_megabytes(run: Run):
    line = b'{"text":"' + b"jane@mail.test\\n" * 3_276_800 + b'"}\n'
    result = run(JSONL, line + b"{}\n", mask_mail)
    assert result.output == line.replace(b"jane@mail.test", b"[EMAIL]") + b"{}\n"


@pytest.mark.parametrize("kept", [-1, -8, -9, -12])
def test_a_cut_file_gives_its_complete_lines_first(run: Run, kept: int):
    whole = b'{"n":1}\n{"n":2}\n{"n":"three"}'
    result = run(JSONL, gzip_member(whole)[:kept], codec=Codec.GZIP)
    assert result.damage is not None
    assert result.reasons == ["bad-frame"]
    assert result.order[-1] is result.bad[0]
    assert whole.startswith(b"".join(item.raw for item in result.order))
    if kept == -1:
        assert result.output == b'{"n":1}\n{"n":2}\n'
        assert result.bad[0].raw == b'{"n":"three"}'


@settings(deadline=None)
@given(
    lines=st.lists(
        st.sampled_from(
            [b"", b" ", b"{}", b'{"a":"\xff"}', b'{"t":"x"}', b"[", *(b for b, _ in BAD_LINES)]
        ),
        max_size=12,
    ),
    end=st.sampled_from([b"\n", b"\r\n"]),
    is_closed=st.booleans(),
)
def test_nothing_is_lost(run: Run, lines: list[bytes], end: bytes, is_closed: bool):
    data = end.join(lines) + (end if is_closed else b"")
    result = run(JSONL, data)
    assert [item.ordinal for item in result.order] == list(range(len(result.order)))
    for item in result.order:
        assert data[item.offset : item.offset + item.size] == item.raw
    gaps = b"".join(line for line in data.splitlines(keepends=True) if not line.strip())
    assert sum(item.size for item in result.order) + len(gaps) == len(data)
    assert sum(record.size for record in result.good) + len(gaps) == len(result.output)


class Endless(io.RawIOBase):
    """A stream of many equal lines that are never held together."""

    def __init__(self, line: bytes, blocks: int) -> None:
        self._block = line * 300
        self._blocks = blocks

    def read(self, _size: int = -1) -> bytes:
        self._blocks -= 1
        return self._block if self._blocks >= 0 else b""


def test_memory_does_not_grow_with_the_file():
    def peak(blocks: int) -> int:
        stream = Endless(b'{"id":"1","text":"' + b"word " * 500 + b'"}\n', blocks)
        tracemalloc.start()
        for _ in JSONL.open_reader(stream, options=ReadOptions()):  # type: ignore[arg-type]
            pass
        size = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return size

    assert peak(24) < 1.2 * peak(6)


@pytest.mark.parametrize("codec", Codec)
def test_whole_way_through_a_codec(codec: Codec):
    lines = [orjson.dumps({"n": n, "text": "word " * (n % 50)}) + b"\n" for n in range(3000)]
    source, middle, target = io.BytesIO(), io.BytesIO(), io.BytesIO()
    stream = open_encoded(source, codec)
    stream.write(b"".join(lines))
    stream.close()
    source.seek(0)
    reader = JSONL.open_reader(open_decoded(source, codec), options=ReadOptions())
    out = open_encoded(middle, codec)
    writer = JSONL.open_writer(out, reader)
    for record in reader:
        assert isinstance(record, Record)
        writer.write(record, {})
    writer.close()
    out.close()
    middle.seek(0)
    target.write(open_decoded(middle, codec).read())
    assert target.getvalue() == b"".join(lines)


def test_the_writer_needs_its_own_reader():
    reader = CsvFormat().open_reader(io.BytesIO(b""), options=ReadOptions())
    with pytest.raises(TypeError):
        JSONL.open_writer(io.BytesIO(), reader)


def test_a_record_shows_no_text_of_its_layout(run: Run):
    record = run(JSONL, b'{"a":1}\n').good[0]
    assert "handle" not in repr(record)
    assert json.loads(record.raw) == {"a": 1}


def test_scalars_at_named_paths() -> None:
    fields = FieldConfig(record_id="id", eligible="deep.flag", group="deep", purposes="deep.float")
    data = b'{"id":7,"deep":{"flag":true,"float":1.50}}\n{"id":"a","deep":[1]}\n{"id":null}\n'
    reader = JSONL.open_reader(io.BytesIO(data), options=ReadOptions(fields=fields))
    assert [item.scalars for item in reader if isinstance(item, Record)] == [
        {"id": "7", "deep.flag": "true", "deep.float": "1.5"},
        {},
        {},
    ]
