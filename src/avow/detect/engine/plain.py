"""Plain rules: matches that neither grow nor narrow are bounded for all rules at once, in numpy."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from avow.detect.engine.batch import Batch
from avow.detect.engine.bounds import BOUNDARY_NAMES, left_clear, right_clear
from avow.detect.engine.context import ContextMap
from avow.detect.rule import Rule, Tier
from avow.detect.verify.interface import BoolArray
from avow.text import ByteArray, IntArray

Judge: TypeAlias = Callable[[ByteArray, IntArray, str], BoolArray]
"""A test of `bounds`: bytes, places and the name of a boundary in, a mask out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spans:
    """Matches of one rule, shape [n] each.

    Attributes:
        starts, ends: Byte offsets in the batch.
        documents: Document index.
    """

    starts: IntArray
    ends: IntArray
    documents: IntArray

    def take(self, kept: BoolArray | IntArray) -> "Spans":
        """Return the matches that a mask or an order chooses."""
        return Spans(starts=self.starts[kept], ends=self.ends[kept], documents=self.documents[kept])


class PlainBounds:
    """What bounds the matches of every rule, as columns over the rules."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Read the bounds of all rules; those that are not plain are simply not asked for."""
        self.is_plain = np.array([is_plain(rule) for rule in rules], dtype=np.bool_)
        self._left = np.array([BOUNDARY_NAMES.index(rule.left) for rule in rules], dtype=np.int8)
        self._right = np.array([BOUNDARY_NAMES.index(rule.right) for rule in rules], dtype=np.int8)
        self._fewest = np.array([max(rule.min_len, 1) for rule in rules], dtype=np.int64)
        self._most = np.array([rule.max_len for rule in rules], dtype=np.int64)
        self._asks = np.array([rule.tier is Tier.CONTEXT for rule in rules], dtype=np.bool_)

    def bound(
        self, batch: Batch, context: ContextMap, raw: Mapping[int, tuple[IntArray, IntArray]]
    ) -> Iterator[tuple[int, Spans]]:
        """Yield the plain rules with their matches that stand alone, sorted and distinct.

        Args:
            batch: The batch.
            context: Its context words; where none is near, rules that need one are spared.
            raw: Starts and ends per rule.
        """
        chosen = sorted(rule for rule in raw if self.is_plain[rule])
        if not chosen:
            return
        rules = np.repeat(chosen, [len(raw[rule][0]) for rule in chosen])
        starts = np.concatenate([raw[rule][0] for rule in chosen])
        ends = np.concatenate([raw[rule][1] for rule in chosen])
        lengths = ends - starts
        kept = np.flatnonzero((lengths >= self._fewest[rules]) & (lengths <= self._most[rules]))
        rules, starts, ends = rules[kept], starts[kept], ends[kept]
        documents = batch.documents_of(starts)
        clear = ends <= batch.ends[documents]
        clear &= ~self._asks[rules] | context.any_near(starts, ends, documents)
        kept = np.flatnonzero(clear)
        kept = kept[_clear(batch.data, starts[kept], self._left[rules[kept]], left_clear)]
        kept = kept[_clear(batch.data, ends[kept], self._right[rules[kept]], right_clear)]
        rules, found = rules[kept], Spans(starts=starts, ends=ends, documents=documents).take(kept)
        order = _distinct_order(rules, found)
        yield from _by_rule(rules[order], found.take(order))


def is_plain(rule: Rule) -> bool:
    """Tell whether the matches of a rule neither grow nor narrow."""
    return not (rule.extend_left or rule.extend_right or rule.value or rule.trim or rule.cell)


def _clear(
    data: ByteArray, places: IntArray, names: npt.NDArray[np.int8], judge: Judge
) -> BoolArray:
    """Ask a boundary test for each place by the boundary that its rule names."""
    clear = np.ones(len(places), dtype=np.bool_)
    for number, name in enumerate(BOUNDARY_NAMES):
        asked = np.flatnonzero(names == number) if name != "any" else ()
        if len(asked):
            clear[asked] = judge(data, places[asked], name)
    return clear


def _distinct_order(rules: IntArray, spans: Spans) -> IntArray:
    """Return the order by rule, start and end, without repetitions."""
    order = np.lexsort((spans.ends, spans.starts, rules))
    if len(order) < 2:
        return order
    columns = [part[order] for part in (rules, spans.starts, spans.ends)]
    fresh = np.logical_or.reduce([part[1:] != part[:-1] for part in columns])
    return order[np.append(True, fresh)]


def _by_rule(rules: IntArray, spans: Spans) -> Iterator[tuple[int, Spans]]:
    firsts = np.flatnonzero(np.append(True, rules[1:] != rules[:-1])) if len(rules) else rules
    for first, last in zip(firsts.tolist(), [*firsts[1:].tolist(), len(rules)], strict=False):
        chosen = slice(first, last)
        yield (
            int(rules[first]),
            Spans(
                starts=spans.starts[chosen],
                ends=spans.ends[chosen],
                documents=spans.documents[chosen],
            ),
        )
