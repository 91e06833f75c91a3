import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

from avow.errors import VerificationError
from avow.ledger.formats.notes import make_key_id, parse_note, sign_note, verified_by
from avow.ledger.formats.signing import (
    ED25519,
    ED25519_COSIGNATURE,
    MLDSA44_COSIGNATURE,
    SignerKey,
    VerifierKey,
    cosignature_time,
    parse_signer,
    parse_verifier,
)
from avow.ledger.formats.strict import write_base64

# The checkpoint and cosignature of c2sp.org/tlog-cosignature. The specification publishes no
# public keys for them; names and key ids are what can be read without one.
PUBLISHED = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/"
    "Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "\u2014 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJ"
    "sX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)
TEXT = "log.example\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
KINDS = (ED25519, ED25519_COSIGNATURE, MLDSA44_COSIGNATURE)


def key_of(kind: int, time: int = 1_700_000_000) -> SignerKey:
    return SignerKey(name="w.example/1", kind=kind, seed=b"\x05" * 32, time_seconds=time)


def test_published_cosignature_states_its_time() -> None:
    lines = parse_note(PUBLISHED.encode()).signatures
    assert [line.name for line in lines] == [
        "example.com/behind-the-sofa",
        "witness.example.com/w1",
    ]
    assert cosignature_time(lines[1].signature) == 1679315147
    assert len(lines[1].signature) == 72


@pytest.mark.parametrize("kind", KINDS)
def test_signatures_of_each_type_hold_for_their_text_alone(kind: int) -> None:
    key = key_of(kind)
    signature = key.sign(TEXT)
    assert key.verifier.verify(TEXT, signature)
    assert not key.verifier.verify(TEXT.replace("7", "8"), signature)
    assert not key.verifier.verify(TEXT, signature[:-1])
    flipped = bytes([signature[0] ^ 1]) + signature[1:]
    assert not key.verifier.verify(TEXT, flipped)
    other = SignerKey(name="w.example/1", kind=kind, seed=b"\x06" * 32)
    assert not other.verifier.verify(TEXT, signature)


def test_a_cosignature_is_bound_to_its_time_and_type() -> None:
    key = key_of(ED25519_COSIGNATURE)
    signature = key.sign(TEXT)
    assert cosignature_time(signature) == 1_700_000_000
    later = (1_700_000_001).to_bytes(8, "big") + signature[8:]
    assert not key.verifier.verify(TEXT, later)
    assert not key.verifier.verify(TEXT, b"\xff" * 8 + signature[8:])
    log = key_of(ED25519)
    assert not log.verifier.verify(TEXT, signature[8:])


def test_the_ed25519_cosigned_message_is_that_of_the_specification() -> None:
    signature = key_of(ED25519_COSIGNATURE).sign(TEXT)
    message = f"cosignature/v1\ntime 1700000000\n{TEXT}".encode()
    Ed25519PrivateKey.from_private_bytes(b"\x05" * 32).public_key().verify(signature[8:], message)


def test_the_mldsa_cosigned_message_is_that_of_the_specification() -> None:
    signature = key_of(MLDSA44_COSIGNATURE).sign(TEXT)
    root = bytes.fromhex("0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62")
    message = (
        b"subtree/v1\n\x00"
        + bytes([11])
        + b"w.example/1"
        + (1_700_000_000).to_bytes(8, "big")
        + bytes([11])
        + b"log.example"
        + (0).to_bytes(8, "big")
        + (7).to_bytes(8, "big")
        + root
    )
    MLDSA44PrivateKey.from_seed_bytes(b"\x05" * 32).public_key().verify(signature[8:], message)


def test_mldsa_signs_checkpoints_only() -> None:
    key = key_of(MLDSA44_COSIGNATURE)
    with pytest.raises(VerificationError):
        key.sign("no checkpoint\n")
    assert not key.verifier.verify("no checkpoint\n", b"\x00" * 2428)
    long_name = SignerKey(name="w" * 256, kind=MLDSA44_COSIGNATURE, seed=b"\x05" * 32)
    with pytest.raises(VerificationError, match="255"):
        long_name.sign(TEXT)


@pytest.mark.parametrize("kind", KINDS)
def test_keys_go_to_text_and_back(kind: int) -> None:
    key = key_of(kind)
    assert parse_verifier(key.verifier.render()) == key.verifier
    assert parse_signer(key.render()).seed == key.seed
    assert "05" * 4 not in repr(key)
    note = sign_note(TEXT, [key])
    assert len(verified_by(note, [key.verifier])) == 1


def test_an_impossible_point_is_no_signature() -> None:
    key = VerifierKey(name="a", kind=ED25519, public_key=b"\xff" * 32)
    assert not key.verify("t\n", b"\x00" * 64)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a+b",
        "a+00000000+",
        "a+00000000+AAAA",
        "a+00000000+" + write_base64(b"\x01" + b"\x02" * 31),
        "a+00000000+" + write_base64(b"\x01" + b"\x02" * 32),
        "a+00000000+" + write_base64(b"\x09" + b"\x02" * 32),
        "a b+00000000+" + write_base64(b"\x01" + b"\x02" * 32),
        "a+00000000+!!!",
    ],
)
def test_malformed_verifier_keys(text: str) -> None:
    with pytest.raises(VerificationError):
        parse_verifier(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a+00000000+AAAA",
        "PRIVATE+KEY+a+00000000+" + write_base64(b"\x01" + b"\x02" * 32),
        "PRIVATE+KEY+a+00000000+" + write_base64(b"\x01" + b"\x02" * 31),
        "PRIVATE+KEY+a+00000000+" + write_base64(b"\x09" + b"\x02" * 32),
    ],
)
def test_malformed_secret_keys(text: str) -> None:
    with pytest.raises(VerificationError):
        parse_signer(text)


def test_key_ids_follow_the_specification() -> None:
    assert (
        make_key_id(
            "example.com/foo",
            1,
            parse_verifier(
                "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
            ).public_key,
        ).hex()
        == "530d903a"
    )
