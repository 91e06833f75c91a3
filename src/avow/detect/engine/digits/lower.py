"""Lowering: turn a pattern of digits, letters and separators into shapes, or decline."""

from collections.abc import Sequence
from dataclasses import dataclass

from avow.detect.engine.digits.shapes import (
    LENGTH_CAP,
    SEPARATORS,
    Group,
    Shape,
)
from avow.detect.engine.structure import DIGIT_BYTES, LETTER_BYTES

MOST_ALTERNATIVES = 96
LONGEST_BYTES = 60
_LETTER_BOUNDARIES = ("word", "token", "group")
_SEPARATOR_BYTES = frozenset(SEPARATORS.encode())
_CASE_BIT = 0x20


class _NotShapesError(Exception):
    """The pattern holds something that shapes cannot express."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Bytes of one class, `fewest` to `most` times."""

    is_letter: bool
    allowed: frozenset[int]
    fewest: int
    most: int


_Token = _Run | frozenset[str]
_Sequences = list[tuple[_Token, ...]]


def lower_pattern(
    pattern: str, *, left: str, right: str, ignore_case: bool = False
) -> tuple[Shape, ...] | None:
    """Return the shapes that match exactly what a pattern matches, or None.

    Groups are maximal runs, so each boundary must refuse a touching byte of the class at its end:
    digits are refused by every boundary but `any`, letters by `word`, `token` and `group`.
    """
    try:
        sequences, position = _Parser(pattern, ignore_case=ignore_case).parse_choice(0)
        if position != len(pattern):
            return None
        shapes = tuple(dict.fromkeys(_to_shape(sequence) for sequence in sequences))
    except _NotShapesError:
        return None
    if all(_bounded(shape, left, right) for shape in shapes):
        return shapes
    return None


def _bounded(shape: Shape, left: str, right: str) -> bool:
    return all(
        boundary in _LETTER_BOUNDARIES if group.is_letter else boundary != "any"
        for group, boundary in ((shape.groups[0], left), (shape.groups[-1], right))
    )


class _Parser:
    """Recursive descent over the part of the pattern syntax that shapes can express."""

    def __init__(self, text: str, *, ignore_case: bool) -> None:
        self._text = text
        self._ignore_case = ignore_case

    def parse_choice(self, position: int) -> tuple[_Sequences, int]:
        """Parse alternatives up to a closing bracket or the end."""
        choices: _Sequences = []
        while True:
            part, position = self._parse_sequence(position)
            choices = _limited(choices + part)
            if not self._text.startswith("|", position):
                return choices, position
            position += 1

    def _parse_sequence(self, position: int) -> tuple[_Sequences, int]:
        result: _Sequences = [()]
        while position < len(self._text) and self._text[position] not in "|)":
            item, position = self._parse_item(position)
            fewest, most, position = self._parse_repeat(position)
            repeated = _repeat(item, fewest, most)
            result = _limited([head + tail for head in result for tail in repeated])
        return result, position

    def _parse_item(self, position: int) -> tuple[_Sequences, int]:
        if self._text.startswith("(?:", position):
            inner, position = self.parse_choice(position + 3)
            if not self._text.startswith(")", position):
                raise _NotShapesError
            return inner, position + 1
        if self._text[position] == "[":
            return self._parse_class(position)
        members, position = self._parse_atom(position)
        return self._tokens_of(members), position

    def _parse_atom(self, position: int) -> tuple[frozenset[int], int]:
        character = self._text[position]
        if character == "\\":
            following = self._text[position + 1 : position + 2]
            if following == "d":
                return DIGIT_BYTES, position + 2
            if following and following in SEPARATORS:
                return frozenset(following.encode()), position + 2
            raise _NotShapesError
        if character in ".^$*+?{}()|" or not character.isascii():
            raise _NotShapesError
        return frozenset(character.encode()), position + 1

    def _parse_class(self, position: int) -> tuple[_Sequences, int]:
        end = self._text.find("]", position)
        body = self._text[position + 1 : end]
        if end < 0 or not body or body[0] == "^" or not body.isascii():
            raise _NotShapesError
        members: set[int] = set()
        index = 0
        while index < len(body):
            if body[index] == "\\":
                atom, _ = self._parse_atom(position + 1 + index)
                members |= atom
                index += 2
            elif body[index + 1 : index + 2] == "-" and index + 2 < len(body):
                members |= set(range(ord(body[index]), ord(body[index + 2]) + 1))
                index += 3
            else:
                members.add(ord(body[index]))
                index += 1
        return self._tokens_of(frozenset(members)), end + 1

    def _tokens_of(self, members: frozenset[int]) -> _Sequences:
        """Return one token per class of the members: digits, letters or separators."""
        digits, letters = members & DIGIT_BYTES, members & LETTER_BYTES
        marks = members & _SEPARATOR_BYTES
        if members - digits - letters - marks:
            raise _NotShapesError
        if self._ignore_case:
            letters |= {member ^ _CASE_BIT for member in letters}
        tokens: list[_Token] = []
        if digits:
            tokens.append(_Run(is_letter=False, allowed=digits, fewest=1, most=1))
        if letters:
            tokens.append(_Run(is_letter=True, allowed=letters, fewest=1, most=1))
        if marks:
            tokens.append(frozenset(chr(mark) for mark in marks))
        return [(token,) for token in tokens]

    def _parse_repeat(self, position: int) -> tuple[int, int, int]:
        text = self._text
        if text.startswith("?", position):
            return self._checked_repeat(0, 1, position + 1)
        if not text.startswith("{", position):
            if position < len(text) and text[position] in "*+":
                raise _NotShapesError
            return 1, 1, position
        end = text.find("}", position)
        low, comma, high = text[position + 1 : end].partition(",")
        if end < 0 or not low.isdigit() or (comma and not high.isdigit()):
            raise _NotShapesError
        return self._checked_repeat(int(low), int(high or low), end + 1)

    def _checked_repeat(self, low: int, high: int, position: int) -> tuple[int, int, int]:
        following = self._text[position : position + 1]
        if high >= LENGTH_CAP or (following and following in "?+*"):
            raise _NotShapesError
        return low, high, position


def _repeat(item: _Sequences, fewest: int, most: int) -> _Sequences:
    if len(item) == 1 and len(item[0]) == 1 and fewest >= 1:
        token = item[0][0]
        if isinstance(token, _Run) and token.fewest == token.most == 1:
            return [(_Run(token.is_letter, token.allowed, fewest, most),)]
    result: _Sequences = []
    current: _Sequences = [()]
    for count in range(most + 1):
        if count >= fewest:
            result = _limited(result + current)
        if count < most:
            current = _limited([head + tail for head in current for tail in item])
    return result


def _limited(sequences: _Sequences) -> _Sequences:
    if len(sequences) > MOST_ALTERNATIVES:
        raise _NotShapesError
    return sequences


def _to_shape(sequence: Sequence[_Token]) -> Shape:
    groups: list[Group] = []
    marks: list[frozenset[str]] = []
    run: list[_Run] = []
    for token in sequence:
        touching = isinstance(token, _Run)
        if run and (not touching or token.is_letter != run[-1].is_letter):  # type: ignore[union-attr]
            groups.append(_to_group(run))
            marks.append(frozenset() if touching else token)  # type: ignore[arg-type]
            run = []
        elif not run and not touching:
            raise _NotShapesError
        if isinstance(token, _Run):
            run.append(token)
    if not run:
        raise _NotShapesError
    groups.append(_to_group(run))
    if all(group.is_letter for group in groups):
        raise _NotShapesError
    if sum(group.longest + 1 for group in groups) > LONGEST_BYTES:
        raise _NotShapesError
    return Shape(tuple(groups), tuple(marks))


def _to_group(run: Sequence[_Run]) -> Group:
    """Join touching tokens of one class into one group."""
    lead: list[frozenset[int]] = []
    whole = LETTER_BYTES if run[0].is_letter else DIGIT_BYTES
    rest = whole
    open_ended = [place for place, part in enumerate(run) if part.fewest != part.most]
    for place, part in enumerate(run):
        if open_ended and place >= open_ended[0]:
            rest = part.allowed if place == open_ended[0] else rest
            if part.allowed != rest:
                raise _NotShapesError
        else:
            lead += [part.allowed] * part.fewest
    longest = sum(part.most for part in run)
    if longest >= LENGTH_CAP:
        raise _NotShapesError
    return Group(run[0].is_letter, tuple(lead), rest, sum(part.fewest for part in run), longest)
