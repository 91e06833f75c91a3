"""Surrogate ranges: only reserved or invalid values, never one for two people."""

import ipaddress

import pytest

from avow.scrub.cleaning.surrogates import FAMILIES, family_of, keyed_surrogate, luhn_digit
from avow.suppression.normalise import normalise

KEY = bytes(range(32))


def keyed(kind: str, identity: str, *, dataset: bool = False) -> str:
    return keyed_surrogate(
        KEY, scope_id="s", kind=kind, identity=identity, width=10, dataset=dataset
    )


@pytest.mark.parametrize("kind", sorted(FAMILIES))
def test_numbered_values_differ_over_the_range(kind: str) -> None:
    family = FAMILIES[kind]
    count = min(family.size or 2000, 2000)
    values = {normalise(kind, family.numbered(number)) for number in range(1, count + 1)}
    assert len(values) == count


@pytest.mark.parametrize(
    ("kind", "last"), [("network.ipv4", 768), ("contact.phone", 100), ("network.mac", 256)]
)
def test_small_ranges_have_their_published_ends(kind: str, last: int) -> None:
    assert FAMILIES[kind].size == last
    expected = {
        "network.ipv4": ("192.0.2.0", "203.0.113.255"),
        "contact.phone": ("202-555-0100", "202-555-0199"),
        "network.mac": ("00-00-5E-00-53-00", "00-00-5E-00-53-FF"),
    }[kind]
    assert (FAMILIES[kind].numbered(1), FAMILIES[kind].numbered(last)) == expected


def test_addresses_lie_in_documentation_networks() -> None:
    networks = [
        ipaddress.ip_network(one) for one in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24")
    ]
    for number in range(1, 769):
        address = ipaddress.ip_address(FAMILIES["network.ipv4"].numbered(number))
        assert any(address in network for network in networks)
    for text in (FAMILIES["network.ipv6"].numbered(5), keyed("network.ipv6", "x", dataset=True)):
        assert ipaddress.ip_address(text) in ipaddress.ip_network("2001:db8::/32")


def test_numbers_fail_their_own_check() -> None:
    for number in range(1, 300):
        card = FAMILIES["financial.card"].numbered(number)
        assert len(card) == 16
        assert luhn_digit(card[:-1]) != int(card[-1])
        assert FAMILIES["financial.iban"].numbered(number)[2:4] == "00"
        assert FAMILIES["gov.us.ssn"].numbered(number).startswith("000-")


@pytest.mark.parametrize(
    ("body", "digit"), [("411111111111111", 1), ("37828224631000", 5), ("7992739871", 3)]
)
def test_luhn_digit_of_published_numbers(body: str, digit: int) -> None:
    assert luhn_digit(body) == digit


@pytest.mark.parametrize(
    ("kind", "identity", "has"),
    [
        ("contact.phone", "+12125550000", True),
        ("contact.phone", "+4915112345678", False),
        ("contact.phone", "2125550000", False),
        ("person.name", "ada byron", False),
        ("contact.address", "1 high street", False),
        ("time.birth", "1985-03-12", False),
        ("secret.key", "x", False),
    ],
)
def test_kinds_without_a_range(kind: str, identity: str, has: bool) -> None:
    assert (family_of(kind, identity) is not None) == has


@pytest.mark.parametrize(
    ("kind", "group", "dataset"),
    [
        ("contact.email", True, True),
        ("network.ipv6", True, True),
        ("financial.card", True, False),
        ("financial.iban", True, False),
        ("network.ipv4", False, False),
        ("contact.phone", False, False),
        ("gov.us.ssn", False, False),
        ("network.mac", False, False),
    ],
)
def test_keyed_values_only_where_the_range_is_large(kind: str, group: bool, dataset: bool) -> None:
    assert bool(keyed(kind, "+12125550000")) == group
    assert bool(keyed(kind, "+12125550000", dataset=True)) == dataset


def test_keyed_values_do_not_clash() -> None:
    for kind in ("contact.email", "network.ipv6", "financial.card", "financial.iban"):
        assert len({keyed(kind, f"v{number}") for number in range(3000)}) == 3000
