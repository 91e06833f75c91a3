"""Verifying a receipt: one file and a trust policy, no server; says which step failed.

Standard library and cryptography only.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from avow.errors import VerificationError
from avow.evidence.merkle import leaf_hash, verify_path
from avow.ledger.formats.proof_file import Opening, ProofFile, parse_opening, parse_proof_file
from avow.ledger.formats.quorum import TrustPolicy
from avow.ledger.leaves import Leaf, opens, parse_leaf
from avow.ledger.verify.witnessed import SignedCheckpoint, verify_checkpoint

STEPS = (
    "the receipt is well formed",
    "the log signed the checkpoint, and enough witnesses have seen it",
    "the receipt names an entry",
    "the payload is what the entry commits to",
    "the entry stands in the log at its index",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedReceipt:
    """What a receipt proves.

    Attributes:
        index: Place of the entry.
        leaf: The entry.
        payload: What happened, when the receipt opens it, else empty.
        signed: The checkpoint with its witnesses.
    """

    index: int
    leaf: Leaf
    payload: bytes
    signed: SignedCheckpoint

    def __repr__(self) -> str:
        """Return a form without the payload."""
        return f"VerifiedReceipt(index={self.index}, kind={self.leaf.kind!r})"


class ReceiptFailure(VerificationError):
    """A step of verification failed; the message names it by number and words."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Take the message."""
        super().__init__(message, hint=hint or "Do not rely on this receipt.")


def verify_receipt(data: bytes, policy: TrustPolicy) -> VerifiedReceipt:
    """Verify a receipt offline.

    Raises:
        ReceiptFailure: A step failed.
    """
    with _step(0):
        proof = parse_proof_file(data)
    with _step(1):
        signed = verify_checkpoint(proof.note, policy)
    with _step(2):
        opening = parse_opening(proof.extra)
        leaf = parse_leaf(opening.leaf)
    with _step(3):
        _check_payload(opening, leaf)
    with _step(4):
        _check_place(proof, opening, signed)
    return VerifiedReceipt(index=proof.index, leaf=leaf, payload=opening.payload, signed=signed)


@contextmanager
def _step(number: int) -> Iterator[None]:
    try:
        yield
    except VerificationError as error:
        place = f"step {number + 1} of {len(STEPS)} failed ({STEPS[number]})"
        raise ReceiptFailure(f"{place}: {error.message}") from None


def _check_payload(opening: Opening, leaf: Leaf) -> None:
    if opening.key and not opens(leaf, payload=opening.payload, entry_key=opening.key):
        raise VerificationError("the payload and key do not open the entry")


def _check_place(proof: ProofFile, opening: Opening, signed: SignedCheckpoint) -> None:
    state = signed.checkpoint
    if proof.index >= state.size:
        raise VerificationError("the index lies beyond the checkpoint's size")
    if not verify_path(
        leaf_hash(opening.leaf),
        index=proof.index,
        count=state.size,
        proof=proof.path,
        root=state.root,
    ):
        raise VerificationError("the path does not lead from the entry to the signed root")
