"""The names in a Parquet schema as a record, so that personal data in them is found and changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from avow.errors import InputError
from avow.scrub.formats.splice import distinct_names
from avow.scrub.records import Leaf, Record
from avow.text import encode_text

# Keys of file metadata that are copied to the output; none is known to be free of values.
KEPT_FILE_METADATA: frozenset[bytes] = frozenset()

# Field metadata that says how to read a column and holds no text of its own.
STRUCTURAL_METADATA = (b"PARQUET:field_id", b"ARROW:extension:name", b"ARROW:extension:metadata")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeaderPlace:
    """Where the leaves of the header record stand.

    Attributes:
        places: For each leaf its field number, and its metadata key or None for the name.
        nested: Number of the first nested field.
    """

    places: tuple[tuple[int, bytes | None], ...]
    nested: int


def without_metadata(schema: pa.Schema) -> pa.Schema:
    """Return a schema without the file's key-value metadata, but for the kept keys."""
    kept = {k: v for k, v in (schema.metadata or {}).items() if k in KEPT_FILE_METADATA}
    return schema.with_metadata(kept or None)


def _all_fields(fields: Sequence[pa.Field]) -> Iterator[pa.Field]:
    for item in fields:
        yield item
        kind = item.type
        while isinstance(kind, pa.BaseExtensionType):
            kind = kind.storage_type
        yield from _all_fields([kind.field(number) for number in range(kind.num_fields)])


def header_record(schema: pa.Schema) -> Record:
    """Return a record of all field names and of the text in their metadata, outer fields first."""
    leaves: list[Leaf] = []
    places: list[tuple[int, bytes | None]] = []
    outer = list(schema)
    nested = [item for top in outer for item in _all_fields([top]) if item is not top]
    for number, item in enumerate([*outer, *nested]):
        leaves.append(Leaf(item.name, item.name, is_key=True))
        places.append((number, None))
        for key, value in (item.metadata or {}).items():
            if key not in STRUCTURAL_METADATA:
                leaves.append(Leaf(item.name, value.decode("utf-8", "replace")))
                places.append((number, key))
    handle = HeaderPlace(places=tuple(places), nested=len(outer))
    size = sum(len(leaf.text.encode()) for leaf in leaves)
    return Record(
        ordinal=0, offset=0, size=size, leaves=tuple(leaves), handle=handle, is_header=True
    )


def with_header(schema: pa.Schema, header: HeaderPlace, texts: Mapping[int, str]) -> pa.Schema:
    """Return the schema with new column names and metadata texts.

    Raises:
        InputError: The new text belongs to a nested field.
    """
    names: dict[int, str] = {}
    metadata: dict[int, dict[bytes, bytes]] = {}
    for index, text in texts.items():
        number, key = header.places[index]
        if number >= header.nested:
            raise InputError(
                "the name or metadata of a nested Parquet field holds personal data",
                hint="Rename the field in the input; Avow renames top-level columns only.",
            )
        if key is None:
            names[number] = text
        else:
            metadata.setdefault(number, {})[key] = encode_text(text)
    for number, name in distinct_names(schema.names, names).items():
        schema = schema.set(number, schema.field(number).with_name(name))
    for number, changed in metadata.items():
        old = schema.field(number)
        schema = schema.set(number, old.with_metadata({**(old.metadata or {}), **changed}))
    return schema
