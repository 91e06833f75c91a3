"""Set proofs as files: one record, one sealed set, in or out; verified offline.

A sealed set is named by an entry `set.sealed` of the log, which holds its root, its salt and the
number of its rows; its receipt is part of the file. Standard library and cryptography only.
"""

import hmac
import json
from dataclasses import dataclass

from avow.errors import VerificationError
from avow.ledger.formats.quorum import TrustPolicy
from avow.ledger.formats.strict import read_base64, read_hash, write_base64
from avow.ledger.sets.sparse_tree import SetProof, SparseTree, verify_set_proof
from avow.ledger.verify.receipt import VerifiedReceipt, verify_receipt

HEADER = "avow-set-proof@v1"
EXTENSION = ".set-proof"
NOTHING = "-"
SEALED_KIND = "set.sealed"
SEALED_FIELDS = {"name", "root", "salt", "rows"}


def member_key(salt: bytes, member: str) -> bytes:
    """Return the 32-byte key of a member: HMAC-SHA256 under the salt of the set.

    The salt is public with the set, so a member's id must be random or secret: at least 128 bits
    that nobody can guess, else strangers can ask for it.
    """
    return hmac.digest(salt, b"member|" + member.encode(), "sha256")


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedMembership:
    """What a set proof shows.

    Attributes:
        included: The record is in the set, or it is not.
        set_name: Name of the set.
        rows: Rows that the seal states.
        receipt: The verified receipt of the seal.
    """

    included: bool
    set_name: str
    rows: int
    receipt: VerifiedReceipt


def write_set_proof(tree: SparseTree, *, salt: bytes, member: str, seal_receipt: bytes) -> bytes:
    """Return the proof file of a member, whether it is in the set or not.

    Args:
        tree: The tree over the set's keys.
        salt: The salt of the set.
        member: Id of the record.
        seal_receipt: Receipt of the entry that sealed the set, with its payload.
    """
    proof = tree.prove(member_key(salt, member))
    lines = [
        HEADER,
        f"member {write_base64(member.encode())}",
        f"terminal {write_base64(proof.terminal) if proof.terminal else NOTHING}",
        *(write_base64(sibling) for sibling in proof.siblings),
    ]
    return ("\n".join(lines) + "\n\n").encode() + seal_receipt


def verify_set_file(data: bytes, policy: TrustPolicy) -> VerifiedMembership:
    """Verify a set proof offline.

    Raises:
        VerificationError: The file is malformed, its receipt does not verify, the entry is no
            seal, or the proof does not lead to the sealed root; says which step failed.
    """
    member, proof, receipt_bytes = _parse(data)
    receipt = verify_receipt(receipt_bytes, policy)
    seal = _seal(receipt)
    included = verify_set_proof(seal.root, member_key(seal.salt, member), proof)
    if included is None:
        raise VerificationError(
            "the proof does not lead to the root of the sealed set",
            hint="It is forged, or made for another set.",
        )
    return VerifiedMembership(
        included=included, set_name=seal.name, rows=seal.rows, receipt=receipt
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """What an entry `set.sealed` says."""

    name: str
    root: bytes
    salt: bytes
    rows: int


def read_seal(payload: bytes) -> Seal:
    """Return the seal that a payload states.

    Raises:
        VerificationError: It is not a seal.
    """
    try:
        values = json.loads(payload)
        seal = Seal(
            name=values["name"],
            root=bytes.fromhex(values["root"]),
            salt=bytes.fromhex(values["salt"]),
            rows=values["rows"],
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        raise VerificationError("the entry does not hold the seal of a set") from None
    if set(values) != SEALED_FIELDS or not isinstance(seal.name, str) or type(seal.rows) is not int:
        raise VerificationError("the seal of the set does not have its form")
    return seal


def _seal(receipt: VerifiedReceipt) -> Seal:
    if receipt.leaf.kind != SEALED_KIND:
        raise VerificationError("the receipt in the proof is not of the sealing of a set")
    return read_seal(receipt.payload)


def _parse(data: bytes) -> tuple[str, SetProof, bytes]:
    head, separator, receipt = data.partition(b"\n\n")
    if not separator or not head.isascii():
        raise VerificationError("the set proof has no empty line before its receipt")
    lines = head.decode("ascii").split("\n")
    if len(lines) < 3 or lines[0] != HEADER:
        raise VerificationError(f"the set proof does not begin with {HEADER}")
    if not lines[1].startswith("member ") or not lines[2].startswith("terminal "):
        raise VerificationError("the set proof has no member and terminal lines")
    raw = read_base64(lines[1].removeprefix("member "), "the member of the set proof")
    try:
        member = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise VerificationError("the member of the set proof is not UTF-8") from None
    end = lines[2].removeprefix("terminal ")
    terminal = b"" if end == NOTHING else read_hash(end, "the terminal of the set proof")
    siblings = tuple(read_hash(line, "a hash of the set proof") for line in lines[3:])
    return member, SetProof(siblings=siblings, terminal=terminal), receipt
