"""The manifest: written last, only when every shard is done; without it there is no data set."""

import dataclasses
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from avow.errors import VerificationError
from avow.evidence.canonical import Json, canonical_json, digest_json
from avow.evidence.merkle import merkle_root
from avow.scrub.dedup.loss import DedupReport
from avow.scrub.proof.balance import Balance, add_balances
from avow.scrub.proof.layout import MANIFEST_NAME
from avow.scrub.proof.receipt import CountRow, Receipt
from avow.scrub.proof.sealed import seal, unseal
from avow.scrub.typed_values import ShapeError, build_dataclass, plain

MANIFEST_SCHEMA = "avow-scrub-manifest-1"


class ReceiptEntry(NamedTuple):
    """One shard of the manifest."""

    shard_id: str
    output: str
    receipt_digest: str
    content_digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPin:
    """The opt-out list that a data set was built under; empty when there was none."""

    digest: str = ""
    issued: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRule:
    """The k-anonymity that a data set was made to have; `verify` counts it again.

    Attributes:
        columns, subject, k, action: As in `QuasiConfig`.
        records_left_out: Records in classes below k.
    """

    columns: tuple[str, ...]
    subject: str
    k: int
    action: str
    records_left_out: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What was decided by looking at all records, and the files that hold those decisions.

    Attributes:
        duplicates: What duplicate search did; None where it was off.
        classes: The k-anonymity; None where it was not asked for, or only reported.
        files: Digests of the files of verdicts by path; they may be removed like all private ones.
    """

    duplicates: DedupReport | None = None
    classes: ClassRule | None = None
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestNotes:
    """What this run adds; none of it is in the digest of the manifest."""

    finished: str = ""
    engine: str = ""
    workers: int = 0
    shards_done_before: int = 0
    retries: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a finished data set consists of.

    Attributes:
        shards: One entry per shard, in the order of the plan.
        receipts_root: RFC 6962 root over the receipt digests.
        content_root: RFC 6962 root over (output path, content digest); the name of the data set.
        config_digest, rules_digest, key_id, tool: What decided.
        optouts: The opt-out list.
        reports: Digests of report files by path, empty until a report is written.
        balance: Where all records went.
        sources: The same per source, sorted by name.
        counts: Decisions over all shards, sorted.
        input_bytes, text_bytes: Bytes read, and uncompressed bytes of all records.
        choices: What was decided about duplicates and classes.
        run: Notes outside the digest.
    """

    shards: tuple[ReceiptEntry, ...]
    receipts_root: str
    content_root: str
    config_digest: str
    rules_digest: str
    key_id: str
    tool: str
    optouts: ListPin
    balance: Balance
    sources: Mapping[str, Balance]
    counts: tuple[CountRow, ...]
    input_bytes: int
    text_bytes: int
    choices: Choices = field(default_factory=Choices)
    reports: Mapping[str, str] = field(default_factory=dict)
    run: ManifestNotes = field(default_factory=ManifestNotes)

    def body(self) -> Mapping[str, Json]:
        """Return what the digest covers, as JSON."""
        values = dataclasses.asdict(self)
        del values["run"]
        values["shards"] = [list(entry) for entry in self.shards]
        values["counts"] = [list(row) for row in self.counts]
        values["sources"] = [[name, values["sources"][name]] for name in sorted(self.sources)]
        values["reports"] = [[path, self.reports[path]] for path in sorted(self.reports)]
        values["choices"] = plain(self.choices)
        values["schema"] = MANIFEST_SCHEMA
        return cast("Mapping[str, Json]", values)

    def digest(self) -> str:
        """Return `sha256:<hex>` of the body."""
        return digest_json(self.body())


def make_manifest(
    receipts: Sequence[Receipt],
    *,
    optouts: ListPin,
    reports: Mapping[str, str],
    run: ManifestNotes,
    choices: Choices | None = None,
) -> Manifest:
    """Return the manifest of finished shards, in the order given.

    Raises:
        VerificationError: There are no receipts, they were made under different settings, or a
            balance does not hold.
    """
    if not receipts:
        raise VerificationError("a data set without shards has no manifest")
    first = receipts[0]
    settings = {(one.config_digest, one.rules_digest, one.key_id) for one in receipts}
    if len(settings) != 1:
        raise VerificationError("the receipts were made under different settings")
    entries = tuple(
        ReceiptEntry(one.shard_id, one.output, one.digest(), one.content_digest) for one in receipts
    )
    sources: dict[str, list[Balance]] = defaultdict(list)
    for one in receipts:
        one.balance.check(one.output)
        sources[one.source].append(one.balance)
    return Manifest(
        shards=entries,
        receipts_root=receipts_root(entries),
        content_root=content_root(entries),
        config_digest=first.config_digest,
        rules_digest=first.rules_digest,
        key_id=first.key_id,
        tool=first.build.tool,
        optouts=optouts,
        balance=add_balances(one.balance for one in receipts),
        sources={name: add_balances(sources[name]) for name in sorted(sources)},
        counts=merge_counts(one.counts for one in receipts),
        input_bytes=sum(one.input_bytes for one in receipts),
        text_bytes=sum(one.text_bytes for one in receipts),
        choices=choices or Choices(),
        reports=reports,
        run=run,
    )


def receipts_root(entries: Sequence[ReceiptEntry]) -> str:
    """Return the RFC 6962 root over the receipt digests, as `sha256:<hex>`."""
    return _root([entry.receipt_digest.encode("ascii") for entry in entries])


def content_root(entries: Sequence[ReceiptEntry]) -> str:
    """Return the RFC 6962 root over (output path, content digest), as `sha256:<hex>`."""
    return _root([canonical_json([entry.output, entry.content_digest]) for entry in entries])


def merge_counts(tables: Iterable[Sequence[CountRow]]) -> tuple[CountRow, ...]:
    """Return the sum of several tables of counts, sorted."""
    total: Counter[tuple[str, str, str, str, str]] = Counter()
    for table in tables:
        for row in table:
            total[row[:5]] += row.times
    return tuple(CountRow(*key, total[key]) for key in sorted(total))


def write_manifest(manifest: Manifest) -> bytes:
    """Return the bytes of a manifest file."""
    return seal(manifest.body(), cast("Mapping[str, Json]", dataclasses.asdict(manifest.run)))


def read_manifest(data: bytes, name: str = MANIFEST_NAME) -> Manifest:
    """Return the manifest that a file holds; its roots and sums are checked too.

    Raises:
        VerificationError: The file was changed, is of another version, or contradicts itself.
    """
    sealed = unseal(data, name)
    body = dict(sealed.body)
    if body.pop("schema", None) != MANIFEST_SCHEMA:
        raise VerificationError(f"{name} is not a manifest of this version")
    try:
        for table in ("sources", "reports"):
            body[table] = dict(cast("list[tuple[str, Json]]", body[table]))
        manifest = build_dataclass(Manifest, {**body, "run": sealed.run})
    except (ShapeError, KeyError, TypeError, ValueError) as error:
        raise VerificationError(f"{name} does not hold: {error}") from None
    _check_sums(manifest, name)
    return manifest


def _check_sums(manifest: Manifest, name: str) -> None:
    if manifest.receipts_root != receipts_root(manifest.shards):
        raise VerificationError(f"{name}: the root of the receipts does not hold")
    if manifest.content_root != content_root(manifest.shards):
        raise VerificationError(f"{name}: the root of the contents does not hold")
    manifest.balance.check(name)
    if manifest.balance != add_balances(manifest.sources.values()):
        raise VerificationError(f"{name}: the sources do not add up to the whole")


def _root(leaves: Sequence[bytes]) -> str:
    return "sha256:" + merkle_root(leaves).hex()
