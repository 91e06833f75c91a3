"""Selectors: URL forms, keyed digests, and unambiguous messages."""

import pytest

from avow.errors import InputError
from avow.suppression.selectors import (
    SelectorType,
    domain_suffixes,
    length_prefixed,
    make_selectors,
    normalise_url,
    selector_digest,
    url_host,
)

KEY = bytes(range(32))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://User@Example.ORG:443/A%7eb?q=1#top", "example.org/A~b?q=1"),
        ("http://example.org", "example.org/"),
        ("http://example.org:8080/x", "example.org:8080/x"),
        ("//example.org/ü", "example.org/%C3%BC"),
        ("example.org/%C3%bc", "example.org/%C3%BC"),
        ("http://bücher.example/", "xn--bcher-kva.example/"),
        ("http://[bad", ""),
    ],
)
def test_normalise_url(url: str, expected: str) -> None:
    assert normalise_url(url) == expected


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://a.b.example.org:8443/x@y", "a.b.example.org"),
        ("http://user:pw@example.org?x", "example.org"),
        ("example.org/path", "example.org"),
        ("http://EXAMPLE.org.", "example.org"),
        ("http://evil.org\\@example.org/", "evil.org"),
        ("", ""),
    ],
)
def test_url_host(url: str, host: str) -> None:
    assert url_host(url) == host


def test_suffixes_end_at_label_boundaries() -> None:
    assert list(domain_suffixes("a.b.org")) == ["a.b.org", "b.org", "org"]


def test_messages_are_unambiguous() -> None:
    assert length_prefixed("ab", "c") != length_prefixed("a", "bc")
    assert length_prefixed("ab") == b"\0\0\0\2ab"


def test_digest_depends_on_key_type_and_value() -> None:
    made = {
        selector_digest(KEY, SelectorType.AUTHOR, "a"),
        selector_digest(bytes(32), SelectorType.AUTHOR, "a"),
        selector_digest(KEY, SelectorType.EMAIL, "a"),
        selector_digest(KEY, SelectorType.AUTHOR, "b"),
    }
    assert len(made) == 4
    assert all(len(one) == 32 for one in made)


def test_personal_values_are_digested_and_addresses_are_not() -> None:
    request = {"key": KEY, "received": "2026-11-01", "request": "r1"}
    email = make_selectors(SelectorType.EMAIL, "A+x@real.org", **request)  # type: ignore[arg-type]
    assert len(email) == 2
    assert "real" not in repr(email)
    (domain,) = make_selectors(SelectorType.DOMAIN, "Bücher.example", **request)  # type: ignore[arg-type]
    assert domain.value == "xn--bcher-kva.example"


@pytest.mark.parametrize("type_", list(SelectorType))
def test_empty_value_is_refused(type_: SelectorType) -> None:
    with pytest.raises(InputError):
        make_selectors(
            type_,
            "" if type_ is not SelectorType.URL_PREFIX else "http://[",
            key=KEY,
            received="",
            request="",
        )
