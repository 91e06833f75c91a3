import pytest
from hypothesis import given
from hypothesis import strategies as st

from avow.errors import VerificationError
from avow.ledger.formats.checkpoints import Checkpoint, parse_checkpoint
from avow.ledger.formats.strict import read_base64, read_decimal, read_hash, write_base64


@given(st.binary(max_size=100))
def test_base64_has_one_spelling(data: bytes) -> None:
    assert read_base64(write_base64(data), "it") == data


@pytest.mark.parametrize("text", ["AB==", "AA", "A===", "AA==\n", "AA-_", " AA==", "é", "AAAA===="])
def test_other_spellings_are_refused(text: str) -> None:
    with pytest.raises(VerificationError):
        read_base64(text, "it")


def test_hashes_have_32_bytes() -> None:
    assert read_hash(write_base64(b"h" * 32), "it") == b"h" * 32
    with pytest.raises(VerificationError, match="32"):
        read_hash(write_base64(b"h" * 31), "it")


@pytest.mark.parametrize(
    "text", ["", "01", "+1", "-1", "1.0", "1 ", "٣", "9223372036854775808", "x"]
)
def test_other_decimals_are_refused(text: str) -> None:
    with pytest.raises(VerificationError):
        read_decimal(text, "it")


@pytest.mark.parametrize("number", [0, 1, 10, 2**63 - 1])
def test_decimals(number: int) -> None:
    assert read_decimal(str(number), "it") == number


def test_checkpoints_are_read_back() -> None:
    checkpoint = Checkpoint(origin="log.example/a", size=5, root=b"r" * 32)
    assert parse_checkpoint(checkpoint.render()) == checkpoint
    assert checkpoint.possible
    assert not Checkpoint(origin="log.example/a", size=0, root=b"r" * 32).possible


@pytest.mark.parametrize(
    "text",
    [
        "a\n5\n",
        "\n5\n" + write_base64(b"r" * 32) + "\n",
        "a\n05\n" + write_base64(b"r" * 32) + "\n",
        "a\n5\n" + write_base64(b"r" * 31) + "\n",
        "a\n5\n" + write_base64(b"r" * 32) + "\nextension\n",
        "a\n5\n" + write_base64(b"r" * 32),
    ],
)
def test_malformed_checkpoints(text: str) -> None:
    with pytest.raises(VerificationError):
        parse_checkpoint(text)
