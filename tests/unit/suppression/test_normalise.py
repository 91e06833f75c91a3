"""Normal forms: spellings of one identifier meet, different identifiers stay apart."""

import pytest

from avow.suppression.normalise import (
    email_forms,
    fold_text,
    normalise,
    normalise_domain,
    normalise_person,
    normalise_phone,
)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("contact.email", "Maria.LOPEZ@RealMail.org", "maria.lopez@realmail.org"),
        ("contact.email", "mailto:a@real.org", "a@real.org"),
        ("contact.email", "a%40real.org", "a@real.org"),
        ("contact.email", "a [at] real [dot] org", "a@real.org"),
        ("contact.email", "a@bücher.example", "a@xn--bcher-kva.example"),
        ("contact.email", "\uff41@real.org", "a@real.org"),
        ("contact.email", "no address", "no address"),
        ("network.ipv6", "2001:DB8:0:0::1", "2001:db8::1"),
        ("network.ipv6", "::ffff:192.0.2.1", "192.0.2.1"),
        ("network.ipv4", "192.0.2.1", "192.0.2.1"),
        ("network.ipv4", "999.0.2.1", "999.0.2.1"),
        ("financial.iban", "gb82 WEST-1234 5698 7654 32", "GB82WEST12345698765432"),
        ("financial.card", "4111-1111 1111 1111", "4111111111111111"),
        ("gov.us.ssn", "078-05-1120", "078051120"),
        ("network.mac", "00-00-5E-00-53-AF", "00005e0053af"),
        (
            "crypto.bitcoin",
            "1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
            "1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
        ),
        ("contact.address", " 1  High\tStreet ", "1 high street"),
    ],
)
def test_normalise(kind: str, value: str, expected: str) -> None:
    assert normalise(kind, value) == expected
    assert normalise(kind, expected) == expected


@pytest.mark.parametrize(
    ("value", "region", "expected"),
    [
        ("+49 (0)30 123456-78", "", "+493012345678"),
        ("0049 30 12345678", "", "+493012345678"),
        ("+1 (212) 867-5309 ext. 12", "", "+12128675309"),
        ("tel:+1-212-867-5309", "", "+12128675309"),
        ("(212) 867-5309", "US", "+12128675309"),
        ("(212) 867-5309", "", "2128675309"),
        ("030 12345678", "DE", "+493012345678"),
        ("12", "DE", "12"),
        ("+\u0664\u0669 30 12345678", "", "+493012345678"),
        ("+1", "", "1"),
    ],
)
def test_phone(value: str, region: str, expected: str) -> None:
    assert normalise_phone(value, region) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Dr. Maria  LOPEZ", "maria lopez"),
        ("Prof. Dr. Ada Byron, PhD", "ada byron"),
        ("Lopez's", "lopez"),
        ("Don Miller", "don miller"),
        ("Don Juan Miller", "juan miller"),
        ("Dr", "dr"),
        ("Jean-Luc O'Neil", "jean-luc o'neil"),
    ],
)
def test_person(value: str, expected: str) -> None:
    assert normalise_person(value) == expected


def test_second_form_without_the_tag() -> None:
    assert email_forms("A+news@real.org") == ("a+news@real.org", "a@real.org")
    assert email_forms("a@real.org") == ("a@real.org",)
    assert email_forms("+@real.org") == ("+@real.org",)


def test_domain_and_fold() -> None:
    assert normalise_domain("Bücher.EXAMPLE.") == "xn--bcher-kva.example"
    assert normalise_domain("bad_ü label") == "bad_ülabel"
    assert fold_text("Straße\u00a0 \ufb01n") == "strasse fin"
