"""Verifiers of cryptocurrency wallets, keys and recovery phrases."""

import hashlib
from collections.abc import Callable

import numpy as np

from avow.detect.verify.interface import (
    CHECKED,
    PLAUSIBLE,
    REJECT,
    RESERVED,
    Candidates,
    Verifier,
    VerifierFactory,
)
from avow.detect.verify.money.encodings import (
    base32_bytes,
    base58_bytes,
    bech32_kind,
    cash_address_valid,
    crc16_xmodem,
    double_sha256,
    monero_bytes,
)
from avow.detect.verify.money.keccak import keccak_256
from avow.text import ByteArray

RIPPLE_ALPHABET = b"rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
BURN_ADDRESSES = frozenset(
    {
        b"0x" + b"0" * 40,
        b"0x" + b"0" * 36 + b"dead",
        b"0x" + b"e" * 40,
        b"0x" + b"f" * 40,
    }
)
"""Ethereum addresses that stand for nobody: zero, dead, and placeholders."""
CHECKSUM_BYTES = 4
MONERO_NETWORKS = (18, 19, 42)
"""Main-net bytes of standard, integrated and sub-addresses."""
PHRASE_LENGTHS = frozenset({12, 15, 18, 21, 24})
NOT_IN_WORD_LIST = frozenset(
    b"the and for are was not but your you has had have from will his her our its can may were "
    b"been their please write keep these those which when where".split()
)
"""Everyday words that the BIP-39 list leaves out, so a phrase that holds one is prose."""


def _each(judge: Callable[[bytes], int]) -> Verifier:
    """Make a verifier of a function on one value; wallets are rare enough for a loop."""

    def verify(candidates: Candidates) -> ByteArray:
        return np.array([judge(text) for text in candidates.texts()], dtype=np.uint8)

    return verify


def _base58_payload(text: bytes) -> bytes:
    """Return version and payload of a Base58Check value, or nothing when the checksum fails."""
    raw = base58_bytes(text)
    if len(raw) <= CHECKSUM_BYTES:
        return b""
    body, check = raw[:-CHECKSUM_BYTES], raw[-CHECKSUM_BYTES:]
    return body if double_sha256(body)[:CHECKSUM_BYTES] == check else b""


def base58check(argument: str) -> Verifier:
    """Make a verifier for Base58Check values.

    Args:
        argument: Version prefixes in hexadecimal and the payload lengths in bytes, such as
            `00,05/20`; alternatives are separated by commas.
    """
    prefixes, _, lengths = argument.partition("/")
    allowed = {
        (bytes.fromhex(prefix), int(length))
        for prefix in prefixes.split(",")
        for length in lengths.split(",")
    }

    def judge(text: bytes) -> int:
        body = _base58_payload(text)
        fits = any(body[: len(p)] == p and len(body) - len(p) == size for p, size in allowed)
        return CHECKED if fits else REJECT

    return _each(judge)


def bech32(argument: str) -> Verifier:
    """Make a verifier for Bech32 (BIP 173) and Bech32m (BIP 350) values.

    Args:
        argument: Human-readable parts, such as `bc,tb`; with `!` after a part its data is a
            witness program, so that version 0 demands Bech32 and later versions Bech32m.
    """
    parts = {part.rstrip("!").encode(): part.endswith("!") for part in argument.split(",")}

    def judge(text: bytes) -> int:
        if text not in (text.lower(), text.upper()):
            return REJECT
        human, _, data = text.lower().rpartition(b"1")
        if human not in parts:
            return REJECT
        return CHECKED if bech32_kind(human, data, witness=parts[human]) else REJECT

    return _each(judge)


def _ethereum_form(text: bytes) -> int:
    """Judge an address by its form; CHECKED stands for "mixed case, still to be checked"."""
    digits = text[2:]
    if text.lower() in BURN_ADDRESSES:
        return RESERVED
    if len(set(digits.lower())) <= 2:
        return REJECT
    return PLAUSIBLE if digits in (digits.lower(), digits.upper()) else CHECKED


def _mixed_case_holds(digits: bytes, digest: bytes) -> bool:
    """Tell whether letters are upper-case exactly where the digest has a nibble of 8 or more."""
    return all(
        character.isdigit() or character.isupper() == (nibble in "89abcdef")
        for character, nibble in zip(digits.decode(), digest.hex(), strict=False)
    )


def ethereum(candidates: Candidates) -> ByteArray:
    """Check an Ethereum address: EIP-55 for mixed case; one case only is PLAUSIBLE."""
    texts = candidates.texts()
    out = np.array([_ethereum_form(text) for text in texts], dtype=np.uint8)
    mixed = np.flatnonzero(out == CHECKED).tolist()
    digests = keccak_256([texts[place][2:].lower() for place in mixed])
    for place, digest in zip(mixed, digests, strict=True):
        if not _mixed_case_holds(texts[place][2:], digest):
            out[place] = REJECT
    return out


def _ripple(text: bytes) -> int:
    raw = base58_bytes(text, RIPPLE_ALPHABET)
    body, check = raw[:-CHECKSUM_BYTES], raw[-CHECKSUM_BYTES:]
    shaped = len(raw) == 25 and raw[0] == 0
    return CHECKED if shaped and double_sha256(body)[:CHECKSUM_BYTES] == check else REJECT


ripple = _each(_ripple)
"""Check an XRP Ledger classic address: Base58Check with its own alphabet, type 0."""


def monero(candidates: Candidates) -> ByteArray:
    """Check a Monero main-net address: standard, integrated or sub-address, Keccak checksum."""
    decoded = [monero_bytes(text) for text in candidates.texts()]
    shaped = [
        place
        for place, raw in enumerate(decoded)
        if len(raw) in (69, 77) and raw[0] in MONERO_NETWORKS
    ]
    digests = keccak_256([decoded[place][:-CHECKSUM_BYTES] for place in shaped])
    out = np.zeros(len(decoded), dtype=np.uint8)
    for place, digest in zip(shaped, digests, strict=True):
        if digest[:CHECKSUM_BYTES] == decoded[place][-CHECKSUM_BYTES:]:
            out[place] = CHECKED
    return out


def _solana(text: bytes) -> int:
    varied = any(c in b"0123456789" for c in text) and text != text.lower() != text.upper()
    return PLAUSIBLE if varied and len(base58_bytes(text)) == 32 else REJECT


solana = _each(_solana)
"""Check a Solana address: Base58 of exactly 32 bytes; there is no checksum."""


def _stellar(text: bytes) -> int:
    raw = base32_bytes(text)
    if len(raw) != 35 or raw[0] not in (6 << 3, 18 << 3):
        return REJECT
    return CHECKED if crc16_xmodem(raw[:-2]) == int.from_bytes(raw[-2:], "little") else REJECT


stellar = _each(_stellar)
"""Check a Stellar account (G…) or secret seed (S…): SEP-23 strkey with CRC-16."""


def _polkadot(text: bytes) -> int:
    raw = base58_bytes(text)
    if len(raw) != 35 or raw[0] >= 64:
        return REJECT
    check = hashlib.blake2b(b"SS58PRE" + raw[:-2]).digest()[:2]
    return CHECKED if check == raw[-2:] else REJECT


polkadot = _each(_polkadot)
"""Check an SS58 address (Polkadot, Kusama, Substrate): BLAKE2b checksum of two bytes."""


def _bitcoin_cash(text: bytes) -> int:
    prefix, _, data = text.lower().rpartition(b":")
    return CHECKED if cash_address_valid(prefix or b"bitcoincash", data) else REJECT


bitcoin_cash = _each(_bitcoin_cash)
"""Check a Bitcoin Cash CashAddr: 40-bit BCH checksum over prefix and data."""


def _seed_phrase(text: bytes) -> int:
    words = text.lower().split()
    shaped = all(3 <= len(word) <= 8 and word.isalpha() for word in words)
    prose = any(word in NOT_IN_WORD_LIST for word in words)
    varied = len(set(words)) > len(words) // 2
    return PLAUSIBLE if len(words) in PHRASE_LENGTHS and shaped and varied and not prose else REJECT


seed_phrase = _each(_seed_phrase)
"""Check a recovery phrase (BIP-39 form): 12 to 24 words of 3 to 8 letters, no everyday prose.

The word list itself is not consulted; the row demands a label such as "recovery phrase"."""


VERIFIERS: dict[str, Verifier] = {
    "ethereum": ethereum,
    "ripple": ripple,
    "monero": monero,
    "solana": solana,
    "stellar": stellar,
    "polkadot": polkadot,
    "bitcoin_cash": bitcoin_cash,
    "seed_phrase": seed_phrase,
}

FACTORIES: dict[str, VerifierFactory] = {"base58check": base58check, "bech32": bech32}
