import datetime as dt
import decimal
import io
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avow.errors import InputError
from avow.scrub.config import FieldConfig
from avow.scrub.formats.columns.parquet import ParquetFormat
from avow.scrub.formats.interface import ReadOptions
from avow.scrub.formats.jsonl import JsonlFormat
from avow.scrub.records import Leaf, Limits, Record

PARQUET = ParquetFormat()
MAIL = "jane@mail.test"
Run = Callable[..., Any]


def to_bytes(table: pa.Table, rows_per_group: int = 100, **settings: Any) -> bytes:  # noqa: ANN401
    target = io.BytesIO()
    pq.write_table(table, target, row_group_size=rows_per_group, **settings)
    return target.getvalue()


def from_bytes(data: bytes) -> pa.Table:
    file = pq.ParquetFile(io.BytesIO(data))
    groups = [file.read_row_group(number) for number in range(file.num_row_groups)]
    return pa.concat_tables(groups) if groups else file.read()


def mask_mail(leaf: Leaf) -> str:
    return leaf.text.replace(MAIL, "[EMAIL]")


def values_of(record: Record) -> list[tuple[str, str]]:
    return [(leaf.path, leaf.text) for leaf in record.leaves]


TYPES = [
    pa.string(),
    pa.large_string(),
    pa.string_view(),
    pa.dictionary(pa.int8(), pa.string()),
    pa.dictionary(pa.int32(), pa.large_string()),
    pa.list_(pa.string()),
    pa.large_list(pa.large_string()),
    pa.list_(pa.string(), 2),
    pa.list_(pa.dictionary(pa.int16(), pa.string())),
    pa.list_view(pa.string()),
    pa.struct([pa.field("x", pa.string(), nullable=True), pa.field("n", pa.int64())]),
    pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())])),
    pa.struct([("deep", pa.list_(pa.list_(pa.struct([("t", pa.string())]))))]),
    pa.map_(pa.string(), pa.string()),
    pa.map_(pa.string(), pa.list_(pa.string())),
    pa.map_(pa.int32(), pa.struct([("t", pa.string())])),
    pa.json_(),
    pa.int64(),
    pa.float64(),
    pa.bool_(),
    pa.binary(),
    pa.date32(),
    pa.timestamp("ns"),
    pa.timestamp("us", tz="UTC"),
    pa.decimal128(12, 3),
    pa.time64("us"),
    pa.duration("ms"),
]

TEXTS = st.sampled_from(["", "a", MAIL, f"to {MAIL}!", "é\u2028", "x" * 40, "\x00"])


def values_for(kind: pa.DataType) -> st.SearchStrategy[Any]:
    return st.none() | _not_null(kind)


def _not_null(kind: pa.DataType) -> st.SearchStrategy[Any]:
    types = pa.types
    if types.is_dictionary(kind):
        return TEXTS
    if types.is_map(kind):
        keys = TEXTS if types.is_string(kind.key_type) else st.integers(0, 9)
        pairs = st.dictionaries(keys, values_for(kind.item_type), max_size=3)
        return pairs.map(lambda mapping: list(mapping.items()))
    if types.is_fixed_size_list(kind):
        return st.lists(
            values_for(kind.value_type), min_size=kind.list_size, max_size=kind.list_size
        )
    if types.is_list(kind) or types.is_large_list(kind) or types.is_list_view(kind):
        return st.lists(values_for(kind.value_type), max_size=3)
    if types.is_struct(kind):
        fields = [kind.field(number) for number in range(kind.num_fields)]
        return st.fixed_dictionaries({field.name: values_for(field.type) for field in fields})
    return _PLAIN.get(str(kind), TEXTS)


_PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "int64": st.integers(-(2**63), 2**63 - 1),
    "int32": st.integers(0, 9),
    "double": st.floats(allow_nan=False),
    "bool": st.booleans(),
    "binary": st.binary(max_size=5),
    "date32[day]": st.dates(),
    "timestamp[ns]": st.integers(0, 2**60),
    "timestamp[us, tz=UTC]": st.integers(0, 2**50),
    "decimal128(12, 3)": st.decimals(-1000, 1000, places=3),
    "time64[us]": st.times(),
    "duration[ms]": st.integers(0, 2**40),
}


@pytest.mark.parametrize("kind", TYPES, ids=str)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_schema_and_values_survive(run: Run, kind: pa.DataType, data: st.DataObject):
    rows = data.draw(st.lists(values_for(kind), min_size=1, max_size=9))
    source = to_bytes(pa.table({"v": pa.array(rows, type=kind)}), rows_per_group=4)
    table = from_bytes(source)
    limits = Limits(batch_bytes=data.draw(st.sampled_from([1, 60, 1024 * 1024])))
    same = run(PARQUET, source, limits=limits)
    assert from_bytes(same.output).schema == table.schema
    if "dictionary" in str(kind):
        assert from_bytes(same.output).to_pylist() == table.to_pylist()
    else:
        assert from_bytes(same.output).equals(table)

    changed = run(PARQUET, source, mask_mail, limits=limits)
    result = from_bytes(changed.output)
    assert result.schema == table.schema
    result.validate(full=True)
    if not pa.types.is_temporal(kind):
        assert result.column(0).to_pylist() == masked(table.column(0).to_pylist())
    else:
        assert result.equals(table)
    again = run(PARQUET, changed.output, mask_mail, limits=limits)
    assert again.output == changed.output


def masked(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, str):
        return value.replace(MAIL, "[EMAIL]")
    if isinstance(value, dict):
        return {key: masked(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(masked(item) for item in value)
    return value


def test_leaves_of_nested_columns(run: Run):
    table = pa.table(
        {
            "id": [1, 2],
            "messages": [
                [{"role": "user", "content": "hi"}, {"role": "bot", "content": None}],
                None,
            ],
            "meta": pa.array([[("k", "v")], []], type=pa.map_(pa.string(), pa.string())),
            "text": ["a", None],
        }
    )
    header, first, second = run(PARQUET, to_bytes(table)).good
    assert header.is_header
    assert [leaf.text for leaf in header.leaves][:4] == ["id", "messages", "meta", "text"]
    assert all(leaf.is_key for leaf in header.leaves)
    assert values_of(first) == [
        ("messages[].role", "user"),
        ("messages[].role", "bot"),
        ("messages[].content", "hi"),
        ("meta{}", "k"),
        ("meta{}", "v"),
        ("text", "a"),
    ]
    assert [leaf.is_key for leaf in first.leaves] == [False, False, False, True, False, False]
    assert values_of(second) == []
    assert (first.ordinal, first.offset, second.ordinal, second.offset) == (1, 0, 2, 1)
    assert first.size > 0


def test_row_groups_stay(run: Run):
    source = to_bytes(pa.table({"t": [str(n) for n in range(25)]}), rows_per_group=10)
    result = run(PARQUET, source, leave_out=frozenset({3, *range(12, 22)}))
    groups = pq.ParquetFile(io.BytesIO(run(PARQUET, source).output)).metadata
    assert [groups.row_group(n).num_rows for n in range(groups.num_row_groups)] == [10, 10, 5]
    kept = [str(n) for n in range(25) if n + 1 not in {3, *range(12, 22)}]
    assert from_bytes(result.output).column("t").to_pylist() == kept


def test_row_group_shards_meet(run: Run):
    source = to_bytes(pa.table({"t": [str(n) for n in range(25)]}), rows_per_group=10)
    parts = [
        run(PARQUET, source, start=start, end=end) for start, end in ((0, 1), (1, 2), (2, None))
    ]
    texts = [from_bytes(part.output).column("t").to_pylist() for part in parts]
    assert texts[0] + texts[1] + texts[2] == [str(n) for n in range(25)]
    assert [part.good[1].offset for part in parts] == [0, 10, 20]
    assert all(part.good[0].is_header for part in parts)


def test_the_same_rows_give_the_same_bytes(run: Run):
    table = pa.table({"t": [f"text {n} {MAIL}" for n in range(3000)], "n": list(range(3000))})
    source = to_bytes(table, rows_per_group=1000)
    outputs = {
        run(PARQUET, source, mask_mail, limits=Limits(batch_bytes=size)).output
        for size in (5_000, 40_000, 10_000_000)
    }
    assert len(outputs) == 1


def test_metadata_not_carried(run: Run):
    schema = pa.schema(
        [pa.field("t", pa.string(), metadata={"note": f"by {MAIL}", "unit": "words"})],
        metadata={"pandas": MAIL, "huggingface": MAIL, "owner": MAIL},
    )
    source = to_bytes(pa.table({"t": ["x"]}, schema=schema))
    result = run(PARQUET, source, mask_mail)
    written = pq.ParquetFile(io.BytesIO(result.output))
    assert MAIL.encode() not in result.output
    assert set(written.metadata.metadata) == {b"ARROW:schema"}
    assert not written.schema_arrow.metadata
    field = written.schema_arrow.field("t")
    assert field.metadata[b"note"] == b"by [EMAIL]"
    assert field.metadata[b"unit"] == b"words"


def test_a_column_name_is_changed_too(run: Run):
    table = pa.table({MAIL: ["x"], "bob@mail.test": ["y"], "n": [1]})
    result = run(
        PARQUET, to_bytes(table), lambda leaf: "[EMAIL]" if "@" in leaf.text else leaf.text
    )
    assert from_bytes(result.output).schema.names == ["[EMAIL]", "[EMAIL]_2", "n"]
    assert b"@mail.test" not in result.output


def test_a_nested_name_cannot_be_changed(run: Run):
    table = pa.table({"s": pa.array([{MAIL: 1}])})
    with pytest.raises(InputError, match="nested"):
        run(PARQUET, to_bytes(table), mask_mail)


def test_no_rows_without_column_names(run: Run):
    with pytest.raises(InputError, match="column names"):
        run(PARQUET, to_bytes(pa.table({"t": ["x"]})), leave_out=frozenset({0}))


def test_dictionaries_keep_no_value_of_a_lost_row(run: Run):
    kind = pa.dictionary(pa.int8(), pa.string())
    table = pa.table({"d": pa.array([MAIL, "b", "secret row"], type=kind)})
    result = run(PARQUET, to_bytes(table, compression="none"), mask_mail, leave_out=frozenset({3}))
    chunk = from_bytes(result.output).column("d").combine_chunks()
    assert chunk.type == kind
    assert sorted(chunk.dictionary.to_pylist()) == ["[EMAIL]", "b"]


def test_statistics_are_those_of_the_output(run: Run):
    result = run(PARQUET, to_bytes(pa.table({"t": [MAIL, "b"]})), mask_mail)
    statistics = (
        pq.ParquetFile(io.BytesIO(result.output)).metadata.row_group(0).column(0).statistics
    )
    assert (statistics.min, statistics.max) == ("[EMAIL]", "b")


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.string_view()], ids=str)
def test_bad_utf8_costs_its_row(run: Run, kind: pa.DataType):
    raw = pa.array([b"ok", b"\xff\xfe", MAIL.encode(), None], type=pa.binary())
    target = io.BytesIO()
    plain = raw.cast(pa.large_binary()) if kind == pa.large_string() else raw
    unchecked = pa.compute.CastOptions(target_type=kind, allow_invalid_utf8=True)
    pq.write_table(pa.table({"t": plain.cast(options=unchecked)}), target)
    result = run(PARQUET, target.getvalue(), mask_mail)
    assert result.reasons == ["bad-utf8"]
    assert (result.bad[0].ordinal, result.bad[0].offset) == (2, 1)
    row = pa.ipc.open_stream(result.bad[0].raw).read_all()
    assert b"\xff\xfe" in row.column(0).combine_chunks().cast(pa.binary()).to_pylist()
    assert from_bytes(result.output).column("t").to_pylist() == ["ok", "[EMAIL]", None]
    lines = [PARQUET.content_lines(record, {}) for record in result.good[1:]]
    assert lines == [b'["ok"]\n', f'["{MAIL}"]\n'.encode(), b"[null]\n"]


def test_too_long_rows(run: Run):
    source = to_bytes(pa.table({"t": ["x", "y" * 5000, "z"]}))
    result = run(PARQUET, source, limits=Limits(max_record_bytes=3000))
    assert result.reasons == ["too-long"]
    assert from_bytes(result.output).column("t").to_pylist() == ["x", "z"]


@pytest.mark.parametrize("cut", [0, 1, 7, 100, -1, -9])
def test_a_broken_file(run: Run, cut: int):
    source = to_bytes(pa.table({"t": ["x"] * 50}))[:cut] if cut else b""
    result = run(PARQUET, source)
    assert result.reasons == ["bad-frame"]
    assert result.bad[0].raw == source
    assert result.damage is not None
    assert from_bytes(result.output).num_rows == 0


def test_a_broken_row_group_costs_only_itself(run: Run):
    table = pa.table({"t": [f"{n} some text" for n in range(3000)]})
    source = bytearray(to_bytes(table, rows_per_group=1000, write_page_checksum=True))
    info = pq.ParquetFile(io.BytesIO(source)).metadata.row_group(1).column(0)
    source[info.dictionary_page_offset + info.total_compressed_size // 3] ^= 0xFF
    result = run(PARQUET, bytes(source))
    assert result.reasons == ["bad-frame"]
    assert result.bad[0].raw in bytes(source)
    assert len(result.bad[0].raw) == result.bad[0].size > 100
    assert result.damage is not None
    expected = [f"{n} some text" for n in (*range(1000), *range(2000, 3000))]
    assert from_bytes(result.output).column("t").to_pylist() == expected
    ordinals = [item.ordinal for item in result.order]
    assert ordinals == list(range(len(ordinals)))


@pytest.mark.parametrize("table", [pa.table({"t": pa.array([], pa.string())}), pa.table({})])
def test_a_file_without_rows(run: Run, table: pa.Table):
    result = run(PARQUET, to_bytes(table))
    assert from_bytes(result.output).schema == table.schema
    assert [record.is_header for record in result.good] == [True]


def test_content_lines_hold_every_value(run: Run):
    table = pa.table(
        {
            "t": [f"to {MAIL}", "x"],
            "n": [1, None],
            "d": pa.array(["u", "v"], type=pa.dictionary(pa.int8(), pa.string())),
            "when": pa.array([1, 1_000_000_007], type=pa.timestamp("ns")),
            "day": [dt.date(1970, 1, 3), None],
            "price": [decimal.Decimal("1.50"), None],
            "blob": [b"\x00\xff", b""],
            "s": [{"l": [MAIL], "f": 0.5}, None],
        }
    )
    _, first, second = run(PARQUET, to_bytes(table)).good
    texts = {0: "to [EMAIL]", 2: "[EMAIL]"}
    assert PARQUET.content_lines(first, texts) == (
        b'["to [EMAIL]",1,"u",1,2,"1.50","00ff",{"l":["[EMAIL]"],"f":0.5}]\n'
    )
    assert PARQUET.content_lines(second, {}) == b'["x",null,"v",1000000007,null,null,"",null]\n'


def test_content_lines_do_not_depend_on_coding_or_batches(run: Run):
    rows = ["a", MAIL, None, "a"]
    lines = set()
    for kind in (pa.string(), pa.large_string(), pa.dictionary(pa.int8(), pa.string())):
        for size in (1, 10_000):
            source = to_bytes(pa.table({"t": pa.array(rows, type=kind)}), rows_per_group=3)
            good = run(PARQUET, source, limits=Limits(batch_bytes=size)).good
            lines.add(b"".join(PARQUET.content_lines(record, {}) for record in good))
    assert len(lines) == 1


def test_content_line_of_a_change_equals_that_of_the_output(run: Run):
    table = pa.table({"m": [[{"c": MAIL}, {"c": "x"}], [{"c": f"{MAIL} {MAIL}"}]]})
    source = to_bytes(table)
    before = run(PARQUET, source)
    after = run(PARQUET, run(PARQUET, source, mask_mail).output)
    for old, new in zip(before.good, after.good, strict=True):
        texts = {n: mask_mail(leaf) for n, leaf in enumerate(old.leaves) if MAIL in leaf.text}
        assert PARQUET.content_lines(old, texts) == PARQUET.content_lines(new, {})


def test_binary_columns_are_named_as_unscanned():
    table = pa.table({"t": ["x"], "b": [b"x"], "s": [{"raw": b"y", "t": "z"}], "l": [[b"x"]]})
    reader = PARQUET.open_reader(io.BytesIO(to_bytes(table)), options=ReadOptions())
    assert reader.unscanned == ("b", "s.raw", "l.element")  # type: ignore[attr-defined]


def test_scalars_at_named_paths():
    table = pa.table(
        {"id": [7, None], "meta": [{"ok": True}, {"ok": False}], "t": ["a", "b"], "n": [1, 2]}
    )
    options = ReadOptions(fields=FieldConfig(record_id="id", eligible="meta.ok", group="t.x"))
    reader = PARQUET.open_reader(io.BytesIO(to_bytes(table)), options=options)
    rows = [item.scalars for item in reader if isinstance(item, Record) and not item.is_header]
    assert rows == [{"id": "7", "meta.ok": "true"}, {"meta.ok": "false"}]


def test_the_stream_stays_open_and_the_writer_needs_its_own_reader():
    target = io.BytesIO()
    reader = PARQUET.open_reader(
        io.BytesIO(to_bytes(pa.table({"t": ["x"]}))), options=ReadOptions()
    )
    PARQUET.open_writer(target, reader).close()
    assert not target.closed
    other = JsonlFormat().open_reader(io.BytesIO(b""), options=ReadOptions())
    with pytest.raises(TypeError):
        PARQUET.open_writer(target, other)
