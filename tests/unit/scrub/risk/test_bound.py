"""The bound: covers the truth (guide 18.10), and says why where there is none."""

import numpy as np
import pytest

from avow.scrub.risk.bound import BLIND, NO_SAMPLE, NO_SPIKES, make_bound, miss_rate, recall_counts
from avow.scrub.risk.intervals import upper_limit
from avow.scrub.risk.rates import ZERO_METHOD, measure_rate
from avow.scrub.risk.sampling import record_score, sample_threshold
from avow.scrub.risk.spiking import NOT_MEASURED, SpikeCell

RUNS = 1000
CASES = [
    # residual rate of records, recall of the checker, records sampled, spikes
    (0.0, 0.9, 3000, 200),
    (0.0001, 0.8, 3000, 100),
    (0.001, 0.9, 3000, 400),
    (0.01, 0.6, 1000, 60),
    (0.2, 0.95, 500, 1000),
]


@pytest.mark.parametrize(("rate", "recall", "records", "spikes"), CASES)
def test_limit_covers_the_truth_in_95_of_100_runs(
    rate: float, recall: float, records: int, spikes: int
) -> None:
    random = np.random.default_rng(20)
    left = random.binomial(records, rate * recall, RUNS)
    found = random.binomial(spikes, recall, RUNS)
    limits = [
        make_bound(hits=int(x), records=records, planted=spikes, found=int(y)).limit
        for x, y in zip(left, found, strict=True)
    ]
    covered = sum(limit is not None and limit >= rate for limit in limits)
    assert covered >= 0.95 * RUNS
    if rate <= 0.0001:
        assert 0 in left


def test_zero_hit_runs_cover_as_often_as_promised() -> None:
    # The rate at which one run in forty sees nothing is the hardest case for a zero-hit limit.
    records, spikes, recall = 2000, 500, 0.9
    rate = upper_limit(0, records) / recall
    random = np.random.default_rng(4)
    limits = [
        make_bound(hits=int(x), records=records, planted=spikes, found=int(y)).limit or 0.0
        for x, y in zip(
            random.binomial(records, rate * recall, RUNS),
            random.binomial(spikes, recall, RUNS),
            strict=True,
        )
    ]
    assert sum(limit >= rate for limit in limits) >= 0.95 * RUNS


def test_sample_drawn_by_content_covers_the_truth() -> None:
    # Same corpus, 1,000 content roots: which records are drawn is all that differs.
    population, wanted, dirty = 400, 80, 12
    records = [f"record {number}".encode() for number in range(population)]
    threshold = sample_threshold(population, wanted)
    covered = 0
    sizes = []
    for run in range(RUNS):
        root = f"sha256:{run:064x}"
        drawn = [n for n, one in enumerate(records) if record_score(root, one) < threshold]
        sizes.append(len(drawn))
        hits = sum(number < dirty for number in drawn)
        covered += upper_limit(hits, len(drawn)) >= dirty / population
    assert covered >= 0.975 * RUNS
    assert abs(sum(sizes) / RUNS - wanted) < 2


@pytest.mark.parametrize(
    ("hits", "records", "planted", "found", "reason"),
    [(0, 0, 10, 10, NO_SAMPLE), (0, 50, 0, 0, NO_SPIKES), (3, 50, 10, 0, BLIND)],
)
def test_without_sample_spikes_or_recall_there_is_no_number(
    hits: int, records: int, planted: int, found: int, reason: str
) -> None:
    bound = make_bound(hits=hits, records=records, planted=planted, found=found)
    assert bound.limit is None
    assert bound.not_measured == reason


def test_limit_is_upper_over_recall_and_at_most_one() -> None:
    bound = make_bound(hits=0, records=30_000, planted=1000, found=1000)
    assert bound.limit == bound.upper / bound.recall_lower
    assert bound.limit == pytest.approx(1.23e-4, rel=0.01)
    assert make_bound(hits=50, records=50, planted=10, found=1).limit == 1.0


def cell(placing: str, planted: int, found: int, survived: int) -> SpikeCell:
    return SpikeCell(
        kind="k", form="f", placing=placing, planted=planted, found=found, survived=survived
    )


def test_names_in_prose_do_not_enter_the_recall() -> None:
    cells = [cell("labelled", 10, 9, 1), cell("bare", 10, 5, 2), cell("prose", 10, 0, 10)]
    assert recall_counts(cells) == (20, 14)


def test_miss_rate_counts_only_what_was_tried() -> None:
    tried = miss_rate([cell("bare", 50, 50, 0), cell("labelled", 50, 50, 2)])
    assert (tried.planted, tried.survived) == (100, 2)
    assert tried.upper == upper_limit(2, 100)
    assert miss_rate([cell("bare", 50, 50, NOT_MEASURED)]).upper is None


def test_zero_hits_per_million_words_has_its_bound() -> None:
    rate = measure_rate([0, 0, 0], [400_000, 400_000, 200_000])
    assert (rate.per_million, rate.method) == (0.0, ZERO_METHOD)
    assert rate.upper == pytest.approx(3.69, abs=0.01)
    assert measure_rate([], []).upper is None


def test_hits_in_one_record_widen_the_bootstrap() -> None:
    words = [1000] * 200
    spread = measure_rate([1] * 20 + [0] * 180, words)
    clumped = measure_rate([20] + [0] * 199, words)
    assert spread.per_million == clumped.per_million == 100.0
    assert spread.upper is not None
    assert clumped.upper is not None
    assert 100.0 < spread.upper < clumped.upper
    assert measure_rate([1] * 20 + [0] * 180, words) == spread
