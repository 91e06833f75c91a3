import hmac
from datetime import UTC, datetime, timedelta, timezone

import pytest

from avow.errors import VerificationError
from avow.ledger.leaves import Leaf, commit, derive_entry_key, opens, parse_leaf, round_time

KEY = b"k" * 32
LEAF = Leaf(commitment=commit(KEY, b"{}"), kind="log.incident", time="2026-03-04T05:00Z")


def test_leaves_are_canonical_and_short() -> None:
    data = LEAF.render()
    assert parse_leaf(data) == LEAF
    assert data.startswith(b'{"c":"')
    assert data.endswith(b',"t":"2026-03-04T05:00Z","v":1}')
    assert len(data) < 300


def test_entry_keys_are_those_of_rfc_5869() -> None:
    # HKDF with an empty salt, written out: extract under 32 zero bytes, expand one block.
    extracted = hmac.digest(b"\x00" * 32, KEY, "sha256")
    expanded = hmac.digest(extracted, b"avow/entry/v1|ab\x01", "sha256")
    assert derive_entry_key(KEY, "ab") == expanded
    assert derive_entry_key(KEY, "ac") != expanded


def test_a_leaf_opens_with_its_payload_and_key_only() -> None:
    assert opens(LEAF, payload=b"{}", entry_key=KEY)
    assert not opens(LEAF, payload=b"[]", entry_key=KEY)
    assert not opens(LEAF, payload=b"{}", entry_key=b"l" * 32)
    assert not opens(LEAF, payload=b"{}", entry_key=b"")


def test_times_are_rounded_in_utc() -> None:
    east = timezone(timedelta(hours=5, minutes=30))
    assert round_time(datetime(2026, 1, 1, 4, 59, tzinfo=east)) == "2025-12-31T23:00Z"
    assert round_time(datetime(2026, 1, 1, 5, 59, tzinfo=UTC), hours=6) == "2026-01-01T00:00Z"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        LEAF.render() + b" ",
        LEAF.render().replace(b'"v":1', b'"v":2'),
        LEAF.render().replace(b'"v":1', b'"v":1,"x":0'),
        LEAF.render().replace(b"05:00Z", b"5:00Z"),
        LEAF.render().replace(b"05:00Z", b"25:00Z"),
        LEAF.render().replace(b"log.incident", b"log.\\u0069ncident"),
        LEAF.render().replace(LEAF.commitment[:2].encode(), b""),
        LEAF.render().replace(LEAF.commitment.encode(), LEAF.commitment.upper().encode() + b"G"),
        b'{"c":5,"kind":"a","t":"2026-03-04T05:00Z","v":1}',
        b'{"kind":"a","t":"2026-03-04T05:00Z","v":1}',
        b"[" * 100_000,
    ],
)
def test_other_bytes_are_no_leaf(data: bytes) -> None:
    with pytest.raises(VerificationError):
        parse_leaf(data)
