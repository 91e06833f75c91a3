"""The guard against losing a source, and what the report says about duplicates."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from avow.errors import PolicyError
from avow.evidence.canonical import Json
from avow.scrub.config import DedupConfig
from avow.scrub.dedup.histogram import SizeHistogram
from avow.scrub.dedup.near.bands import choose_banding
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

    Raises:
        SourceLoss: A source would lose more than `max_source_loss` and that was not allowed.
    """
    if config.allow_source_loss:
        return
    for name in sorted(sources):
        count = sources[name]
        if count.loss > config.max_source_loss:
            raise SourceLoss(
                f"{count.exact + count.near} of {count.documents} records of source {name} are "
                f"duplicates, above the limit of {config.max_source_loss:.4%}"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class DedupReport:
    """What duplicate search did; counts only.

    Attributes:
        config: The settings.
        sources: Counts by source.
        exact_sizes: Groups of exact duplicates by size.
        near: The near stage, or None where it was off.
    """

    config: DedupConfig
    sources: Mapping[str, SourceCount]
    exact_sizes: SizeHistogram = field(default_factory=SizeHistogram)
    near: NearSummary | None = None

    def to_json(self) -> dict[str, Json]:
        """Return the report as JSON values."""
        report: dict[str, Json] = {
            "exact_scope": str(self.config.exact),
            "near_scope": str(self.config.near),
            "max_source_loss": self.config.max_source_loss,
            "allow_source_loss": self.config.allow_source_loss,
            "sources": {
                name: {"documents": one.documents, "exact": one.exact, "near": one.near}
                for name, one in sorted(self.sources.items())
            },
            "exact_groups": _classes(self.exact_sizes),
        }
        if self.near is not None:
            banding = choose_banding(self.config.threshold)
            report["near"] = {
                "threshold": self.config.threshold,
                "bands": banding.bands,
                "rows_per_band": banding.rows,
                "recall_at_threshold": round(banding.candidate_share(self.config.threshold), 4),
                "clusters": _classes(self.near.sizes),
                "candidates": self.near.candidates,
                "pairs_compared": self.near.compared,
                "pairs_verified": self.near.verified,
                "buckets": self.near.buckets,
                "largest_bucket": self.near.largest_bucket,
                "buckets_above_cap": self.near.big_buckets,
            }
        return report


def _classes(sizes: SizeHistogram) -> list[Json]:
    return [
        {"smallest": one.smallest, "largest": one.largest, "groups": one.groups}
        | {"records": one.records}
        for one in sizes.classes
    ]
