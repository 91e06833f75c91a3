"""Manifests: roots and sums are checked on reading, notes are outside the digest."""

import dataclasses
import hashlib

import pytest

from avow.errors import VerificationError
from avow.evidence.canonical import canonical_json
from avow.scrub.proof.balance import Balance
from avow.scrub.proof.diff import diff_manifests
from avow.scrub.proof.identity import Build
from avow.scrub.proof.manifest import (
    ListPin,
    Manifest,
    ManifestNotes,
    make_manifest,
    read_manifest,
    write_manifest,
)
from avow.scrub.proof.receipt import CountRow, Receipt
from avow.scrub.proof.sealed import seal, unseal

BUILD = Build(tool="1", normaliser="1", unidata="14", codecs={}, cpu="x")


def make_receipt(name: str, *, kept: int = 1, times: int = 1, **changes: object) -> Receipt:
    receipt = Receipt(
        shard_id=name,
        source=name[0],
        output=f"data/{name}",
        input_sha256="sha256:1",
        input_bytes=10,
        text_bytes=12,
        files=(),
        content_digest=f"sha256:{name}",
        config_digest="c",
        rules_digest="r",
        verdicts_digest="",
        optout_digest="",
        records_root="",
        key_id="k",
        build=BUILD,
        balance=Balance(records_in=kept, kept=kept),
        counts=(CountRow("text", "contact.email", "", "redact", "pattern", times),),
        fields_seen=(),
        columns_unscanned=0,
        truncated=False,
    )
    return dataclasses.replace(receipt, **changes)  # type: ignore[arg-type]


def make(receipts: list[Receipt], **notes: object) -> Manifest:
    run = ManifestNotes(**notes)  # type: ignore[arg-type]
    return make_manifest(receipts, optouts=ListPin(), reports={}, run=run)


RECEIPTS = [make_receipt("a1"), make_receipt("a2", kept=2), make_receipt("b1", times=3)]


def test_round_trip_and_sums() -> None:
    manifest = read_manifest(write_manifest(make(RECEIPTS)))
    assert manifest == make(RECEIPTS)
    assert manifest.balance.records_in == 4
    assert {name: one.records_in for name, one in manifest.sources.items()} == {"a": 3, "b": 1}
    assert [row.times for row in manifest.counts] == [5]


def test_content_root_is_the_rfc_6962_tree_over_path_and_digest() -> None:
    def leaf(name: str) -> bytes:
        pair = canonical_json([f"data/{name}", f"sha256:{name}"])
        return hashlib.sha256(b"\0" + pair).digest()

    def node(left: bytes, right: bytes) -> bytes:
        return hashlib.sha256(b"\1" + left + right).digest()

    expected = node(node(leaf("a1"), leaf("a2")), leaf("b1"))
    assert make(RECEIPTS).content_root == "sha256:" + expected.hex()


def test_notes_are_outside_the_digest() -> None:
    assert make(RECEIPTS, engine="ray", workers=9).digest() == make(RECEIPTS).digest()


def test_order_of_shards_is_inside() -> None:
    assert make(RECEIPTS[::-1]).digest() != make(RECEIPTS).digest()


@pytest.mark.parametrize(
    ("receipts", "problem"),
    [
        ([], "without shards"),
        ([make_receipt("a1"), make_receipt("a2", config_digest="d")], "different settings"),
        ([make_receipt("a1"), make_receipt("a2", rules_digest="d")], "different settings"),
        ([make_receipt("a1"), make_receipt("a2", key_id="d")], "different settings"),
        ([make_receipt("a1", balance=Balance(records_in=2, kept=1))], "balance"),
    ],
)
def test_receipts_that_make_no_manifest(receipts: list[Receipt], problem: str) -> None:
    with pytest.raises(VerificationError, match=problem):
        make(receipts)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"receipts_root": "sha256:0"}, "root of the receipts"),
        ({"content_root": "sha256:0"}, "root of the contents"),
        ({"balance": {**dataclasses.asdict(Balance(records_in=9, kept=9))}}, "add up"),
        ({"balance": {**dataclasses.asdict(Balance(records_in=9))}}, "balance"),
        ({"schema": "other"}, "version"),
        ({"extra": 1}, "extra"),
        ({"tool": 7}, "tool"),
    ],
)
def test_a_sealed_manifest_that_contradicts_itself(change: dict[str, object], problem: str) -> None:
    body = dict(unseal(write_manifest(make(RECEIPTS)), "m").body) | change
    with pytest.raises(VerificationError, match=problem):
        read_manifest(seal(body, {}))  # type: ignore[arg-type]


def test_diff_of_equal_data_sets_is_empty() -> None:
    found = diff_manifests(make(RECEIPTS), make(RECEIPTS, engine="ray"))
    assert found.same_content
    assert not (found.settings)
    assert not (found.shards_changed)
    assert not (found.records)
    assert not (found.decisions)


def test_diff_counts_and_names() -> None:
    other = [
        make_receipt("a1", kept=4),
        make_receipt("a2", content_digest="sha256:new", kept=2),
        make_receipt("c1"),
    ]
    changed = [dataclasses.replace(one, rules_digest="new") for one in other]
    found = diff_manifests(make(RECEIPTS), make(changed))
    assert not found.same_content
    assert found.settings == ("rules_digest",)
    assert found.shards_added == ("data/c1",)
    assert found.shards_removed == ("data/b1",)
    assert found.shards_changed == ("data/a2",)
    assert found.records == {"in": 3, "out": 3}
    assert found.decisions == {("contact.email", "redact"): -2}
