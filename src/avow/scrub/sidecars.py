"""Sidecars: the audit rows of every decision, and one keyed row per record of the input.

Neither holds a value. Both are personal data all the same (offsets and lengths), so they lie
outside the data set.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from typing import Any, BinaryIO, TypeAlias

import orjson

from avow.errors import MissingExtra
from avow.evidence.merkle import merkle_root
from avow.scrub.cleaned import CleanedRecord, Decision
from avow.scrub.cleaning.fields import PathTable, record_content, record_values
from avow.scrub.config import FieldConfig
from avow.scrub.dedup.interface import DupCount
from avow.scrub.keys import ScrubKeys
from avow.scrub.records import BadRecord, DroppedRecord, Record
from avow.suppression.normalise import fold_text
from avow.suppression.selectors import (
    SelectorType,
    content_form,
    domain_suffixes,
    length_prefixed,
    selector_digest,
    url_host,
)

Row: TypeAlias = "Mapping[str, str | int | Sequence[str] | None]"

DIGEST_BYTES = 16
ROWS_PER_GROUP = 16384
ZSTD_LEVEL = 3
HOSTS_REMEMBERED_MAX = 65536

AUDIT_COLUMNS: Mapping[str, str] = {
    "shard": "text",
    "ordinal": "int",
    "record_digest": "text",
    "leaf": "int",
    "field": "text",
    "start": "int",
    "end": "int",
    "out_start": "int",
    "out_end": "int",
    "kind": "text",
    "parts": "texts",
    "score": "int",
    "subject": "text",
    "action": "text",
    "rule": "text",
    "rule_version": "int",
    "evidence": "text",
    "pass_number": "int",
    "value_digest": "text",
}
RECORD_COLUMNS: Mapping[str, str] = {
    "record_digest": "text",
    "shard": "text",
    "ordinal": "int",
    "outcome": "text",
    "reason": "text",
    "id_digest": "text",
    "author_digests": "texts",
    "domain_digests": "texts",
    "content_digest": "text",
    "optout_hits": "texts",
    "dup_exact": "int",
    "dup_near": "int",
}


def sidecar_suffix() -> str:
    """Return `.parquet` where pyarrow is installed, else `.jsonl.zst`."""
    return ".jsonl.zst" if find_spec("pyarrow") is None else ".parquet"


def bytes_digest(raw: bytes, keys: ScrubKeys | None) -> str:
    """Return the keyed BLAKE2b digest (hex) of a record's bytes; empty without keys.

    A digest without a key would tell everyone who can guess a short record whether it is there.
    """
    if keys is None:
        return ""
    return hashlib.blake2b(
        raw, key=keys.audit, digest_size=DIGEST_BYTES, person=b"record"
    ).hexdigest()


def record_digest(record: Record | BadRecord | DroppedRecord, keys: ScrubKeys | None) -> str:
    """Return the keyed digest (hex) of a record: of its exact bytes, else of its leaves."""
    if keys is None or isinstance(record, DroppedRecord):
        return ""
    if record.raw or isinstance(record, BadRecord):
        return bytes_digest(record.raw, keys)
    parts = (part for leaf in record.leaves for part in (leaf.path, leaf.text))
    return bytes_digest(length_prefixed(*parts), keys)


NO_DUPLICATES = DupCount()
_NO_DIGESTS: Row = {
    "id_digest": None,
    "author_digests": [],
    "domain_digests": [],
    "content_digest": None,
}


class AuditWriter:
    """Writes one row per decision, sorted by ordinal, leaf and start, as the records come.

    Args:
        stream: Where to write; it stays open.
        shard: Id of the shard.
        keys: Derived keys, for the record digest; without them it stays empty.
        suffix: `.parquet` or `.jsonl.zst`.
    """

    def __init__(
        self, stream: BinaryIO, *, shard: str, keys: ScrubKeys | None, suffix: str
    ) -> None:
        self._table = _open_table(stream, AUDIT_COLUMNS, suffix)
        self._shard = shard
        self._keys = keys

    def add(self, record: Record, cleaned: CleanedRecord) -> None:
        """Write the rows of one record."""
        if not cleaned.decisions:
            return
        digest = record_digest(record, self._keys)
        for decision in cleaned.decisions:
            self._table.add(_audit_row(decision, self._shard, record.ordinal, digest))

    def close(self) -> None:
        """Write what is left and the format's own end."""
        self._table.close()


def _audit_row(decision: Decision, shard: str, ordinal: int, digest: str) -> Row:
    return {
        "shard": shard,
        "ordinal": ordinal,
        "record_digest": digest,
        "leaf": decision.leaf,
        "field": decision.path,
        "start": decision.start,
        "end": decision.end,
        "out_start": decision.out_start,
        "out_end": decision.out_end,
        "kind": decision.kind,
        "parts": list(decision.parts),
        "score": decision.score,
        "subject": decision.subject,
        "action": decision.action,
        "rule": decision.rule,
        "rule_version": decision.rule_version,
        "evidence": decision.evidence,
        "pass_number": decision.pass_number,
        "value_digest": decision.value_digest or None,
    }


class RecordsWriter:
    """Collects one row per record and writes them sorted by digest, as the leaves of a Merkle tree.

    Two neighbours in that order prove that a record between them is not there. Later opt-outs by
    record id, author, domain and content find their shards here without reading any text; URL
    prefixes and persons cannot be found so.

    Args:
        stream: Where to write; it stays open.
        shard: Id of the shard.
        keys: Derived keys; without them all digests stay empty.
        fields: Which fields hold id, author, address and text.
        suffix: `.parquet` or `.jsonl.zst`.
    """

    def __init__(
        self,
        stream: BinaryIO,
        *,
        shard: str,
        keys: ScrubKeys | None,
        fields: FieldConfig,
        suffix: str,
    ) -> None:
        self._stream = stream
        self._suffix = suffix
        self._shard = shard
        self._keys = keys
        self._fields = fields
        self._paths = PathTable(fields)
        self._host_digests: dict[str, tuple[str, ...]] = {}
        # A shard can have a hundred thousand records; as objects, their rows would fill the memory.
        self._rows: list[tuple[str, int, bytes]] = []

    def add(
        self,
        record: Record | BadRecord | DroppedRecord,
        cleaned: CleanedRecord,
        count: DupCount = NO_DUPLICATES,
    ) -> None:
        """Take one record of the input in, read or not; headers are no records.

        Args:
            record: The record.
            cleaned: What became of it.
            count: How many duplicates were dropped for it.
        """
        if isinstance(record, Record):
            if record.is_header:
                return
            digests = self._digests(record)
        else:
            digests = _NO_DIGESTS
        digest = record_digest(record, self._keys)
        row: Row = {
            "record_digest": digest,
            "shard": self._shard,
            "ordinal": record.ordinal,
            "outcome": cleaned.outcome.value,
            "reason": cleaned.reason,
            "optout_hits": list(cleaned.optout_hits),
            "dup_exact": count.exact,
            "dup_near": count.near,
            **digests,
        }
        # The bytes that orjson returns keep a buffer of four kilobytes; a copy does not.
        self._rows.append((digest, record.ordinal, bytes(memoryview(_canonical(row)))))

    def _digests(self, record: Record) -> Row:
        if self._keys is None:
            return _NO_DIGESTS
        key = self._keys.selector
        authors: list[str] = []
        domains: dict[str, None] = {}
        for leaf in record.leaves:
            if leaf.is_key or not leaf.text:
                continue
            use = self._paths.use(leaf.path)
            if use.is_author:
                authors.append(selector_digest(key, SelectorType.AUTHOR, fold_text(leaf.text)))
            if use.is_url:
                domains.update(dict.fromkeys(self._domains(key, url_host(leaf.text))))
        ids = record_values(record, self._fields.record_id)
        content = content_form(record_content(record, self._paths))
        return {
            "id_digest": selector_digest(key, SelectorType.RECORD_ID, ids[0]) if ids else None,
            "author_digests": authors,
            "domain_digests": list(domains),
            "content_digest": selector_digest(key, SelectorType.CONTENT, content),
        }

    def close(self) -> bytes:
        """Write the rows and return the RFC 6962 root over their canonical JSON, 32 bytes."""
        self._rows.sort()
        table = _open_table(self._stream, RECORD_COLUMNS, self._suffix)
        for _, _, line in self._rows:
            table.add(orjson.loads(line))
        table.close()
        return merkle_root([line for _, _, line in self._rows])

    def _domains(self, key: bytes, host: str) -> tuple[str, ...]:
        known = self._host_digests.get(host)
        if known is None:
            if len(self._host_digests) >= HOSTS_REMEMBERED_MAX:
                self._host_digests.clear()
            known = self._host_digests[host] = tuple(
                selector_digest(key, SelectorType.DOMAIN, suffix)
                for suffix in domain_suffixes(host)
            )
        return known


def _canonical(row: Row) -> bytes:
    # The form of `canonical_json` without its checks: keys here are ASCII and numbers small.
    return orjson.dumps(row, option=orjson.OPT_SORT_KEYS)


class _JsonLines:
    """Rows as canonical JSON lines in one zstd frame with a checksum."""

    def __init__(self, stream: BinaryIO) -> None:
        try:
            import zstandard  # noqa: PLC0415 - optional, for sidecars without pyarrow
        except ImportError:
            raise MissingExtra.of("scrub", "writing sidecars") from None
        compressor = zstandard.ZstdCompressor(level=ZSTD_LEVEL, write_checksum=True)
        self._writer: Any = compressor.stream_writer(stream, closefd=False)
        self._lines: list[bytes] = []

    def add(self, row: Row) -> None:
        self._lines.append(_canonical(row))
        if len(self._lines) >= ROWS_PER_GROUP:
            self._flush()

    def _flush(self) -> None:
        self._writer.write(b"".join(line + b"\n" for line in self._lines))
        self._lines.clear()

    def close(self) -> None:
        self._flush()
        self._writer.close()


class _ParquetRows:
    """Rows as a Parquet table, one row group per `ROWS_PER_GROUP` rows."""

    def __init__(self, stream: BinaryIO, columns: Mapping[str, str]) -> None:
        try:
            import pyarrow as pa  # noqa: PLC0415 - optional, heavy
            import pyarrow.parquet as pq  # noqa: PLC0415
        except ImportError:
            raise MissingExtra.of("scrub", "writing Parquet sidecars") from None
        types = {"text": pa.string(), "int": pa.int64(), "texts": pa.list_(pa.string())}
        self._schema = pa.schema([(name, types[type_]) for name, type_ in columns.items()])
        self._make_table: Callable[..., Any] = pa.Table.from_pydict
        self._writer = pq.ParquetWriter(stream, self._schema, compression="zstd", version="2.6")
        self._columns: dict[str, list[Any]] = {name: [] for name in columns}
        self._held = 0

    def add(self, row: Row) -> None:
        for name, values in self._columns.items():
            values.append(row[name])
        self._held += 1
        if self._held >= ROWS_PER_GROUP:
            self._flush()

    def _flush(self) -> None:
        if self._held:
            self._writer.write_table(self._make_table(self._columns, schema=self._schema))
            for values in self._columns.values():
                values.clear()
            self._held = 0

    def close(self) -> None:
        self._flush()
        self._writer.close()


def _open_table(
    stream: BinaryIO, columns: Mapping[str, str], suffix: str
) -> _JsonLines | _ParquetRows:
    return _ParquetRows(stream, columns) if suffix == ".parquet" else _JsonLines(stream)
