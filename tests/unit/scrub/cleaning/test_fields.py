"""Fields: settings against paths, and values that are not strings."""

import pytest

from avow.scrub.cleaning.fields import (
    PathTable,
    covers,
    hint_of,
    names_field,
    record_content,
    record_values,
)
from avow.scrub.config import FieldConfig
from avow.scrub.records import Leaf, Record


def record(*leaves: Leaf, raw: bytes = b"") -> Record:
    return Record(ordinal=0, offset=0, size=0, leaves=leaves, raw=raw, scalars={"n": "5"})


@pytest.mark.parametrize(
    ("path", "hint"),
    [("messages[].content", "content"), ("mails[][]", "mails"), ("text", "text"), ("", "")],
)
def test_hint(path: str, hint: str) -> None:
    assert hint_of(path) == hint


@pytest.mark.parametrize(
    ("entry", "path", "expected"),
    [
        ("meta", "meta", True),
        ("meta", "meta.x", True),
        ("meta", "meta[].x", True),
        ("meta", "metadata", False),
        ("meta.x", "meta", False),
        ("", "", True),
        ("", "text", False),
    ],
)
def test_covers(entry: str, path: str, expected: bool) -> None:
    assert covers(entry, path) is expected


@pytest.mark.parametrize(
    ("entry", "path", "expected"),
    [
        ("url", "url", True),
        ("url", "meta.URL", True),
        ("url", "links[].url", False),
        ("meta.url", "x.meta.url", False),
        ("links[].url", "links[].url", True),
        ("url", "curl", False),
    ],
)
def test_names_field(entry: str, path: str, expected: bool) -> None:
    assert names_field(entry, path) is expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("s", ("x",)),
        ("items", ("1", "2")),
        ("n", ("5",)),
        ("absent", ()),
    ],
)
def test_record_values(path: str, expected: tuple[str, ...]) -> None:
    one = record(
        Leaf("s", "s", True),
        Leaf("s", "x"),
        Leaf("items[]", "1"),
        Leaf("items[]", "2"),
        raw=b'{"absent": 7}',
    )
    assert record_values(one, path) == expected


@pytest.mark.parametrize("raw", [b"", b"plain text", b"{broken", b"[1]"])
def test_raw_that_is_no_object_has_no_values(raw: bytes) -> None:
    assert record_values(record(raw=raw), "deep.flag") == ()


def test_content_is_the_text_fields_or_everything() -> None:
    leaves = (Leaf("text", "text", True), Leaf("text", "a"), Leaf("other", "b"))
    assert record_content(record(*leaves), PathTable(FieldConfig())) == "a"
    assert record_content(record(*leaves), PathTable(FieldConfig(text=("other",)))) == "b"
    assert record_content(record(*leaves), PathTable(FieldConfig(text=("none",)))) == "a\nb"


def test_seen_paths() -> None:
    table = PathTable(FieldConfig(skip=("a", "z")), ("b", "c"))
    for path in ("a.x", "b", "text"):
        table.use(path)
    assert table.seen == {"a", "b"}
