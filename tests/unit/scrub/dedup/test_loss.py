"""The guard refuses to lose a source; the report holds counts only."""

import json
from dataclasses import replace

import pytest

from avow.errors import PolicyError
from avow.evidence.canonical import canonical_json
from avow.scrub.config import DedupConfig, DedupScope
from avow.scrub.dedup.histogram import SizeClass, SizeHistogram
from avow.scrub.dedup.loss import (
    DedupReport,
    SourceCount,
    check_source_loss,
    near_facts,
    report_duplicates,
)
from avow.scrub.dedup.near.settle import NearSummary
from avow.scrub.typed_values import build_dataclass, plain


@pytest.mark.parametrize(
    ("exact", "near", "limit"), [(21, 0, 0.2), (0, 21, 0.2), (11, 10, 0.2), (1, 0, 0.0)]
)
def test_more_than_the_limit_is_refused(exact: int, near: int, limit: float) -> None:
    sources = {
        "big": SourceCount(documents=10_000),
        "small": SourceCount(documents=100, exact=exact, near=near),
    }
    with pytest.raises(PolicyError, match="source small") as caught:
        check_source_loss(sources, DedupConfig(exact=DedupScope.DATASET, max_source_loss=limit))
    assert "--allow-source-loss" in caught.value.hint
    check_source_loss(
        sources,
        DedupConfig(exact=DedupScope.DATASET, max_source_loss=limit, allow_source_loss=True),
    )


@pytest.mark.parametrize(
    "count",
    [
        SourceCount(documents=100, exact=10, near=10),
        SourceCount(documents=0),
        SourceCount(documents=1),
    ],
)
def test_up_to_the_limit_passes(count: SourceCount) -> None:
    check_source_loss({"web": count}, DedupConfig(exact=DedupScope.DATASET))
    assert count.loss <= 0.2


def test_a_handful_of_records_is_not_judged() -> None:
    sources = {"notes": SourceCount(documents=99, exact=98)}
    config = DedupConfig(exact=DedupScope.DATASET)
    check_source_loss(sources, config)
    with pytest.raises(PolicyError, match="98 of 99 records of source notes"):
        check_source_loss(sources, replace(config, min_source_records=99))


def test_the_report_survives_canonical_json() -> None:
    config = DedupConfig(exact=DedupScope.DATASET, near=DedupScope.SOURCE)
    report = report_duplicates(
        config,
        {"web": SourceCount(documents=5, exact=1), "books": SourceCount(documents=2)},
        exact_groups=(SizeClass(2, 2, 1, 2),),
        near=near_facts(NearSummary(sizes=SizeHistogram(), compared=3), config.threshold),
    )
    again = build_dataclass(DedupReport, json.loads(canonical_json(plain(report))))
    assert again == report
    assert [one.source for one in again.sources] == ["books", "web"]
    assert again.near is not None
    assert (again.near.bands, again.near.rows_per_band, again.near.pairs_compared) == (21, 6, 3)
    assert round(again.near.recall_at_threshold, 4) == 0.9983


def test_a_stage_that_was_off_is_not_in_the_report() -> None:
    assert report_duplicates(DedupConfig(exact=DedupScope.DATASET), {}).near is None
