"""Recall lists: which members of a sealed set must leave it, signed under a key of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from avow.errors import VerificationError
from avow.ledger.formats.notes import parse_note, sign_note, verified_by
from avow.ledger.formats.signing import SignerKey, VerifierKey
from avow.ledger.formats.strict import read_decimal, read_hash, write_base64

EXTENSION = ".recall"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecallList:
    """Members of a set that were recalled.

    Attributes:
        set_root: Root of the sealed set.
        issued_seconds: When, POSIX seconds.
        keys: Keys of the recalled members, sorted, 32 bytes each.
    """

    set_root: bytes
    issued_seconds: int
    keys: tuple[bytes, ...]


def write_recall(recall: RecallList, signer: SignerKey) -> bytes:
    """Return the signed list."""
    lines = [
        signer.name,
        write_base64(recall.set_root),
        str(recall.issued_seconds),
        str(len(recall.keys)),
        *(write_base64(key) for key in recall.keys),
    ]
    return sign_note("\n".join(lines) + "\n", [signer]).render().encode()


def read_recall(data: bytes, key: VerifierKey) -> RecallList:
    """Parse a recall list and verify its signature.

    Raises:
        VerificationError: It is malformed, its keys are not sorted, or it is not signed by this
            key.
    """
    note = parse_note(data)
    if not verified_by(note, [key]):
        raise VerificationError("the recall list is not signed by the log's recall key")
    lines = note.text.split("\n")[:-1]
    if len(lines) < 4 or lines[0] != key.name:
        raise VerificationError("the recall list does not have its four first lines")
    keys = tuple(read_hash(line, "a key of the recall list") for line in lines[4:])
    if len(keys) != read_decimal(lines[3], "the number of recalled members"):
        raise VerificationError("the recall list does not hold as many keys as it says")
    if not _rises(keys):
        raise VerificationError("the keys of the recall list are not sorted")
    return RecallList(
        set_root=read_hash(lines[1], "the root of the recall list"),
        issued_seconds=read_decimal(lines[2], "the time of the recall list"),
        keys=keys,
    )


def _rises(keys: Sequence[bytes]) -> bool:
    return all(one < other for one, other in pairwise(keys))
