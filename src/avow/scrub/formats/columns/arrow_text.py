"""Strings inside Arrow arrays of any nesting: found, replaced, and dictionaries made honest.

One walk serves all three: it goes down an array, gives each array of strings to a visitor, and
builds the parents anew only above an array that the visitor exchanged. Types never change.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from avow.errors import InputError
from avow.text import IntArray, encode_text

# Row number of elements that no row shows, such as the fields of a null struct.
HIDDEN = -1

NESTED = -1


class Visitor(Protocol):
    """What is done at each array of strings.

    Attributes:
        reencode: Dictionary arrays are encoded anew even where nothing changed.
    """

    reencode: bool

    def strings(self, array: pa.Array, *, path: str, rows: IntArray, is_key: bool) -> pa.Array:
        """Return the array to stand here; the same object means "unchanged"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextColumn:
    """The strings of one path in one batch, without nulls.

    Attributes:
        path: Field path (`messages[].content`).
        is_key: The strings are keys of a map.
        flat: Number of the batch's column that these strings are, or `NESTED` if they are inside
            lists, structs or maps.
        texts: Each string; None where the bytes are not UTF-8.
        positions: Place of each string in its array.
        starts: For row r, its strings are texts[starts[r]:starts[r + 1]].
        bytes_per_row: UTF-8 bytes, shape [rows].
    """

    path: str
    is_key: bool
    flat: int
    texts: list[str | None]
    positions: IntArray
    starts: list[int]
    bytes_per_row: IntArray


def collect_columns(batch: pa.RecordBatch) -> list[TextColumn]:
    """Return the strings of a batch, column by column in schema order."""
    collector = _Collector(batch.num_rows)
    rows = np.arange(batch.num_rows, dtype=np.int64)
    for number, item in enumerate(batch.schema):
        collector.flat = NESTED if item.type.num_fields else number
        _walk(batch.column(number), path=item.name, rows=rows, visitor=collector)
    return collector.columns


def replace_texts(batch: pa.RecordBatch, edits: Mapping[int, Mapping[int, str]]) -> pa.RecordBatch:
    """Return a batch with new texts.

    Args:
        batch: As it was given to `collect_columns`.
        edits: Number of the text column, then place in its `texts`, to new text.
    """
    return _walk_batch(batch, _Editor(edits, batch.num_rows)) if edits else batch


def keep_rows(batch: pa.RecordBatch, kept: list[int]) -> pa.RecordBatch:
    """Return the rows with the given numbers, which are sorted."""
    if len(kept) == batch.num_rows:
        return batch
    if not _contains(batch.schema, pa.types.is_string_view):
        mask = np.zeros(batch.num_rows, dtype=bool)
        mask[kept] = True
        return batch.filter(pa.array(mask))
    # Arrow has no filter for string views.
    return pa.concat_batches([batch.slice(row, 1) for row in kept])


def encode_dictionaries(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return a batch whose dictionaries hold only values that a row shows.

    A dictionary keeps the values of rows that were filtered away or replaced, and a writer would
    store them.
    """
    has_dictionary = _contains(batch.schema, pa.types.is_dictionary)
    return _walk_batch(batch, _Encoder()) if has_dictionary else batch


def binary_paths(fields: Iterable[pa.Field], path: str = "") -> list[str]:
    """Return the paths of all columns of raw bytes, which are not scanned."""
    found: list[str] = []
    for item in fields:
        kind = item.type
        while isinstance(kind, pa.BaseExtensionType):
            kind = kind.storage_type
        if is_binary(kind):
            found.append(path + item.name)
        inner = [kind.field(number) for number in range(kind.num_fields)]
        found.extend(binary_paths(inner, f"{path}{item.name}."))
    return found


def _contains(fields: Iterable[pa.Field], wanted: Callable[[pa.DataType], bool]) -> bool:
    for item in fields:
        kind = item.type
        while isinstance(kind, pa.BaseExtensionType):
            kind = kind.storage_type
        inner = [kind.field(number) for number in range(kind.num_fields)]
        if wanted(kind) or _contains(inner, wanted):
            return True
    return False


class _Collector:
    reencode = False

    def __init__(self, num_rows: int) -> None:
        self._num_rows = num_rows
        self.flat = NESTED
        self.columns: list[TextColumn] = []

    def strings(self, array: pa.Array, *, path: str, rows: IntArray, is_key: bool) -> pa.Array:
        positions = _visible(array, rows)
        texts = _decode(array)
        if len(positions) != len(texts):
            texts = [texts[position] for position in positions]
        shown = rows[positions]
        lengths = _byte_lengths(array)
        weights = np.bincount(shown, weights=lengths[positions], minlength=self._num_rows)
        self.columns.append(
            TextColumn(
                path=path,
                is_key=is_key,
                flat=self.flat,
                texts=texts,
                positions=positions,
                starts=np.searchsorted(shown, np.arange(self._num_rows + 1)).tolist(),
                bytes_per_row=weights.astype(np.int64),
            )
        )
        return array


class _Editor:
    reencode = False

    def __init__(self, edits: Mapping[int, Mapping[int, str]], num_rows: int) -> None:
        self._edits = edits
        self._number = 0
        self._num_rows = num_rows

    def strings(self, array: pa.Array, *, path: str, rows: IntArray, is_key: bool) -> pa.Array:  # noqa: ARG002
        edits = self._edits.get(self._number)
        self._number += 1
        if not edits:
            return array
        positions = _visible(array, rows)
        binary = _as_binary(array)
        values = binary.to_pylist()
        for place, text in edits.items():
            values[positions[place]] = encode_text(text)
        # Other rows may hold bad UTF-8; they are filtered away next, so nothing is checked here.
        unchecked = pc.CastOptions(target_type=array.type, allow_invalid_utf8=True)
        return pc.cast(pa.array(values, type=binary.type), options=unchecked)


class _Encoder:
    reencode = True

    def strings(self, array: pa.Array, *, path: str, rows: IntArray, is_key: bool) -> pa.Array:  # noqa: ARG002
        return array


def _walk_batch(batch: pa.RecordBatch, visitor: Visitor) -> pa.RecordBatch:
    rows = np.arange(batch.num_rows, dtype=np.int64)
    arrays = [
        _walk(batch.column(number), path=field.name, rows=rows, visitor=visitor)
        for number, field in enumerate(batch.schema)
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=batch.schema)


def _walk(
    array: pa.Array, *, path: str, rows: IntArray, visitor: Visitor, is_key: bool = False
) -> pa.Array:
    kind = array.type
    if is_text(kind):
        return visitor.strings(array, path=path, rows=rows, is_key=is_key)
    if isinstance(kind, pa.BaseExtensionType):
        inner = array.storage
        new = _walk(inner, path=path, rows=rows, visitor=visitor, is_key=is_key)
        return array if new is inner else pa.ExtensionArray.from_storage(kind, new)
    if pa.types.is_dictionary(kind):
        return _walk_dictionary(array, path=path, rows=rows, visitor=visitor, is_key=is_key)
    return _walk_nested(array, path=path, rows=rows, visitor=visitor) if kind.num_fields else array


def _walk_nested(array: pa.Array, *, path: str, rows: IntArray, visitor: Visitor) -> pa.Array:
    kind = array.type
    if pa.types.is_struct(kind):
        return _walk_struct(array, path=path, rows=rows, visitor=visitor)
    if pa.types.is_map(kind):
        return _walk_map(array, path=path, rows=rows, visitor=visitor)
    if pa.types.is_fixed_size_list(kind) or _is_plain_list(kind):
        return _walk_list(array, path=path, rows=rows, visitor=visitor)
    if pa.types.is_list_view(kind) or pa.types.is_large_list_view(kind):
        return _walk_list_view(array, path=path, rows=rows, visitor=visitor)
    raise InputError(
        f"a column of Arrow type number {kind.id} cannot be scanned",
        hint="Store the column as lists, structs, maps or plain values.",
    )


def _walk_dictionary(
    array: pa.Array, *, path: str, rows: IntArray, visitor: Visitor, is_key: bool
) -> pa.Array:
    kind = array.type
    dense = array.dictionary_decode()
    new = dense
    if is_text(kind.value_type):
        new = visitor.strings(dense, path=path, rows=rows, is_key=is_key)
    if new is dense and not visitor.reencode:
        return array
    encoded = new.dictionary_encode()
    return pa.DictionaryArray.from_arrays(
        encoded.indices.cast(kind.index_type), encoded.dictionary, ordered=kind.ordered
    )


def _walk_struct(array: pa.Array, *, path: str, rows: IntArray, visitor: Visitor) -> pa.Array:
    kind = array.type
    shown = _hide_nulls(array, rows)
    fields = [kind.field(number) for number in range(kind.num_fields)]
    old = [array.field(number) for number in range(kind.num_fields)]
    new = [
        _walk(child, path=f"{path}.{field.name}", rows=shown, visitor=visitor)
        for child, field in zip(old, fields, strict=True)
    ]
    if all(a is b for a, b in zip(old, new, strict=True)):
        return array
    return pa.StructArray.from_arrays(new, fields=fields, mask=array.is_null())


def _walk_list(array: pa.Array, *, path: str, rows: IntArray, visitor: Visitor) -> pa.Array:
    kind = array.type
    is_fixed = pa.types.is_fixed_size_list(kind)
    if is_fixed:
        offsets = (array.offset + np.arange(len(array) + 1)) * kind.list_size
    else:
        offsets = np.asarray(array.offsets)
    values = _between(array.values, offsets)
    inner_rows = np.repeat(_hide_nulls(array, rows), np.diff(offsets))
    new = _walk(values, path=f"{path}[]", rows=inner_rows, visitor=visitor)
    if new is values:
        return array
    if is_fixed:
        return pa.FixedSizeListArray.from_arrays(new, type=kind, mask=array.is_null())
    begins = pa.array(offsets - offsets[0], type=array.offsets.type)
    return type(array).from_arrays(begins, new, type=kind, mask=array.is_null())


def _walk_list_view(array: pa.Array, *, path: str, rows: IntArray, visitor: Visitor) -> pa.Array:
    kind = array.type
    make = pa.list_ if pa.types.is_list_view(kind) else pa.large_list
    plain = array.cast(make(kind.value_field))
    new = _walk_list(plain, path=path, rows=rows, visitor=visitor)
    if new is plain:
        return array
    offsets = np.asarray(new.offsets)
    number = new.offsets.type
    return type(array).from_arrays(
        pa.array(offsets[:-1], type=number),
        pa.array(np.diff(offsets), type=number),
        new.values,
        type=kind,
        mask=new.is_null(),
    )


def _walk_map(array: pa.Array, *, path: str, rows: IntArray, visitor: Visitor) -> pa.Array:
    offsets = np.asarray(array.offsets)
    keys, items = _between(array.keys, offsets), _between(array.items, offsets)
    inner_rows = np.repeat(_hide_nulls(array, rows), np.diff(offsets))
    inner_path = f"{path}{{}}"
    new_keys = _walk(keys, path=inner_path, rows=inner_rows, visitor=visitor, is_key=True)
    new_items = _walk(items, path=inner_path, rows=inner_rows, visitor=visitor)
    if new_keys is keys and new_items is items:
        return array
    # A null offset marks a null map.
    nulls = np.append(np.asarray(array.is_null()), False)
    marked = pa.array(offsets - offsets[0], type=pa.int32(), mask=nulls)
    return pa.MapArray.from_arrays(marked, new_keys, new_items, type=array.type)


def _between(values: pa.Array, offsets: IntArray) -> pa.Array:
    """Return the part of a child array that belongs to a slice of its parent."""
    return values.slice(int(offsets[0]), int(offsets[-1] - offsets[0]))


def is_text(kind: pa.DataType) -> bool:
    """Say whether a type is one of the string types."""
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
    )


def is_binary(kind: pa.DataType) -> bool:
    """Say whether a type holds raw bytes."""
    types = pa.types
    return bool(
        types.is_binary(kind)
        or types.is_large_binary(kind)
        or types.is_binary_view(kind)
        or types.is_fixed_size_binary(kind)
    )


def _is_plain_list(kind: pa.DataType) -> bool:
    return bool(pa.types.is_list(kind) or pa.types.is_large_list(kind))


def _hide_nulls(array: pa.Array, rows: IntArray) -> IntArray:
    return np.where(np.asarray(array.is_null()), HIDDEN, rows) if array.null_count else rows


def _visible(array: pa.Array, rows: IntArray) -> IntArray:
    shown = rows >= 0
    if array.null_count:
        shown &= np.asarray(array.is_valid())
    return np.flatnonzero(shown)


def _byte_lengths(array: pa.Array) -> IntArray:
    binary = _as_binary(array)
    if pa.types.is_string_view(array.type):
        binary = binary.cast(pa.large_binary())
    lengths: IntArray = np.asarray(pc.fill_null(pc.binary_length(binary), 0), dtype=np.int64)
    return lengths


def _as_binary(array: pa.Array) -> pa.Array:
    if pa.types.is_string_view(array.type):
        return array.cast(pa.binary_view())
    return array.cast(pa.large_binary() if pa.types.is_large_string(array.type) else pa.binary())


def _decode(array: pa.Array) -> list[Any]:
    try:
        values: list[Any] = array.to_pylist()
    except UnicodeDecodeError:
        return [_decode_one(value) for value in _as_binary(array).to_pylist()]
    return values


def _decode_one(value: bytes | None) -> str | None:
    try:
        return None if value is None else value.decode("utf-8")
    except UnicodeDecodeError:
        return None
