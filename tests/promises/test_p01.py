"""P1: personal information is reduced in training data."""

from datetime import timedelta

import pytest
from ledgers import START

from avow.evidence.canonical import Json
from avow.evidence.interface import Evidence
from avow.promises.interface import Logged, State, Verdict
from avow.promises.p01_training_data import PROMISE

DATA_SET = "sha256:" + "ab" * 32
DIGESTS: dict[str, Json] = {"config_digest": "sha256:c", "rules_digest": "sha256:r"}
BALANCED: dict[str, Json] = {
    "records_in": 100,
    "records_out": 90,
    "dropped": {"duplicate": 6, "opt-out": 1},
    "quarantined": {"bad-json": 3},
    "manifest_digest": "sha256:m",
}


def run(subject: str = DATA_SET, days: float = 0, **changes: Json) -> Evidence:
    time = START - timedelta(days=days)
    result = {**BALANCED, **changes}
    return Evidence(kind="scrub.run", subject=subject, time=time, method=DIGESTS, result=result)


def residual(
    upper: Json = 0.01, share: Json = 0.0, subject: str = DATA_SET, days: float = 0
) -> Evidence:
    return Evidence(
        kind="scrub.residual",
        subject=subject,
        time=START - timedelta(days=days),
        method={},
        result={"upper_bound": upper, "share_found": share},
    )


def verdict(*evidence: Evidence) -> Verdict:
    return PROMISE.verdict([Logged(evidence=e, index=i) for i, e in enumerate(evidence)], START)


def test_it_is_kept_when_the_counts_balance_and_what_remains_was_measured() -> None:
    found = verdict(run(), residual())
    assert found.state is State.KEPT
    assert found.evidence == (0, 1)
    assert found.valid_until == START + timedelta(days=365)


def test_it_is_not_proven_without_a_scrub() -> None:
    assert verdict().state is State.NOT_PROVEN
    assert verdict(residual()).state is State.NOT_PROVEN


def test_it_is_not_proven_when_the_evidence_is_old() -> None:
    found = verdict(run(days=366), residual())
    assert found.state is State.NOT_PROVEN
    assert "366 days old" in found.reason
    assert verdict(run(), residual(days=366)).state is State.NOT_PROVEN


def test_it_is_not_proven_when_what_remains_was_never_measured() -> None:
    found = verdict(run())
    assert found.state is State.NOT_PROVEN
    assert "not measured" in found.reason
    assert verdict(run(), residual(subject="sha256:other")).state is State.NOT_PROVEN


@pytest.mark.parametrize("lost", [{"records_out": 91}, {"records_in": 101}, {"dropped": {}}])
def test_it_is_broken_when_records_are_unaccounted_for(lost: dict[str, Json]) -> None:
    found = verdict(run(**lost), residual())
    assert found.state is State.BROKEN
    assert "do not balance" in found.reason


@pytest.mark.parametrize(
    "strange",
    [
        {"records_in": "100"},
        {"records_out": None},
        {"dropped": 7},
        {"quarantined": {"bad-json": "3"}},
        {"records_in": True},
    ],
)
def test_counts_that_are_no_counts_are_never_kept(strange: dict[str, Json]) -> None:
    assert verdict(run(**strange), residual()).state is not State.KEPT


def test_too_much_found_breaks_it_and_too_little_looked_at_leaves_it_unproven() -> None:
    assert verdict(run(), residual(upper=0.2, share=0.1)).state is State.BROKEN
    small = verdict(run(), residual(upper=0.2, share=0.0))
    assert small.state is State.NOT_PROVEN
    assert "too small to tell" in small.reason
    assert verdict(run(), residual(upper=None)).state is State.NOT_PROVEN


def test_it_is_not_proven_without_digests() -> None:
    assert verdict(run(manifest_digest=""), residual()).state is State.NOT_PROVEN
    bare = run()
    bare = Evidence(
        kind=bare.kind, subject=bare.subject, time=bare.time, method={}, result=bare.result
    )
    assert verdict(bare, residual()).state is State.NOT_PROVEN


def test_every_data_set_of_the_year_counts() -> None:
    other = "sha256:" + "cd" * 32
    assert verdict(run(), residual(), run(other), residual(subject=other)).state is State.KEPT
    assert verdict(run(), residual(), run(other)).state is State.NOT_PROVEN
    assert verdict(run(), residual(), run(other, days=400)).state is State.KEPT


def test_the_newest_run_of_a_data_set_counts_in_any_order() -> None:
    bad, good = run(days=2, records_out=91), run(days=1)
    for order in ((bad, good), (good, bad)):
        assert verdict(*order, residual()).state is State.KEPT
    worse = run(days=0, records_out=91)
    assert verdict(good, worse, residual()).state is State.BROKEN


def test_evidence_from_the_future_does_not_count() -> None:
    assert verdict(run(days=-2), residual()).state is State.NOT_PROVEN
