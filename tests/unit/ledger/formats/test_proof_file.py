import pytest

from avow.errors import VerificationError
from avow.ledger.formats.proof_file import (
    HEADER,
    Opening,
    ProofFile,
    parse_opening,
    parse_proof_file,
)
from avow.ledger.formats.strict import write_base64

HASH = write_base64(b"h" * 32)


def test_files_are_read_back() -> None:
    for extra, path in ((b"", ()), (b"{}", (b"h" * 32, b"i" * 32))):
        proof = ProofFile(extra=extra, index=7, path=path, note=b"note\n\nmore\n")
        assert parse_proof_file(proof.render()) == proof


@pytest.mark.parametrize(
    "data",
    [
        "",
        f"{HEADER}\nindex 1\n",
        "other\nindex 1\n\nnote",
        f"{HEADER}\n\nnote",
        f"{HEADER}\nindex 01\n\nnote",
        f"{HEADER}\nindex 1\n{HASH[:-1]}\n\nnote",
        f"{HEADER}\nindex 1\n{HASH}é\n\nnote",
        f"{HEADER}\nextra !\nindex 1\n\nnote",
        f"{HEADER}\nindex 1\n" + f"{HASH}\n" * 64 + "\nnote",
    ],
)
def test_malformed_files(data: str) -> None:
    with pytest.raises(VerificationError):
        parse_proof_file(data.encode())


def test_openings_are_read_back_and_shown_without_values() -> None:
    closed = Opening(leaf=b'{"x":1}')
    assert parse_opening(closed.render()) == closed
    opened = Opening(leaf=b'{"x":1}', payload='{"name":"Zoë"}'.encode(), key=b"k" * 32)
    assert parse_opening(opened.render()) == opened
    assert "Zoë" not in repr(opened)


@pytest.mark.parametrize(
    "extra",
    [
        b"",
        b"[]",
        b"{}",
        b'{"leaf":1}',
        b'{"leaf":"a","key":"00"}',
        b'{"leaf":"a","key":"zz","payload":"b"}',
        b'{"leaf":"\\ud800"}',
        b"[" * 100_000,
    ],
)
def test_malformed_openings(extra: bytes) -> None:
    with pytest.raises(VerificationError):
        parse_opening(extra)
