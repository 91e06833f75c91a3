r"""Shapes: patterns of digit and letter groups and separators, matched in numpy over all groups.

A pattern such as `[A-Z]{2} ?\d{6}[A-D]` is lowered to sequences of group lengths and separators.
One pass finds every maximal run of digits or of ASCII letters near a digit; a shape is then a few
table look-ups over the groups, whatever the text holds, so that hundreds of number formats cost
about as much as one. A pattern that cannot be lowered exactly goes to the multi-pattern scanner.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from avow.detect.engine.digits.automaton import LayoutAutomaton
from avow.detect.engine.structure import DIGIT_BYTES, LETTER_BYTES
from avow.detect.verify.interface import BoolArray
from avow.text import ByteArray, IntArray

SEPARATORS = " -./:"
TOUCHING = 6
"""Code of a group that the next group touches without a separator."""
LENGTH_CAP = 31
MARK_COUNT = 8
LETTER_OFFSET = (LENGTH_CAP + 1) * MARK_COUNT
CODE_COUNT = 2 * LETTER_OFFSET


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a shape.

    Attributes:
        is_letter: A run of letters instead of digits.
        lead: Bytes allowed at its first places.
        rest: Bytes allowed at all later places.
        shortest, longest: Its length range.
    """

    is_letter: bool
    lead: tuple[frozenset[int], ...]
    rest: frozenset[int]
    shortest: int
    longest: int


@dataclass(frozen=True, slots=True)
class Shape:
    """Groups with the marks allowed between them.

    Attributes:
        groups: At least one of digits.
        marks: Separator characters allowed behind each group but the last; an empty set means
            that the groups touch.
    """

    groups: tuple[Group, ...]
    marks: tuple[frozenset[str], ...]

    @property
    def letter_reach(self) -> int:
        """How many groups lie at most between a group of letters and the next of digits, plus 1."""
        digits = [place for place, group in enumerate(self.groups) if not group.is_letter]
        return max(min(abs(place - other) for other in digits) for place in range(len(self.groups)))

    def layout(self) -> tuple[object, ...]:
        """Return what decides the group codes; shapes of one layout are matched once."""
        sizes = tuple((group.is_letter, group.shortest, group.longest) for group in self.groups)
        return (sizes, self.marks)

    def code_tables(self) -> list[BoolArray]:
        """Return for each group which codes fit it (see `Groups.codes`), shape [512]."""
        tables = []
        for place, group in enumerate(self.groups):
            table = np.zeros(CODE_COUNT, dtype=np.bool_)
            offset = LETTER_OFFSET if group.is_letter else 0
            last = place == len(self.groups) - 1
            marks = range(MARK_COUNT) if last else _mark_codes(self.marks[place])
            for length in range(group.shortest, min(group.longest, LENGTH_CAP - 1) + 1):
                for mark in marks:
                    table[offset + length * MARK_COUNT + mark] = True
            tables.append(table)
        return tables


def _mark_codes(allowed: frozenset[str]) -> list[int]:
    return [SEPARATORS.index(mark) + 1 for mark in sorted(allowed)] or [TOUCHING]


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """All maximal runs of digits, and of ASCII letters near digits, in some bytes.

    Attributes:
        starts, ends: Half-open byte offsets, shape [groups].
        codes: 256 for letters, plus 8 * length (capped at 31), plus what stands before the next
            group: a separator's number, 6 when it touches, 0 for anything else; shape [groups].
    """

    starts: IntArray
    ends: IntArray
    codes: IntArray


_DIGIT, _LETTER = 1, 2
_CLASS_OF_BYTE = bytes(
    _DIGIT if byte in DIGIT_BYTES else _LETTER if byte in LETTER_BYTES else 0 for byte in range(256)
)
_MARK_OF_BYTE = np.zeros(256, dtype=np.int64)
for _index, _character in enumerate(SEPARATORS):
    _MARK_OF_BYTE[ord(_character)] = _index + 1


def find_groups(data: ByteArray, letter_reach: int) -> Groups:
    """Find every maximal run of digits, and of letters near digits.

    Args:
        data: The bytes.
        letter_reach: How many groups from a run of digits runs of letters are looked for.
    """
    classes = np.frombuffer(data.tobytes().translate(_CLASS_OF_BYTE), dtype=np.uint8)
    edges = np.flatnonzero(classes[1:] != classes[:-1]) + 1
    edges = np.concatenate(([0], edges, [len(classes)])).astype(np.int64)
    kinds = classes[edges[:-1]] if len(classes) else classes
    kept = np.flatnonzero(_near_digits(kinds == _DIGIT, 2 * letter_reach) & (kinds > 0))
    starts, ends, letters = edges[kept], edges[kept + 1], kinds[kept] == _LETTER
    codes = letters * LETTER_OFFSET + np.minimum(ends - starts, LENGTH_CAP) * MARK_COUNT
    if len(starts) > 1:
        gaps = starts[1:] - ends[:-1]
        marks = np.where(gaps == 1, _MARK_OF_BYTE[data[ends[:-1]]], 0)
        codes[:-1] += np.where(gaps == 0, TOUCHING, marks)
    return Groups(starts=starts, ends=ends, codes=codes)


def _near_digits(digits: BoolArray, steps: int) -> BoolArray:
    """Tell which runs have a run of digits at most some steps away, shape [runs]."""
    near = digits.copy()
    for step in range(1, min(steps, len(digits) - 1) + 1):
        near[step:] |= digits[:-step]
        near[:-step] |= digits[step:]
    return near


NearWords: TypeAlias = Callable[[IntArray], BoolArray]
"""Takes offsets, tells for each whether a word could be near that speaks for what stands there."""


class ShapeSet:
    """All lowered shapes of a rule set; shapes of one layout are matched once.

    Attributes:
        letter_reach: How many groups from a run of digits a shape has letters at most.
    """

    def __init__(
        self, shapes_by_rule: Mapping[int, tuple[Shape, ...]], asking: BoolArray | None = None
    ) -> None:
        """Prepare the look-up tables.

        Args:
            shapes_by_rule: Alternatives per rule index; a rule matches where any of them does.
            asking: Which rules match only near a word that speaks for them, shape [rules]; by
                default none.
        """
        numbers: dict[tuple[object, ...], int] = {}
        rules: dict[Shape, list[int]] = {}
        for rule, shapes in sorted(shapes_by_rule.items()):
            for shape in shapes:
                rules.setdefault(shape, []).append(rule)
        self.letter_reach = max((shape.letter_reach for shape in rules), default=0)
        layouts: list[list[BoolArray]] = []
        self._by_layout: list[list[_SharedShape]] = []
        users: list[tuple[int, int, bool]] = []
        for shape, sharing in rules.items():
            number = numbers.setdefault(shape.layout(), len(layouts))
            if number == len(layouts):
                layouts.append(shape.code_tables())
                self._by_layout.append([])
            self._by_layout[number].append(_shared(shape, sharing))
            users += [(number, rule, asking is not None and asking[rule]) for rule in sharing]
        table = np.array(users, dtype=np.int64).reshape(len(users), 3)
        self._layout_of, self._rule_of = table[:, 0], table[:, 1]
        self._asks = table[:, 2] > 0
        self._automaton = LayoutAutomaton(layouts, CODE_COUNT)

    def match(
        self,
        data: ByteArray,
        groups: Groups,
        alive: BoolArray,
        near_words: NearWords | None = None,
    ) -> dict[int, tuple[IntArray, IntArray]]:
        """Return starts and ends per rule index, for rules that match anywhere.

        Args:
            data: The bytes.
            groups: Their groups.
            alive: Which rules to look for, shape [rules].
            near_words: Tells for offsets whether any word at all could speak for what stands
                there; rules that need no word do not ask.
        """
        asking = np.zeros(len(self._by_layout), dtype=np.bool_)
        free = asking.copy()
        free[self._layout_of[alive[self._rule_of] & ~self._asks]] = True
        asking[self._layout_of[alive[self._rule_of] & self._asks]] = True
        found: defaultdict[int, list[tuple[IntArray, IntArray]]] = defaultdict(list)

        def near(places: IntArray) -> BoolArray:
            if near_words is None:
                return np.ones(len(places), dtype=np.bool_)
            return near_words(groups.starts[places])

        matches = self._automaton.match(groups.codes, free=free, asking=asking, near=near)
        for layout, firsts in matches.items():
            for shape in self._by_layout[layout]:
                rules = [rule for rule in shape.rules if alive[rule]]
                pair = shape.match(data, groups, firsts) if rules else ()
                if pair and len(pair[0]):
                    for rule in rules:
                        found[rule].append(pair)
        return {
            rule: (
                np.concatenate([starts for starts, _ in pairs]),
                np.concatenate([ends for _, ends in pairs]),
            )
            for rule, pairs in found.items()
        }


@dataclass(frozen=True, slots=True)
class _Condition:
    """Bytes that may stand at one column of one group; no condition where the group is shorter."""

    place: int
    column: int
    sure: bool
    table: BoolArray


@dataclass(frozen=True, slots=True)
class _SharedShape:
    """One shape with the rules that have it, and what its layout does not say."""

    length: int
    conditions: tuple[_Condition, ...]
    rules: tuple[int, ...]

    def match(self, data: ByteArray, groups: Groups, firsts: IntArray) -> tuple[IntArray, IntArray]:
        """Return the spans of those matches of the layout that are matches of the shape."""
        for condition in self.conditions:
            if not len(firsts):
                break
            starts = groups.starts[firsts + condition.place] + condition.column
            if condition.sure:
                firsts = firsts[condition.table[data[starts]]]
            else:
                inside = starts < groups.ends[firsts + condition.place]
                values = data[np.where(inside, starts, 0)]
                firsts = firsts[~inside | condition.table[values]]
        return groups.starts[firsts], groups.ends[firsts + self.length - 1]


def _shared(shape: Shape, rules: Sequence[int]) -> _SharedShape:
    return _SharedShape(len(shape.groups), tuple(_conditions(shape)), tuple(rules))


def _conditions(shape: Shape) -> Iterator[_Condition]:
    for place, group in enumerate(shape.groups):
        whole = LETTER_BYTES if group.is_letter else DIGIT_BYTES
        columns = len(group.lead) if group.rest == whole else group.longest
        for column in range(columns):
            allowed = group.lead[column] if column < len(group.lead) else group.rest
            if allowed != whole:
                yield _Condition(place, column, column < group.shortest, _table_of(allowed))


def _table_of(allowed: frozenset[int]) -> BoolArray:
    table = np.zeros(256, dtype=np.bool_)
    table[sorted(allowed)] = True
    return table
