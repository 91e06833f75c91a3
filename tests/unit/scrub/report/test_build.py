"""Building and storing a report: digests hold, wrong parts are refused, no value gets in."""

import dataclasses
import re
from datetime import UTC, datetime
from typing import Protocol

import pytest

from avow.errors import ConfigError, VerificationError
from avow.evidence.clocks import FixedClock
from avow.scrub.config import ScrubConfig
from avow.scrub.proof.verify import load_manifest, verify_dataset
from avow.scrub.report.build import HTML_NAME, JSON_NAME, build_report, publish_report
from avow.scrub.report.model import Report, read_json, write_json
from avow.scrub.report.page import render_html
from avow.scrub.storage.interface import Store

CLOCK = FixedClock(time=datetime(2026, 11, 25, 12, 0, tzinfo=UTC))


class RealRun(Protocol):
    """What `real_run` of the conftest gives."""

    store: Store
    report: Report
    canaries: tuple[str, ...]


def test_report_holds_no_value(real_run: RealRun) -> None:
    for name in (JSON_NAME, HTML_NAME):
        text = real_run.store.read_bytes(name).decode("utf-8")
        assert "canary" not in text
        for value in real_run.canaries:
            assert value not in text, name
            assert value.replace(" ", "") not in text, name


def test_the_canaries_were_really_there(real_run: RealRun) -> None:
    kinds = {row.kind for row in real_run.report.counts if row.action != "keep"}
    assert {"contact.email", "financial.iban"} <= kinds
    assert real_run.report.risk is not None
    left = {(one.where, one.kind) for one in real_run.report.risk.left_by_rule}
    assert ("skipped", "contact.email") in left
    assert real_run.report.balance.quarantined == {"bad-json": 1}


def test_published_report_is_covered_by_the_manifest(real_run: RealRun) -> None:
    checked = verify_dataset(real_run.store)
    assert checked.problems == ()
    manifest = load_manifest(real_run.store)
    assert set(manifest.reports) == {JSON_NAME, HTML_NAME}
    assert manifest.content_root == real_run.report.dataset.content_root


@pytest.mark.parametrize("name", [JSON_NAME, HTML_NAME])
def test_a_changed_report_is_named(real_run: RealRun, name: str) -> None:
    store = real_run.store
    data = store.read_bytes(name)
    changed = data.replace(b"record", b"recorp", 1) if name == HTML_NAME else data + b" "
    assert changed != data
    pending = store.create(name)
    pending.stream.write(changed)
    pending.commit()
    try:
        assert [one.path for one in verify_dataset(store).problems] == [name]
    finally:
        publish_report(store, real_run.report)


def test_json_gives_the_report_back(real_run: RealRun) -> None:
    data = real_run.store.read_bytes(JSON_NAME)
    assert read_json(data) == real_run.report
    assert write_json(real_run.report) == data
    with pytest.raises(VerificationError):
        read_json(data.replace(b'"records_in":32', b'"records_in":33'))


def test_times_are_outside_the_digest(small_report: Report) -> None:
    later = dataclasses.replace(
        small_report, run=dataclasses.replace(small_report.run, made="2027-01-01T00:00:00+00:00")
    )
    assert later.digest() == small_report.digest()
    assert dataclasses.replace(small_report, title="Other").digest() != small_report.digest()


def test_equal_reports_give_equal_pages(small_report: Report) -> None:
    assert render_html(small_report) == render_html(dataclasses.replace(small_report))


def test_another_configuration_is_refused(real_run: RealRun) -> None:
    with pytest.raises(ConfigError, match="not the one"):
        build_report(real_run.store, clock=CLOCK, config=ScrubConfig())


def test_the_risk_of_other_data_is_refused(real_run: RealRun, small_report: Report) -> None:
    risk = real_run.report.risk
    other = dataclasses.replace(
        risk, sample=dataclasses.replace(risk.sample, content_root="sha256:" + "0" * 64)
    )
    with pytest.raises(VerificationError, match="another data set"):
        build_report(real_run.store, clock=CLOCK, risk=other)
    with pytest.raises(VerificationError, match="another data set"):
        publish_report(real_run.store, small_report)


def test_without_configuration_the_report_says_so(real_run: RealRun) -> None:
    report = build_report(real_run.store, clock=CLOCK)
    page = render_html(report)
    assert report.settings is None
    assert "The configuration was not at hand" in page
    assert "What may still be there was not measured" in page
    assert not re.search(r"\b0 found\b", page)
