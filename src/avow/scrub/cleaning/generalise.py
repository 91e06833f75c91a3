"""Generalising: a coarser value of the same kind; doing it twice changes nothing."""

import ipaddress
import re
from collections.abc import Callable, Mapping

IPV4_PREFIX_BITS = 24
IPV6_PREFIX_BITS = 48
AGE_BAND_YEARS = 10
OLDEST_BAND = 90

_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_AGE = re.compile(r"(?<!\d)(\d{1,3})(?!\d)")
_BAND = re.compile(r"(?<!\d)\d{1,2}(?:-\d{1,2}|\+)")
_ZIP = re.compile(r"\s*(\d{3})\d{2}(?:-\d{4})?\s*")
_PREFIX_AFTER = re.compile(r"/\d{1,3}(?!\d)")


def generalise(kind: str, value: str, after: str = "") -> str:
    """Return the coarser form of a value, the value itself where it is coarse already, or ``.

    An empty answer means that no safe coarser form is known; the caller uses a token.

    Args:
        kind: Kind of the value.
        value: As it stands in the text.
        after: A few characters that follow it, to see a network's prefix length.
    """
    rule = _RULES.get(kind)
    return rule(value, after) if rule is not None else ""


def _year(value: str, _after: str) -> str:
    years = set(_YEAR.findall(value))
    return years.pop() if len(years) == 1 else ""


def _age_band(value: str, _after: str) -> str:
    if _BAND.search(value):
        return value
    ages = _AGE.findall(value)
    if len(ages) != 1:
        return ""
    start = int(ages[0]) // AGE_BAND_YEARS * AGE_BAND_YEARS
    # Very old people are few: one open band (as in HIPAA's safe harbour, 45 CFR 164.514).
    return f"{OLDEST_BAND}+" if start >= OLDEST_BAND else f"{start}-{start + AGE_BAND_YEARS - 1}"


def _network(value: str, after: str) -> str:
    try:
        address = ipaddress.ip_address(value.partition("/")[0].partition("%")[0])
    except ValueError:
        return ""
    bits = IPV4_PREFIX_BITS if address.version == 4 else IPV6_PREFIX_BITS
    network = ipaddress.ip_network((address, bits), strict=False)
    written = _PREFIX_AFTER.match(after)
    if written is not None and "/" not in value:
        # The prefix length stands outside the finding: keep it and coarsen the address alone.
        return str(network.network_address)
    return str(network)


def _postcode(value: str, _after: str) -> str:
    match = _ZIP.fullmatch(value)
    return match[1] if match else ""


_RULES: Mapping[str, Callable[[str, str], str]] = {
    "time.birth": _year,
    "time.date": _year,
    "time.death": _year,
    "quasi.age": _age_band,
    "network.ipv4": _network,
    "network.ipv6": _network,
    "quasi.postcode": _postcode,
}
