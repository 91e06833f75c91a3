"""Places sort like (shard, ordinal); verdicts merge and have a digest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avow.errors import InputError
from avow.scrub.dedup.interface import (
    DropReason,
    DupCount,
    ShardVerdicts,
    merge_verdicts,
    place_of,
)

PLACES = st.tuples(st.integers(0, 2**23 - 1), st.integers(0, 2**40 - 1))


@given(one=PLACES, other=PLACES)
def test_places_sort_by_shard_then_ordinal(one: tuple[int, int], other: tuple[int, int]) -> None:
    assert (place_of(*one) < place_of(*other)) == (one < other)
    assert place_of(*one) < 1 << 63


@pytest.mark.parametrize(("shard", "ordinal"), [(2**23, 0), (0, 2**40), (-1, 0), (0, -1)])
def test_places_beyond_the_limits_are_refused(shard: int, ordinal: int) -> None:
    with pytest.raises(InputError, match="at most"):
        place_of(shard, ordinal)


def test_both_stages_become_one_list() -> None:
    exact = ShardVerdicts(
        drops={1: DropReason.EXACT, 2: DropReason.OPTOUT_COPY},
        counts={0: DupCount(exact=1), 5: DupCount(exact=4)},
    )
    near = ShardVerdicts(drops={5: DropReason.NEAR}, counts={0: DupCount(near=5)})
    merged = merge_verdicts(exact, near)
    assert merged.drops == {
        1: DropReason.EXACT,
        2: DropReason.OPTOUT_COPY,
        5: DropReason.NEAR,
    }
    # Record 5 is gone, so nothing is counted for it: its copies are in the count of record 0.
    assert merged.counts == {0: DupCount(exact=1, near=5)}


def test_the_digest_depends_on_every_part_and_on_nothing_else() -> None:
    base = ShardVerdicts(drops={1: DropReason.EXACT, 2: DropReason.EXACT}, counts={0: DupCount(2)})
    same = ShardVerdicts(drops={2: DropReason.EXACT, 1: DropReason.EXACT}, counts={0: DupCount(2)})
    others = [
        ShardVerdicts(),
        ShardVerdicts(drops={1: DropReason.EXACT}, counts={0: DupCount(2)}),
        ShardVerdicts(drops={1: DropReason.EXACT, 2: DropReason.NEAR}, counts={0: DupCount(2)}),
        ShardVerdicts(drops=base.drops, counts={0: DupCount(1, 1)}),
        ShardVerdicts(drops=base.drops),
    ]
    assert base.digest == same.digest
    assert len({base.digest, *(one.digest for one in others)}) == 1 + len(others)
    assert ShardVerdicts().digest == ""
