"""Receipt files (c2sp.org/tlog-proof): the place of an entry, its path, the signed checkpoint."""

import json
from dataclasses import dataclass

from avow.errors import VerificationError
from avow.ledger.formats.strict import read_base64, read_decimal, read_hash, write_base64

HEADER = "c2sp.org/tlog-proof@v1"
EXTENSION = ".tlog-proof"
MAX_PATH = 63


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What opens one entry: the leaf, and with the payload and its key what the leaf commits to.

    Attributes:
        leaf: The bytes that the log holds.
        payload: What happened, as canonical JSON; empty when the receipt does not open it.
        key: The 32-byte key of this entry alone; empty when the receipt does not open it.
    """

    leaf: bytes
    payload: bytes = b""
    key: bytes = b""

    def __repr__(self) -> str:
        """Return a form without the payload and key."""
        return f"Opening(leaf={len(self.leaf)} bytes)"

    def render(self) -> bytes:
        """Return the bytes of the extra line."""
        values = {"leaf": self.leaf.decode()}
        if self.key:
            values |= {"payload": self.payload.decode(), "key": self.key.hex()}
        return json.dumps(values, separators=(",", ":"), ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofFile:
    """A parsed receipt; nothing in it has been verified.

    Attributes:
        extra: Opaque data, trusted only where it hashes into the leaf.
        index: Place of the entry.
        path: Sibling hashes, from the leaf's up.
        note: The checkpoint note, verbatim.
    """

    extra: bytes
    index: int
    path: tuple[bytes, ...]
    note: bytes

    def render(self) -> bytes:
        """Return the file."""
        lines = [HEADER]
        if self.extra:
            lines.append(f"extra {write_base64(self.extra)}")
        lines.append(f"index {self.index}")
        lines += [write_base64(node) for node in self.path]
        return ("\n".join(lines) + "\n\n").encode() + self.note


def parse_proof_file(data: bytes) -> ProofFile:
    """Parse a receipt strictly.

    Raises:
        VerificationError: It is not a receipt in this format; the message names the line.
    """
    head, separator, note = data.partition(b"\n\n")
    if not separator:
        raise VerificationError("the receipt has no empty line before its checkpoint")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise VerificationError("the receipt holds letters outside ASCII") from None
    if lines.pop(0) != HEADER:
        raise VerificationError(f"the receipt's first line is not {HEADER}")
    extra = b""
    if lines and lines[0].startswith("extra "):
        extra = read_base64(lines.pop(0).removeprefix("extra "), "the extra line of the receipt")
    if not lines or not lines[0].startswith("index "):
        raise VerificationError("the receipt has no index line")
    index = read_decimal(lines.pop(0).removeprefix("index "), "the index of the receipt")
    if len(lines) > MAX_PATH:
        raise VerificationError("the receipt's path is longer than any log")
    path = tuple(read_hash(line, "a hash in the receipt's path") for line in lines)
    return ProofFile(extra=extra, index=index, path=path, note=note)


def parse_opening(extra: bytes) -> Opening:
    """Return what the extra line opens.

    Raises:
        VerificationError: It does not hold a leaf, or a payload without its key.
    """
    try:
        values = json.loads(extra)
    except (ValueError, RecursionError):
        raise VerificationError("the extra line of the receipt is not JSON") from None
    if not isinstance(values, dict) or set(values) not in ({"leaf"}, {"leaf", "payload", "key"}):
        raise VerificationError("the extra line holds a leaf, or a leaf, a payload and a key")
    if not all(isinstance(value, str) for value in values.values()):
        raise VerificationError("the extra line of the receipt holds text only")
    try:
        opening = Opening(
            leaf=values["leaf"].encode(),
            payload=values.get("payload", "").encode(),
            key=bytes.fromhex(values.get("key", "")),
        )
    except (UnicodeEncodeError, ValueError):
        raise VerificationError("the extra line of the receipt is malformed") from None
    if opening.render() != extra:
        raise VerificationError("the extra line of the receipt is not in its one spelling")
    return opening
