"""Small classes: the records that k-anonymity leaves out, found in what cleaning left."""

from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from avow.errors import PolicyError
from avow.scrub.config import QuasiConfig
from avow.scrub.dedup.interface import DropReason, place_of
from avow.scrub.dedup.verdict_store import VerdictWriter
from avow.scrub.pipeline.duplicates import output_records
from avow.scrub.pipeline.plan import Plan, Shard
from avow.scrub.pipeline.setup import Workbench
from avow.scrub.records import Record
from avow.scrub.risk.kanonymity import ClassCounter

PLACES_HELD = 65536


class SourceSmall(NamedTuple):
    """Records of one source in classes below k.

    Attributes:
        source: Name of the source.
        records: All its records in the output.
        left_out: Those in classes below k.
    """

    source: str
    records: int
    left_out: int


class ClassLoss(PolicyError):
    """Reaching k would leave out too much of one source."""

    default_hint = (
        "Name fewer or coarser columns, lower k, raise quasi.max_source_loss, or pass "
        "--allow-source-loss after a decision on record."
    )


def drop_small_classes(
    plan: Plan, bench: Workbench, verdicts: VerdictWriter, gone: Callable[[int], Container[int]]
) -> tuple[SourceSmall, ...]:
    """Leave out every record of the output whose class is smaller than k.

    Args:
        plan: The shards, all done.
        bench: The settings of the run.
        verdicts: Takes the drops.
        gone: Returns, by position of a shard, the ordinals that are left out already.

    Returns:
        How many, by source.

    Raises:
        ClassLoss: A source would lose too much and that was not allowed.
    """
    quasi = bench.config.quasi
    everyone: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    with ClassCounter(quasi, key=bench.keys.audit) as counter:
        for _, shard, _, record in _records(plan, bench, gone):
            everyone[shard.source] += 1
            counter.add(record)
        small = counter.small_classes()
        held: list[int] = []
        for number, shard, ordinal, record in _records(plan, bench, gone):
            if counter.class_of(record) in small:
                left_out[shard.source] += 1
                held.append(place_of(number, ordinal))
                if len(held) >= PLACES_HELD:
                    _drop(held, verdicts)
        _drop(held, verdicts)
    found = tuple(SourceSmall(name, everyone[name], left_out[name]) for name in sorted(everyone))
    check_class_loss(found, quasi)
    return found


def check_class_loss(sources: Sequence[SourceSmall], quasi: QuasiConfig) -> None:
    """Refuse to leave out more of one source than policy allows.

    Args:
        sources: Counts by source.
        quasi: The limit; sources below `min_source_records` are not judged.

    Raises:
        ClassLoss: A source would lose too much and that was not allowed.
    """
    if quasi.allow_source_loss:
        return
    for source, total, count in sources:
        if total >= quasi.min_source_records and count > quasi.max_source_loss * total:
            raise ClassLoss(
                f"{count} of {total} records of source {source} stand in classes below "
                f"{quasi.k}, above the limit of {quasi.max_source_loss:.4%}"
            )


def _records(
    plan: Plan, bench: Workbench, gone: Callable[[int], Container[int]]
) -> Iterator[tuple[int, Shard, int, Record]]:
    quasi = bench.config.quasi
    columns = [name for name in (*quasi.columns, quasi.subject) if name]
    for number, shard in enumerate(plan.shards):
        left_out = gone(number)
        for ordinal, record in output_records(shard, bench, columns=columns):
            if ordinal not in left_out:
                yield number, shard, ordinal, record


def _drop(places: list[int], verdicts: VerdictWriter) -> None:
    verdicts.drop(np.array(places, dtype=np.uint64), DropReason.SMALL_CLASS)
    places.clear()
