"""What the data set as a whole says about the records of one shard, and how they are addressed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from avow.errors import InputError
from avow.evidence.canonical import digest_json

ORDINAL_BITS = 40
SHARD_BITS = 23
ORDINAL_MASK = (1 << ORDINAL_BITS) - 1


class DropReason(StrEnum):
    """Why a record is left out for what other records hold.

    `small-class` is k-anonymity: too few people share its quasi-identifiers.
    """

    EXACT = "duplicate"
    NEAR = "near-duplicate"
    OPTOUT_COPY = "optout-copy"
    SMALL_CLASS = "small-class"


class DupCount(NamedTuple):
    """How many records one kept record stands for, besides itself.

    Attributes:
        exact: Exact copies that were dropped for it.
        near: Near duplicates that were dropped for it, and the exact copies of those.
    """

    exact: int = 0
    near: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShardVerdicts:
    """What was decided about one shard by looking at all; part of the shard's identity.

    Attributes:
        drops: Ordinals to leave out, with the reason.
        counts: Kept ordinals that stand for others.
    """

    drops: Mapping[int, DropReason] = field(default_factory=dict)
    counts: Mapping[int, DupCount] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """Digest of every drop and count; empty when there are none."""
        if not self.drops and not self.counts:
            return ""
        return digest_json(
            {
                "drops": [[ordinal, str(self.drops[ordinal])] for ordinal in sorted(self.drops)],
                "counts": [[ordinal, *self.counts[ordinal]] for ordinal in sorted(self.counts)],
            }
        )


def merge_verdicts(exact: ShardVerdicts, near: ShardVerdicts) -> ShardVerdicts:
    """Return both verdicts as one; those on the output never see what those on the input drop.

    Args:
        exact: From the input: exact duplicates and copies of opted-out records.
        near: From the output: near duplicates and small classes.
    """
    counts = {
        ordinal: DupCount(
            exact.counts.get(ordinal, DupCount()).exact, near.counts.get(ordinal, DupCount()).near
        )
        for ordinal in (*exact.counts, *near.counts)
        if ordinal not in near.drops
    }
    return ShardVerdicts(drops={**near.drops, **exact.drops}, counts=counts)


def place_of(shard_number: int, ordinal: int) -> int:
    """Return the address of a record: sorts by (path, range) of the shard, then by ordinal.

    Args:
        shard_number: Position of the shard in the plan, which is sorted by path and range.
        ordinal: Position of the record in the shard.

    Raises:
        InputError: A number is beyond 2^23 shards or 2^40 records.
    """
    if not (0 <= shard_number < 1 << SHARD_BITS and 0 <= ordinal < 1 << ORDINAL_BITS):
        raise InputError(
            "duplicate search addresses at most 2^23 shards of 2^40 records",
            hint="Raise shard_bytes, or search each source by itself.",
        )
    return shard_number << ORDINAL_BITS | ordinal
