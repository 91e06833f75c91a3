"""Sealed documents: every byte of the file is covered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avow.errors import VerificationError
from avow.scrub.proof.sealed import seal, unseal

BODY = {"schema": "x", "counts": [["text", 3]], "share": 0.25}
RUN = {"host": "h", "seconds": 1.5}


def test_round_trip() -> None:
    sealed = unseal(seal(BODY, RUN), "a.json")
    assert sealed.body == BODY
    assert sealed.run == RUN


def test_run_notes_do_not_change_the_digest() -> None:
    assert unseal(seal(BODY, RUN), "a").digest == unseal(seal(BODY, {"host": "other"}), "a").digest
    assert unseal(seal(BODY, RUN), "a").digest != unseal(seal({"schema": "y"}, RUN), "a").digest


@given(st.data())
def test_any_flipped_bit_is_found(data: st.DataObject) -> None:
    whole = bytearray(seal(BODY, RUN))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(VerificationError, match=r"receipts/7\.json"):
        unseal(bytes(whole), "receipts/7.json")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]\n",
        b"null",
        seal(BODY, RUN)[:-1],
        seal(BODY, RUN) + b"\n",
        b" " + seal(BODY, RUN),
        seal(BODY, RUN)[: len(seal(BODY, RUN)) // 2],
        b'{"body":3,"digest":"","run":{},"run_digest":""}\n',
        b'{"body":{},"digest":"sha256:0","run":{},"run_digest":"sha256:0"}\n',
    ],
)
def test_anything_else_does_not_hold(data: bytes) -> None:
    with pytest.raises(VerificationError):
        unseal(data, "a.json")
