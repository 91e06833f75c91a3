r"""Shapes: patterns of digit and letter groups and separators, matched in numpy over all groups.

A pattern such as `[A-Z]{2} ?\d{6}[A-D]` is lowered to sequences of group lengths and separators.
One pass finds every maximal run of digits or of ASCII letters near a digit; a shape is then a few
table look-ups over the groups, whatever the text holds, so that hundreds of number formats cost
about as much as one. A pattern that cannot be lowered exactly goes to the multi-pattern scanner.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

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
    def anchor(self) -> int:
        """Place of the first group of digits."""
        return next(place for place, group in enumerate(self.groups) if not group.is_letter)

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
    """All maximal runs of digits and of ASCII letters in some bytes.

    Attributes:
        starts, ends: Half-open byte offsets, shape [groups].
        codes: 256 for letters, plus 8 * length (capped at 31), plus what stands before the next
            group: a separator's number, 6 when it touches, 0 for anything else; shape [groups].
        digits_by_code: Indexes of the digit groups of each code that occurs.
        present: Which codes occur, shape [512].
    """

    starts: IntArray
    ends: IntArray
    codes: IntArray
    digits_by_code: Mapping[int, IntArray]
    present: BoolArray


_CLASS_OF_BYTE = np.zeros(256, dtype=np.uint8)
_CLASS_OF_BYTE[sorted(DIGIT_BYTES)] = 1
_CLASS_OF_BYTE[sorted(LETTER_BYTES)] = 2
_MARK_OF_BYTE = np.zeros(256, dtype=np.int64)
for _index, _character in enumerate(SEPARATORS):
    _MARK_OF_BYTE[ord(_character)] = _index + 1


def find_groups(data: ByteArray) -> Groups:
    """Find every maximal run of digits and of letters."""
    classes = _CLASS_OF_BYTE[data]
    edges = np.concatenate(
        ([0], np.flatnonzero(classes[1:] != classes[:-1]) + 1, [len(classes)])
    ).astype(np.int64)
    starts, ends = edges[:-1], edges[1:]
    kinds = classes[starts] if len(classes) else classes
    kept = kinds > 0
    starts, ends, letters = starts[kept], ends[kept], kinds[kept] == 2
    codes = letters * LETTER_OFFSET + np.minimum(ends - starts, LENGTH_CAP) * MARK_COUNT
    if len(starts) > 1:
        gaps = starts[1:] - ends[:-1]
        marks = np.where(gaps == 1, _MARK_OF_BYTE[data[ends[:-1]]], 0)
        codes[:-1] += np.where(gaps == 0, TOUCHING, marks)
    digits = np.flatnonzero(~letters)
    order = digits[np.argsort(codes[digits], kind="stable")]
    values, firsts = np.unique(codes[order], return_index=True)
    lasts = np.append(firsts, len(order))[1:]
    return Groups(
        starts=starts,
        ends=ends,
        codes=codes,
        digits_by_code={
            value: order[first:last]
            for value, first, last in zip(
                values.tolist(), firsts.tolist(), lasts.tolist(), strict=True
            )
        },
        present=np.bincount(codes, minlength=CODE_COUNT) > 0,
    )


class ShapeSet:
    """All lowered shapes of a rule set; shapes of one layout are matched once."""

    def __init__(self, shapes_by_rule: Mapping[int, tuple[Shape, ...]]) -> None:
        """Prepare the look-up tables.

        Args:
            shapes_by_rule: Alternatives per rule index; a rule matches where any of them does.
        """
        self._layouts: list[_Layout] = []
        number_of: dict[tuple[object, ...], int] = {}
        for rule, shapes in sorted(shapes_by_rule.items()):
            for shape in shapes:
                number = number_of.setdefault(shape.layout(), len(self._layouts))
                if number == len(self._layouts):
                    self._layouts.append(_Layout(shape))
                self._layouts[number].add(rule, shape)
        tables = [table for layout in self._layouts for table in layout.tables]
        self._flat = np.stack(tables) if tables else np.zeros((0, CODE_COUNT), dtype=np.bool_)
        sizes = [len(layout.tables) for layout in self._layouts]
        self._offsets = np.concatenate(([0], np.cumsum(sizes)))[:-1].astype(np.int64)
        numbers = [layout.rule_numbers for layout in self._layouts]
        self._rules = np.array([rule for rules in numbers for rule in rules], dtype=np.int64)
        counts = [len(rules) for rules in numbers]
        self._first_rules = np.concatenate(([0], np.cumsum(counts)))[:-1].astype(np.int64)

    def match(
        self, data: ByteArray, groups: Groups, alive: BoolArray
    ) -> dict[int, tuple[IntArray, IntArray]]:
        """Return starts and ends per rule index, for rules that match anywhere.

        Args:
            data: The bytes.
            groups: Their groups.
            alive: Which rules to look for, shape [rules].
        """
        found: dict[int, list[tuple[IntArray, IntArray]]] = {}
        if not len(groups.starts) or not len(self._flat):
            return {}
        present = self._flat[:, groups.present].any(axis=1)
        possible = np.logical_and.reduceat(present, self._offsets)
        possible &= np.logical_or.reduceat(alive[self._rules], self._first_rules)
        for number in np.flatnonzero(possible).tolist():
            self._layouts[number].match(data, groups, alive, found)
        return {
            rule: (
                np.concatenate([starts for starts, _ in pairs]),
                np.concatenate([ends for _, ends in pairs]),
            )
            for rule, pairs in found.items()
        }


class _Layout:
    """One sequence of group lengths and marks, with the rules that share it."""

    def __init__(self, shape: Shape) -> None:
        self.tables = shape.code_tables()
        self._anchor = shape.anchor
        self._anchor_codes = np.flatnonzero(self.tables[self._anchor]).tolist()
        self._others = [
            (place - self._anchor, table)
            for place, table in enumerate(self.tables)
            if place != self._anchor
        ]
        self._rules: list[tuple[int, Shape]] = []

    def add(self, rule: int, shape: Shape) -> None:
        """Add a rule that has this layout."""
        self._rules.append((rule, shape))

    @property
    def rule_numbers(self) -> list[int]:
        """The rules that share this layout."""
        return [rule for rule, _ in self._rules]

    def match(
        self,
        data: ByteArray,
        groups: Groups,
        alive: BoolArray,
        found: dict[int, list[tuple[IntArray, IntArray]]],
    ) -> None:
        """Add the matches of every live rule of this layout to `found`."""
        buckets = [
            groups.digits_by_code[code]
            for code in self._anchor_codes
            if code in groups.digits_by_code
        ]
        if not buckets:
            return
        places = np.concatenate(buckets) if len(buckets) > 1 else buckets[0]
        before, after = self._anchor, len(self.tables) - 1 - self._anchor
        places = places[(places >= before) & (places < len(groups.codes) - after)]
        for step, table in self._others:
            places = places[table[groups.codes[places + step]]]
            if not len(places):
                return
        first, last = places - before, places + after
        for rule, shape in self._rules:
            if not alive[rule]:
                continue
            fits = _bytes_fit(data, groups, first, shape)
            if fits.any():
                pair = (groups.starts[first[fits]], groups.ends[last[fits]])
                found.setdefault(rule, []).append(pair)


def _bytes_fit(data: ByteArray, groups: Groups, first: IntArray, shape: Shape) -> BoolArray:
    """Tell for which matches of a layout the bytes of every group are allowed."""
    fits = np.ones(len(first), dtype=np.bool_)
    for place, group in enumerate(shape.groups):
        whole = LETTER_BYTES if group.is_letter else DIGIT_BYTES
        starts, ends = groups.starts[first + place], groups.ends[first + place]
        columns = len(group.lead) if group.rest == whole else group.longest
        for column in range(columns):
            allowed = group.lead[column] if column < len(group.lead) else group.rest
            if allowed == whole:
                continue
            inside = starts + column < ends
            values = data[np.where(inside, starts + column, starts)]
            fits &= ~inside | _table_of(allowed)[values]
    return fits


_TABLES: dict[frozenset[int], BoolArray] = {}


def _table_of(allowed: frozenset[int]) -> BoolArray:
    table = _TABLES.get(allowed)
    if table is None:
        table = np.zeros(256, dtype=np.bool_)
        table[sorted(allowed)] = True
        _TABLES[allowed] = table
    return table
