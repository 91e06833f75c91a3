"""Arrow rows as canonical JSON values, for the content digest: no coding of the file is left."""

from typing import Any

import pyarrow as pa


def plain_rows(rows: pa.RecordBatch) -> list[tuple[Any, ...]]:
    """Return each row as the tuple of its values; times are counts, dictionaries are resolved."""
    columns = [_plain_array(column).to_pylist() for column in rows.columns]
    return list(zip(*columns, strict=True)) if columns else [()] * rows.num_rows


def _plain_array(array: pa.Array) -> pa.Array:
    """Return an array without extension types, dictionaries, times and decimals."""
    target = _plain_type(array.type)
    return array if target == array.type else array.cast(target)


def _plain_type(kind: pa.DataType) -> pa.DataType:
    types = pa.types
    if isinstance(kind, pa.BaseExtensionType):
        return _plain_type(kind.storage_type)
    if types.is_dictionary(kind):
        return _plain_type(kind.value_type)
    if types.is_temporal(kind) and not types.is_interval(kind):
        return pa.int32() if kind.bit_width == 32 else pa.int64()
    return _plain_nested(kind) if kind.num_fields else kind


def _plain_nested(kind: pa.DataType) -> pa.DataType:
    types = pa.types
    if types.is_struct(kind):
        return pa.struct([_plain_field(kind.field(number)) for number in range(kind.num_fields)])
    if types.is_map(kind):
        return pa.map_(_plain_field(kind.key_field), _plain_field(kind.item_field))
    if types.is_fixed_size_list(kind):
        return pa.list_(_plain_field(kind.value_field), kind.list_size)
    if types.is_large_list(kind) or types.is_large_list_view(kind):
        return pa.large_list(_plain_field(kind.value_field))
    return pa.list_(_plain_field(kind.value_field))


def _plain_field(item: pa.Field) -> pa.Field:
    return item.with_type(_plain_type(item.type))


def plain_value(value: object) -> str:
    """Return what JSON has no form for: bytes in hex, decimals and the rest as text."""
    return value.hex() if isinstance(value, bytes) else str(value)
