"""Receipts: same work, same digest; every field survives; nothing else is a receipt."""

import dataclasses

import pytest

from avow.errors import VerificationError
from avow.policy.actions import Action, ActionPolicy
from avow.scrub.config import FieldConfig, QuasiConfig, Scope, ScrubConfig
from avow.scrub.proof.balance import Balance, add_balances
from avow.scrub.proof.identity import Build, config_digest, describe_build
from avow.scrub.proof.receipt import (
    CountRow,
    FileDigest,
    Receipt,
    RunNotes,
    read_receipt,
    write_receipt,
)
from avow.scrub.proof.sealed import seal


def make_receipt(**changes: object) -> Receipt:
    receipt = Receipt(
        shard_id="ab" * 16,
        source="docs",
        output="data/docs/a.jsonl",
        input_sha256="sha256:1",
        input_bytes=10,
        text_bytes=12,
        files=(FileDigest(path="data/docs/a.jsonl", role="data", size=9, sha256="sha256:2"),),
        content_digest="sha256:3",
        config_digest="sha256:4",
        rules_digest="sha256:5",
        verdicts_digest="",
        optout_digest="",
        records_root="sha256:6",
        key_id="k",
        build=Build(tool="1", normaliser="1", unidata="14", codecs={"zlib": "1.3"}, cpu="x"),
        balance=Balance(records_in=3, kept=1, changed=1, quarantined={"bad-json": 1}),
        counts=(CountRow("text", "contact.email", "", "redact", "pattern", 2),),
        fields_seen=("text",),
        columns_unscanned=0,
        truncated=False,
        run=RunNotes(identity="size=10", wall_seconds=0.5),
    )
    return dataclasses.replace(receipt, **changes)  # type: ignore[arg-type]


def test_round_trip_keeps_every_field() -> None:
    receipt = make_receipt()
    assert read_receipt(write_receipt(receipt), "r.json") == receipt


def test_host_and_time_are_outside_the_digest() -> None:
    assert make_receipt().digest() == make_receipt(run=RunNotes(host="elsewhere")).digest()


@pytest.mark.parametrize(
    "field",
    [
        "shard_id",
        "input_sha256",
        "content_digest",
        "config_digest",
        "rules_digest",
        "key_id",
        "verdicts_digest",
        "optout_digest",
        "records_root",
        "output",
        "source",
    ],
)
def test_everything_else_is_inside(field: str) -> None:
    assert make_receipt().digest() != make_receipt(**{field: "other"}).digest()


def test_another_schema_is_refused() -> None:
    data = seal({**make_receipt().body(), "schema": "avow-scrub-receipt-0"}, {})
    with pytest.raises(VerificationError, match="version"):
        read_receipt(data, "r.json")


def test_a_well_sealed_document_with_a_wrong_field_is_refused() -> None:
    body = {**make_receipt().body(), "input_bytes": "ten"}
    with pytest.raises(VerificationError, match="input_bytes"):
        read_receipt(seal(body, {}), "r.json")


@pytest.mark.parametrize(
    "balance",
    [
        Balance(),
        Balance(records_in=4, kept=1, changed=1, dropped={"a": 1}, quarantined={"b": 1}),
    ],
)
def test_a_balance_that_adds_up(balance: Balance) -> None:
    balance.check("shard")


@pytest.mark.parametrize(
    "balance",
    [
        Balance(records_in=1),
        Balance(kept=1),
        Balance(records_in=2, kept=1, dropped={"a": 2}),
        Balance(records_in=0, kept=1, changed=-1),
        Balance(records_in=1, kept=1, quarantined={"bad-json": 1}),
    ],
)
def test_a_balance_that_does_not(balance: Balance) -> None:
    with pytest.raises(VerificationError, match="shard 7"):
        balance.check("shard 7")


def test_sums_of_balances() -> None:
    one = Balance(records_in=3, kept=1, dropped={"b": 1}, quarantined={"x": 1})
    two = Balance(records_in=2, changed=1, dropped={"a": 1})
    total = add_balances([one, two])
    assert total == Balance(
        records_in=5, kept=1, changed=1, dropped={"a": 1, "b": 1}, quarantined={"x": 1}
    )
    assert list(total.dropped) == ["a", "b"]
    assert total.bad_share == pytest.approx(0.2)
    assert Balance().bad_share == 0.0


@pytest.mark.parametrize(
    "config",
    [
        ScrubConfig(scope=Scope.GROUP),
        ScrubConfig(people="off"),
        ScrubConfig(fields=FieldConfig(skip=("a",))),
        ScrubConfig(fields=FieldConfig(skip=("straße",))),
        ScrubConfig(actions=ActionPolicy(kinds={"contact": Action.TOKEN})),
        ScrubConfig(keep_raw_quarantine=True),
    ],
)
def test_settings_that_change_bytes_change_the_digest(config: ScrubConfig) -> None:
    assert config_digest(config) != config_digest(ScrubConfig())


@pytest.mark.parametrize(
    "config",
    [
        ScrubConfig(max_bad_share=0.5),
        ScrubConfig(shard_bytes=7),
        ScrubConfig(allow_truncated=True),
        ScrubConfig(rules=("/somewhere/else.toml",)),
        ScrubConfig(quasi=QuasiConfig(columns=("zip",))),
    ],
)
def test_settings_that_change_no_byte_of_a_shard_do_not(config: ScrubConfig) -> None:
    assert config_digest(config) == config_digest(ScrubConfig())


def test_order_of_tables_does_not_matter() -> None:
    one = ActionPolicy(kinds={"a": Action.KEEP, "b": Action.DROP})
    two = ActionPolicy(kinds={"b": Action.DROP, "a": Action.KEEP})
    assert config_digest(ScrubConfig(actions=one)) == config_digest(ScrubConfig(actions=two))


def test_the_build_names_its_libraries() -> None:
    build = describe_build()
    assert {"zlib", "zstandard", "zstd", "pyarrow"} <= set(build.codecs)
    assert build == describe_build()
