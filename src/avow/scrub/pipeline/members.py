"""The records of a finished data set by their keyed digests, as members of a sealed set."""

from collections.abc import Iterator

from avow.errors import VerificationError
from avow.scrub.cleaned import Outcome
from avow.scrub.pipeline.lookup import read_sidecar
from avow.scrub.proof.layout import receipt_path
from avow.scrub.proof.receipt import read_receipt
from avow.scrub.proof.verify import load_manifest
from avow.scrub.storage.interface import Store

COLUMNS = ("record_digest", "outcome")
IN_OUTPUT = (Outcome.KEPT.value, Outcome.CHANGED.value)


def dataset_record_digests(store: Store) -> Iterator[str]:
    """Yield the keyed digest of each record that the output holds, shard by shard.

    Raises:
        VerificationError: The data set does not hold, or was made without a key.
    """
    for entry in load_manifest(store).shards:
        path = receipt_path(entry.shard_id)
        receipt = read_receipt(store.read_bytes(path), path)
        for file in receipt.files:
            if file.role != "records":
                continue
            for row in read_sidecar(store.read_bytes(file.path), file.path, columns=COLUMNS):
                if row["outcome"] not in IN_OUTPUT:
                    continue
                if not row["record_digest"]:
                    raise VerificationError(
                        "the data set was made without a key, so its records have no digests",
                        hint="Scrub with --key; digests without a key could be guessed.",
                    )
                yield str(row["record_digest"])
