"""IP and MAC addresses, coordinates, session ids and cookies, with what stands around them."""

import ipaddress
import random

import numpy as np
import pytest
from stdnum import mac as mac_oracle

from avow.detect.detector import Detector
from avow.detect.verify import network
from avow.detect.verify.interface import PLAUSIBLE, REJECT, RESERVED, Candidates

OPEN, CLOSE = "<<", ">>"


def verify(name: str, marked: str) -> int:
    """Run one verifier on the span between the marks, with its surroundings."""
    data = marked.encode()
    start = data.index(OPEN.encode())
    end = data.index(CLOSE.encode()) - len(OPEN)
    plain = data.replace(OPEN.encode(), b"").replace(CLOSE.encode(), b"")
    verdict = network.VERIFIERS[name](
        Candidates(
            data=np.frombuffer(plain, dtype=np.uint8),
            starts=np.array([start], dtype=np.int64),
            ends=np.array([end], dtype=np.int64),
        )
    )
    return int(verdict[0])


def found(detector: Detector, text: str, kind: str) -> list[str]:
    """Return the texts of the findings of one kind."""
    return [text[item.start : item.end] for item in detector.find(text) if item.kind == kind]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("from <<81.2.69.142>> at noon", PLAUSIBLE),
        ("<<10.0.0.1>>", PLAUSIBLE),
        ("<<127.0.0.1>>:80", PLAUSIBLE),
        ("<<0.0.0.0>>", PLAUSIBLE),
        ("<<81.2.69.0/24>>", PLAUSIBLE),
        ("<<192.0.2.1>>", RESERVED),
        ("<<198.51.100.200>>", RESERVED),
        ("<<203.0.113.7/32>>", RESERVED),
        ("end of line <<81.2.69.142>>.", PLAUSIBLE),
        ("<<256.1.1.1>>", REJECT),
        ("<<81.2.69.0/33>>", REJECT),
        ("<<192.168.001.010>>", REJECT),
        ("version <<1.2.3.4>>", REJECT),
        ("v<<1.2.3.4>>", REJECT),
        ("Chrome/<<96.0.46.110>>", REJECT),
        ("<<1.2.3.4>>.5", REJECT),
        ("1.<<2.3.4.5>>", REJECT),
        ("tool==<<1.2.3.4>>", REJECT),
        ("<<1.2.3.4>>-rc1", REJECT),
        ("section <<3.2.1.4>>", REJECT),
        ("<<15.1.8.2>> The Sergeant at Arms shall", REJECT),
    ],
)
def test_ipv4(marked: str, expected: int) -> None:
    assert verify("network_ipv4", marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("<<2a02:8071:b6::1>>", PLAUSIBLE),
        ("<<684D:1111:222:3333:4444:5555:6:77>>", PLAUSIBLE),
        ("<<::ffff:81.2.69.142>>", PLAUSIBLE),
        ("<<fe80::1%eth0>>", PLAUSIBLE),
        ("<<fe80::1%eth0/64>>", PLAUSIBLE),
        ("<<2001:67c:2e8::/48>>", PLAUSIBLE),
        ("[<<::1>>]:443", PLAUSIBLE),
        ("<<::/0>>", PLAUSIBLE),
        ("<<2001:db8::1>>", RESERVED),
        ("<<2001:0DB8:0:0:0:0:0:1>>", RESERVED),
        ("<<3fff::1>>", RESERVED),
        ("<<::ffff:192.0.2.1>>", RESERVED),
        ("<<12:34:56>>", REJECT),
        ("<<::>>", REJECT),
        ("std<<::f>>oo", REJECT),
        ("<<3c:22:fb:aa:01:9e>>", REJECT),
        ("<<3c:22:fb:ff:fe:aa:01:9e>>", REJECT),
        ("<<dead::beef>>", REJECT),
        ("<<2001::25de::cade>>", REJECT),
        ("<<1:2:3::4:5:6:7:8>>", REJECT),
        ("<<::ffff:81.2.69.342>>", REJECT),
        ("<<fe80::1/129>>", REJECT),
        ("image[<<::2>>]", REJECT),
        ("<<3000::>>", REJECT),
    ],
)
def test_ipv6(marked: str, expected: int) -> None:
    assert verify("network_ipv6", marked) == expected


def test_ipv6_parser_agrees_with_the_standard_library() -> None:
    chooser = random.Random(3)
    values = []
    for _ in range(1500):
        address = ipaddress.IPv6Address(chooser.getrandbits(128) & chooser.getrandbits(128))
        values += [address.compressed, address.exploded]
        text = list(chooser.choice(values))
        text[chooser.randrange(len(text))] = chooser.choice(":0f.g")
        values.append("".join(text))
    for value in values:
        try:
            expected: bytes | None = ipaddress.IPv6Address(value).packed
        except ValueError:
            expected = None
        groups = network.parse_ipv6(value.encode())
        packed = None if groups is None else b"".join(group.to_bytes(2) for group in groups)
        assert packed == expected, value


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("<<3c:22:fb:aa:01:9e>>", PLAUSIBLE),
        ("<<3C-22-FB-AA-01-9E>>", PLAUSIBLE),
        ("<<3c22.fbaa.019e>>", PLAUSIBLE),
        ("mac: <<3C22FBAA019E>>", PLAUSIBLE),
        ("<<3c:22:fb:ff:fe:aa:01:9e>>", PLAUSIBLE),
        ("<<00:00:5E:00:53:AF>>", RESERVED),
        ("<<01-00-5E-90-10-00>>", RESERVED),
        ("<<00:00:00:00:00:00>>", REJECT),
        ("<<ff:ff:ff:ff:ff:ff>>", REJECT),
        ("<<3c:22:fb-aa:01:9e>>", REJECT),
        ("16:<<3c:22:fb:aa:01:9e>>", REJECT),
        ("<<3c:22:fb:aa:01:9e>>:77", REJECT),
        ("<<1234.5678.9012>>", REJECT),
        ("mac: <<123456789012>>", REJECT),
    ],
)
def test_mac(marked: str, expected: int) -> None:
    assert verify("network_mac", marked) == expected


def test_mac_agrees_with_the_oracle() -> None:
    chooser = random.Random(4)
    for _ in range(300):
        parts = [f"{chooser.randrange(1, 255):02x}" for _ in range(6)]
        value = chooser.choice(":-").join(parts)
        assert mac_oracle.validate(value, validate_manufacturer=False)
        assert verify("network_mac", f"<<{value}>>") in (PLAUSIBLE, RESERVED)


@pytest.mark.parametrize(
    ("name", "marked", "expected"),
    [
        ("network_geo_pair", "<<47.3769, 8.5417>>", PLAUSIBLE),
        ("network_geo_pair", "<<48.8584° N, 2.2945° E>>", PLAUSIBLE),
        ("network_geo_pair", "POINT(<<16.3725 48.2082>>)", PLAUSIBLE),
        ("network_geo_pair", "@<<52.51627,13.37770>>,17z", PLAUSIBLE),
        ("network_geo_pair", "<<91.1234, 12.5678>>", REJECT),
        ("network_geo_pair", "<<12.1234, 181.5678>>", REJECT),
        ("network_geo_pair", "<<0.1234, 0.5678>>", REJECT),
        ("network_geo_pair", "<<1.2345, 2.3456>>, 3.4567", REJECT),
        ("network_geo_pair", "9.8765, <<1.2345, 2.3456>>", REJECT),
        ("network_geo_pair", "<<12.3456 45.6789>>", REJECT),
        ("network_geo_pair", "GPS <<48.8584 2.2945>>", PLAUSIBLE),
        ("network_geo_pair", "the coordinates are <<48.8584 2.2945>>", PLAUSIBLE),
        ("network_geo_pair", "GPS <<48.8584 2.2945>> 3.4567", REJECT),
        ("network_geo_pair", "GPS <<0.1234 0.2945>>", REJECT),
        ("network_geo_pair", "mass <<48.8584 2.2945>>", REJECT),
        ("network_geo_single", "lat: <<47.3769>>", PLAUSIBLE),
        ("network_geo_single", '"lat": 47.1, "lon": <<-122.4194>>', PLAUSIBLE),
        ("network_geo_single", "latitude=<<122.4194>>", REJECT),
        ("network_geo_dms", "<<48°51'30.1\"N 2°17'40.2\"E>>", PLAUSIBLE),
        ("network_geo_dms", "<<48°71'30.1\"N 2°17'40.2\"E>>", REJECT),
        ("network_session", "sid=<<31d4d96e407aad42>>", PLAUSIBLE),
        ("network_session", "sid=<<${SESSION_ID}>>", REJECT),
        ("network_session", "sid=<<your-session-id>>", REJECT),
        ("network_session", "sid=<<12345678>>", REJECT),
        ("network_cookie", "Cookie: <<theme=dark; sid=a8f3kq92mfl1>>", PLAUSIBLE),
        ("network_cookie", "Cookie: <<theme=dark; lang=en>>", REJECT),
        ("network_cookie", "Set-Cookie: <<sid=31d4d96e407aad42; Path=/>>", REJECT),
    ],
)
def test_coordinates_sessions_and_cookies(name: str, marked: str, expected: int) -> None:
    assert verify(name, marked) == expected


IPV6_FORMS = (
    "684D:1111:222:3333:4444:5555:6:77",
    "2345:0425:2CA1:0000:0000:0567:5673:23b5",
    "2345:0425:2CA1::0567:5673:23b5",
    "fe80::1%eth0",
    "fe80::1%eth0/64",
    "::ffff:81.2.69.142",
    "::81.2.69.142",
    "64:ff9b::81.2.69.142",
    "2a02:26f0:6d00::/40",
    "1::8",
    "1:2:3:4:5:6:7:8",
    "0:0:0:0:0:ffff:81.2.69.142",
)


@pytest.mark.parametrize("form", IPV6_FORMS)
@pytest.mark.parametrize(
    "frame", ["{}", "my ip: {}", "[{}]:443 open", "at {}, then", "({})", "{}."]
)
def test_presidio_1940_1941_2062_ipv6(detector: Detector, form: str, frame: str) -> None:
    assert found(detector, frame.format(form), "network.ipv6") == [form]


@pytest.mark.parametrize(
    "text",
    [
        "the meeting is at 12:34:56",
        "use std::vector<std::string> here",
        "Foo::Bar::baz()",
        "684D:1111:222:3333:4444:5555:77",
        "a ratio of 1:2:3:4",
        "values[1::3] and rows[::2]",
        "key :: value",
    ],
)
def test_times_scopes_and_slices_are_no_ipv6(detector: Detector, text: str) -> None:
    assert found(detector, text, "network.ipv6") == []


def test_ip_addresses(detector: Detector) -> None:
    text = "203.0.113.9 and 81.2.69.142:8080 spoke to 10.1.2.0/24; v1.2.3.4 did not."
    assert found(detector, text, "network.ipv4") == ["203.0.113.9", "81.2.69.142", "10.1.2.0/24"]
    reserved = [item.reserved for item in detector.find(text) if item.kind == "network.ipv4"]
    assert reserved == [True, False, False]
