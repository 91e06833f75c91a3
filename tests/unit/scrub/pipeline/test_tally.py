"""Tallies: counts, and the fields that a configuration names."""

import pytest

from avow.policy.actions import Action, ActionPolicy
from avow.scrub.cleaned import CleanedRecord, Decision, Outcome
from avow.scrub.config import FieldConfig, QuasiConfig, ScrubConfig
from avow.scrub.pipeline.tally import MAX_COUNT_ROWS, OTHER_FIELDS, Tally, configured_fields
from avow.scrub.records import BadRecord, DroppedRecord, Leaf, QuarantineReason, Record


def record(*paths: str, header: bool = False) -> Record:
    leaves = tuple(Leaf(path, "x") for path in paths)
    return Record(ordinal=0, offset=0, size=5, leaves=leaves, is_header=header)


def decision(path: str, kind: str = "contact.email") -> Decision:
    return Decision(
        leaf=0,
        path=path,
        start=0,
        end=1,
        out_start=0,
        out_end=7,
        kind=kind,
        rule="r",
        rule_version=1,
        score=9,
        subject="",
        action="redact",
        evidence="pattern",
    )


def test_every_outcome_is_counted_once() -> None:
    tally = Tally(ScrubConfig())
    for outcome, reason in (
        (Outcome.KEPT, ""),
        (Outcome.CHANGED, ""),
        (Outcome.DROPPED, "optout:domain"),
        (Outcome.QUARANTINED, "unstable"),
    ):
        tally.count_record(record("a"), CleanedRecord(outcome=outcome, reason=reason))
    tally.count_record(record("a", header=True), CleanedRecord(outcome=Outcome.CHANGED))
    tally.count_unread(
        BadRecord(ordinal=1, offset=0, size=3, reason=QuarantineReason.BAD_JSON, raw=b"x")
    )
    tally.count_unread(DroppedRecord(ordinal=2, offset=0, size=2, reason="warc-request"))
    balance = tally.balance
    balance.check("test")
    assert balance.records_in == 6
    assert (balance.kept, balance.changed) == (1, 1)
    assert balance.dropped == {"optout:domain": 1, "warc-request": 1}
    assert balance.quarantined == {"bad-json": 1, "unstable": 1}
    assert tally.text_bytes == 30


def test_decisions_are_sorted_and_bounded() -> None:
    tally = Tally(ScrubConfig())
    for index in range(MAX_COUNT_ROWS + 5):
        cleaned = CleanedRecord(outcome=Outcome.CHANGED, decisions=(decision(f"k{index:05d}"),))
        tally.count_record(record("a"), cleaned)
    assert len(tally.counts) == MAX_COUNT_ROWS + 1
    assert tally.counts[0].field == OTHER_FIELDS
    assert tally.counts[0].times == 5
    assert list(tally.counts) == sorted(tally.counts)


def test_hits_have_a_digest_without_order() -> None:
    one, two = Tally(ScrubConfig()), Tally(ScrubConfig())
    for tally, hits in ((one, ("b", "a")), (two, ("a", "b"))):
        for hit in hits:
            cleaned = CleanedRecord(outcome=Outcome.DROPPED, reason="o", optout_hits=(hit,))
            tally.count_record(record("a"), cleaned)
    assert one.optout_digest == two.optout_digest != ""
    assert Tally(ScrubConfig()).optout_digest == ""


def test_defaults_name_no_field() -> None:
    assert configured_fields(ScrubConfig()) == ()


def test_every_setting_that_names_a_field_counts() -> None:
    config = ScrubConfig(
        fields=FieldConfig(
            text=("t",),
            skip=("s",),
            untouched=("u",),
            author=("author", "writer"),
            group="g",
            record_id="key",
        ),
        actions=ActionPolicy(fields={"f": Action.KEEP}),
        quasi=QuasiConfig(columns=("zip",), subject="who"),
    )
    expected = ("f", "g", "key", "s", "t", "u", "who", "writer", "zip")
    assert configured_fields(config) == expected


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("meta.hash", True),
        ("meta", False),
        ("meta.hash.md5", True),
        ("meta.hash[]", True),
        ("meta.hashes", False),
        ("other", False),
    ],
)
def test_a_field_occurs_when_its_path_or_a_child_does(path: str, *, seen: bool) -> None:
    tally = Tally(ScrubConfig(fields=FieldConfig(skip=("meta.hash",))))
    tally.note_fields([record("x", path)])
    assert tally.fields_seen == (("meta.hash",) if seen else ())
