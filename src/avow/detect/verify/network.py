"""Verifiers of network addresses, coordinates, cookies and tokens in headers and URLs.

Span policy: a port is not part of an address (`192.0.2.7:443` finds `192.0.2.7`), a prefix length
and an IPv6 zone are (`198.51.100.0/24`, `fe80::1%eth0`). Private, loopback and unspecified
addresses are findings like others: they tell about a home or a firm. Addresses that an RFC keeps
for documentation are RESERVED.
"""

import re

import numpy as np

from avow.detect.verify.entropy import is_placeholder, is_reference
from avow.detect.verify.interface import (
    PLAUSIBLE,
    REJECT,
    RESERVED,
    Candidates,
    Verifier,
    VerifierFactory,
)
from avow.detect.verify.secrets import in_place
from avow.text import ByteArray

_DOCUMENTATION_V4 = ((192, 0, 2), (198, 51, 100), (203, 0, 113), (233, 252, 0))
_NOT_AN_ADDRESS = re.compile(
    rb"(?i)(?:\bv|\bver|version|release[ds]?|\brev|revision|build|firmware|section|chapter|clause"
    rb"|figure|table|paragraph|article|appendix|rule|\xc2\xa7{1,2}|\boid|package|\bkernel|driver)"
    rb"[\"']?\s?(?:no\.?|number|is|code|:|=|#|>=|==)*\s?[\"'(]*$|(?:[=<>~!^]=|[<>~^])\s?[\"']?$"
)
_PRODUCT = re.compile(rb"[A-Z][A-Za-z]+/$")
_HEADING = re.compile(rb"\.?\s+(?:[A-Z][a-z]+ [a-z]|[A-Z][a-z]* [A-Z][a-z]+)")
_BORDER = re.compile(rb"[\n\0]")
_SLICE = re.compile(rb"[\w)\]]\[[^\]]*$")
_MAX_SECTION = 40
_MAX_OCTET = 255
_OCTET = re.compile(rb"0|[1-9]\d{0,2}")
_MAX_V4_PREFIX = 32
_MAX_V6_PREFIX = 128
_V6_GROUPS = 8


def _ipv4(candidates: Candidates) -> ByteArray:
    """Check a dotted quad with an optional prefix: ranges, no leading zero, not a version."""
    found = np.full(len(candidates), REJECT, dtype=np.uint8)
    for row, text in enumerate(candidates.texts()):
        quad, _, prefix = text.partition(b"/")
        parts = quad.split(b".")
        if not all(map(_is_octet, parts)) or (prefix and int(prefix) > _MAX_V4_PREFIX):
            continue
        octets = tuple(map(int, parts))
        before, after = _around(candidates, row, 24)
        section = max(octets) <= _MAX_SECTION and not before.strip() and _HEADING.match(after)
        if not section and _stands_alone(before, after):
            found[row] = RESERVED if octets[:3] in _DOCUMENTATION_V4 else PLAUSIBLE
    return found


def _around(candidates: Candidates, row: int, width: int) -> tuple[bytes, bytes]:
    start, end = int(candidates.starts[row]), int(candidates.ends[row])
    before = candidates.data[max(start - width, 0) : start].tobytes()
    after = candidates.data[end : end + width].tobytes()
    return _BORDER.split(before)[-1], _BORDER.split(after, maxsplit=1)[0]


def _stands_alone(before: bytes, after: bytes) -> bool:
    """Tell whether a dotted quad is neither part of a longer dotted number nor a version."""
    if re.search(rb"\d[.,]$|[A-Za-z]\.$", before) or re.match(rb"\.\d|-?\d*[A-Za-z_]", after):
        return False
    return not (_NOT_AN_ADDRESS.search(before) or _PRODUCT.search(before))


def parse_ipv6(value: bytes) -> list[int] | None:
    """Return the eight groups of an IPv6 address in text (RFC 4291, 2.2), None where it is none."""
    text = value
    if b"." in value:
        head, _, quad = value.rpartition(b":")
        octets = quad.split(b".")
        if len(octets) != 4 or not all(_is_octet(octet) for octet in octets):
            return None
        first, second, third, fourth = (int(octet) for octet in octets)
        text = b"%s:%x:%x" % (head, first << 8 | second, third << 8 | fourth)
    left, gap, right = text.partition(b"::")
    groups = [_groups(left), _groups(right)]
    if groups[0] is None or groups[1] is None:
        return None
    missing = _V6_GROUPS - len(groups[0]) - len(groups[1])
    if (gap and missing < 1) or (not gap and missing != 0):
        return None
    return groups[0] + [0] * missing + groups[1]


def _is_octet(text: bytes) -> bool:
    return _OCTET.fullmatch(text) is not None and int(text) <= _MAX_OCTET


def _groups(text: bytes) -> list[int] | None:
    if not text:
        return []
    parts = text.split(b":")
    if not all(re.fullmatch(rb"[0-9A-Fa-f]{1,4}", part) for part in parts):
        return None
    return [int(part, 16) for part in parts]


def _ipv6(before: bytes, value: bytes, after: bytes) -> int:
    """Check an IPv6 address with optional zone and prefix; reject times, C++ scopes and MACs."""
    address, _, prefix = value.partition(b"/")
    address = address.partition(b"%")[0]
    groups = parse_ipv6(address)
    if groups is None or (prefix and int(prefix) > _MAX_V6_PREFIX):
        return REJECT
    touched = re.search(rb"[\w:.]$", before) or re.match(rb"\w|:\w|\.\d", after)
    unspecified = not any(groups) and not prefix and before[-1:] != b"["
    if touched or unspecified or _SLICE.search(before) or _is_other_notation(address, prefix):
        return REJECT
    documentation = groups[:2] == [0x2001, 0x0DB8] or groups[0] & 0xFFF0 == 0x3FF0
    if groups[:5] == [0] * 5 and groups[5] in (0, 0xFFFF) and b"." in address:
        documentation = (groups[6] >> 8, groups[6] & 255, groups[7] >> 8) in _DOCUMENTATION_V4
    return RESERVED if documentation else PLAUSIBLE


def _is_other_notation(address: bytes, prefix: bytes) -> bool:
    """Tell whether an address may as well be an EUI-64, a number before `::`, or two words."""
    eui64 = re.fullmatch(rb"(?:[0-9A-Fa-f]{2}:){7}[0-9A-Fa-f]{2}", address)
    number = not prefix and re.fullmatch(rb"\d{1,4}::", address)
    words = not re.search(rb"\d", address) and len(re.findall(rb"[0-9A-Fa-f]+", address)) < 4
    return bool(eui64 or number or (words and not prefix))


def _mac(before: bytes, value: bytes, after: bytes) -> int:
    """Check a MAC-48 or EUI-64: one separator throughout, not part of a fingerprint.

    The documentation ranges of RFC 7042 (00-00-5E-00-53-xx and 01-00-5E-90-10-xx) are reserved;
    the null and broadcast addresses belong to no device.
    """
    digits = re.sub(rb"[^0-9A-Fa-f]", b"", value).upper()
    if len(set(re.findall(rb"[^0-9A-Fa-f]", value))) > 1 or len(digits) not in (12, 16):
        return REJECT
    if re.search(rb"[0-9A-Fa-f][:.-]$|\w$", before) or re.match(rb"[:.-][0-9A-Fa-f]{2}|\w", after):
        return REJECT
    if len(set(digits)) == 1 and digits[:1] in b"0F":
        return REJECT
    if not re.search(rb"[:-]", value) and (digits.isdigit() or digits.isalpha()):
        return REJECT
    documentation = digits[:10] in (b"00005E0053", b"01005E9010")
    return RESERVED if documentation else PLAUSIBLE


_NUMBER = re.compile(rb"(\d{1,3}[.,]\d+)|(\d{1,3})\s*\xc2?\xb0")
_COORDINATE = re.compile(
    rb"([+-]|\xe2\x88\x92)?(\d{1,3})\.(\d{4,})\s*(?:\xc2\xb0)?\s*([NSEWOnsewo])?"
)
_MAX_LATITUDE = 90.0
_MAX_LONGITUDE = 180.0


def _geo_pair(before: bytes, value: bytes, after: bytes) -> int:
    """Check a pair of decimal degrees: ranges, and not two numbers out of a longer list."""
    found = list(_COORDINATE.finditer(value))
    if len(found) != 2:
        return REJECT
    first, second = (float(match[2] + b"." + match[3]) for match in found)
    letters = (found[0][4] + found[1][4]).upper() if found[0][4] and found[1][4] else b""
    if letters and letters[:1] in b"EWO":
        first, second = second, first
    well_known = bool(letters) or re.search(rb"@$|(?i:geo:|point\s?z?\s?\(|lat\w*\W{0,3})$", before)
    if re.search(rb"(?i)point\s?z?\s?\($", before):
        first, second = second, first
    if first > _MAX_LATITUDE or second > _MAX_LONGITUDE:
        return REJECT
    if well_known:
        return PLAUSIBLE
    joined = _PLACE_BEFORE.search(before) or re.search(rb"[,;\xc2]", value)
    alone = joined and not _in_list(before, after)
    return PLAUSIBLE if alone and max(first, second) >= 1 else REJECT


_PLACE_BEFORE = re.compile(rb"(?i)\b(?:gps|coordinates?|coords?)\W{0,3}(?:(?:are|is|at)\s)?$")


def _in_list(before: bytes, after: bytes) -> bool:
    """Tell whether two numbers belong to a longer list."""
    more = re.match(rb"\s*[,;]\s*[+-]?\d|\s+[+-]?\d|\s?%|\w", after)
    earlier = re.search(rb"\d\s*[,;]?\s*$", before)
    return bool(more or earlier)


def _geo_single(before: bytes, value: bytes, _after: bytes) -> int:
    """Check one labelled coordinate: at most 90 for a latitude, 180 for a longitude."""
    labels = re.findall(rb"lat|lon|lng|breit|laeng", before.lower())
    north = bool(labels) and labels[-1] in (b"lat", b"breit")
    limit = _MAX_LATITUDE if north else _MAX_LONGITUDE
    return PLAUSIBLE if abs(float(value)) <= limit else REJECT


def _geo_dms(_before: bytes, value: bytes, _after: bytes) -> int:
    """Check degrees, minutes and seconds: minutes and seconds below 60, degrees in range."""
    numbers = [float(text) for text in re.findall(rb"\d+(?:\.\d+)?", value)]
    if len(numbers) != 6:
        return REJECT
    sixty = all(number < 60 for number in numbers[1:3] + numbers[4:6])
    inside = numbers[0] <= _MAX_LATITUDE and numbers[3] <= _MAX_LONGITUDE
    return PLAUSIBLE if sixty and inside else REJECT


_MIN_TOKEN = 8


def _session(_before: bytes, value: bytes, _after: bytes) -> int:
    """Check a session id or a token in a URL: long enough, with a digit, not a placeholder."""
    if len(value) < _MIN_TOKEN or is_placeholder(value) or is_reference(value):
        return REJECT
    if re.search(rb"\s", value):
        return REJECT
    letters = re.search(rb"[A-Za-z]", value)
    digits = re.findall(rb"\d", value)
    mixed = re.search(rb"[a-z].*[A-Z]|[A-Z].*[a-z]", value) and len(value) >= 3 * _MIN_TOKEN
    random = len(set(value)) >= 6 and (len(digits) >= 2 or mixed)
    return PLAUSIBLE if random and (letters or len(value) >= 2 * _MIN_TOKEN) else REJECT


def _cookie(before: bytes, value: bytes, _after: bytes) -> int:
    """Check the content of a Cookie or Set-Cookie header: some value must look like an id.

    The attributes of a Set-Cookie header (Path, Expires) are not part of a cookie.
    """
    if b";" in value and re.search(rb"(?i)set-cookie[\"']?\s?:\s?[\"']?$", before):
        return REJECT
    pairs = re.findall(rb"[^=;\s]+=([^;]*)", value)
    kept = [pair for pair in pairs if _session(b"", pair.strip(b'" '), b"") == PLAUSIBLE]
    return PLAUSIBLE if kept else REJECT


VERIFIERS: dict[str, Verifier] = {
    "network_cookie": in_place(_cookie),
    "network_geo_dms": in_place(_geo_dms),
    "network_geo_pair": in_place(_geo_pair),
    "network_geo_single": in_place(_geo_single),
    "network_ipv4": _ipv4,
    "network_ipv6": in_place(_ipv6),
    "network_mac": in_place(_mac),
    "network_session": in_place(_session),
}

FACTORIES: dict[str, VerifierFactory] = {}
