"""Generalising: coarser, and the same when done twice."""

import pytest

from avow.scrub.cleaning.generalise import generalise


@pytest.mark.parametrize(
    ("kind", "value", "after", "expected"),
    [
        ("time.birth", "12 March 1985", "", "1985"),
        ("time.birth", "1985", "", "1985"),
        ("time.birth", "12/03/85", "", ""),
        ("time.birth", "1985 or 1986", "", ""),
        ("time.birth", "119850", "", ""),
        ("quasi.age", "47", "", "40-49"),
        ("quasi.age", "aged 103", "", "90+"),
        ("quasi.age", "40-49", "", "40-49"),
        ("quasi.age", "90+", "", "90+"),
        ("quasi.age", "old", "", ""),
        ("network.ipv4", "81.2.69.142", " ok", "81.2.69.0/24"),
        ("network.ipv4", "81.2.69.142", "/16", "81.2.69.0"),
        ("network.ipv4", "81.2.69.0/24", "", "81.2.69.0/24"),
        ("network.ipv4", "81.2.69", "", ""),
        ("network.ipv6", "2a00:1450:4001:81b::200e", "", "2a00:1450:4001::/48"),
        ("network.ipv6", "2a00:1450:4001::", "/48", "2a00:1450:4001::"),
        ("quasi.postcode", "94103-1234", "", "941"),
        ("quasi.postcode", "941", "", ""),
        ("contact.email", "a@real.org", "", ""),
        ("person.name", "Ada Byron", "", ""),
    ],
)
def test_generalise(kind: str, value: str, after: str, expected: str) -> None:
    assert generalise(kind, value, after) == expected


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("time.birth", "12 March 1985"),
        ("quasi.age", "47"),
        ("network.ipv4", "81.2.69.142"),
        ("network.ipv6", "2a00::1"),
    ],
)
def test_twice_is_once(kind: str, value: str) -> None:
    once = generalise(kind, value)
    assert generalise(kind, once) == once
