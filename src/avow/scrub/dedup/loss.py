"""The guard against losing a source, and what the report says about duplicates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from avow.errors import PolicyError
from avow.scrub.config import DedupConfig
from avow.scrub.dedup.histogram import SizeClass
from avow.scrub.dedup.near.bands import Banding, choose_banding
from avow.scrub.dedup.near.settle import NearSummary


class SourceLoss(PolicyError):
    """Duplicate search would leave out too much of one source."""

    default_hint = (
        "Look at the cluster sizes; narrow dedup to scope source, raise dedup.max_source_loss, "
        "or pass --allow-source-loss after a decision on record."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCount:
    """Duplicates of one source.

    Attributes:
        documents: Records that took part, opted-out ones not counted.
        exact, near: Records left out as duplicates. Copies of opted-out records are not among
            them: those must go in any case.
    """

    documents: int = 0
    exact: int = 0
    near: int = 0

    @property
    def loss(self) -> float:
        """Share left out, 0 to 1."""
        return (self.exact + self.near) / self.documents if self.documents else 0.0


def check_source_loss(sources: Mapping[str, SourceCount], config: DedupConfig) -> None:
    """Refuse to leave out more of one source than policy allows.

    Sources below `min_source_records` are not judged: in a handful of records one copy is a large
    share and says nothing.

    Raises:
        SourceLoss: A source would lose more than `max_source_loss` and that was not allowed.
    """
    if config.allow_source_loss:
        return
    for name in sorted(sources):
        count = sources[name]
        if count.documents < config.min_source_records:
            continue
        if count.loss > config.max_source_loss:
            raise SourceLoss(
                f"{count.exact + count.near} of {count.documents} records of source {name} are "
                f"duplicates, above the limit of {config.max_source_loss:.4%}"
            )


class SourceDuplicates(NamedTuple):
    """Duplicates of one source, as the manifest and the report hold them."""

    source: str
    documents: int
    exact: int
    near: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NearFacts:
    """What the search for near duplicates did.

    Attributes:
        threshold: Jaccard similarity that counts as alike.
        bands, rows_per_band: How signatures were cut.
        clusters: Groups by size, exact copies not counted.
        candidates: Records that shared a bucket with another one.
        pairs_compared, pairs_verified: Pairs compared exactly, and those at or above the threshold.
        largest_bucket: Records in the largest bucket.
        buckets_above_cap: Buckets whose records were compared with one star only.
    """

    threshold: float
    bands: int
    rows_per_band: int
    clusters: tuple[SizeClass, ...]
    candidates: int
    pairs_compared: int
    pairs_verified: int
    largest_bucket: int
    buckets_above_cap: int

    @property
    def recall_at_threshold(self) -> float:
        """Probability that a pair just at the threshold becomes a candidate."""
        return Banding(self.bands, self.rows_per_band).candidate_share(self.threshold)


@dataclass(frozen=True, slots=True, kw_only=True)
class DedupReport:
    """What duplicate search did; counts only.

    Attributes:
        exact_scope, near_scope: `none`, `source` or `dataset`.
        propagate_optouts: Exact copies of opted-out records went too.
        max_source_loss: Limit for the share of one source.
        allow_source_loss: The limit was lifted.
        sources: Counts by source, sorted.
        exact_groups: Groups of exact duplicates by size.
        near: The near stage, or None where it was off.
    """

    exact_scope: str
    near_scope: str
    propagate_optouts: bool
    max_source_loss: float
    allow_source_loss: bool
    sources: tuple[SourceDuplicates, ...] = ()
    exact_groups: tuple[SizeClass, ...] = ()
    near: NearFacts | None = None


def report_duplicates(
    config: DedupConfig,
    sources: Mapping[str, SourceCount],
    *,
    exact_groups: tuple[SizeClass, ...] = (),
    near: NearFacts | None = None,
) -> DedupReport:
    """Return what duplicate search did.

    Args:
        config: The settings.
        sources: Counts of the last stage that ran.
        exact_groups: From the exact stage.
        near: From the near stage.
    """
    return DedupReport(
        exact_scope=str(config.exact),
        near_scope=str(config.near),
        propagate_optouts=config.propagate_optouts,
        max_source_loss=config.max_source_loss,
        allow_source_loss=config.allow_source_loss,
        sources=source_rows(sources),
        exact_groups=exact_groups,
        near=near,
    )


def source_rows(sources: Mapping[str, SourceCount]) -> tuple[SourceDuplicates, ...]:
    """Return counts by source as rows, sorted by name."""
    return tuple(
        SourceDuplicates(name, sources[name].documents, sources[name].exact, sources[name].near)
        for name in sorted(sources)
    )


def near_facts(summary: NearSummary, threshold: float) -> NearFacts:
    """Return what the near stage did, for the report."""
    banding = choose_banding(threshold)
    return NearFacts(
        threshold=threshold,
        bands=banding.bands,
        rows_per_band=banding.rows,
        clusters=summary.sizes.classes,
        candidates=summary.candidates,
        pairs_compared=summary.compared,
        pairs_verified=summary.verified,
        largest_bucket=summary.largest_bucket,
        buckets_above_cap=summary.big_buckets,
    )
