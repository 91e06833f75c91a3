r"""Digit shapes: patterns of digit groups and separators, matched in numpy over all groups at once.

A pattern such as `\d{3}[ -]\d{2}[ -]\d{4}` is lowered to sequences of group lengths and
separators. One pass finds every maximal digit group of a batch; a shape is then a few table
look-ups over the groups, whatever the text holds, so that hundreds of number formats cost about
as much as one. A pattern that cannot be lowered exactly goes to the multi-pattern scanner.
"""

from dataclasses import dataclass

import numpy as np

from avow.detect.verify.interface import BoolArray
from avow.text import ByteArray, IntArray

ANY_DIGIT = frozenset(range(10))
SEPARATORS = " -./:"
LENGTH_CAP = 31
CODE_COUNT = (LENGTH_CAP + 1) * 8
MAX_ALTERNATIVES = 96
NEVER_BOUNDED = "any"


@dataclass(frozen=True, slots=True)
class Group:
    """One digit group: allowed digits at its first places, and its length range."""

    lead: tuple[frozenset[int], ...]
    shortest: int
    longest: int


@dataclass(frozen=True, slots=True)
class Shape:
    """Digit groups with the separators allowed between them (one set fewer than groups)."""

    groups: tuple[Group, ...]
    separators: tuple[frozenset[str], ...]

    def code_tables(self) -> list[BoolArray]:
        """Return for each group which group codes fit (see `DigitGroups.codes`), shape [256]."""
        tables = []
        for place, group in enumerate(self.groups):
            table = np.zeros(CODE_COUNT, dtype=np.bool_)
            last = place == len(self.groups) - 1
            marks = range(8) if last else _separator_codes(self.separators[place])
            for length in range(group.shortest, min(group.longest, LENGTH_CAP - 1) + 1):
                for mark in marks:
                    table[length * 8 + mark] = True
            tables.append(table)
        return tables


def _separator_codes(allowed: frozenset[str]) -> list[int]:
    return [SEPARATORS.index(character) + 1 for character in sorted(allowed)]


@dataclass(frozen=True, slots=True, kw_only=True)
class DigitGroups:
    """All maximal digit groups of a batch.

    Attributes:
        starts, ends: Half-open byte offsets, shape [groups].
        codes: 8 * length (capped at 31) + code of the single separator byte between this group
            and the next (0 when there is none), shape [groups].
        present: Which codes occur, shape [256].
    """

    starts: IntArray
    ends: IntArray
    codes: ByteArray
    present: BoolArray


_MARK_OF_BYTE = np.zeros(256, dtype=np.uint8)
for _index, _character in enumerate(SEPARATORS):
    _MARK_OF_BYTE[ord(_character)] = _index + 1


def find_groups(data: ByteArray) -> DigitGroups:
    """Find every maximal run of ASCII digits."""
    digit = (data - ord("0")) < 10
    edges = np.flatnonzero(np.diff(digit.view(np.int8), prepend=0, append=0))
    starts, ends = edges[0::2], edges[1::2]
    lengths = np.minimum(ends - starts, LENGTH_CAP)
    marks = np.zeros(len(starts), dtype=np.uint8)
    if len(starts) > 1:
        near = (starts[1:] - ends[:-1]) == 1
        marks[:-1] = np.where(near, _MARK_OF_BYTE[data[ends[:-1]]], 0)
    codes = (lengths * 8 + marks).astype(np.uint8)
    present = np.bincount(codes, minlength=CODE_COUNT) > 0
    return DigitGroups(starts=starts, ends=ends, codes=codes, present=present)


class ShapeSet:
    """All lowered shapes of a rule set; equal shapes are matched once."""

    def __init__(self, shapes_by_rule: dict[int, tuple[Shape, ...]]) -> None:
        """Prepare the look-up tables.

        Args:
            shapes_by_rule: Alternatives per rule index; a rule matches where any of them does.
        """
        self._tables: list[list[BoolArray]] = []
        self._rules: list[list[tuple[int, Shape]]] = []
        index_of: dict[tuple[object, ...], int] = {}
        for rule, shapes in sorted(shapes_by_rule.items()):
            for shape in shapes:
                key = (
                    tuple((group.shortest, group.longest) for group in shape.groups),
                    shape.separators,
                )
                if key not in index_of:
                    index_of[key] = len(self._tables)
                    self._tables.append(shape.code_tables())
                    self._rules.append([])
                self._rules[index_of[key]].append((rule, shape))
        flat = [row for tables in self._tables for row in tables]
        self._flat = np.stack(flat) if flat else np.zeros((0, CODE_COUNT), dtype=np.bool_)
        sizes = [len(tables) for tables in self._tables]
        self._offsets = np.concatenate(([0], np.cumsum(sizes)))[:-1].astype(np.int64)

    def match(self, data: ByteArray, groups: DigitGroups) -> dict[int, tuple[IntArray, IntArray]]:
        """Return starts and ends per rule index, for rules that match anywhere."""
        found: dict[int, list[tuple[IntArray, IntArray]]] = {}
        if not len(groups.starts) or not len(self._flat):
            return {}
        possible = np.logical_and.reduceat((self._flat & groups.present).any(axis=1), self._offsets)
        for number in np.flatnonzero(possible).tolist():
            first = _match_shape(groups.codes, self._tables[number])
            if not len(first):
                continue
            last = first + len(self._tables[number]) - 1
            for rule, shape in self._rules[number]:
                fits = _lead_fits(data, groups, first, shape)
                starts, ends = groups.starts[first[fits]], groups.ends[last[fits]]
                if len(starts):
                    found.setdefault(rule, []).append((starts, ends))
        return {
            rule: (
                np.concatenate([starts for starts, _ in pairs]),
                np.concatenate([ends for _, ends in pairs]),
            )
            for rule, pairs in found.items()
        }


def _match_shape(codes: ByteArray, tables: list[BoolArray]) -> IntArray:
    """Return the index of the first group of every place where the tables fit in a row."""
    size = len(codes) - len(tables) + 1
    if size <= 0:
        return np.zeros(0, dtype=np.int64)
    first = np.flatnonzero(tables[0][codes[:size]])
    for place, table in enumerate(tables[1:], start=1):
        if not len(first):
            break
        first = first[table[codes[first + place]]]
    return first


def _lead_fits(data: ByteArray, groups: DigitGroups, first: IntArray, shape: Shape) -> BoolArray:
    fits = np.ones(len(first), dtype=np.bool_)
    for place, group in enumerate(shape.groups):
        for column, allowed in enumerate(group.lead):
            if allowed == ANY_DIGIT:
                continue
            table = np.zeros(256, dtype=np.bool_)
            table[[digit + ord("0") for digit in allowed]] = True
            fits &= table[data[groups.starts[first + place] + column]]
    return fits
