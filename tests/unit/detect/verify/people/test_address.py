"""Postal addresses of many countries, and street-like text that is none."""

import numpy as np
import pytest

from avow.detect.detector import Detector
from avow.detect.verify.interface import PLAUSIBLE, REJECT, Candidates
from avow.detect.verify.people.address import VERIFIERS


@pytest.fixture(scope="module")
def detector() -> Detector:
    return Detector.load(only=("contact.address",))


def judge(name: str, text: str, *, before: str = "") -> int:
    start, length = len(before.encode()), len(text.encode())
    one = Candidates(
        data=np.frombuffer((before + text).encode(), dtype=np.uint8),
        starts=np.array([start], dtype=np.int64),
        ends=np.array([start + length], dtype=np.int64),
    )
    return int(VERIFIERS[name](one)[0])


def spans(detector: Detector, text: str) -> list[str]:
    return [text[item.start : item.end] for item in detector.find(text)]


@pytest.mark.parametrize(
    ("before", "text", "verdict"),
    [
        ("at ", "742 Evergreen Terrace", PLAUSIBLE),
        ("at ", "6108 Forest Hill Drive", PLAUSIBLE),
        ("at ", "1999 Oak Road", PLAUSIBLE),
        ("", "5 Way Street, Bath", REJECT),
        ("a ", "2 way street", REJECT),
        ("on ", "5 Star Drive", REJECT),
        ("in ", "2019 Main Street", REJECT),
        ("since ", "2019 Main Street", REJECT),
        ("$", "12 Wall Street", REJECT),
        ("", "1 Oak Road " + "x" * 320, REJECT),
    ],
)
def test_street(before: str, text: str, verdict: int) -> None:
    assert judge("street", text, before=before) == verdict


@pytest.mark.parametrize(
    ("name", "text", "verdict"),
    [
        ("gb_postcode", "SW1A 1AA", PLAUSIBLE),
        ("gb_postcode", "M1 1AE", PLAUSIBLE),
        ("gb_postcode", "CR2 6XH", PLAUSIBLE),
        ("gb_postcode", "DN551PT", PLAUSIBLE),
        ("gb_postcode", "QX1 2AB", REJECT),
        ("gb_postcode", "SW1A 1CC", REJECT),
        ("gb_postcode", "AJ1 1AA", REJECT),
        ("ca_postcode", "K1M 1M4", PLAUSIBLE),
        ("ca_postcode", "H3Z2Y7", PLAUSIBLE),
        ("ca_postcode", "D1M 1M4", REJECT),
        ("ca_postcode", "K1O 1M4", REJECT),
        ("ca_postcode", "W1M 1M4", REJECT),
        ("postal", "Rua 3", PLAUSIBLE),
        ("postal", "Rua", REJECT),
    ],
)
def test_codes(name: str, text: str, verdict: int) -> None:
    assert judge(name, text) == verdict


@pytest.mark.parametrize("name", sorted(VERIFIERS))
def test_no_candidates_give_no_verdicts(name: str) -> None:
    nothing = np.zeros(0, dtype=np.int64)
    empty = Candidates(data=np.zeros(0, dtype=np.uint8), starts=nothing, ends=nothing)
    assert len(VERIFIERS[name](empty)) == 0


@pytest.mark.parametrize(
    "address",
    [
        "742 Evergreen Terrace, Springfield, IL 62704",
        "1600 Amphitheatre Pkwy\nSuite 200\nMountain View, CA 94043",
        "221B Baker Street, London NW1 6XE",
        "Flat 3, 12 Oak Road, London SW1A 1AA",
        "24 Sussex Drive, Ottawa, ON K1M 1M4",
        "12 Collins St, Melbourne VIC 3000",
        "Hauptstraße 12, 10115 Berlin",
        "Mariahilfer Straße 77-79, 1060 Wien",
        "Bahnhofstr. 5, 8001 Zürich",
        "12 bis, rue de la Paix, 75002 Paris",
        "Calle Mayor, 12, 3º B, 28013 Madrid",
        "Via Giuseppe Garibaldi 12, 00185 Roma (RM)",
        "Prinsengracht 263, 1016 GV Amsterdam",
        "Rua Augusta 24, 1100-053 Lisboa",
        "Rua das Flores, 123, apto 45 - Centro, São Paulo - SP, 01234-567",
        "ul. Marszałkowska 12/34, 00-590 Warszawa",
        "Storgatan 12, 111 51 Stockholm",
        "45 Mahatma Gandhi Road, Bengaluru - 560001",
        "1-2-3 Ginza, Chuo-ku, Tokyo 104-0061",
        "東京都千代田区丸の内1-9-1",
        "北京市朝阳区建国路88号",
        "서울특별시 강남구 테헤란로 152",
        "P.O. Box 1234, Springfield, IL 62704",
        "PSC 3294, Box 9168\nAPO AA 61487",
    ],
)
def test_one_span_per_address(detector: Detector, address: str) -> None:
    assert spans(detector, address) == [address]
    assert spans(detector, f"({address})\nTel") == [address]


def test_german_chinese_address(detector: Detector) -> None:
    german = "Frau M. wohnt in der Lindenallee 4b, 04109 Leipzig und arbeitet dort."
    chinese = "他住在上海市浦东新区世纪大道100号2号楼1503室。"
    assert [span.endswith("4b, 04109 Leipzig") for span in spans(detector, german)] == [True]
    assert spans(detector, chinese) == ["上海市浦东新区世纪大道100号2号楼1503室"]


@pytest.mark.parametrize(
    "text",
    [
        "a 2 way street, mind you",
        "in 2019 Main Street was closed to all traffic",
        "the road to nowhere is 12345 miles long",
        "Calle sin nombre",
        "via email 12345",
        "Umweg 3 mal",
        "IP address: 10.0.0.1",
        "Address: see below",
        "建国路很长",
        "Suite 3 of the cello works",
        "drive 3 screws into place 4",
    ],
)
def test_not_an_address(detector: Detector, text: str) -> None:
    assert spans(detector, text) == []


def test_two_addresses_in_one_line_are_both_found(detector: Detector) -> None:
    first, second = "12 Oak Road, London SW1A 1AA", "15 Elm Street, Bath BA1 1AA"
    assert spans(detector, f"{first}; {second}") == [first, second]
