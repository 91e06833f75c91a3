"""Lowering: turn a digit pattern into shapes, or say that it is not one."""

from collections.abc import Sequence

from avow.detect.engine.digits.shapes import (
    ANY_DIGIT,
    LENGTH_CAP,
    MAX_ALTERNATIVES,
    NEVER_BOUNDED,
    SEPARATORS,
    Group,
    Shape,
)


class _NotDigitsError(Exception):
    """The pattern holds something that digit shapes cannot express."""


# A token is a run of digits (allowed first digits, fewest, most) or a set of separators.
_Run = tuple[frozenset[int], int, int]
_Token = _Run | frozenset[str]
_Sequences = list[tuple[_Token, ...]]


def lower_pattern(pattern: str, *, left: str, right: str) -> tuple[Shape, ...] | None:
    """Return the shapes that match exactly what a pattern matches, or None.

    Shapes see maximal digit groups, so both boundaries must refuse a touching digit; that is
    all but `any`.
    """
    if NEVER_BOUNDED in (left, right):
        return None
    try:
        sequences, position = _parse_choice(pattern, 0)
        if position != len(pattern):
            return None
        shapes = tuple(dict.fromkeys(_to_shape(sequence) for sequence in sequences))
    except _NotDigitsError:
        return None
    return shapes


def _parse_choice(text: str, position: int) -> tuple[_Sequences, int]:
    choices: _Sequences = []
    while True:
        part, position = _parse_sequence(text, position)
        choices += part
        if position < len(text) and text[position] == "|":
            position += 1
            continue
        return _limited(choices), position


def _parse_sequence(text: str, position: int) -> tuple[_Sequences, int]:
    result: _Sequences = [()]
    while position < len(text) and text[position] not in "|)":
        item, position = _parse_item(text, position)
        fewest, most, position = _parse_repeat(text, position)
        repeated = _repeat(item, fewest, most)
        result = _limited([head + tail for head in result for tail in repeated])
    return result, position


def _parse_item(text: str, position: int) -> tuple[_Sequences, int]:
    if text.startswith("(?:", position):
        inner, position = _parse_choice(text, position + 3)
        if not text.startswith(")", position):
            raise _NotDigitsError
        return inner, position + 1
    if text.startswith(r"\d", position):
        return [((ANY_DIGIT, 1, 1),)], position + 2
    if text[position] == "[":
        return _parse_class(text, position)
    character, position = _parse_literal(text, position)
    return [(_token_of(frozenset(character)),)], position


def _parse_literal(text: str, position: int) -> tuple[str, int]:
    if text[position] == "\\":
        if position + 1 < len(text) and text[position + 1] in SEPARATORS:
            return text[position + 1], position + 2
        raise _NotDigitsError
    if text[position] == "." or not (text[position].isdigit() or text[position] in SEPARATORS):
        raise _NotDigitsError
    return text[position], position + 1


def _parse_class(text: str, position: int) -> tuple[_Sequences, int]:
    end = text.find("]", position)
    body = text[position + 1 : end].replace(r"\d", "0-9")
    if end < 0 or not body or body[0] == "^":
        raise _NotDigitsError
    members: set[str] = set()
    index = 0
    while index < len(body):
        if body[index] == "\\":
            index += 1
        first = body[index]
        if body[index + 1 : index + 2] == "-" and index + 2 < len(body):
            members |= {chr(code) for code in range(ord(first), ord(body[index + 2]) + 1)}
            index += 3
        else:
            members.add(first)
            index += 1
    return [(_token_of(frozenset(members)),)], end + 1


def _token_of(members: frozenset[str]) -> _Token:
    if members <= frozenset("0123456789"):
        return (frozenset(int(member) for member in members), 1, 1)
    if members <= frozenset(SEPARATORS):
        return members
    raise _NotDigitsError


def _parse_repeat(text: str, position: int) -> tuple[int, int, int]:
    if text.startswith("?", position):
        return _checked_repeat(0, 1, text, position + 1)
    if not text.startswith("{", position):
        if position < len(text) and text[position] in "*+":
            raise _NotDigitsError
        return 1, 1, position
    end = text.find("}", position)
    low, comma, high = text[position + 1 : end].partition(",")
    if end < 0 or not low.isdigit() or (comma and not high.isdigit()):
        raise _NotDigitsError
    return _checked_repeat(int(low), int(high or low), text, end + 1)


def _checked_repeat(low: int, high: int, text: str, position: int) -> tuple[int, int, int]:
    if high >= LENGTH_CAP or (position < len(text) and text[position] in "?+*"):
        raise _NotDigitsError
    return low, high, position


def _repeat(item: _Sequences, fewest: int, most: int) -> _Sequences:
    if len(item) == 1 and len(item[0]) == 1 and fewest >= 1 and isinstance(item[0][0], tuple):
        allowed, low, high = item[0][0]
        if allowed == ANY_DIGIT and low == high == 1:
            return [((ANY_DIGIT, fewest, most),)]
    result: _Sequences = []
    current: _Sequences = [()]
    for count in range(most + 1):
        if count >= fewest:
            result = _limited(result + current)
        current = _limited([head + tail for head in current for tail in item])
    return result


def _limited(sequences: _Sequences) -> _Sequences:
    if len(sequences) > MAX_ALTERNATIVES:
        raise _NotDigitsError
    return sequences


def _to_shape(sequence: Sequence[_Token]) -> Shape:
    groups: list[Group] = []
    separators: list[frozenset[str]] = []
    run: list[_Run] = []
    for token in sequence:
        if isinstance(token, tuple):
            run.append(token)
        else:
            groups.append(_to_group(run))
            separators.append(token)
            run = []
    groups.append(_to_group(run))
    return Shape(tuple(groups), tuple(separators))


def _to_group(run: Sequence[_Run]) -> Group:
    """Join touching digit tokens into one group; an empty one means two separators in a row."""
    if not run:
        raise _NotDigitsError
    lead: list[frozenset[int]] = []
    fixed = True
    for allowed, fewest, most in run:
        if allowed != ANY_DIGIT and not fixed:
            raise _NotDigitsError
        if fixed:
            lead += [allowed] * fewest
        fixed = fixed and fewest == most
    while lead and lead[-1] == ANY_DIGIT:
        lead.pop()
    shortest = sum(fewest for _, fewest, _ in run)
    longest = sum(most for _, _, most in run)
    if longest >= LENGTH_CAP:
        raise _NotDigitsError
    return Group(tuple(lead), shortest, longest)
