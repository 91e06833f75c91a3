"""What a pattern's own structure says: the bytes at its edges, and runs that every match holds."""

import re
import re._constants as sre
from collections.abc import Sequence
from re import _parser  # type: ignore[attr-defined]  # the standard parser; typeshed hides it
from typing import Any

DIGIT_BYTES = frozenset(b"0123456789")
LETTER_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
WORD_BYTES = DIGIT_BYTES | LETTER_BYTES | frozenset(b"_")
_ALL_BYTES = frozenset(range(256))
_CATEGORIES = {
    sre.CATEGORY_DIGIT: DIGIT_BYTES,
    sre.CATEGORY_WORD: WORD_BYTES,
    sre.CATEGORY_SPACE: frozenset(b" \t\n\r\f\v"),
}


class Structure:
    """The parsed form of one byte-wise pattern.

    A pattern that cannot be parsed claims nothing: every question is answered in the safe way, and
    the scanner that compiles it says what is wrong.
    """

    def __init__(self, pattern: bytes) -> None:
        """Parse the pattern."""
        try:
            self._parsed = _parser.parse(pattern)
        except re.error:
            self._parsed = None

    @property
    def widest(self) -> int:
        """Most bytes that a match can have; very large when there is no bound."""
        return int(self._parsed.getwidth()[1]) if self._parsed is not None else 2**31

    def begins_within(self, members: frozenset[int]) -> bool:
        """Tell whether every match begins with one of these bytes."""
        return self._parsed is not None and _edge(self._parsed, 1) <= members

    def ends_within(self, members: frozenset[int]) -> bool:
        """Tell whether every match ends with one of these bytes."""
        return self._parsed is not None and _edge(self._parsed, -1) <= members

    def longest_run(self, members: frozenset[int]) -> int:
        """Return a length that some run of members has in every match; a lower bound."""
        return _longest_run(self._parsed, members) if self._parsed is not None else 0

    def fewest(self, members: frozenset[int]) -> int:
        """Return how many bytes of a set every match holds at least; a lower bound."""
        return _fewest(self._parsed, members) if self._parsed is not None else 0


def bytes_of(operator: Any, argument: Any) -> frozenset[int]:  # noqa: ANN401 - untyped tree
    """Return the bytes that a literal, a class or a dot of a parsed pattern matches."""
    if operator is sre.LITERAL:
        return frozenset((argument,))
    if operator is sre.NOT_LITERAL:
        return _ALL_BYTES - {argument}
    if operator is sre.ANY:
        return _ALL_BYTES
    found: frozenset[int] = frozenset()
    negated = False
    for kind, value in argument:
        if kind is sre.NEGATE:
            negated = True
        elif kind is sre.LITERAL:
            found |= {value}
        elif kind is sre.RANGE:
            found |= frozenset(range(value[0], value[1] + 1))
        else:
            found |= _CATEGORIES.get(value, _ALL_BYTES)
    return _ALL_BYTES - found if negated else found


def first_bytes(parsed: Any) -> frozenset[int]:  # noqa: ANN401
    """Return the bytes with which a parsed pattern can begin; all of them where it may be empty."""
    return _edge(parsed, 1)


def _edge(parsed: Any, step: int) -> frozenset[int]:  # noqa: ANN401
    """Return the bytes that can stand at one end; all bytes where that end may be empty."""
    found: frozenset[int] = frozenset()
    for operator, argument in list(parsed)[::step]:
        if operator in (sre.LITERAL, sre.IN):
            return found | bytes_of(operator, argument)
        if operator is sre.MAX_REPEAT:
            found |= _edge(argument[2], step)
            if argument[0] > 0:
                return found
        elif operator is sre.SUBPATTERN:
            return found | _edge(argument[3], step)
        elif operator is sre.BRANCH:
            return found.union(*(_edge(branch, step) for branch in argument[1]))
        else:
            return _ALL_BYTES
    return _ALL_BYTES


def _longest_run(parsed: Any, members: frozenset[int]) -> int:  # noqa: ANN401
    best = run = 0
    for node in parsed:
        sure, inner = _node_run(node, members)
        run = run + inner if sure else 0
        best = max(best, run, inner)
    return best


def _node_run(node: tuple[Any, Any], members: frozenset[int]) -> tuple[bool, int]:
    """Return whether a node holds members only, and the run that it surely has."""
    operator, argument = node
    if operator in (sre.LITERAL, sre.IN):
        sure = bytes_of(operator, argument) <= members
        return sure, int(sure)
    if operator is sre.MAX_REPEAT:
        sure, length = _sequence_run(argument[2], members)
        return (sure, argument[0] * length) if sure else (False, length if argument[0] else 0)
    if operator is sre.SUBPATTERN:
        return _sequence_run(argument[3], members)
    if operator is sre.BRANCH:
        branches = [_sequence_run(branch, members) for branch in argument[1]]
        return all(sure for sure, _ in branches), min(length for _, length in branches)
    return False, 0


def _sequence_run(parsed: Sequence[Any], members: frozenset[int]) -> tuple[bool, int]:
    nodes = [_node_run(node, members) for node in parsed]
    if all(sure for sure, _ in nodes):
        return True, sum(length for _, length in nodes)
    return False, _longest_run(parsed, members)


def _fewest(parsed: Any, members: frozenset[int]) -> int:  # noqa: ANN401
    total = 0
    for operator, argument in parsed:
        if operator in (sre.LITERAL, sre.IN):
            total += bytes_of(operator, argument) <= members
        elif operator in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
            total += argument[0] * _fewest(argument[2], members)
        elif operator is sre.SUBPATTERN:
            total += _fewest(argument[3], members)
        elif operator is sre.BRANCH:
            total += min(_fewest(branch, members) for branch in argument[1])
    return total
