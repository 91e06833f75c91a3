"""Text encodings of wallets: Base58, Bech32, CashAddr and Base32 with their checksums."""

import base64
import binascii
import hashlib
from collections.abc import Iterable

BASE58_ALPHABET = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BECH32_ALPHABET = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l"
BECH32_CONSTANT = 1
BECH32M_CONSTANT = 0x2BC830A3
BECH32_CHECK_LENGTH = 6
BECH32_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
CASH_GENERATORS = (0x98F2BC8E61, 0x79B76D99E2, 0xF33E5FB3C4, 0xAE2EABE2A8, 0x1E4F43E470)
MONERO_BLOCK_SIZES = {0: 0, 2: 1, 3: 2, 5: 3, 6: 4, 7: 5, 9: 6, 10: 7, 11: 8}
"""Base58 characters of one Monero block to the bytes that they hold."""


def double_sha256(data: bytes) -> bytes:
    """Return SHA-256 of SHA-256, the checksum of Base58Check."""
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()


def base58_bytes(text: bytes, alphabet: bytes = BASE58_ALPHABET) -> bytes:
    """Decode Base58; returns nothing when a character lies outside the alphabet."""
    total = 0
    for character in text:
        value = alphabet.find(character)
        if value < 0:
            return b""
        total = total * 58 + value
    zeros = len(text) - len(text.lstrip(alphabet[:1]))
    return b"\0" * zeros + total.to_bytes((total.bit_length() + 7) // 8, "big")


def monero_bytes(text: bytes) -> bytes:
    """Decode Monero's Base58, which works in blocks of 11 characters for 8 bytes."""
    out = b""
    for place in range(0, len(text), 11):
        block = text[place : place + 11]
        size = MONERO_BLOCK_SIZES.get(len(block), 0)
        value = int.from_bytes(base58_bytes(block), "big")
        if size == 0 or value >= 256**size:
            return b""
        out += value.to_bytes(size, "big")
    return out


def base32_bytes(text: bytes) -> bytes:
    """Decode RFC 4648 Base32 without padding; returns nothing when it is malformed."""
    try:
        return base64.b32decode(text + b"=" * (-len(text) % 8))
    except binascii.Error:
        return b""


def crc16_xmodem(data: bytes) -> int:
    """Return CRC-16/XMODEM (polynomial 0x1021, initial value 0)."""
    return binascii.crc_hqx(data, 0)


def _feedback(generators: tuple[int, ...]) -> tuple[int, ...]:
    """Return for each value of the five top bits what is added to the remainder."""
    table = []
    for top in range(32):
        total = 0
        for bit, generator in enumerate(generators):
            total ^= generator if top >> bit & 1 else 0
        table.append(total)
    return tuple(table)


_BECH32_FEEDBACK = _feedback(BECH32_GENERATORS)
_CASH_FEEDBACK = _feedback(CASH_GENERATORS)


def _polymod(values: Iterable[int], feedback: tuple[int, ...], shift: int) -> int:
    """Return the remainder of a BCH code over GF(32), as BIP 173 and CashAddr define it."""
    check, mask = 1, (1 << shift) - 1
    for value in values:
        check = ((check & mask) << 5) ^ value ^ feedback[check >> shift]
    return check


def _bech32_values(data: bytes) -> list[int]:
    return [BECH32_ALPHABET.find(character) for character in data]


def _data_bytes(values: list[int]) -> int:
    """Return how many bytes 5-bit values hold, or -1 when the bits left over are not zero."""
    spare = len(values) * 5 % 8
    if spare >= 5 or (values and values[-1] & ((1 << spare) - 1)):
        return -1
    return len(values) * 5 // 8


def bech32_kind(human: bytes, data: bytes, *, witness: bool) -> bool:
    """Tell whether a lower-case Bech32 or Bech32m string is valid.

    Args:
        human: Human-readable part, lower case.
        data: Data part with its six check characters, lower case.
        witness: The data is a SegWit program: version 0 needs Bech32 and 20 or 32 bytes,
            versions 1 to 16 need Bech32m and 2 to 40 bytes (BIP 141, 350).
    """
    values = _bech32_values(data)
    if len(values) < BECH32_CHECK_LENGTH or min(values) < 0:
        return False
    expanded = [c >> 5 for c in human] + [0] + [c & 31 for c in human]
    check = _polymod(expanded + values, _BECH32_FEEDBACK, 25)
    if not witness:
        return check in (BECH32_CONSTANT, BECH32M_CONSTANT) and len(values) > BECH32_CHECK_LENGTH
    body = values[:-BECH32_CHECK_LENGTH]
    if not body or body[0] > 16:
        return False
    size = _data_bytes(body[1:])
    if body[0] == 0:
        return check == BECH32_CONSTANT and size in (20, 32)
    return check == BECH32M_CONSTANT and 2 <= size <= 40


def cash_address_valid(prefix: bytes, data: bytes) -> bool:
    """Tell whether a CashAddr payload passes its 40-bit checksum under a prefix."""
    values = _bech32_values(data)
    if len(values) < 40 or min(values) < 0:
        return False
    expanded = [c & 31 for c in prefix] + [0]
    return _polymod(expanded + values, _CASH_FEEDBACK, 35) == 1
