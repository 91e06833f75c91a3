"""Sidecars: no value in them, stable bytes, and the records row finds later opt-outs."""

import io
from collections.abc import Callable
from typing import Any

import orjson
import pyarrow.parquet as pq
import pytest
import zstandard

from avow.evidence.canonical import canonical_json
from avow.evidence.merkle import merkle_root
from avow.scrub.clean import Cleaner
from avow.scrub.cleaned import CleanedRecord, Outcome
from avow.scrub.cleaning.interface import Finder
from avow.scrub.config import FieldConfig, ScrubConfig
from avow.scrub.keys import ScrubKeys
from avow.scrub.records import BadRecord, DroppedRecord, QuarantineReason, Record
from avow.scrub.sidecars import (
    AuditWriter,
    RecordsWriter,
    bytes_digest,
    record_digest,
    sidecar_suffix,
)
from avow.suppression.selectors import SelectorType, selector_digest

Maker = Callable[..., Record]
SUFFIXES = [".parquet", ".jsonl.zst"]
MAIL = "maria.lopez@realmail.org"


def read(data: bytes, suffix: str) -> list[dict[str, Any]]:
    if suffix == ".parquet":
        rows: list[dict[str, Any]] = pq.read_table(io.BytesIO(data)).to_pylist()
        return rows
    plain = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data)).read()
    return [orjson.loads(line) for line in plain.splitlines()]


@pytest.fixture
def record(make_record: Maker) -> Record:
    return make_record(
        ("id", "doc-7"),
        ("url", "https://news.example.org/x"),
        ("author", "AdaB"),
        ("text", f"Write to {MAIL} or x@example.com"),
        raw=b'{"id": "doc-7"}\n',
    )


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_audit_rows(record: Record, finder: Finder, keys: ScrubKeys, suffix: str) -> None:
    cleaned = Cleaner(config=ScrubConfig(), detector=finder, keys=None).clean([record])[0]
    outputs = []
    for _ in range(2):
        stream = io.BytesIO()
        writer = AuditWriter(stream, shard="s1", keys=keys, suffix=suffix)
        writer.add(record, cleaned)
        writer.add(record, CleanedRecord(outcome=Outcome.KEPT))
        writer.close()
        outputs.append(stream.getvalue())
    assert outputs[0] == outputs[1]
    rows = read(outputs[0], suffix)
    assert [(row["field"], row["action"], row["start"], row["out_end"]) for row in rows] == [
        ("text", "redact", 9, 16),
        ("text", "reserved", 37, 33),
    ]
    assert rows[0]["value_digest"] is None
    assert rows[0]["record_digest"] == record_digest(record, keys)
    assert "lopez" not in repr(rows)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_records_rows_are_sorted_and_have_a_root(
    record: Record, make_record: Maker, keys: ScrubKeys, suffix: str
) -> None:
    stream = io.BytesIO()
    writer = RecordsWriter(stream, shard="s1", keys=keys, fields=FieldConfig(), suffix=suffix)
    kept = CleanedRecord(outcome=Outcome.KEPT)
    writer.add(record, kept)
    writer.add(make_record(("text", "two"), raw=b"two"), kept)
    writer.add(make_record(("text", "head"), is_header=True), kept)
    bad = BadRecord(ordinal=3, offset=9, size=2, reason=QuarantineReason.BAD_JSON, raw=b"{x")
    writer.add(bad, CleanedRecord(outcome=Outcome.QUARANTINED, reason="bad-json"))
    gone = DroppedRecord(ordinal=4, offset=11, size=2, reason="warc-request")
    writer.add(gone, CleanedRecord(outcome=Outcome.DROPPED, reason="warc-request"))
    root = writer.close()
    rows = read(stream.getvalue(), suffix)
    assert len(rows) == 4
    digests = [row["record_digest"] for row in rows]
    assert digests == sorted(digests)
    assert root == merkle_root([canonical_json(row) for row in rows])
    row = next(row for row in rows if row["record_digest"] == record_digest(record, keys))
    assert row["id_digest"] == selector_digest(keys.selector, SelectorType.RECORD_ID, "doc-7")
    assert row["author_digests"] == [selector_digest(keys.selector, SelectorType.AUTHOR, "adab")]
    assert (
        selector_digest(keys.selector, SelectorType.DOMAIN, "example.org") in row["domain_digests"]
    )
    for value in ("doc-7", "example.org", "adab", "lopez"):
        assert value not in repr(rows).lower()


def test_same_text_in_another_spelling_has_one_content_digest(
    make_record: Maker, keys: ScrubKeys
) -> None:
    stream = io.BytesIO()
    writer = RecordsWriter(stream, shard="s", keys=keys, fields=FieldConfig(), suffix=".jsonl.zst")
    for text in ("One  Text\n", "one text", "one text."):
        writer.add(
            make_record(("text", text), ("other", text)), CleanedRecord(outcome=Outcome.KEPT)
        )
    writer.close()
    assert len({row["content_digest"] for row in read(stream.getvalue(), ".jsonl.zst")}) == 2


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_without_keys_nothing_is_digested(record: Record, suffix: str) -> None:
    stream = io.BytesIO()
    writer = RecordsWriter(stream, shard="s1", keys=None, fields=FieldConfig(), suffix=suffix)
    writer.add(record, CleanedRecord(outcome=Outcome.KEPT))
    writer.close()
    (row,) = read(stream.getvalue(), suffix)
    assert (row["record_digest"], row["content_digest"], row["domain_digests"]) == ("", None, [])
    assert bytes_digest(b"x", None) == ""


def test_digests_are_keyed(record: Record, make_record: Maker, keys: ScrubKeys) -> None:
    assert len(bytes_digest(b"x", keys)) == 32
    assert bytes_digest(record.raw, keys) == record_digest(record, keys)
    plain = make_record(("a", "bc"))
    assert record_digest(plain, keys) != record_digest(make_record(("ab", "c")), keys)
    assert sidecar_suffix() == ".parquet"
