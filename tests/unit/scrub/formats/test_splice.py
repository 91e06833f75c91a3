import json
from typing import TypeAlias

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avow.errors import DecodeError
from avow.scrub.formats.splice import collect_leaves, count_literals, distinct_names, splice
from avow.scrub.records import Leaf

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

TEXTS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=12)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
OBJECTS = st.dictionaries(TEXTS, VALUES, max_size=5)
SPACES = st.sampled_from(["", " ", "\t", "  "])


def strings_of(value: Json) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for item in value for text in strings_of(item)]
    if isinstance(value, dict):
        return [text for key, item in value.items() for text in (key, *strings_of(item))]
    return []


def replace_strings(value: Json, change: dict[str, str]) -> Json:
    if isinstance(value, str):
        return change.get(value, value)
    if isinstance(value, list):
        return [replace_strings(item, change) for item in value]
    if isinstance(value, dict):
        return {key: replace_strings(item, change) for key, item in value.items()}
    return value


@st.composite
def json_lines(draw: st.DrawFn) -> str:
    """Return JSON text in a spelling that no single writer would choose."""

    def spell(value: Json) -> str:
        space = draw(SPACES)
        if isinstance(value, str):
            text = json.dumps(value, ensure_ascii=draw(st.booleans()))
            return space + (text.replace("/", "\\/") if draw(st.booleans()) else text)
        if isinstance(value, list):
            return space + "[" + ",".join(spell(item) for item in value) + draw(SPACES) + "]"
        if isinstance(value, dict):
            pairs = (spell(key) + draw(SPACES) + ":" + spell(item) for key, item in value.items())
            return space + "{" + ",".join(pairs) + draw(SPACES) + "}"
        if isinstance(value, int) and not isinstance(value, bool) and draw(st.booleans()):
            return f"{space}{value}.0E+0"
        return space + json.dumps(value)

    return spell(draw(OBJECTS)).lstrip()


@settings(deadline=None)
@given(line=json_lines())
def test_leaves_are_the_literals_in_order(line: str):
    value = json.loads(line)
    leaves = collect_leaves(orjson.loads(line))
    assert [leaf.text for leaf in leaves] == strings_of(value)
    assert count_literals(line.encode()) == len(leaves)


@settings(deadline=None)
@given(line=json_lines(), data=st.data())
def test_bytes_outside_replaced_literals_are_equal(line: str, data: st.DataObject):
    raw = line.encode()
    value = orjson.loads(raw)
    leaves = collect_leaves(value)
    values = [index for index, leaf in enumerate(leaves) if not leaf.is_key]
    chosen = data.draw(st.sets(st.sampled_from(values)) if values else st.just(set()))
    texts = {index: data.draw(TEXTS) for index in chosen}
    changed = splice(raw, leaves, texts)

    spans = literal_spans(raw)
    new_spans = literal_spans(changed)
    assert len(spans) == len(new_spans) == len(leaves)
    assert outside(raw, spans) == outside(changed, new_spans)
    for index, (old, new) in enumerate(zip(spans, new_spans, strict=True)):
        if index in texts:
            assert json.loads(changed[slice(*new)]) == texts[index]
        else:
            assert changed[slice(*new)] == raw[slice(*old)]
    assert changed.isascii() or not raw.isascii()


@settings(deadline=None)
@given(line=json_lines())
def test_parsing_the_splice_gives_the_expected_object(line: str):
    raw = line.encode()
    value = orjson.loads(raw)
    leaves = collect_leaves(value)
    change = {leaf.text: f"<{leaf.text}>é" for leaf in leaves if not leaf.is_key}
    texts = {i: change[leaf.text] for i, leaf in enumerate(leaves) if not leaf.is_key}
    assert orjson.loads(splice(raw, leaves, texts)) == replace_strings(value, change)


def literal_spans(raw: bytes) -> list[tuple[int, int]]:
    """Find string literals one byte at a time: a slow oracle that shares nothing with the code."""
    spans, start, position = [], -1, 0
    while position < len(raw):
        byte = raw[position : position + 1]
        if start >= 0 and byte == b"\\":
            position += 1
        elif byte == b'"' and start < 0:
            start = position
        elif byte == b'"':
            spans.append((start, position + 1))
            start = -1
        position += 1
    return spans


def outside(raw: bytes, spans: list[tuple[int, int]]) -> list[bytes]:
    borders = [0, *(place for span in spans for place in span), len(raw)]
    return [raw[borders[n] : borders[n + 1]] for n in range(0, len(borders), 2)]


KEYS = st.sampled_from(['"a"', '"\\u0061"', '"b"', '"\\""', '"\\\\"', '""'])
PAIRS = st.recursive(
    st.sampled_from(["1", '"a"', '"\\\\\\""', "null"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{','.join(items)}]"),
        st.lists(st.tuples(KEYS, inner), max_size=3).map(
            lambda pairs: "{" + ",".join(f"{key}:{item}" for key, item in pairs) + "}"
        ),
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(text=PAIRS)
def test_literals_outnumber_leaves_only_with_duplicate_keys(text: str):
    repeated = []

    def note(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        repeated.append(len(dict(pairs)) < len(pairs))
        return dict(pairs)

    line = f'{{"x":{text}}}'
    json.loads(line, object_pairs_hook=note)
    leaves = collect_leaves(orjson.loads(line))
    assert (count_literals(line.encode()) > len(leaves)) == any(repeated)


def test_paths_and_keys():
    value = {"id": 1, "messages": [{"role": "user", "content": "hi"}], "a": {"b": [["x"], "y"]}}
    assert collect_leaves(value) == [
        Leaf("id", "id", True),
        Leaf("messages", "messages", True),
        Leaf("messages[].role", "role", True),
        Leaf("messages[].role", "user"),
        Leaf("messages[].content", "content", True),
        Leaf("messages[].content", "hi"),
        Leaf("a", "a", True),
        Leaf("a.b", "b", True),
        Leaf("a.b[][]", "x"),
        Leaf("a.b[]", "y"),
    ]


@pytest.mark.parametrize(
    ("line", "count"),
    [
        (b"{}", 0),
        (b'{"a":"b"}', 2),
        (rb'{"a\"b":"c\\"}', 2),
        (rb'{"a":"\\\\\""}', 2),
        (rb'{"a":"\\\"\\","b":"\u0022"}', 4),
        (b'{"a":1,"a":2}', 2),
    ],
)
def test_count_literals(line: bytes, count: int):
    assert count_literals(line) == count


@pytest.mark.parametrize(
    ("line", "new", "expected"),
    [
        (b'{"a":"x"}', "é", b'{"a":"\\u00e9"}'),
        ('{"a":"ü"}'.encode(), "é", '{"a":"é"}'.encode()),
        (b'{"a":"x"}', 'q"\\\n', b'{"a":"q\\"\\\\\\n"}'),
        (b'{"a":"x"}', "\U0001f600", b'{"a":"\\ud83d\\ude00"}'),
        (
            b'{ "a" :\t"x" , "n":1.0E5, "\\"":"\\/"}\r\n',
            "y",
            b'{ "a" :\t"y" , "n":1.0E5, "\\"":"\\/"}\r\n',
        ),
        (b'{"a":"\\\\","b":"x"}', "y", b'{"a":"y","b":"x"}'),
    ],
)
def test_splice_keeps_the_spelling_of_the_rest(line: bytes, new: str, expected: bytes):
    assert splice(line, collect_leaves(orjson.loads(line)), {1: new}) == expected


@pytest.mark.parametrize("line", [b'{"a":"x"}', '{"a":"ü"}'.encode()])
def test_a_lone_surrogate_cannot_be_written(line: bytes):
    with pytest.raises(DecodeError):
        splice(line, collect_leaves(orjson.loads(line)), {1: "\ud800"})


@pytest.mark.parametrize(
    ("line", "texts", "expected"),
    [
        (b'{"x":1,"y":2}', {0: "[E]", 1: "[E]"}, b'{"[E]":1,"[E]_2":2}'),
        (b'{"x":1,"[E]":2}', {0: "[E]"}, b'{"[E]_2":1,"[E]":2}'),
        (b'{"x":1,"y":2,"[E]_2":3}', {0: "[E]", 1: "[E]"}, b'{"[E]":1,"[E]_3":2,"[E]_2":3}'),
        (b'{"x":{"x":1},"y":[{"x":2}]}', {0: "k", 1: "k", 3: "k"}, b'{"k":{"k":1},"y":[{"k":2}]}'),
        (b'{"x":"k","y":"k"}', {0: "k"}, b'{"k":"k","y":"k"}'),
    ],
)
def test_changed_keys_stay_apart(line: bytes, texts: dict[int, str], expected: bytes):
    assert splice(line, collect_leaves(orjson.loads(line)), texts) == expected


def test_distinct_names_leaves_other_names_alone():
    assert distinct_names(["a", "b", "a"], {}) == {}
    assert distinct_names(["a", "b", "c"], {0: "c", 1: "d"}) == {0: "c_2", 1: "d"}


def test_depth_is_not_bounded_by_the_stack():
    line = b'{"a":' + b"[" * 1000 + b'"x"' + b"]" * 1000 + b"}"
    leaves = collect_leaves(orjson.loads(line))
    assert [leaf.text for leaf in leaves] == ["a", "x"]
    assert splice(line, leaves, {1: "y"}) == line.replace(b"x", b"y")


def test_many_escapes_in_linear_work():
    line = b'{"a":"' + b'\\"' * 500_000 + b'\\\\","b":"x"}'
    leaves = collect_leaves(orjson.loads(line))
    assert count_literals(line) == 4
    assert splice(line, leaves, {3: "y"}) == line.replace(b'"x"', b'"y"')
