"""What counts as the document of a record, and when two documents are the same."""

import pytest

from avow.scrub.cleaning.fields import PathTable
from avow.scrub.config import FieldConfig
from avow.scrub.dedup.documents import document_text, exact_text, fold_document
from avow.scrub.records import Leaf, Record

TABLE = PathTable(FieldConfig())


def record(
    *leaves: tuple[str, str], raw: bytes = b"", scalars: dict[str, str] | None = None
) -> Record:
    return Record(
        ordinal=0,
        offset=0,
        size=1,
        leaves=tuple(Leaf(path, text) for path, text in leaves),
        raw=raw,
        scalars=scalars or {},
    )


def test_the_text_fields_are_the_document() -> None:
    one = record(("id", "7"), ("text", "hello"), ("url", "https://example.org"))
    other = record(("id", "8"), ("text", "hello"))
    assert document_text(one, TABLE) == exact_text(one, TABLE) == "hello"
    assert exact_text(one, TABLE) == exact_text(other, TABLE)


def test_messages_are_joined_in_order() -> None:
    chat = record(("messages[].content", "hi"), ("messages[].content", "you"))
    assert document_text(chat, TABLE) == "hi\nyou"


def test_a_key_named_text_is_no_document() -> None:
    keyed = Record(ordinal=0, offset=0, size=1, leaves=(Leaf("text", "text", is_key=True),))
    assert document_text(keyed, TABLE) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            record(("name", "a"), raw=b'{"name":"a","n":1}'),
            record(("name", "a"), raw=b'{"name":"a","n":2}'),
        ),
        (record(("name", "a"), scalars={"n": "1"}), record(("name", "a"), scalars={"n": "2"})),
        (record(("first", "a"), ("last", "b")), record(("first", "b"), ("last", "a"))),
        (record(("text", ""), raw=b'{"text":"","n":1}'), record(("text", ""), raw=b'{"text":""}')),
    ],
)
def test_records_without_text_differ_by_everything_else(one: Record, other: Record) -> None:
    assert document_text(one, TABLE) == ""
    assert fold_document(exact_text(one, TABLE)) != fold_document(exact_text(other, TABLE))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hello  World", "hello world"),
        (" a\tb\r\nc ", "A B C"),
        ("caf\u00e9", "CAFE\u0301"),
        ("Stra\u00dfe", "STRASSE"),
        ("a\u00a0b\u2003c", "a b c"),
    ],
)
def test_case_spacing_and_composition_do_not_count(one: str, other: str) -> None:
    assert fold_document(one) == fold_document(other)
    assert fold_document(fold_document(one)) == fold_document(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x\u00b2", "x2"),
        ("hello world", "hello, world"),
        ("helloworld", "hello world"),
        ("caf\u00e9", "cafe"),
        ("1 000", "1000"),
        ("\ufb01", "f i"),
    ],
)
def test_everything_else_counts(one: str, other: str) -> None:
    assert fold_document(one) != fold_document(other)
