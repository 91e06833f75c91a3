"""Surrogates: values from ranges reserved for documentation, which no person can have.

Ranges: RFC 2606 (domains), RFC 3849 (IPv6), RFC 5737 (IPv4), 555-0100 to 555-0199 (NANP),
RFC 9542 (MAC), and numbers whose own check makes them invalid (card, IBAN, SSN).
"""

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from avow.scrub.cleaning.pseudonyms import keyed_integer, keyed_word

NANP_E164_LENGTH = 12
_IPV4_NETWORKS = ("192.0.2", "198.51.100", "203.0.113")
_CARD_BODY_DIGITS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """One reserved range.

    Attributes:
        size: How many different values it has; 0 for unbounded.
        numbered: The n-th value, from 1, for use inside one record.
        keyed_bits: Bits that a keyed value draws in a wider scope; 0 where the range is too small
            for two people never to meet.
        keyed: The value for such a drawn integer.
        group_only: Keyed values are allowed in scope `group`, not in `dataset`.
    """

    size: int
    numbered: Callable[[int], str]
    keyed_bits: int = 0
    keyed: Callable[[int], str] | None = None
    group_only: bool = False


def luhn_digit(body: str) -> int:
    """Return the Luhn check digit (ISO/IEC 7812-1) of a string of digits."""
    total = 0
    for place, character in enumerate(reversed(body)):
        digit = int(character) * (2 if place % 2 == 0 else 1)
        total += digit - 9 if digit > 9 else digit
    return -total % 10


def _ipv4(number: int) -> str:
    return f"{_IPV4_NETWORKS[(number - 1) // 256]}.{(number - 1) % 256}"


def _ipv6(number: int) -> str:
    return str(ipaddress.IPv6Address((0x20010DB8 << 96) | number))


def _card(number: int) -> str:
    body = "4000" + str(number).zfill(_CARD_BODY_DIGITS - 4)
    return body + str((luhn_digit(body) + 1) % 10)


def _ssn(number: int) -> str:
    return f"000-{(number - 1) // 9999 + 1:02d}-{(number - 1) % 9999 + 1:04d}"


FAMILIES: Mapping[str, Family] = {
    "contact.email": Family(size=0, numbered=lambda number: f"person{number}@example.com"),
    "contact.profile_url": Family(size=0, numbered=lambda n: f"https://example.com/person{n}"),
    "network.url": Family(size=0, numbered=lambda n: f"https://example.com/page{n}"),
    "network.domain": Family(size=0, numbered=lambda number: f"host{number}.example"),
    "network.ipv6": Family(size=2**96 - 1, numbered=_ipv6, keyed_bits=96, keyed=_ipv6),
    "network.ipv4": Family(size=768, numbered=_ipv4),
    "contact.phone": Family(size=100, numbered=lambda n: f"202-555-01{n - 1:02d}"),
    "network.mac": Family(size=256, numbered=lambda n: f"00-00-5E-00-53-{n - 1:02X}"),
    "financial.card": Family(
        size=10**11 - 1, numbered=_card, keyed_bits=36, keyed=_card, group_only=True
    ),
    "financial.iban": Family(
        size=10**14 - 1,
        numbered=lambda number: f"GB00AVOW{number:014d}",
        keyed_bits=46,
        keyed=lambda number: f"GB00AVOW{number:014d}",
        group_only=True,
    ),
    "gov.us.ssn": Family(size=99 * 9999, numbered=_ssn),
}
KEYED_WORDS: Mapping[str, str] = {
    "contact.email": "p{word}@example.com",
    "contact.profile_url": "https://example.com/p{word}",
    "network.url": "https://example.com/p{word}",
    "network.domain": "p{word}.example",
}


def family_of(kind: str, identity: str) -> Family | None:
    """Return the range for a value, or None where it gets a token instead.

    Args:
        kind: Kind of the value.
        identity: Normalised value; a telephone number has a range only in the NANP (+1).
    """
    if kind == "contact.phone":
        nanp = identity.startswith("+1") and len(identity) == NANP_E164_LENGTH
        return FAMILIES[kind] if nanp else None
    return FAMILIES.get(kind)


def keyed_surrogate(
    key: bytes, *, scope_id: str, kind: str, identity: str, width: int, dataset: bool
) -> str:
    """Return a keyed value of a large range, or an empty string where the range is too small.

    Args:
        key: The data set's pseudonym key.
        scope_id: Names the data set or group.
        kind: Kind of the value.
        identity: Normalised value.
        width: Characters of a keyed word.
        dataset: The scope is the whole data set.
    """
    pattern = KEYED_WORDS.get(kind)
    if pattern is not None:
        word = keyed_word(key, scope_id=scope_id, kind=kind, identity=identity, width=width)
        return pattern.format(word=word.lower())
    family = FAMILIES.get(kind)
    if family is None or family.keyed is None or (dataset and family.group_only):
        return ""
    number = keyed_integer(
        key, scope_id=scope_id, kind=kind, identity=identity, bits=family.keyed_bits
    )
    return family.keyed(number)
