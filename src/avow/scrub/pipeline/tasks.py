"""What a worker is asked to do with one shard, as plain values that travel between processes."""

from dataclasses import dataclass, field
from enum import StrEnum

from avow.scrub.dedup.interface import ShardVerdicts
from avow.scrub.pipeline.plan import Shard


class Step(StrEnum):
    """The passes over shards that a run is made of."""

    CLEAN = "clean"
    EXACT_KEYS = "exact-keys"
    NEAR_KEYS = "near-keys"
    SHINGLES = "shingles"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardTask:
    """One pass over one shard.

    Attributes:
        shard: Which.
        step: What to do with it.
        verdicts: Records to leave out and numbers to note down; for near keys, what exact
            duplicate search said.
        number: Position of the shard in the plan; only for steps of duplicate search.
        files: Paths in the output place that the step writes; none for `clean`.
        wanted: Ordinals whose shingles are needed.
    """

    shard: Shard
    step: Step = Step.CLEAN
    verdicts: ShardVerdicts = field(default_factory=ShardVerdicts)
    number: int = 0
    files: tuple[str, ...] = ()
    wanted: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsWritten:
    """A step of duplicate search is done with one shard; its files have their final names."""

    shard_id: str
