"""The files of one shard: written side by side under temporary names, committed together."""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO

from avow.evidence.canonical import canonical_json
from avow.scrub.cleaned import CleanedRecord
from avow.scrub.dedup.interface import DupCount
from avow.scrub.formats.codecs import Codec, open_encoded
from avow.scrub.formats.interface import Format
from avow.scrub.pipeline.plan import Shard
from avow.scrub.pipeline.setup import Workbench
from avow.scrub.proof.layout import (
    AUDIT_FOLDER,
    PRIVATE_FOLDER,
    QUARANTINE_FOLDER,
    RAW_FOLDER,
    RECORDS_FOLDER,
)
from avow.scrub.proof.receipt import FileDigest
from avow.scrub.records import BadRecord, Record, RecordReader
from avow.scrub.sidecars import DIGEST_BYTES, AuditWriter, RecordsWriter, sidecar_suffix
from avow.scrub.storage.interface import PendingFile


class ShardOutput:
    """Writes the data file, the sidecars and the quarantine of one shard.

    Use `open_output`, which removes every temporary when the shard does not get as far as
    `commit`.
    """

    def __init__(
        self,
        shard: Shard,
        bench: Workbench,
        kind: tuple[Format, Codec],
        reader: RecordReader,
        counts: Mapping[int, DupCount],
    ) -> None:
        self._shard = shard
        self._counts = counts
        self._bench = bench
        self._format, codec = kind
        self._pending: list[tuple[str, PendingFile]] = []
        self._encoded = open_encoded(self._create(shard.output, "data"), codec)
        self._writer = self._format.open_writer(self._encoded, reader)
        suffix = sidecar_suffix()
        name = shard.shard_id
        self._audit = AuditWriter(
            self._create(f"{AUDIT_FOLDER}/{name}{suffix}", "audit"),
            shard=name,
            keys=bench.keys,
            suffix=suffix,
        )
        self._records = RecordsWriter(
            self._create(f"{RECORDS_FOLDER}/{name}{suffix}", "records"),
            shard=name,
            keys=bench.keys,
            fields=bench.config.fields,
            suffix=suffix,
        )
        self._quarantine: BinaryIO | None = None
        self._raw: BinaryIO | None = None

    def write(self, record: Record, cleaned: CleanedRecord) -> bytes:
        """Write one record to the data file and return its canonical bytes."""
        self._writer.write(record, cleaned.texts)
        return self._format.content_lines(record, cleaned.texts)

    def note(self, record: Record, cleaned: CleanedRecord) -> None:
        """Write the rows of one record to the sidecars."""
        self._audit.add(record, cleaned)
        self._records.add(record, cleaned, self._counts.get(record.ordinal, DupCount()))

    def set_apart(self, record: Record | BadRecord, reason: str) -> None:
        """Write the place of one bad record to quarantine, and its bytes if that was asked for."""
        name = f"{self._shard.shard_id}.jsonl"
        if self._quarantine is None:
            self._quarantine = self._create(f"{QUARANTINE_FOLDER}/{name}", "quarantine")
        line = canonical_json(
            {
                "shard": self._shard.shard_id,
                "record": record.ordinal,
                "offset": record.offset,
                "size": record.size,
                "reason": reason,
                "digest": self._digest(record.raw),
            }
        )
        self._quarantine.write(line + b"\n")
        if self._bench.config.keep_raw_quarantine:
            if self._raw is None:
                self._raw = self._create(f"{RAW_FOLDER}/{name}", "raw")
            raw = base64.b64encode(record.raw).decode("ascii")
            self._raw.write(canonical_json({"record": record.ordinal, "bytes": raw}) + b"\n")

    def finish(self) -> tuple[tuple[FileDigest, ...], str]:
        """End every file; return their digests and the root of the record sidecar."""
        self._writer.close()
        self._encoded.close()
        self._audit.close()
        root = self._records.close().hex()
        files = tuple(
            FileDigest(path=file.path, role=role, size=file.size, sha256=file.sha256)
            for role, file in self._pending
        )
        return files, "sha256:" + root

    def commit(self) -> None:
        """Give every file its final name.

        Raises:
            OutputError: A file could not be written whole.
        """
        for _, file in self._pending:
            file.commit()

    def abort(self) -> None:
        """Remove what has no final name."""
        for _, file in self._pending:
            file.abort()

    def _digest(self, raw: bytes) -> str:
        key = self._bench.keys.audit
        return hashlib.blake2b(raw, key=key, digest_size=DIGEST_BYTES, person=b"record").hexdigest()

    def _create(self, path: str, role: str) -> BinaryIO:
        private = path.startswith(PRIVATE_FOLDER + "/")
        file = self._bench.target.create(path, private=private)
        self._pending.append((role, file))
        return file.stream


@contextmanager
def open_output(
    shard: Shard,
    bench: Workbench,
    kind: tuple[Format, Codec],
    reader: RecordReader,
    counts: Mapping[int, DupCount],
) -> Iterator[ShardOutput]:
    """Open the files of a shard; whatever was not committed is removed at the end.

    Args:
        shard: The shard.
        bench: The settings of the run.
        kind: Format and codec of the data file.
        reader: The reader whose records will be written.
        counts: How many duplicates kept records stand for, by ordinal.

    Raises:
        OutputError: The place refuses a file.
    """
    output = ShardOutput(shard, bench, kind, reader, counts)
    try:
        yield output
    finally:
        output.abort()
