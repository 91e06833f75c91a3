"""Strict readers of base64 and decimals: one spelling per value, everything else refused."""

import base64
import binascii
import re

from avow.errors import VerificationError

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")
HASH_BYTES = 32


def read_base64(text: str, what: str) -> bytes:
    """Return the bytes of standard base64 with padding; trailing bits must be zero.

    Args:
        text: The encoded bytes.
        what: What they are, for the message.

    Raises:
        VerificationError: The text is not the one canonical spelling of some bytes.
    """
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (UnicodeEncodeError, binascii.Error, ValueError):
        raise VerificationError(f"{what} is not base64") from None
    if write_base64(data) != text:
        raise VerificationError(f"{what} is base64 with stray bits")
    return data


def write_base64(data: bytes) -> str:
    """Return standard base64 with padding."""
    return base64.b64encode(data).decode("ascii")


def read_hash(text: str, what: str) -> bytes:
    """Return the 32 bytes of a base64 hash.

    Raises:
        VerificationError: It is not base64 or has another length.
    """
    data = read_base64(text, what)
    if len(data) != HASH_BYTES:
        raise VerificationError(f"{what} is not a hash of {HASH_BYTES} bytes")
    return data


def read_decimal(text: str, what: str) -> int:
    """Return a number written in decimal without leading zeros or signs.

    Raises:
        VerificationError: It is written otherwise or is above 2**63 - 1.
    """
    if not _DECIMAL.fullmatch(text) or int(text) >= 2**63:
        raise VerificationError(f"{what} is not a decimal number")
    return int(text)
