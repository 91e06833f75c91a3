"""Receipts: what happened to one shard; a receipt that is there means that the shard is done."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from avow.errors import VerificationError
from avow.evidence.canonical import Json, digest_json
from avow.scrub.proof.balance import Balance
from avow.scrub.proof.identity import Build
from avow.scrub.proof.sealed import seal, unseal
from avow.scrub.typed_values import ShapeError, build_dataclass

RECEIPT_SCHEMA = "avow-scrub-receipt-1"


class CountRow(NamedTuple):
    """How often one decision was taken: no value, and a field path without values."""

    field: str
    kind: str
    subject: str
    action: str
    evidence: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDigest:
    """One file that a shard wrote.

    Attributes:
        path: Relative to the output folder.
        role: `data`, `records`, `audit`, `quarantine` or `raw`.
        size: Bytes.
        sha256: `sha256:<hex>` of its bytes.
    """

    path: str
    role: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunNotes:
    """What this run adds; none of it is in the digest of the receipt.

    Attributes:
        identity: Weak identity of the input file when it was read.
        optouts: Digest of the opt-out list that the shard was last checked against.
        optouts_unindexed: Digest of its selectors that record sidecars cannot answer.
        wall_seconds, cpu_seconds: Cost of the shard.
        host: Name of the machine.
    """

    identity: str = ""
    optouts: str = ""
    optouts_unindexed: str = ""
    wall_seconds: float = 0.0
    cpu_seconds: float = 0.0
    host: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What one shard read, wrote and decided.

    Attributes:
        shard_id: Id of the shard.
        source: Name of the source the shard belongs to.
        output: Path of the data file, relative to the output folder.
        input_sha256, input_bytes: The exact bytes read.
        text_bytes: Uncompressed bytes of all records.
        files: Every file written, the data file first.
        content_digest: SHA-256 over the canonical records of the output.
        config_digest, rules_digest: What decided.
        verdicts_digest: Digest of the records left out and counted for what others hold, or empty.
        optout_digest: Digest of the sorted selectors that hit a record, or empty.
        records_root: Merkle root over the rows of the record sidecar.
        key_id: Ids of the data set's and the project's keys.
        build: Versions.
        balance: Where the records went.
        counts: Decisions by field, kind, person class, action and evidence, sorted.
        fields_seen: Configured fields that occurred, sorted.
        columns_unscanned: Binary columns, which are copied as they stand: a blind spot.
        truncated: The input broke off and its complete records were kept on request.
        run: Notes outside the digest.
    """

    shard_id: str
    source: str
    output: str
    input_sha256: str
    input_bytes: int
    text_bytes: int
    files: tuple[FileDigest, ...]
    content_digest: str
    config_digest: str
    rules_digest: str
    verdicts_digest: str
    optout_digest: str
    records_root: str
    key_id: str
    build: Build
    balance: Balance
    counts: tuple[CountRow, ...]
    fields_seen: tuple[str, ...]
    columns_unscanned: int
    truncated: bool
    run: RunNotes = field(default_factory=RunNotes)

    def body(self) -> Mapping[str, Json]:
        """Return what the digest covers, as JSON."""
        values = dataclasses.asdict(self)
        del values["run"]
        values["counts"] = [list(row) for row in self.counts]
        values["schema"] = RECEIPT_SCHEMA
        return cast("Mapping[str, Json]", values)

    def digest(self) -> str:
        """Return `sha256:<hex>` of the body; equal for equal work, whoever did it and when."""
        return digest_json(self.body())


def write_receipt(receipt: Receipt) -> bytes:
    """Return the bytes of a receipt file."""
    return seal(receipt.body(), cast("Mapping[str, Json]", dataclasses.asdict(receipt.run)))


def read_receipt(data: bytes, name: str) -> Receipt:
    """Return the receipt that a file holds.

    Args:
        data: The whole file.
        name: Its path, for the message.

    Raises:
        VerificationError: The file was changed, or is of another version.
    """
    sealed = unseal(data, name)
    body = dict(sealed.body)
    if body.pop("schema", None) != RECEIPT_SCHEMA:
        raise VerificationError(f"{name} is not a receipt of this version")
    try:
        return build_dataclass(Receipt, {**body, "run": sealed.run})
    except ShapeError as error:
        raise VerificationError(f"{name} does not hold: {error}") from None
