"""Signed lists: read only when whole and genuine."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from avow.errors import InputError, VerificationError
from avow.suppression.optout_list import load_optouts, parse_optouts, sign_optouts
from avow.suppression.selectors import Selector, SelectorType

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PRIVATE.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
SELECTORS = (
    Selector(type=SelectorType.DOMAIN, value="example.org", received="2026-11-01", request="r1"),
    Selector(type=SelectorType.AUTHOR, value="ab" * 16, received="2026-11-02", request="r2"),
)


def signed(selectors: tuple[Selector, ...] = SELECTORS) -> bytes:
    return sign_optouts(
        selectors, version=3, issued="2026-11-25", private_key=PRIVATE, selector_key_id="k1"
    )


def test_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "optouts.jsonl"
    path.write_bytes(signed())
    optouts = load_optouts(path, public_key=PUBLIC)
    assert set(optouts.selectors) == set(SELECTORS)
    assert (optouts.version, optouts.issued, optouts.selector_key_id) == (3, "2026-11-25", "k1")
    assert optouts.digest.startswith("sha256:")
    assert "example" not in repr(optouts)


def test_same_selectors_give_the_same_bytes() -> None:
    assert signed(SELECTORS[::-1] + SELECTORS) == signed()
    assert parse_optouts(signed(()), public_key=PUBLIC).selectors == ()


def test_every_flipped_byte_is_rejected() -> None:
    data = signed()
    for place in range(len(data)):
        changed = bytearray(data)
        changed[place] ^= 1
        with pytest.raises(VerificationError):
            parse_optouts(bytes(changed), public_key=PUBLIC)


@pytest.mark.parametrize("cut", [1, 10, 100])
def test_cut_list_is_rejected(cut: int) -> None:
    with pytest.raises(VerificationError):
        parse_optouts(signed()[:-cut], public_key=PUBLIC)


def test_removed_or_added_line_is_rejected() -> None:
    lines = signed().splitlines(keepends=True)
    for changed in (lines[:-1], [*lines, lines[-1]], [lines[0], lines[2], lines[1]], lines[1:]):
        with pytest.raises(VerificationError):
            parse_optouts(b"".join(changed), public_key=PUBLIC)


def test_list_of_another_issuer_is_rejected() -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()
    with pytest.raises(VerificationError):
        parse_optouts(signed(), public_key=other.public_bytes(Encoding.Raw, PublicFormat.Raw))
    with pytest.raises(VerificationError):
        parse_optouts(signed(), public_key=b"short")


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        load_optouts(tmp_path / "absent.jsonl", public_key=PUBLIC)
