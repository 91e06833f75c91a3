"""String literals of a JSON line: counted, collected as leaves, and replaced in place.

Everything here relies on one fact: in valid JSON without duplicate keys, the strings of the parsed
value (keys and values, depth first) are the string literals of the text, in the same order. So the
n-th leaf is the n-th literal and needs no byte range of its own, and a line whose literals
outnumber its leaves has lost some to a duplicate key. Quotes and backslashes are found by plain
byte searches, which run at memory speed.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import orjson

from avow.scrub.records import Leaf
from avow.text import encode_text

_new_leaf = tuple.__new__


def collect_leaves(value: dict[str, Any]) -> list[Leaf]:
    """Return every key and string value of a parsed object, in the order of its text.

    Paths join keys by dots and mark list items with `[]` (`messages[].content`). The depth is not
    limited by Python's stack.
    """
    leaves: list[Leaf] = []
    add = leaves.append
    for key, item in value.items():
        add(_new_leaf(Leaf, (key, key, True)))
        if item.__class__ is str:
            add(_new_leaf(Leaf, (key, item, False)))
        elif item.__class__ is dict or item.__class__ is list:
            _collect_nested(item, key, leaves)
    return leaves


def _collect_nested(value: dict[str, Any] | list[Any], path: str, leaves: list[Leaf]) -> None:
    add = leaves.append
    stack = [_entries(value, path)]
    while stack:
        for key, item_path, item in stack[-1]:
            if key is not None:
                add(_new_leaf(Leaf, (item_path, key, True)))
            if item.__class__ is str:
                add(_new_leaf(Leaf, (item_path, item, False)))
            elif item.__class__ is dict or item.__class__ is list:
                stack.append(_entries(item, item_path))
                break
        else:
            stack.pop()


def _entries(value: dict[str, Any] | list[Any], path: str) -> Iterator[tuple[str | None, str, Any]]:
    """Iterate lazily, so that the walk can go down into an item and come back."""
    if isinstance(value, dict):
        return ((key, f"{path}.{key}", item) for key, item in value.items())
    item_path = f"{path}[]"
    return ((None, item_path, item) for item in value)


def count_literals(line: bytes) -> int:
    """Return the number of string literals in valid JSON text."""
    quotes = line.count(b'"')
    escaped = line.count(b'\\"')
    if escaped and b"\\\\" in line:
        escaped = line.replace(b"\\\\", b"").count(b'\\"')
    return (quotes - escaped) // 2


def splice(line: bytes, leaves: Sequence[Leaf], texts: Mapping[int, str]) -> bytes:
    """Return a JSON line with some string literals replaced and every other byte as it was.

    Args:
        line: Valid JSON text of an object without duplicate keys.
        leaves: What `collect_leaves` gives for it.
        texts: New text by index into `leaves`.

    Returns:
        The new line; it is pure ASCII if the old one was. Keys that would become equal inside one
        object get `_2`, `_3` … at their end, so that no parser drops a value.

    Raises:
        DecodeError: A new text has a lone surrogate.
    """
    if any(leaves[index].is_key for index in texts):
        texts = _with_distinct_keys(line, leaves, texts)
    return _replace_literals(line, texts)


def distinct_names(names: Sequence[str], texts: Mapping[int, str]) -> dict[int, str]:
    """Return new names, with a number added to each that would repeat another name.

    Args:
        names: The names that stand side by side, before the change.
        texts: New name by index; an unchanged name never moves.
    """
    taken = {name for index, name in enumerate(names) if index not in texts}
    distinct: dict[int, str] = {}
    for index in sorted(texts):
        name, number = texts[index], 1
        while name in taken:
            number += 1
            name = f"{texts[index]}_{number}"
        taken.add(name)
        distinct[index] = name
    return distinct


def _replace_literals(line: bytes, texts: Mapping[int, str]) -> bytes:
    encode = _encode_ascii if line.isascii() else _encode_utf8
    if b"\\" not in line:
        pieces = line.split(b'"')
        for index, text in texts.items():
            pieces[2 * index + 1] = encode(text)
        return b'"'.join(pieces)
    # Escape pairs are blanked at equal length, so every quote left is a real one.
    masked = line.replace(b"\\\\", b"..").replace(b'\\"', b"..")
    lengths = [len(piece) for piece in masked.split(b'"')]
    output: list[bytes] = []
    start = 0
    for number, length in enumerate(lengths):
        if number % 2 and number // 2 in texts:
            output.append(encode(texts[number // 2]))
        else:
            output.append(line[start : start + length])
        start += length + 1
    return b'"'.join(output)


def _encode_ascii(text: str) -> bytes:
    encode_text(text)
    return json.dumps(text)[1:-1].encode("ascii")


def _encode_utf8(text: str) -> bytes:
    encode_text(text)
    return orjson.dumps(text)[1:-1]


def _with_distinct_keys(
    line: bytes, leaves: Sequence[Leaf], texts: Mapping[int, str]
) -> dict[int, str]:
    output = dict(texts)
    for group in _key_groups(orjson.loads(line)):
        new = {place: texts[index] for place, index in enumerate(group) if index in texts}
        names = [leaves[index].text for index in group]
        for place, name in distinct_names(names, new).items():
            output[group[place]] = name
    return output


def _key_groups(value: dict[str, Any]) -> list[list[int]]:
    """Return for each object the leaf indices of its keys."""
    groups: list[list[int]] = [[]]
    stack = [(iter(_pairs(value)), groups[0])]
    index = 0
    while stack:
        pairs, group = stack[-1]
        for key, item in pairs:
            if key is not None:
                group.append(index)
                index += 1
            if isinstance(item, str):
                index += 1
            elif isinstance(item, (dict, list)):
                groups.append([])
                stack.append((iter(_pairs(item)), groups[-1]))
                break
        else:
            stack.pop()
    return groups


def _pairs(value: dict[str, Any] | list[Any]) -> Iterable[tuple[str | None, Any]]:
    return value.items() if isinstance(value, dict) else ((None, item) for item in value)
