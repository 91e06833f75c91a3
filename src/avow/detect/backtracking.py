"""Backtracking: finds what makes Python's `re` take too long in a `value` expression.

The scanners are linear; only `value` runs in `re`, on one match at a time. What can explode there
is a repeat whose turns can share the same text out in many ways while something behind can fail.
"""

import re
import re._constants as sre
from collections.abc import Iterator
from itertools import combinations
from re import _parser  # type: ignore[attr-defined]  # the standard parser; typeshed hides it
from typing import Any

from avow.detect.engine.structure import bytes_of, first_bytes

MANY_TURNS = 6
"""Fewer turns of an outer repeat are bounded well enough."""
MANY_CHOICES = 12
"""The same for a repeat that only chooses between branches."""
LONG_INNER = 2
"""An inner repeat whose length varies by fewer bytes leaves little to share out."""

_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT)
_SINGLES = (sre.LITERAL, sre.IN, sre.NOT_LITERAL, sre.ANY)


def explosive_parts(expression: str) -> Iterator[str]:
    """Yield what is wrong with each repeat of an expression that can explode.

    Args:
        expression: A byte-wise expression of `re`; one that does not parse yields nothing.
    """
    try:
        parsed = _parser.parse(expression.encode("utf-8"))
    except re.error:
        return
    yield from _walk(list(parsed), can_fail=False)


def _walk(nodes: list[tuple[Any, Any]], *, can_fail: bool) -> Iterator[str]:
    for place, (operator, argument) in enumerate(nodes):
        fails = can_fail or any(_may_fail(node) for node in nodes[place + 1 :])
        if operator in _REPEATS:
            body = list(argument[2])
            if fails and argument[1] >= MANY_TURNS:
                yield from _ambiguities(body, most=argument[1])
            yield from _walk(body, can_fail=fails)
        elif operator is sre.POSSESSIVE_REPEAT:
            yield from _walk(list(argument[2]), can_fail=False)
        elif operator is sre.SUBPATTERN:
            yield from _walk(list(argument[3]), can_fail=fails)
        elif operator is sre.BRANCH:
            for branch in argument[1]:
                yield from _walk(list(branch), can_fail=fails)
        elif operator in (sre.ASSERT, sre.ASSERT_NOT):
            yield from _walk(list(argument[1]), can_fail=False)


def _may_fail(node: tuple[Any, Any]) -> bool:
    """Tell whether a node can refuse to match, so that what stands before it is tried again."""
    operator, argument = node
    if operator in _REPEATS or operator is sre.POSSESSIVE_REPEAT:
        return bool(argument[0] > 0)
    if operator is sre.SUBPATTERN:
        return any(_may_fail(inner) for inner in argument[3])
    return True


def _ambiguities(body: list[tuple[Any, Any]], *, most: int) -> Iterator[str]:
    """Yield why the turns of a repeat, `most` at most, can share out a text in many ways."""
    flat = list(_flattened(body))
    for operator, argument in flat:
        if operator in _REPEATS and argument[1] - argument[0] >= LONG_INNER:
            if not _has_mark(flat, _all_bytes(argument[2])):
                yield "a repeat inside a repeat with no mark between the turns"
        elif operator is sre.BRANCH and len(flat) == 1 and most >= MANY_CHOICES:
            firsts = [first_bytes(branch) for branch in argument[1]]
            if any(first & other for first, other in combinations(firsts, 2)):
                yield "branches of a repeat that begin with the same byte"


def _has_mark(nodes: list[tuple[Any, Any]], members: frozenset[int]) -> bool:
    """Tell whether every turn passes a byte that a set does not hold."""
    for operator, argument in nodes:
        if operator in _SINGLES:
            found = not bytes_of(operator, argument) & members
        elif operator in (*_REPEATS, sre.POSSESSIVE_REPEAT):
            found = argument[0] > 0 and _has_mark(list(argument[2]), members)
        elif operator is sre.SUBPATTERN:
            found = _has_mark(list(argument[3]), members)
        elif operator is sre.BRANCH:
            found = all(_has_mark(list(branch), members) for branch in argument[1])
        else:
            found = False
        if found:
            return True
    return False


def _flattened(nodes: list[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    """Yield the nodes of a sequence with plain groups opened."""
    for operator, argument in nodes:
        if operator is sre.SUBPATTERN:
            yield from _flattened(list(argument[3]))
        else:
            yield operator, argument


def _all_bytes(parsed: Any) -> frozenset[int]:  # noqa: ANN401 - the parser's own tree is untyped
    """Return every byte that some part of a pattern can match."""
    found: frozenset[int] = frozenset()
    for operator, argument in parsed:
        if operator in _SINGLES:
            found |= bytes_of(operator, argument)
        elif operator in _REPEATS or operator is sre.POSSESSIVE_REPEAT:
            found |= _all_bytes(argument[2])
        elif operator is sre.SUBPATTERN:
            found |= _all_bytes(argument[3])
        elif operator is sre.BRANCH:
            found = found.union(*(_all_bytes(branch) for branch in argument[1]))
    return found
