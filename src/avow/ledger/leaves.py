"""Leaves: what the log holds of an event, and how a receipt opens it.

A leaf commits to a payload under a key of its own that is derived from a key of the person (or
the organisation). When that key is destroyed nobody but the holder of a receipt can open it. Only
the kind, a rounded time and the commitment are public. Standard library and cryptography only.
"""

import hmac
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from avow.errors import VerificationError

LEAF_VERSION = 1
KEY_BYTES = 32
MAX_LEAF_BYTES = 300
TIME_FORMAT = "%Y-%m-%dT%H:%MZ"
_TIME = re.compile(
    r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\dZ", re.ASCII
)
GENERIC_KIND = "event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One entry as the log holds it.

    Attributes:
        commitment: HMAC-SHA256 of the payload under the entry's key, in hexadecimal.
        kind: Public kind of the event, or `event` where the kind is not public.
        time: Rounded time, never earlier than that of the entry before.
    """

    commitment: str
    kind: str
    time: str

    def render(self) -> bytes:
        """Return the canonical bytes (RFC 8785; ASCII only)."""
        values = {"c": self.commitment, "kind": self.kind, "t": self.time, "v": LEAF_VERSION}
        return json.dumps(values, sort_keys=True, separators=(",", ":")).encode("ascii")


def derive_entry_key(commit_key: bytes, entry_id: str) -> bytes:
    """Return the 32-byte key of one entry (HKDF-SHA256, RFC 5869), bound to its id.

    Args:
        commit_key: 32 secret bytes of the person or organisation.
        entry_id: Random id of the entry.
    """
    info = b"avow/entry/v1|" + entry_id.encode("ascii")
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(commit_key)


def commit(entry_key: bytes, payload: bytes) -> str:
    """Return the commitment to a payload, in hexadecimal."""
    return hmac.digest(entry_key, payload, "sha256").hex()


def round_time(time: datetime, hours: int = 1) -> str:
    """Return a UTC time rounded down to whole hours, as leaves state it."""
    utc = time.astimezone(UTC)
    return utc.replace(hour=utc.hour - utc.hour % hours, minute=0).strftime(TIME_FORMAT)


def parse_leaf(data: bytes) -> Leaf:
    """Return the leaf that an entry of a log holds; only the canonical spelling is one.

    Raises:
        VerificationError: The entry is not a leaf of this version.
    """
    try:
        values = json.loads(data)
        leaf = Leaf(commitment=values["c"], kind=values["kind"], time=values["t"])
        fits = (
            _TIME.fullmatch(leaf.time) is not None
            and len(bytes.fromhex(leaf.commitment)) == KEY_BYTES
            and leaf.render() == data
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        fits = False
    if not fits:
        raise VerificationError("the entry is not a leaf in its canonical form")
    return leaf


def opens(leaf: Leaf, *, payload: bytes, entry_key: bytes) -> bool:
    """Tell whether a payload and key are what a leaf commits to."""
    return len(entry_key) == KEY_BYTES and hmac.compare_digest(
        commit(entry_key, payload), leaf.commitment
    )
