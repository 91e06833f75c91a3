"""The body of `add-checkpoint`: the size that the witness knows, a proof, the new checkpoint."""

from collections.abc import Sequence
from dataclasses import dataclass

from avow.errors import VerificationError
from avow.ledger.formats.strict import read_decimal, read_hash, write_base64

MAX_PROOF_LINES = 63


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCheckpoint:
    """A parsed request; nothing in it has been verified.

    Attributes:
        old_size: Size of the checkpoint that the witness cosigned last.
        proof: Consistency proof from there.
        note: The new checkpoint, signed by its log.
    """

    old_size: int
    proof: tuple[bytes, ...]
    note: bytes


def write_request(old_size: int, proof: Sequence[bytes], note: bytes) -> bytes:
    """Return the body of a request."""
    lines = [f"old {old_size}", *(write_base64(node) for node in proof)]
    return ("\n".join(lines) + "\n\n").encode() + note


def parse_request(body: bytes) -> AddCheckpoint:
    """Parse the body of a request strictly.

    Raises:
        VerificationError: It is malformed.
    """
    head, separator, note = body.partition(b"\n\n")
    if not separator or not head.isascii():
        raise VerificationError("the request has no empty line before its checkpoint")
    lines = head.decode("ascii").split("\n")
    if not lines[0].startswith("old ") or len(lines) - 1 > MAX_PROOF_LINES:
        raise VerificationError("the request begins with the old size and at most 63 hashes")
    return AddCheckpoint(
        old_size=read_decimal(lines[0].removeprefix("old "), "the old size"),
        proof=tuple(read_hash(line, "a hash of the consistency proof") for line in lines[1:]),
        note=note,
    )
