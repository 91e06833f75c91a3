"""Looks selectors of an opt-out list up in record sidecars, without reading any text.

Record ids, authors, domains and whole contents stand there as keyed digests. URL prefixes and
persons do not: a change in those needs the input itself.
"""

import importlib
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson

from avow.errors import DamagedInput, MissingExtra
from avow.evidence.canonical import digest_json
from avow.scrub.formats.codecs import Codec, open_decoded
from avow.scrub.keys import ScrubKeys
from avow.suppression.optout_list import OptOutList
from avow.suppression.selectors import PERSON_TYPES, SelectorType, selector_digest

# Column of the record sidecar, and the selectors whose digests stand in it.
SIDECAR_COLUMNS: Mapping[str, SelectorType] = {
    "id_digest": SelectorType.RECORD_ID,
    "author_digests": SelectorType.AUTHOR,
    "domain_digests": SelectorType.DOMAIN,
    "content_digest": SelectorType.CONTENT,
}


class ListLookup:
    """The selectors of one list in the form in which record sidecars hold them.

    Args:
        listed: The list, or None for no list at all.
        keys: Keys of the run.

    Attributes:
        unindexed_digest: Digest of the selectors that no sidecar holds; empty when there is none.
        names_records: Some selector takes out whole records.
    """

    def __init__(self, listed: OptOutList | None, keys: ScrubKeys) -> None:
        indexed = frozenset(SIDECAR_COLUMNS.values())
        self._values: dict[SelectorType, set[str]] = {type_: set() for type_ in indexed}
        others: set[tuple[str, str]] = set()
        for selector in listed.selectors if listed is not None else ():
            if selector.type not in indexed:
                others.add((selector.type.value, selector.value))
                continue
            value = selector.value
            if selector.type is SelectorType.DOMAIN:
                value = selector_digest(keys.selector, selector.type, value)
            self._values[selector.type].add(value)
        self.names_records = any(
            selector.type not in PERSON_TYPES
            for selector in (listed.selectors if listed is not None else ())
        )
        pairs = [list(pair) for pair in sorted(others)]
        self.unindexed_digest = digest_json(pairs) if pairs else ""

    def row_hits(self, row: Mapping[str, Any]) -> frozenset[str]:
        """Return every `<type>:<digest>` of the list that a row of a record sidecar matches."""
        found: set[str] = set()
        for column, type_ in SIDECAR_COLUMNS.items():
            value = row[column]
            for item in value if isinstance(value, list) else [value]:
                if item and item in self._values[type_]:
                    found.add(f"{type_}:{item}")
        return frozenset(found)

    def is_affected(self, rows: Iterable[Mapping[str, Any]]) -> bool:
        """Tell whether a shard may come out otherwise under this list than it did.

        A record that matches just what hit it before comes out as before. Where several suffixes
        of one domain are listed a shard may be called affected without need; never the reverse.

        Args:
            rows: The rows of its record sidecar, which hold the hits of its last run.
        """
        for row in rows:
            before = {
                hit for hit in row["optout_hits"] or () if self._is_indexed(hit.partition(":")[0])
            }
            if before != self.row_hits(row):
                return True
        return False

    def _is_indexed(self, type_name: str) -> bool:
        return any(type_name == type_.value for type_ in self._values)


def read_sidecar(
    data: bytes, name: str, *, columns: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """Return the rows of a sidecar file, Parquet or JSON lines in zstd.

    Args:
        data: The whole file.
        name: Its path; its ending tells which it is.
        columns: Columns that are needed; JSON lines hold the others as well.

    Raises:
        DamagedInput: It cannot be read.
        MissingExtra: It is Parquet and pyarrow is not installed.
    """
    if not name.endswith(".parquet"):
        stream = open_decoded(io.BytesIO(data), Codec.ZSTD)
        return [orjson.loads(line) for line in stream.read().splitlines()]
    try:
        parquet: Any = importlib.import_module("pyarrow.parquet")
        arrow: Any = importlib.import_module("pyarrow")
    except ImportError:
        raise MissingExtra.of("scrub", "reading Parquet sidecars") from None
    try:
        rows: list[dict[str, Any]] = parquet.read_table(
            io.BytesIO(data), columns=columns and list(columns)
        ).to_pylist()
    except arrow.ArrowInvalid:
        raise DamagedInput(f"the sidecar {name} cannot be read") from None
    return rows
