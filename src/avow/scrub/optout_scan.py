"""Looks for everybody on an opt-out list in a finished data set: its output and record sidecars."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from avow.errors import VerificationError
from avow.evidence.canonical import Json
from avow.evidence.interface import Clock, Evidence
from avow.scrub.clean import Cleaner
from avow.scrub.cleaned import Outcome
from avow.scrub.config import ScrubConfig
from avow.scrub.dedup.interface import DropReason
from avow.scrub.formats.codecs import open_decoded
from avow.scrub.formats.interface import ReadOptions
from avow.scrub.formats.registry import detect_format
from avow.scrub.keys import ScrubKeys
from avow.scrub.pipeline.lookup import ListLookup, read_sidecar
from avow.scrub.pipeline.setup import load_detector, open_optouts
from avow.scrub.proof.layout import receipt_path
from avow.scrub.proof.manifest import Manifest, ReceiptEntry
from avow.scrub.proof.receipt import read_receipt
from avow.scrub.proof.verify import load_manifest
from avow.scrub.records import Record
from avow.scrub.storage.interface import Store
from avow.suppression.normalise import NORMALISER_VERSION
from avow.suppression.optout_list import OptOutList

CHECK_KIND = "scrub.optout_check"
IN_OUTPUT = (Outcome.KEPT.value, Outcome.CHANGED.value)
# Such a record is not in the output, but what it says is: a copy of it was kept.
COPY_REASONS = (DropReason.EXACT.value, DropReason.NEAR.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOutHit:
    """One record of a data set that a list names.

    Attributes:
        output: Data file.
        record: Number of the record in that file, or in the input where `found_in` says so.
        found_in: `output`; `input` when only the record sidecar shows it; `duplicate` or
            `near-duplicate` when the record was left out for another one that says the same.
        selectors: Types of the selectors that hit, sorted.
    """

    output: str
    record: int
    found_in: str
    selectors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOutScan:
    """What a scan found.

    Attributes:
        manifest: Of the data set.
        hits: Sorted by place.
        records: Records of the output that were read.
        rules_digest: Rules that looked for persons.
    """

    manifest: Manifest
    hits: tuple[OptOutHit, ...]
    records: int
    rules_digest: str


def scan_optouts(
    store: Store, *, config: ScrubConfig, keys: ScrubKeys, listed: OptOutList
) -> OptOutScan:
    """Look for everybody on a list in a data set.

    Args:
        store: The data set.
        config: Names the fields for ids, authors and addresses.
        keys: The project's keys.
        listed: The list.

    Raises:
        InputError: The data set is not finished or cannot be read.
        VerificationError: A receipt, or the list's key, does not hold.
    """
    manifest = load_manifest(store)
    detector = load_detector(config)
    index = open_optouts(listed, keys, config)
    cleaner = Cleaner(config=config, detector=detector, keys=keys, optouts=index)
    lookup = ListLookup(listed, keys)
    hits: list[OptOutHit] = []
    records = 0
    for entry in manifest.shards:
        found, count = _scan_output(store, entry, config, cleaner)
        hits += found
        records += count
        hits += _scan_sidecar(store, entry, lookup)
    hits.sort(key=lambda hit: (hit.output, hit.found_in, hit.record))
    return OptOutScan(
        manifest=manifest, hits=tuple(hits), records=records, rules_digest=detector.rules_digest
    )


def make_statement(scan: OptOutScan, listed: OptOutList, clock: Clock) -> Evidence:
    """Return the record of a scan: what was looked for, in what, and how many were found."""
    method: dict[str, Json] = {
        "optouts_digest": listed.digest,
        "optouts_version": listed.version,
        "optouts_issued": listed.issued,
        "normaliser": NORMALISER_VERSION,
        "rules_digest": scan.rules_digest,
    }
    result: dict[str, Json] = {
        "hits": len(scan.hits),
        "records_read": scan.records,
        "manifest_digest": scan.manifest.digest(),
    }
    return Evidence(
        kind=CHECK_KIND,
        subject=scan.manifest.content_root,
        time=clock.now(),
        method=method,
        result=result,
    )


def _scan_output(
    store: Store, entry: ReceiptEntry, config: ScrubConfig, cleaner: Cleaner
) -> tuple[list[OptOutHit], int]:
    hits: list[OptOutHit] = []
    count = 0
    for batch in _batches(store, entry.output, config):
        for record, cleaned in zip(batch, cleaner.clean(batch), strict=True):
            count += not record.is_header
            if cleaned.optout_hits:
                types = {hit.partition(":")[0] for hit in cleaned.optout_hits}
                hits.append(
                    OptOutHit(
                        output=entry.output,
                        record=record.ordinal,
                        found_in="output",
                        selectors=tuple(sorted(types)),
                    )
                )
    return hits, count


def _batches(store: Store, path: str, config: ScrubConfig) -> Iterator[Sequence[Record]]:
    format_, codec = detect_format(path)
    options = ReadOptions(
        limits=config.limits, fields=config.fields, keep_warc_requests=config.keep_warc_requests
    )
    batch: list[Record] = []
    held = 0
    with store.open_read(path) as raw:
        for item in format_.open_reader(open_decoded(raw, codec), options=options):
            if not isinstance(item, Record):
                raise VerificationError(f"{path} holds a record that cannot be read")
            batch.append(item)
            held += item.size
            if held >= config.limits.batch_bytes:
                yield batch
                batch, held = [], 0
    yield batch


def _scan_sidecar(store: Store, entry: ReceiptEntry, lookup: ListLookup) -> Iterator[OptOutHit]:
    path = receipt_path(entry.shard_id)
    receipt = read_receipt(store.read_bytes(path), path)
    for file in receipt.files:
        if file.role == "records":
            for row in read_sidecar(store.read_bytes(file.path), file.path):
                place = _place_of(row)
                hits = lookup.row_hits(row) if place else frozenset()
                if hits:
                    yield OptOutHit(
                        output=entry.output,
                        record=int(row["ordinal"]),
                        found_in=place,
                        selectors=tuple(sorted({hit.partition(":")[0] for hit in hits})),
                    )


def _place_of(row: Mapping[str, Any]) -> str:
    """Return where what a row stands for can be found, empty where it is not in the data set."""
    if row["outcome"] in IN_OUTPUT:
        return "input"
    return str(row["reason"]) if row["reason"] in COPY_REASONS else ""
