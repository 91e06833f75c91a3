"""Pruning drops only look-alikes that cannot change a finding."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avow.detect.engine.merge import Contender, merge_findings
from avow.detect.engine.propose import Proposals
from avow.detect.engine.results.prune import without_lone_decoys
from avow.detect.finding import Finding, Strength

IMPERSONAL = np.array([False, True])
OPEN = np.zeros(1, dtype=np.bool_)


def proposals_of(spans: list[tuple[int, int, int]]) -> Proposals:
    """Make proposals of one document out of (start, end, rule)."""
    rows = np.array(sorted(spans), dtype=np.int64).reshape(len(spans), 3)
    return Proposals(
        rules=rows[:, 2],
        starts=rows[:, 0],
        ends=rows[:, 1],
        documents=np.zeros(len(rows), dtype=np.int64),
        verdicts=np.ones(len(rows), dtype=np.uint8),
    )


def kept_spans(spans: list[tuple[int, int, int]], protected: np.ndarray = OPEN) -> list[list[int]]:
    kept = without_lone_decoys(proposals_of(spans), IMPERSONAL, protected)
    return np.stack((kept.starts, kept.ends, kept.rules), axis=1).tolist()


@pytest.mark.parametrize(
    ("spans", "kept"),
    [
        ([(0, 5, 1)], []),
        ([(0, 5, 1), (5, 9, 0)], [[5, 9, 0]]),
        ([(0, 5, 1), (4, 9, 0)], [[0, 5, 1], [4, 9, 0]]),
        ([(0, 5, 1), (4, 9, 1), (8, 12, 0)], [[0, 5, 1], [4, 9, 1], [8, 12, 0]]),
        ([(0, 20, 1), (3, 4, 1), (19, 22, 0), (30, 31, 1)], [[0, 20, 1], [3, 4, 1], [19, 22, 0]]),
        ([], []),
    ],
)
def test_lone_decoys_go(spans: list[tuple[int, int, int]], kept: list[list[int]]) -> None:
    assert kept_spans(spans) == kept


def test_protected_documents_keep_theirs() -> None:
    assert kept_spans([(0, 5, 1)], ~OPEN) == [[0, 5, 1]]


rows = st.tuples(st.integers(0, 30), st.integers(1, 8), st.integers(0, 1), st.integers(3, 6))


@given(st.lists(rows, max_size=10))
def test_pruning_never_changes_a_finding(items: list[tuple[int, int, int, int]]) -> None:
    strengths = {(start, start + size, rule): strength for start, size, rule, strength in items}

    def findings(spans: list[list[int]]) -> list[Finding]:
        contenders = [
            Contender(
                finding=Finding(
                    start=start,
                    end=end,
                    byte_start=start,
                    byte_end=end,
                    kind=f"kind.{rule}",
                    rule=f"rule.{rule}",
                    rule_version=1,
                    score=0.5,
                    strength=Strength(strengths[start, end, rule]),
                ),
                impersonal=rule == 1,
            )
            for start, end, rule in spans
        ]
        return merge_findings(contenders, keep_impersonal=False)

    spans = sorted(strengths)
    assert findings(kept_spans(spans)) == findings([list(span) for span in spans])
