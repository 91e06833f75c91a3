"""Verification: recompute every digest of a data set, and name every file that does not hold."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

import orjson

from avow.errors import InputError, VerificationError
from avow.scrub.proof.balance import add_balances
from avow.scrub.proof.identity import describe_cpu
from avow.scrub.proof.layout import (
    EVIDENCE_NAME,
    MANIFEST_NAME,
    PLAN_NAME,
    PRIVATE_FOLDER,
    facts_path,
    is_own_folder,
    receipt_path,
)
from avow.scrub.proof.manifest import Manifest, ReceiptEntry, merge_counts, read_manifest
from avow.scrub.proof.receipt import FileDigest, Receipt, read_receipt
from avow.scrub.proof.sealed import unseal
from avow.scrub.storage.interface import Store
from avow.scrub.storage.streams import BUFFER_BYTES

RUN_EVIDENCE = "scrub.run"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One file that does not hold."""

    path: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What verification found.

    Attributes:
        manifest: The manifest, or None when it does not hold itself.
        problems: Files that do not hold, sorted by path; empty means verified.
        notes: What a reader should know although everything holds.
        files, bytes_read: How much was recomputed.
    """

    manifest: Manifest | None
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    files: int
    bytes_read: int


def verify_dataset(store: Store) -> Verification:
    """Recompute the digests, roots, sums and file list of a data set.

    Files under `private/` may have been removed when their retention ended; that is a note. A
    file there that is present must hold.

    Raises:
        InputError: The place cannot be read.
    """
    check = _Check(store)
    manifest = check.manifest()
    if manifest is not None:
        receipts = [check.receipt(entry) for entry in manifest.shards]
        check.sums(manifest, [receipt for receipt in receipts if receipt is not None])
        check.unlisted(manifest)
        check.plan(manifest)
        check.evidence(manifest)
    return Verification(
        manifest=manifest,
        problems=tuple(sorted(check.problems, key=lambda problem: problem.path)),
        notes=tuple(check.notes),
        files=check.files,
        bytes_read=check.bytes_read,
    )


class _Check:
    """Collects problems instead of stopping at the first."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._present = {entry.path: entry.size for entry in store.list_files().files}
        self._known: set[str] = set()
        self.problems: list[Problem] = []
        self.notes: list[str] = []
        self.files = 0
        self.bytes_read = 0

    def manifest(self) -> Manifest | None:
        """Read the manifest."""
        if MANIFEST_NAME not in self._present:
            self._report(MANIFEST_NAME, "is missing: the data set is not finished")
            return None
        try:
            return read_manifest(self._read(MANIFEST_NAME))
        except VerificationError as error:
            self._report(MANIFEST_NAME, error.message)
            return None

    def receipt(self, entry: ReceiptEntry) -> Receipt | None:
        """Read one receipt and recompute the files that it lists."""
        path = receipt_path(entry.shard_id)
        self._known.add(path)
        if path not in self._present:
            self._report(path, "is missing")
            return None
        try:
            receipt = read_receipt(self._read(path), path)
            receipt.balance.check(path)
        except VerificationError as error:
            self._report(path, error.message)
            return None
        if receipt.digest() != entry.receipt_digest or receipt.output != entry.output:
            self._report(path, "is not the receipt that the manifest names")
            return None
        for file in receipt.files:
            self._file(file)
        if receipt.build.cpu != describe_cpu():
            self._note("some shards were made on another class of processor")
        return receipt

    def _file(self, file: FileDigest) -> None:
        self._known.add(file.path)
        if file.path not in self._present:
            if file.path.startswith(PRIVATE_FOLDER + "/"):
                self._note("some private files have been removed")
            else:
                self._report(file.path, "is missing")
            return
        digest, size = self._digest(file.path)
        if size != file.size or digest != file.sha256:
            self._report(file.path, "was changed")

    def sums(self, manifest: Manifest, receipts: list[Receipt]) -> None:
        """Compare the sums of the manifest with its receipts."""
        if len(receipts) != len(manifest.shards):
            return
        if manifest.balance != add_balances(receipt.balance for receipt in receipts):
            self._report(MANIFEST_NAME, "its balance is not the sum of the receipts")
        if manifest.counts != merge_counts(receipt.counts for receipt in receipts):
            self._report(MANIFEST_NAME, "its counts are not the sum of the receipts")

    def unlisted(self, manifest: Manifest) -> None:
        """Report files in the data set that no receipt answers for, and check the report files."""
        for path, sha256 in manifest.reports.items():
            self._known.add(path)
            if path not in self._present:
                self._report(path, "is missing")
            elif self._digest(path)[0] != sha256:
                self._report(path, "was changed")
        for path, sha256 in manifest.choices.files.items():
            self._verdicts(path, sha256)
        for path in self._present:
            if is_own_folder(path) and path not in self._known:
                self._report(path, "is listed by no receipt")

    def _verdicts(self, path: str, sha256: str) -> None:
        """Check a file of verdicts, and the sealed facts beside it."""
        facts = facts_path(path)
        self._known.update((path, facts))
        for name in (path, facts):
            if name not in self._present:
                self._note("some private files have been removed")
        if path in self._present and self._digest(path)[0] != sha256:
            self._report(path, "was changed")
        if facts in self._present:
            try:
                unseal(self._read(facts), facts)
            except VerificationError as error:
                self._report(facts, error.message)

    def plan(self, manifest: Manifest) -> None:
        """Check the plan file."""
        if PLAN_NAME not in self._present:
            self._report(PLAN_NAME, "is missing")
            return
        try:
            body = unseal(self._read(PLAN_NAME), PLAN_NAME).body
        except VerificationError as error:
            self._report(PLAN_NAME, error.message)
            return
        shards = body.get("shards")
        listed = (
            {str(shard.get("shard_id")) for shard in shards if isinstance(shard, dict)}
            if isinstance(shards, list)
            else set()
        )
        if listed != {entry.shard_id for entry in manifest.shards}:
            self._report(PLAN_NAME, "lists other shards than the manifest")

    def evidence(self, manifest: Manifest) -> None:
        """Compare the manifest with the last evidence of a run that stands beside it."""
        if EVIDENCE_NAME not in self._present:
            self._note("no evidence file stands beside the data set")
            return
        last = None
        for record in self._evidence_lines():
            if record.get("kind") == RUN_EVIDENCE:
                last = record
        result = last.get("result") if last else None
        if not isinstance(result, dict) or result.get("manifest_digest") != manifest.digest():
            self._report(EVIDENCE_NAME, "its last run is not the one of the manifest")

    def _evidence_lines(self) -> Iterator[dict[str, object]]:
        for line in self._read(EVIDENCE_NAME).split(b"\n"):
            if not line:
                continue
            try:
                record = orjson.loads(line)
            except orjson.JSONDecodeError:
                self._report(EVIDENCE_NAME, "has a line that is not JSON")
                return
            if isinstance(record, dict):
                yield record

    def _digest(self, path: str) -> tuple[str, int]:
        hasher = hashlib.sha256()
        size = 0
        with self._store.open_read(path) as stream:
            while block := stream.read(BUFFER_BYTES):
                hasher.update(block)
                size += len(block)
        self.files += 1
        self.bytes_read += size
        return "sha256:" + hasher.hexdigest(), size

    def _read(self, path: str) -> bytes:
        data = self._store.read_bytes(path)
        self.files += 1
        self.bytes_read += len(data)
        return data

    def _report(self, path: str, what: str) -> None:
        self.problems.append(Problem(path=path, what=what))

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)


def load_manifest(store: Store) -> Manifest:
    """Return the manifest of a finished data set.

    Raises:
        InputError: There is none: the data set is not finished.
        VerificationError: It was changed.
    """
    if not store.exists(MANIFEST_NAME):
        raise InputError(
            "there is no MANIFEST.json, so this is not a finished data set",
            hint="Finish the run with `avow scrub IN OUT --resume`.",
        )
    return read_manifest(store.read_bytes(MANIFEST_NAME))
