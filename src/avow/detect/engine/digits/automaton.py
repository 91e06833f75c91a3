"""The automaton: all layouts of shapes at once, one table look-up per group and step.

A layout is a sequence of sets of group codes. The automaton's state is the set of layouts that are
still possible, worked out when a text first leads there, so that a thousand layouts cost no more
than the few steps for which any of them stays possible.
"""

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from avow.detect.verify.interface import BoolArray
from avow.text import IntArray

UNKNOWN = -1
DEAD = 0
ROOT = 1
MOST_STATES = 1 << 14
FIRST_CAPACITY = 64

Near: TypeAlias = Callable[[IntArray], BoolArray]
"""Takes indexes of groups, tells for each whether a context word could be near."""


class LayoutAutomaton:
    """Matches every layout from every group; safe to share between threads."""

    def __init__(self, layouts: Sequence[Sequence[BoolArray]], code_count: int) -> None:
        """Prepare the tables.

        Args:
            layouts: For each layout, per place, which codes fit, shape [code_count] each.
            code_count: How many codes there are.
        """
        self._sizes = np.array([len(tables) for tables in layouts], dtype=np.int64)
        self._code_count = code_count
        # Which layouts take a code at a place, shape [places, code_count, layouts].
        places = int(self._sizes.max(initial=0))
        self._fits = np.zeros((places, code_count, len(layouts)), dtype=np.bool_)
        for number, tables in enumerate(layouts):
            for place, table in enumerate(tables):
                self._fits[place, :, number] = table
        self._lock = threading.Lock()
        self._states = _States(len(layouts), code_count)

    def match(
        self, codes: IntArray, *, free: BoolArray, asking: BoolArray, near: Near
    ) -> dict[int, IntArray]:
        """Return the index of the first group of every match, per layout that matches.

        Args:
            codes: Code of each group, shape [groups].
            free: Layouts to look for everywhere, shape [layouts].
            asking: Layouts to look for only near a context word, shape [layouts].
            near: Tells for groups whether a context word could be near.
        """
        if not len(codes) or not len(self._sizes):
            return {}
        states, hits = self._walk(codes)
        firsts, ends = (np.concatenate(part) for part in zip(*hits, strict=True))
        kept = states.any_ended(free | asking)[ends]
        firsts, ends = firsts[kept], ends[kept]
        kept = states.any_ended(free)[ends]
        unsure = np.flatnonzero(~kept)
        kept[unsure] = near(firsts[unsure])
        return states.by_layout(firsts[kept], ends[kept], free | asking)

    def _walk(self, codes: IntArray) -> tuple["_States", list[tuple[IntArray, IntArray]]]:
        """Return the states and, per step, the first groups and states at which layouts end."""
        states = self._states
        hits: list[tuple[IntArray, IntArray]] = []
        firsts: IntArray | None = None
        current = np.full(1, ROOT, dtype=np.int64)
        depth = 0
        while firsts is None or len(firsts):
            seen = codes if firsts is None else codes[firsts + depth]
            steps = current * self._code_count + seen
            following = states.next.take(steps)
            if (following == UNKNOWN).any():
                self._learn(states, depth, steps)
                following = states.next.take(steps)
            alive = np.flatnonzero(following)
            firsts = alive if firsts is None else firsts[alive]
            current = following[alive].astype(np.int64)
            ended = np.flatnonzero(states.accepting[current])
            hits.append((firsts[ended], current[ended]))
            depth += 1
            going = np.flatnonzero(states.going[current] & (firsts < len(codes) - depth))
            firsts, current = firsts[going], current[going]
        if len(states.layouts) > MOST_STATES:
            self._states = _States(len(self._sizes), self._code_count)
        return states, hits

    def _learn(self, states: "_States", depth: int, steps: IntArray) -> None:
        """Work out the steps that no text has taken yet."""
        with self._lock:
            unknown = steps[states.next.take(steps) == UNKNOWN]
            for step in np.unique(unknown).tolist():
                state, code = divmod(step, self._code_count)
                possible = states.layouts[state]
                taken = possible[self._fits[depth, code, possible]]
                states.add_step(step, depth + 1, taken, self._sizes[taken])


class _States:
    """The states reached so far; entries are only ever added.

    Attributes:
        next: State behind each state and code, or `UNKNOWN`, shape [capacity * codes].
        accepting: Whether a layout ends at a state, shape [capacity].
        going: Whether a layout goes on from it, shape [capacity].
        layouts: Layouts that go on, per state.
    """

    def __init__(self, layout_count: int, code_count: int) -> None:
        self._code_count = code_count
        self.next = np.full(FIRST_CAPACITY * code_count, UNKNOWN, dtype=np.int32)
        self.accepting = np.zeros(FIRST_CAPACITY, dtype=np.bool_)
        self.going = np.zeros(FIRST_CAPACITY, dtype=np.bool_)
        nothing = np.zeros(0, dtype=np.int64)
        self.layouts = [nothing, np.arange(layout_count, dtype=np.int64)]
        self._ended = [nothing, nothing]
        self._flat = (0, nothing, nothing)
        self._numbers: dict[tuple[int, bytes], int] = {}

    def add_step(self, step: int, depth: int, taken: IntArray, sizes: IntArray) -> None:
        """Add what follows a state on a code.

        Args:
            step: The state times the number of codes, plus the code.
            depth: Groups read then.
            taken: Layouts that are still possible then, shape [n].
            sizes: How many groups each of them has, shape [n].
        """
        number = DEAD
        if len(taken):
            key = (depth, taken.tobytes())
            number = self._numbers.setdefault(key, len(self.layouts))
            if number == len(self.layouts):
                self._grow(number)
                self.layouts.append(taken[sizes > depth])
                self._ended.append(taken[sizes == depth])
                self.accepting[number] = len(self._ended[number]) > 0
                self.going[number] = len(self.layouts[number]) > 0
        self.next[step] = number

    def _grow(self, number: int) -> None:
        capacity = len(self.accepting)
        if number < capacity:
            return
        more = np.full(capacity * self._code_count, UNKNOWN, dtype=np.int32)
        none = np.zeros(capacity, dtype=np.bool_)
        self.accepting = np.concatenate((self.accepting, none))
        self.going = np.concatenate((self.going, none))
        self.next = np.concatenate((self.next, more))

    def any_ended(self, wanted: BoolArray) -> BoolArray:
        """Tell for each state whether a wanted layout ends there, shape [states]."""
        count, owners, layouts = self._flat
        if count != len(self._ended):
            ended = self._ended[:]
            count, layouts = len(ended), np.concatenate(ended)
            owners = np.repeat(np.arange(count), [len(part) for part in ended])
            self._flat = count, owners, layouts
        found = np.zeros(count, dtype=np.bool_)
        found[owners[wanted[layouts]]] = True
        return found

    def by_layout(
        self, firsts: IntArray, numbers: IntArray, wanted: BoolArray
    ) -> dict[int, IntArray]:
        """Return the first groups per wanted layout.

        Args:
            firsts: First group of each hit, shape [n].
            numbers: State at which it ended, shape [n].
            wanted: Layouts to report, shape [layouts].
        """
        found: defaultdict[int, list[IntArray]] = defaultdict(list)
        order = np.argsort(numbers, kind="stable")
        present, begins = np.unique(numbers[order], return_index=True)
        parts = np.split(firsts[order], begins[1:])
        for number, part in zip(present.tolist(), parts, strict=False):
            ended = self._ended[number]
            for layout in ended[wanted[ended]].tolist():
                found[layout].append(part)
        return {
            layout: parts[0] if len(parts) == 1 else np.concatenate(parts)
            for layout, parts in found.items()
        }
