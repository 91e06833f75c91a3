"""The index: each selector type hits what it should, and its neighbours not."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from avow.errors import VerificationError
from avow.suppression.index import OptOutIndex
from avow.suppression.optout_list import OptOutList, parse_optouts, sign_optouts
from avow.suppression.selectors import SelectorType, make_selectors

KEY = bytes(range(32))
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def make_list(*requests: tuple[SelectorType, str]) -> OptOutList:
    selectors = [
        selector
        for type_, value in requests
        for selector in make_selectors(
            type_, value, key=KEY, received="2026-11-01", request="r", region="US"
        )
    ]
    data = sign_optouts(
        selectors, version=1, issued="2026-11-25", private_key=PRIVATE, selector_key_id="k1"
    )
    public = PRIVATE.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return parse_optouts(data, public_key=public)


def make_index(*requests: tuple[SelectorType, str], regions: tuple[str, ...] = ()) -> OptOutIndex:
    return OptOutIndex(
        make_list(*requests), selector_key=KEY, selector_key_id="k1", regions=regions
    )


@pytest.mark.parametrize(
    ("url", "type_"),
    [
        ("https://example.org/x", "domain"),
        ("https://a.b.example.org", "domain"),
        ("http://EXAMPLE.org.:80/", "domain"),
        ("https://notexample.org/", ""),
        ("https://example.org.evil.net/", ""),
        ("https://xn--bcher-kva.example/", "domain"),
        ("https://git.net/ada", "url-prefix"),
        ("http://git.net:80/ada/repo", "url-prefix"),
        ("http://git.net/%61da?tab=1", "url-prefix"),
        ("https://git.net/adamant", ""),
        ("https://git.net/", ""),
        ("", ""),
    ],
)
def test_urls(url: str, type_: str) -> None:
    index = make_index(
        (SelectorType.DOMAIN, "example.org"),
        (SelectorType.DOMAIN, "bücher.example"),
        (SelectorType.URL_PREFIX, "https://git.net/ada"),
    )
    assert index.url_hit(url).partition(":")[0] == type_


def test_records() -> None:
    index = make_index(
        (SelectorType.AUTHOR, "AdaB"),
        (SelectorType.RECORD_ID, "doc-7"),
        (SelectorType.CONTENT, "My  own text\n"),
    )
    assert index.author_hit("adab").startswith("author:")
    assert index.author_hit("adabc") == ""
    assert index.record_id_hit("doc-7").startswith("record-id:")
    assert index.record_id_hit("DOC-7") == ""
    assert index.content_hit("my own\ttext").startswith("content:")
    assert index.content_hit("my own text too") == ""


@pytest.mark.parametrize(
    ("kind", "value", "hit"),
    [
        ("contact.email", "MARIA@real.org", True),
        ("contact.email", "maria+shop@real.org", True),
        ("contact.email", "mario@real.org", False),
        ("contact.phone", "+1 212-867-5309", True),
        ("contact.phone", "(212) 867-5309", True),
        ("contact.phone", "(212) 867-5308", False),
        ("person.name", "Dr. Ada Byron", True),
        ("person.name", "Ada", False),
        ("contact.username", "maria@real.org", False),
    ],
)
def test_persons(kind: str, value: str, hit: bool) -> None:
    index = make_index(
        (SelectorType.EMAIL, "Maria@real.org"),
        (SelectorType.PHONE, "212 867 5309"),
        (SelectorType.NAME, "Ada Byron"),
        regions=("US",),
    )
    assert bool(index.person_hit(kind, value)) == hit


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("we met Ada Byron there", ["Ada Byron"]),
        ("Yesterday Countess Ada Byron King left", ["Ada Byron King"]),
        ("Ada\nByron wrote", ["Ada\nByron"]),
        ("Ludwig van der Rohe built", ["Ludwig van der Rohe"]),
        ("Dr. Ada Byron, M.D.", ["Dr. Ada Byron"]),
        ("Ada, Byron", []),
        ("ada byron", []),
        ("Ada Byronic", []),
        ("Élodie Žák spoke", ["Élodie Žák"]),
    ],
)
def test_names_in_running_text(text: str, expected: list[str]) -> None:
    index = make_index(
        *(
            (SelectorType.NAME, name)
            for name in ("Ada Byron", "Ada Byron King", "Ludwig van der Rohe", "Élodie Žák")
        )
    )
    assert [text[start:end] for start, end, _ in index.names_in(text)] == expected


def test_list_under_another_selector_key_is_refused() -> None:
    with pytest.raises(VerificationError):
        OptOutIndex(make_list(), selector_key=KEY, selector_key_id="k2")


def test_repr_counts_only() -> None:
    assert repr(make_index((SelectorType.DOMAIN, "example.org"))) == "OptOutIndex(1 selectors)"
