"""Resuming: which shards are done already, decided by their receipts alone."""

import dataclasses
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass

from avow.errors import UsageError, VerificationError
from avow.evidence.canonical import digest_bytes
from avow.scrub.pipeline.lookup import read_sidecar
from avow.scrub.pipeline.plan import Plan, Shard
from avow.scrub.pipeline.setup import Workbench
from avow.scrub.pipeline.shard import digest_input
from avow.scrub.proof.layout import (
    EVIDENCE_NAME,
    MANIFEST_NAME,
    PLAN_NAME,
    RECEIPT_FOLDER,
    VERDICT_FOLDER,
    is_own_folder,
    receipt_path,
)
from avow.scrub.proof.receipt import Receipt, read_receipt, write_receipt
from avow.scrub.storage.interface import Store, write_whole
from avow.scrub.storage.local import UNREADABLE

Accepts = Callable[[int], Container[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far an output is.

    Attributes:
        done: Receipts that hold, by shard id.
        open: Shards that are still to do, in the order of the plan.
    """

    done: Mapping[str, Receipt]
    open: tuple[Shard, ...]


def check_target(target: Store, *, resume: bool) -> None:
    """Check that an output place is empty, or that continuing in it was asked for.

    Raises:
        UsageError: It holds an earlier run, or files of something else.
    """
    if target.exists(PLAN_NAME):
        if not resume:
            raise UsageError(
                "the output holds an earlier run",
                hint="Continue it with --resume, or choose an empty folder.",
            )
        return
    foreign = [entry for entry in target.list_files().files if not _is_own_note(entry.path)]
    if foreign:
        raise UsageError(
            "the output is not empty and holds no earlier run", hint="Choose an empty folder."
        )


def _is_own_note(path: str) -> bool:
    return path.startswith(".") or path == EVIDENCE_NAME


def find_done(
    plan: Plan, bench: Workbench, *, rehash: bool, accepts: Accepts = lambda _: ("",)
) -> Progress:
    """Compare the plan with the receipts: same input, settings, keys, list hits and tool.

    Args:
        plan: All shards.
        bench: The settings of this run.
        rehash: Read every input again instead of trusting size and time.
        accepts: Returns, by position of a shard in the plan, the digests of verdicts under which
            it may have been done.
    """
    present = {entry.path: entry.size for entry in bench.target.list_files().files}
    done: dict[str, Receipt] = {}
    still_open: list[Shard] = []
    for number, shard in enumerate(plan.shards):
        receipt = _receipt_of(shard, bench.target, present)
        if (
            receipt is not None
            and receipt.verdicts_digest in accepts(number)
            and _is_current(receipt, shard, bench)
            and _is_same_input(receipt, shard, bench, rehash=rehash)
            and _files_are_there(receipt, present)
            and _is_untouched_by_list(receipt, bench)
        ):
            done[shard.shard_id] = _renew(receipt, bench)
        else:
            still_open.append(shard)
    return Progress(done=done, open=tuple(still_open))


def _receipt_of(shard: Shard, target: Store, present: Mapping[str, int]) -> Receipt | None:
    path = receipt_path(shard.shard_id)
    if path not in present:
        return None
    try:
        return read_receipt(target.read_bytes(path), path)
    except VerificationError:
        return None


def _is_current(receipt: Receipt, shard: Shard, bench: Workbench) -> bool:
    return (
        receipt.output == shard.output
        and receipt.source == shard.source
        and receipt.config_digest == bench.config_digest
        and receipt.rules_digest == bench.rules_digest
        and receipt.key_id == bench.key_id
        and receipt.build == bench.build
        and (bench.config.allow_truncated or not receipt.truncated)
    )


def _is_same_input(receipt: Receipt, shard: Shard, bench: Workbench, *, rehash: bool) -> bool:
    if rehash:
        return receipt.input_sha256 == digest_input(shard, bench)
    return receipt.run.identity == shard.identity != UNREADABLE


def _files_are_there(receipt: Receipt, present: Mapping[str, int]) -> bool:
    return all(present.get(file.path) == file.size for file in receipt.files)


def _is_untouched_by_list(receipt: Receipt, bench: Workbench) -> bool:
    """Tell whether a newer opt-out list leaves a shard as it is; the record sidecar knows."""
    if receipt.run.optouts == bench.optouts.digest:
        return True
    if receipt.run.optouts_unindexed != bench.lookup.unindexed_digest:
        return False
    for file in receipt.files:
        if file.role == "records":
            data = bench.target.read_bytes(file.path)
            if digest_bytes(data) != file.sha256:
                return False
            if bench.lookup.is_affected(read_sidecar(data, file.path)):
                return False
    return True


def _renew(receipt: Receipt, bench: Workbench) -> Receipt:
    """Note in a receipt that its shard was checked against the list of this run."""
    if receipt.run.optouts == bench.optouts.digest:
        return receipt
    run = dataclasses.replace(receipt.run, optouts=bench.optouts.digest)
    renewed = dataclasses.replace(receipt, run=run)
    write_whole(bench.target, receipt_path(receipt.shard_id), write_receipt(renewed))
    return renewed


def sweep_target(target: Store, progress: Progress) -> int:
    """Remove temporaries, the manifest of a data set that changes, and files nobody answers for.

    Receipts go first: a shard whose receipt is gone is a shard to do. Verdicts stay, for they are
    checked against what they were made from (`pipeline.looks`).

    Args:
        target: The output.
        progress: What stays.

    Returns:
        How many files were removed.
    """
    removed = target.sweep()
    kept = {file.path for receipt in progress.done.values() for file in receipt.files}
    kept.update(receipt_path(shard_id) for shard_id in progress.done)
    stale = [
        entry.path
        for entry in target.list_files().files
        if entry.path not in kept
        and is_own_folder(entry.path)
        and not entry.path.startswith(VERDICT_FOLDER + "/")
    ]
    if (stale or progress.open) and target.exists(MANIFEST_NAME):
        stale.append(MANIFEST_NAME)
    for path in sorted(stale, key=_removal_order):
        target.delete(path)
    return removed + len(stale)


def _removal_order(path: str) -> tuple[bool, bool, str]:
    return (path != MANIFEST_NAME, not path.startswith(RECEIPT_FOLDER + "/"), path)
