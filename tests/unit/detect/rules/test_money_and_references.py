"""Named cases for cards, accounts, references and look-alikes, through the whole detector."""

import pytest

from avow.detect.detector import Detector


@pytest.fixture(scope="module")
def everything() -> Detector:
    """Return a detector that reports look-alikes too; the compiled table is the same."""
    return Detector.load(locales=("en-US",), keep_impersonal=True)


def kinds_of(detector: Detector, text: str, hint: str = "") -> list[tuple[str, str]]:
    return [(item.kind, text[item.start : item.end]) for item in detector.find(text, hint)]


@pytest.mark.parametrize(
    "text",
    [
        "The committee counted 482133771 votes in 12345678 precincts.",
        "Population 331449281, budget 48213377, area 9833520 in total.",
        "Line 1234567890 of the log holds 00481 and 4821337712345678.",
    ],
)
def test_us_bank_number_any_digits(us_detector: Detector, text: str) -> None:
    """Plain digits are not everybody's bank account, licence or passport."""
    found = [kind for kind, _ in kinds_of(us_detector, text)]
    assert not [kind for kind in found if kind.startswith(("financial.", "gov.", "id."))]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Access of EMP-10482 ended in May.", "EMP-10482"),
        ("See CASE-2024-001 for the complaint.", "CASE-2024-001"),
        ("customer 48213 asked again", "48213"),
        ("Employee ID: E-7781 left", "E-7781"),
    ],
)
def test_emp_case_ids(us_detector: Detector, text: str, value: str) -> None:
    assert ("id.reference", value) in kinds_of(us_detector, text)


@pytest.mark.parametrize(
    "text",
    [
        "Roe v. Wade, 410 U.S. 113 (1973), was decided 7-2.",
        "See § 12 BGB and 42 U.S.C. § 1983.",
        "Decided in 550 F. Supp. 2d 1023.",
    ],
)
def test_legal_citation_is_name(us_detector: Detector, everything: Detector, text: str) -> None:
    """A citation is no person, phone or account; it is seen and set aside."""
    assert kinds_of(us_detector, text) == []
    assert "decoy.citation" in [kind for kind, _ in kinds_of(everything, text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("phone book 978-0-306-40615-7, second edition", "decoy.isbn"),
        ("Bought US0378331005 yesterday", "decoy.security"),
        ("commit da39a3ee5e6b4b0d3255bfef95601890afd80709", "decoy.hash"),
        ("request 123e4567-e89b-12d3-a456-426614174000 failed", "decoy.uuid"),
        ("LEI 5493001KJTIIGC8Y1R12", "org.lei"),
        ("UPS 1Z999AA10123456784 is late", "decoy.tracking"),
    ],
)
def test_look_alikes_are_seen_and_not_reported(
    us_detector: Detector, everything: Detector, text: str, kind: str
) -> None:
    assert kinds_of(us_detector, text) == []
    assert [found for found, _ in kinds_of(everything, text)] == [kind]


def test_check_digit_beats_a_look_alike(us_detector: Detector) -> None:
    """A card with a valid digit stays a card behind a currency sign or the word tracking."""
    number = "4539578763621486"
    assert ("financial.card", number) in kinds_of(us_detector, f"tracking number {number}")


def test_hint_makes_a_column_an_account(us_detector: Detector) -> None:
    assert kinds_of(us_detector, "48213377", "bank_account_number") == [
        ("financial.account", "48213377")
    ]
    assert kinds_of(us_detector, "48213377", "population") == []


def test_reserved_test_card(us_detector: Detector) -> None:
    (found,) = us_detector.find("Use 4242 4242 4242 4242 for tests")
    assert found.kind == "financial.card"
    assert found.reserved


@pytest.mark.parametrize("name", ["id.order", "decoy.price"])
def test_quasi_and_look_alikes_are_off(us_detector: Detector, name: str) -> None:
    text = "Order number: 48213 cost $1,200"
    assert name not in [kind for kind, _ in kinds_of(us_detector, text)]
