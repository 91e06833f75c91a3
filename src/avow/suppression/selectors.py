"""Selectors: what an opt-out addresses, and the keyed digests by which it is looked up."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, unquote_to_bytes, urlsplit

from avow.errors import InputError
from avow.suppression.normalise import (
    email_forms,
    fold_text,
    normalise_domain,
    normalise_person,
    normalise_phone,
)

DIGEST_BYTES = 16
DEFAULT_PORTS = {"http": "80", "https": "443", "ftp": "21"}
UNRESERVED = "-._~!$&'()*+,;=:@/"


class SelectorType(StrEnum):
    """What a selector matches; `person` selectors redact, all others drop the record."""

    DOMAIN = "domain"
    URL_PREFIX = "url-prefix"
    AUTHOR = "author"
    RECORD_ID = "record-id"
    CONTENT = "content"
    EMAIL = "person-email"
    PHONE = "person-phone"
    NAME = "person-name"


PERSON_TYPES = frozenset({SelectorType.EMAIL, SelectorType.PHONE, SelectorType.NAME})
PLAIN_TYPES = frozenset({SelectorType.DOMAIN, SelectorType.URL_PREFIX})


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """One line of an opt-out list.

    Attributes:
        type: What it matches.
        value: Normalised domain or URL prefix for those two types, else the keyed digest.
        received: Date of the request (ISO 8601).
        request: Opaque id of the request, for the receipt; never a name.
    """

    type: SelectorType
    value: str
    received: str
    request: str


def length_prefixed(*parts: str) -> bytes:
    """Return an unambiguous message of several strings: each with its length in 4 bytes before."""
    message = bytearray()
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        message += len(encoded).to_bytes(4, "big")
        message += encoded
    return bytes(message)


def selector_digest(key: bytes, type_: SelectorType, normalised: str) -> str:
    """Return the keyed BLAKE2b digest (hex) of a normalised value under the `selector` key."""
    return hashlib.blake2b(
        length_prefixed(type_, normalised), key=key, digest_size=DIGEST_BYTES, person=b"selector"
    ).hexdigest()


def content_form(text: str) -> str:
    """Return the form of a text that content selectors and exact duplicates are compared in."""
    return fold_text(text)


def normalise_url(value: str) -> str:
    """Return `host[:port]/path?query` of a URL: scheme dropped, default port and case folded.

    Percent-encoding is decoded and written in one way (as RFC 3986 section 6.2.2, but for every
    character, since a wider match is the safe side); http and https are one site.
    """
    text = value.strip()
    if "://" not in text:
        text = "//" + text.removeprefix("//")
    try:
        parts = urlsplit(text)
        host = normalise_domain(parts.hostname or "")
        port = "" if parts.port is None else str(parts.port)
    except ValueError:
        return ""
    if port == DEFAULT_PORTS.get(parts.scheme.lower(), port if parts.scheme else "443"):
        port = ""
    path = _normal_encoding(parts.path) or "/"
    query = f"?{_normal_encoding(parts.query)}" if parts.query else ""
    return f"{host}:{port}{path}{query}" if port else f"{host}{path}{query}"


def _normal_encoding(part: str) -> str:
    return quote(unquote_to_bytes(part), safe=UNRESERVED)


def url_host(value: str) -> str:
    """Return the host of a URL as A-labels, without port and user, or an empty string."""
    start = value.find("://")
    rest = value[start + 3 :] if start >= 0 else value.removeprefix("//")
    for mark in "/?#\\":
        rest = rest.partition(mark)[0]
    rest = rest.rpartition("@")[2]
    if not rest.startswith("["):
        rest = rest.partition(":")[0]
    return normalise_domain(rest)


def domain_suffixes(host: str) -> Iterator[str]:
    """Yield a host and each of its parents at label boundaries, longest first."""
    while host:
        yield host
        host = host.partition(".")[2]


def make_selectors(
    type_: SelectorType, value: str, *, key: bytes, received: str, request: str, region: str = ""
) -> tuple[Selector, ...]:
    """Return the selectors of one request: the normal forms, digested where they are personal.

    Args:
        type_: What is to match.
        value: As the person gave it.
        key: The project's `selector` key.
        received: Date of the request.
        request: Opaque id of the request.
        region: ISO 3166 country for a telephone number without a country code.

    Raises:
        InputError: The value is empty after normalising.
    """
    forms = _forms(type_, value, region)
    if not all(forms):
        raise InputError(f"a {type_} selector is empty", hint="Give the value to leave out.")
    if type_ not in PLAIN_TYPES:
        forms = tuple(selector_digest(key, type_, form) for form in forms)
    return tuple(
        Selector(type=type_, value=form, received=received, request=request) for form in forms
    )


def _forms(type_: SelectorType, value: str, region: str) -> tuple[str, ...]:
    if type_ is SelectorType.EMAIL:
        return email_forms(value)
    if type_ is SelectorType.PHONE:
        return (normalise_phone(value, region),)
    return (_SINGLE_FORMS[type_](value),)


_SINGLE_FORMS: Mapping[SelectorType, Callable[[str], str]] = {
    SelectorType.DOMAIN: normalise_domain,
    SelectorType.URL_PREFIX: normalise_url,
    SelectorType.AUTHOR: fold_text,
    SelectorType.RECORD_ID: str,
    SelectorType.CONTENT: content_form,
    SelectorType.NAME: normalise_person,
}
