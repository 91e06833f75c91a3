"""Records: one line per record, bad lines named, batches that do not infect each other."""

import json
from collections.abc import Sequence

import pytest

from avow.detect.finding import Finding, Strength
from avow.detect.output import records
from avow.detect.output.records import (
    BadRecord,
    Record,
    RecordResult,
    read_records,
    result_line,
    scan_records,
)
from avow.errors import TooManyCandidates


def finding(start: int, end: int) -> Finding:
    return Finding(
        start=start,
        end=end,
        byte_start=start,
        byte_end=end,
        kind="contact.email",
        rule="contact.email",
        rule_version=1,
        score=0.9,
        strength=Strength.PATTERN,
    )


class FloodedDetector:
    """Stands in for the detector: finds `@`, and refuses a text that says FLOOD."""

    def __init__(self) -> None:
        self.calls = 0

    def find(self, text: str) -> list[Finding]:
        if "FLOOD" in text:
            raise TooManyCandidates("too many")
        place = text.find("@")
        return [finding(place, place + 1)] if place >= 0 else []

    def find_many(self, texts: Sequence[str]) -> list[list[Finding]]:
        self.calls += 1
        return [self.find(text) for text in texts]


def read(*lines: bytes, field: str = "text") -> list[Record | BadRecord]:
    return list(read_records(lines, field))


def test_ids_are_echoed_and_missing_ones_are_line_numbers() -> None:
    found = read(b'{"id":"a","text":"x"}\n', b"\n", b'{"id":7,"text":""}', b'{"text":"y"}\r\n')
    assert [(item.id, item.line) for item in found] == [("a", 1), (7, 3), (4, 4)]


@pytest.mark.parametrize(
    ("line", "field", "identity", "word"),
    [
        (b"{", "text", None, "JSON"),
        (b"[1]", "text", None, "object"),
        (b'{"id":1}', "text", 1, "text"),
        (b'{"id":1,"text":5}', "text", 1, "text"),
        (b'{"id":1,"text":null}', "text", 1, "text"),
        (b'{"id":1,"text":"\\ud800"}', "text", None, "JSON"),
        (b'{"id":1,"text":"\xff"}', "text", None, "JSON"),
        (b'{"id":1,"a":"x"}', "a.b", 1, "a.b"),
        (b'{"id":1,"a":{"text":"x"}}', "text", 1, "text"),
    ],
)
def test_bad_lines(line: bytes, field: str, identity: object, word: str) -> None:
    (found,) = read(line, field=field)
    assert isinstance(found, BadRecord)
    assert found.id == identity
    assert word in found.error


def test_nested_field_and_byte_order_mark() -> None:
    (found,) = read(b'\xef\xbb\xbf{"id":1,"a":{"b":"hello"}}', field="a.b")
    assert isinstance(found, Record)
    assert found.text == "hello"
    assert "hello" not in repr(found)


def test_a_refused_record_does_not_infect_its_batch() -> None:
    items = read(b'{"id":1,"text":"a@b"}', b"{", b'{"id":3,"text":"FLOOD"}', b'{"id":4,"text":"@"}')
    results = list(scan_records(FloodedDetector(), items))  # type: ignore[arg-type]
    lines = [json.loads(result_line(result)) for result in results]
    assert [line["id"] for line in lines] == [1, None, 3, 4]
    assert [len(line.get("findings", [])) for line in lines] == [1, 0, 0, 1]
    assert lines[1]["error"]
    assert lines[2]["error"] == "TooManyCandidates"


def test_results_do_not_depend_on_batching(monkeypatch: pytest.MonkeyPatch) -> None:
    items = read(*(b'{"id":%d,"text":"%s"}' % (n, b"x" * (n % 5) + b"@") for n in range(40)))
    whole = FloodedDetector()
    once = list(scan_records(whole, items))  # type: ignore[arg-type]
    monkeypatch.setattr(records, "BATCH_CODE_POINTS", 7)
    parts = FloodedDetector()
    assert list(scan_records(parts, items)) == once  # type: ignore[arg-type]
    assert (whole.calls, parts.calls > 5) == (1, True)


def test_a_result_becomes_a_scanned_text() -> None:
    result = RecordResult(record=Record(line=3, id=7, text="a@b"), findings=(finding(1, 2),))
    item = result.as_scanned("x.jsonl")
    assert (item.name, item.record, item.record_line, item.text) == ("x.jsonl", "7", 3, "a@b")
