"""The guard refuses to lose a source; the report holds counts only."""

import pytest

from avow.errors import PolicyError
from avow.evidence.canonical import canonical_json
from avow.scrub.config import DedupConfig, DedupScope
from avow.scrub.dedup.histogram import SizeHistogram
from avow.scrub.dedup.loss import DedupReport, SourceCount, check_source_loss
from avow.scrub.dedup.near.settle import NearSummary


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


def test_the_report_is_canonical_json_of_counts() -> None:
    report = DedupReport(
        config=DedupConfig(exact=DedupScope.DATASET, near=DedupScope.SOURCE),
        sources={"web": SourceCount(documents=5, exact=1)},
        near=NearSummary(sizes=SizeHistogram(), compared=3),
    ).to_json()
    assert canonical_json(report)
    near = report["near"]
    assert isinstance(near, dict)
    assert (near["bands"], near["rows_per_band"], near["pairs_compared"]) == (21, 6, 3)
    assert near["recall_at_threshold"] == 0.9983


def test_a_stage_that_was_off_is_not_in_the_report() -> None:
    assert (
        "near"
        not in DedupReport(config=DedupConfig(exact=DedupScope.DATASET), sources={}).to_json()
    )
