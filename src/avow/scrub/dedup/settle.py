"""The merge of both stages: key files of all shards in, verdicts and counts per source out.

The order of a run: `write_exact_keys` for every shard, `settle_exact`, clean the shards with those
verdicts, `write_near_keys` on what came out, `find_buckets`, `write_shingles`, `settle_near`, and
clean once more the shards that the near verdicts touch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from avow.scrub.config import DedupConfig
from avow.scrub.dedup.exact import ExactKeys, find_exact_duplicates, find_optout_copies
from avow.scrub.dedup.histogram import SizeHistogram
from avow.scrub.dedup.interface import DropReason
from avow.scrub.dedup.loss import SourceCount, check_source_loss
from avow.scrub.dedup.near.buckets import Buckets
from avow.scrub.dedup.near.keys import NearKeys
from avow.scrub.dedup.near.settle import NearSummary, find_near_duplicates
from avow.scrub.dedup.near.shingle_store import ShingleFile
from avow.scrub.dedup.near.stars import BUCKET_CAP
from avow.scrub.dedup.verdict_store import VerdictStore, VerdictWriter

EXACT_NAME = "exact.verdicts"
NEAR_NAME = "near.verdicts"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactResult:
    """What the exact stage decided.

    Attributes:
        verdicts: To be read shard by shard.
        sources: Counts by source; pass them on to `settle_near`.
        sizes: Groups by size.
    """

    verdicts: VerdictStore
    sources: Mapping[str, SourceCount]
    sizes: SizeHistogram


@dataclass(frozen=True, slots=True, kw_only=True)
class NearResult:
    """What the near stage decided.

    Attributes:
        verdicts: To be read shard by shard; `merge_verdicts` joins them with the exact ones.
        sources: Counts by source, both stages.
        summary: For the report.
    """

    verdicts: VerdictStore
    sources: Mapping[str, SourceCount]
    summary: NearSummary


def settle_exact(
    keys: Sequence[ExactKeys],
    *,
    config: DedupConfig,
    folder: Path,
    everywhere: Sequence[ExactKeys] = (),
) -> ExactResult:
    """Decide about exact duplicates.

    Args:
        keys: One file per shard, in any order; none where only opt-outs are propagated.
        config: Propagation of opt-outs and the loss limit.
        folder: Where to spill, and to write `exact.verdicts`.
        everywhere: The same records' keys in scope `dataset`, where that is not the scope of
            `keys` and copies of opted-out records must go wherever they are.

    Raises:
        SourceLoss: A source would lose too much.
        OutputError: The disk is full.
    """
    with VerdictWriter.open_sorter(folder) as sorter:
        writer = VerdictWriter(sorter)
        gone = find_optout_copies(everywhere, folder=folder)
        writer.drop(gone, DropReason.OPTOUT_COPY)
        sizes = find_exact_duplicates(
            keys, writer, folder=folder, propagate_optouts=config.propagate_optouts, gone=gone
        )
        verdicts = writer.write(folder / EXACT_NAME)
    sources: dict[str, SourceCount] = {}
    for file in keys:
        so_far = sources.get(file.source, SourceCount())
        copies = verdicts.dropped(file.shard_number, (DropReason.OPTOUT_COPY,))
        sources[file.source] = SourceCount(
            documents=so_far.documents + file.documents - copies,
            exact=so_far.exact + verdicts.dropped(file.shard_number, (DropReason.EXACT,)),
        )
    check_source_loss(sources, config)
    return ExactResult(verdicts=verdicts, sources=sources, sizes=sizes)


def settle_near(
    buckets: Buckets,
    keys: Sequence[NearKeys],
    shingles: Sequence[ShingleFile],
    *,
    config: DedupConfig,
    folder: Path,
    sources: Mapping[str, SourceCount],
    bucket_cap: int = BUCKET_CAP,
) -> NearResult:
    """Decide about near duplicates.

    Args:
        buckets: From `find_buckets`.
        keys: One file per shard, in any order.
        shingles: One file per shard with candidates, in any order.
        config: The threshold and the loss limit.
        folder: Where to spill, and to write `near.verdicts`.
        sources: Counts of the exact stage; empty where it was off.
        bucket_cap: In a bucket above this size only its first kept document is compared.

    Raises:
        SourceLoss: A source would lose too much over both stages.
        OutputError: The disk is full.
    """
    with VerdictWriter.open_sorter(folder) as sorter:
        writer = VerdictWriter(sorter)
        summary = find_near_duplicates(
            buckets, keys, shingles, writer, threshold=config.threshold, bucket_cap=bucket_cap
        )
        verdicts = writer.write(folder / NEAR_NAME)
    counts = dict(sources) or _count_documents(keys)
    for file in keys:
        one = counts.get(file.source, SourceCount())
        dropped = verdicts.dropped(file.shard_number, (DropReason.NEAR,))
        counts[file.source] = replace(one, near=one.near + dropped)
    check_source_loss(counts, config)
    return NearResult(verdicts=verdicts, sources=counts, summary=summary)


def _count_documents(keys: Sequence[NearKeys]) -> dict[str, SourceCount]:
    counts: dict[str, SourceCount] = {}
    for file in keys:
        so_far = counts.get(file.source, SourceCount())
        counts[file.source] = replace(so_far, documents=so_far.documents + file.count)
    return counts
