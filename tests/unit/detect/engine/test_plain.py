"""Bounding the matches of all plain rules at once equals bounding each alone."""

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from avow.detect.engine.batch import make_batch
from avow.detect.engine.bounds import BOUNDARY_NAMES, left_clear, right_clear
from avow.detect.engine.context import ContextFinder
from avow.detect.engine.plain import PlainBounds, is_plain
from avow.detect.engine.scanning.re2_scanner import Re2Scanner
from avow.detect.rule import Rule

RULES = [
    Rule(id=f"{left}.{right}", version=1, kind="k", pattern="x", source="s", left=left, right=right)
    for left, right in itertools.product(BOUNDARY_NAMES, BOUNDARY_NAMES)
]


@given(text=st.text(alphabet="a1 ._-é号٣", min_size=1, max_size=30))
def test_plain_bounds_equal_the_boundaries_one_by_one(text: str) -> None:
    batch = make_batch([text.encode()])
    context = ContextFinder([], None, Re2Scanner).map_batch(batch, [""])
    borders = [len(text[:place].encode()) for place in range(len(text) + 1)]
    pairs = list(itertools.combinations(borders, 2))[:40]
    starts, ends = (np.array(part, dtype=np.int64) for part in zip(*pairs, strict=True))
    raw = dict.fromkeys(range(len(RULES)), (starts, ends))
    bounds = PlainBounds(RULES)
    found = {
        rule: set(zip(spans.starts.tolist(), spans.ends.tolist(), strict=True))
        for rule, spans in bounds.bound(batch, context, raw)
    }
    for number, rule in enumerate(RULES):
        clear = left_clear(batch.data, starts, rule.left) & right_clear(
            batch.data, ends, rule.right
        )
        expected = set(zip(starts[clear].tolist(), ends[clear].tolist(), strict=True))
        assert found.get(number, set()) == expected


def test_lengths_documents_and_repetitions() -> None:
    batch = make_batch([b"12345 1", b"12"])
    context = ContextFinder([], None, Re2Scanner).map_batch(batch, ["", ""])
    rule = Rule(id="r", version=1, kind="k", pattern="x", source="s", min_len=2, max_len=5)
    starts = np.array([6, 0, 0, 0, 10], dtype=np.int64)
    ends = np.array([7, 5, 5, 12, 12], dtype=np.int64)
    ((number, spans),) = PlainBounds([rule]).bound(batch, context, {0: (starts, ends)})
    assert number == 0
    assert spans.starts.tolist() == [0, 10]
    assert spans.ends.tolist() == [5, 12]
    assert spans.documents.tolist() == [0, 1]


def test_a_rule_that_grows_or_narrows_is_not_plain() -> None:
    for change in ({"extend_right": "[a]"}, {"value": "a"}, {"trim": "."}, {"cell": True}):
        assert not is_plain(Rule(id="r", version=1, kind="k", pattern="x", source="s", **change))
    assert is_plain(Rule(id="r", version=1, kind="k", pattern="x", source="s", left="any"))
