"""Selectors in record sidecars: a shard is called untouched only when it is."""

import io
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from avow.errors import DamagedInput
from avow.scrub.formats.codecs import Codec, open_encoded
from avow.scrub.keys import derive_keys
from avow.scrub.pipeline.lookup import ListLookup, read_sidecar
from avow.suppression.optout_list import OptOutList
from avow.suppression.selectors import Selector, SelectorType, selector_digest

KEYS = derive_keys(b"k" * 32, dataset="d", project="p")
DOMAIN = selector_digest(KEYS.selector, SelectorType.DOMAIN, "corp.test")


def listed(*pairs: tuple[SelectorType, str]) -> OptOutList:
    selectors = tuple(
        Selector(type=type_, value=value, received="", request="") for type_, value in pairs
    )
    return OptOutList(
        version=1,
        issued="",
        key_id="",
        selector_key_id="",
        root="",
        digest="",
        selectors=selectors,
    )


def row(**changes: object) -> dict[str, Any]:
    return {
        "id_digest": "i1",
        "author_digests": ["a1", "a2"],
        "domain_digests": [DOMAIN],
        "content_digest": "c1",
        "optout_hits": [],
        **changes,
    }


@pytest.mark.parametrize(
    ("selector", "hit"),
    [
        ((SelectorType.RECORD_ID, "i1"), "record-id:i1"),
        ((SelectorType.AUTHOR, "a2"), "author:a2"),
        ((SelectorType.DOMAIN, "corp.test"), f"domain:{DOMAIN}"),
        ((SelectorType.CONTENT, "c1"), "content:c1"),
    ],
)
def test_each_type_hits_its_column_and_redoes_the_shard(
    selector: tuple[SelectorType, str], hit: str
) -> None:
    lookup = ListLookup(listed(selector), KEYS)
    assert lookup.row_hits(row()) == {hit}
    assert lookup.is_affected([row()])
    assert not lookup.is_affected([row(optout_hits=[hit])])
    assert ListLookup(None, KEYS).is_affected([row(optout_hits=[hit])])


@pytest.mark.parametrize(
    "selector",
    [
        (SelectorType.RECORD_ID, "a1"),
        (SelectorType.AUTHOR, "i1"),
        (SelectorType.CONTENT, "i1"),
        (SelectorType.DOMAIN, "other.test"),
    ],
)
def test_a_value_of_another_type_is_no_hit(selector: tuple[SelectorType, str]) -> None:
    lookup = ListLookup(listed(selector), KEYS)
    assert lookup.row_hits(row()) == frozenset()
    assert not lookup.is_affected([row()])


def test_missing_values_are_no_hits() -> None:
    lookup = ListLookup(listed((SelectorType.RECORD_ID, "")), KEYS)
    assert lookup.row_hits(row(id_digest=None, author_digests=[])) == frozenset()


def test_what_sidecars_cannot_answer_has_a_digest_without_order() -> None:
    person, prefix = (SelectorType.EMAIL, "e1"), (SelectorType.URL_PREFIX, "corp.test/x")
    one = ListLookup(listed(person, prefix), KEYS).unindexed_digest
    assert one == ListLookup(listed(prefix, person), KEYS).unindexed_digest
    assert (
        one == ListLookup(listed(prefix, person, (SelectorType.AUTHOR, "x")), KEYS).unindexed_digest
    )
    assert one != ListLookup(listed(person), KEYS).unindexed_digest
    assert ListLookup(None, KEYS).unindexed_digest == ""
    assert ListLookup(listed((SelectorType.AUTHOR, "x")), KEYS).unindexed_digest == ""


def test_person_hits_of_before_are_not_compared() -> None:
    lookup = ListLookup(listed((SelectorType.EMAIL, "e1")), KEYS)
    assert not lookup.is_affected([row(optout_hits=["person-email:e1"])])


def test_both_kinds_of_sidecar_are_read() -> None:
    parquet = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([{"a": 1, "b": ["x"]}]), parquet)
    assert read_sidecar(parquet.getvalue(), "r.parquet") == [{"a": 1, "b": ["x"]}]
    packed = io.BytesIO()
    stream = open_encoded(packed, Codec.ZSTD)
    stream.write(b'{"a":1}\n{"a":2}\n')
    stream.close()
    assert read_sidecar(packed.getvalue(), "r.jsonl.zst") == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize(("data", "name"), [(b"PAR1", "r.parquet"), (b"xx", "r.jsonl.zst")])
def test_a_broken_sidecar(data: bytes, name: str) -> None:
    with pytest.raises(DamagedInput):
        read_sidecar(data, name)
