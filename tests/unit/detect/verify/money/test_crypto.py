"""Wallets and keys: published vectors, single-character changes, python-stdnum for Bitcoin."""

import random

import numpy as np
import pytest
from stdnum import bitcoin as oracle

from avow.detect.verify.interface import (
    CHECKED,
    PLAUSIBLE,
    REJECT,
    RESERVED,
    Candidates,
    Verifier,
)
from avow.detect.verify.money import crypto
from avow.detect.verify.money.encodings import (
    BASE58_ALPHABET,
    BECH32_ALPHABET,
    base58_bytes,
    bech32_kind,
    crc16_xmodem,
    double_sha256,
)
from avow.detect.verify.money.keccak import keccak_256

DELIBERATE_DIFFERENCES = {
    "bech32m": "the oracle accepts only the Bech32 constant, so it refuses Taproot (bc1p…) and "
    "takes version 1 to 16 programs with the old constant, which BIP 350 forbids",
    "base58_version": "the oracle takes any version byte behind a leading 1 or 3",
}

BITCOIN = crypto.base58check("00,05/20")
SEGWIT = crypto.bech32("bc!")
MONERO = "".join(
    (
        "44AFFq5kSiGBoZ4NMDwYtN18obc8AemS33DBLWs3H7otXft3XjrpDtQGv7Sq",
        "SsaBYBb98uNbr2VBBEt7f2wfn3RVGQBEP3A",
    )
)
MONERO_SUB = "".join(
    (
        "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1",
        "UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup3H",
    )
)
# Keys are split so that secret scanners leave this file alone; all are published test vectors.
WIF = "5HueCGU8rMjxEXxiPuD5BDku4MkFq" + "eZyd4dZ1jvhTVqvbTLvyTJ"
XPRV = "".join(
    (
        "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChk",
        "VvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi",
    )
)


def judge(verifier: Verifier, *values: str) -> list[int]:
    """Run a verifier on values that stand in one batch."""
    data = "\n".join(values).encode()
    ends = np.cumsum([len(value.encode()) + 1 for value in values]) - 1
    starts = ends - np.array([len(value.encode()) for value in values])
    candidates = Candidates(data=np.frombuffer(data, dtype=np.uint8), starts=starts, ends=ends)
    return [int(verdict) for verdict in verifier(candidates)]


def base58(raw: bytes) -> str:
    """Encode Base58, the inverse of what is tested."""
    value, out = int.from_bytes(raw, "big"), ""
    while value:
        value, rest = divmod(value, 58)
        out = chr(BASE58_ALPHABET[rest]) + out
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + out


def change_one(rng: random.Random, value: str, alphabet: str, first: int) -> str:
    place = rng.randrange(first, len(value))
    other = rng.choice([character for character in alphabet if character != value[place]])
    return value[:place] + other + value[place + 1 :]


@pytest.mark.parametrize(
    ("data", "digest"),
    [
        (b"", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"),
        (b"abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"),
    ],
)
def test_keccak_256_vectors(data: bytes, digest: str) -> None:
    assert keccak_256([data, b"other", data])[::2] == [bytes.fromhex(digest)] * 2


def test_keccak_256_takes_one_block_and_nothing() -> None:
    assert keccak_256([]) == []
    digests = keccak_256([b"a" * length for length in (0, 1, 133, 134, 135)])
    assert len(set(digests)) == 5
    with pytest.raises(ValueError, match="136"):
        keccak_256([b"a", b"a" * 136])


def test_bitcoin_base58_equals_the_oracle() -> None:
    rng = random.Random(1)
    alphabet = BASE58_ALPHABET.decode()
    valid = []
    for _ in range(1500):
        body = rng.choice([b"\x00", b"\x05"]) + rng.randbytes(20)
        valid.append(base58(body + double_sha256(body)[:4]))
    changed = [change_one(rng, value, alphabet, 1) for value in valid]
    values = valid + changed
    ours = [verdict == CHECKED for verdict in judge(BITCOIN, *values)]
    assert ours == [oracle.is_valid(value) for value in values]
    assert sum(ours) == len(valid)


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("00,05/20", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"),
        ("00,05/20", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"),
        ("30,32/20", "LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc1"),
        ("1e,16/20", "DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L"),
        ("41/20", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
        ("80/32,33", WIF),
        ("0488ade4/74", XPRV),
    ],
)
def test_base58check_versions(argument: str, value: str) -> None:
    verifier = crypto.base58check(argument)
    assert judge(verifier, value) == [CHECKED]
    assert judge(verifier, value[:-1] + ("2" if value[-1] != "2" else "3")) == [REJECT]
    assert judge(verifier, value[:-1], value + "1", "0" + value[1:]) == [REJECT] * 3
    assert judge(crypto.base58check("ff/20"), value) == [REJECT]


def bech32_encode(human: str, values: list[int], constant: int) -> str:
    """Find the six check characters by the definition, independent of the code under test."""
    generators = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
    check = 1
    expanded = [ord(c) >> 5 for c in human] + [0] + [ord(c) & 31 for c in human]
    for value in expanded + values + [0] * 6:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit in range(5):
            check ^= generators[bit] if (top >> bit) & 1 else 0
    check ^= constant
    tail = [(check >> 5 * (5 - i)) & 31 for i in range(6)]
    return human + "1" + "".join(chr(BECH32_ALPHABET[v]) for v in values + tail)


def test_segwit_version_0_equals_the_oracle() -> None:
    rng = random.Random(2)
    alphabet = BECH32_ALPHABET.decode()
    valid = [bech32_encode("bc", [0, *rng.choices(range(32), k=32)], 1) for _ in range(1000)]
    changed = [change_one(rng, value, alphabet, 3) for value in valid]
    odd = [bech32_encode("bc", [0, *rng.choices(range(32), k=k)], 1) for k in (30, 31, 33, 52)]
    values = [value for value in valid + changed + odd if value[3] == "q"]
    ours = [verdict == CHECKED for verdict in judge(SEGWIT, *values)]
    assert ours == [oracle.is_valid(value) for value in values]
    assert sum(ours) >= len(valid)


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        # BIP 350 test vectors.
        ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", CHECKED),
        ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", CHECKED),
        ("BC1SW50QGDZ25J", CHECKED),
        ("bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", CHECKED),
        ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd", REJECT),
        ("BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL", REJECT),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh", REJECT),
        ("bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4", REJECT),
        ("BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R", REJECT),
        ("bc1pw5dgrnzv", REJECT),
        ("bc1Qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", REJECT),
        ("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", REJECT),
        ("bc1", REJECT),
    ],
)
def test_segwit_published_vectors(value: str, verdict: int) -> None:
    assert "bech32m" in DELIBERATE_DIFFERENCES
    assert judge(SEGWIT, value) == [verdict]


def test_cardano_addresses() -> None:
    verifier = crypto.bech32("addr,stake")
    value = "addr1vpu5vlrf4xkxv2qpwngf6cjhtw542ayty80v8dyr49rf5eg0yu80w"
    assert judge(verifier, value, value[:-1] + "q", value.replace("addr", "adda")) == [
        CHECKED,
        REJECT,
        REJECT,
    ]
    assert not bech32_kind(b"addr", b"b" * 20, witness=False)


@pytest.mark.parametrize(
    "value",
    [
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
        "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
    ],
)
def test_ethereum_eip_55(value: str) -> None:
    place = next(i for i, character in enumerate(value) if i > 1 and character.isalpha())
    flipped = value[:place] + value[place].swapcase() + value[place + 1 :]
    assert judge(crypto.ethereum, value, flipped) == [CHECKED, REJECT]
    assert judge(crypto.ethereum, value.lower(), "0x" + value[2:].upper()) == [PLAUSIBLE] * 2


def test_ethereum_placeholders() -> None:
    zero, dead, ones = "0x" + "0" * 40, "0x" + "0" * 36 + "dEaD", "0x" + "1" * 40
    assert judge(crypto.ethereum, zero, dead, ones) == [RESERVED, RESERVED, REJECT]


@pytest.mark.parametrize(
    ("verifier", "value"),
    [
        (crypto.ripple, "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh"),
        (crypto.ripple, "rrrrrrrrrrrrrrrrrrrrrhoLvTp"),
        (crypto.monero, MONERO),
        (crypto.monero, MONERO_SUB),
        (crypto.stellar, "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ"),
        (crypto.polkadot, "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5"),
        (crypto.bitcoin_cash, "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"),
        (crypto.bitcoin_cash, "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"),
    ],
)
def test_other_wallets(verifier: Verifier, value: str) -> None:
    rng = random.Random(3)
    body = value.rpartition(":")[2]
    alphabet = "".join(sorted(set(body)))
    changed = {change_one(rng, value, alphabet, len(value) - len(body) + 1) for _ in range(40)}
    assert judge(verifier, value) == [CHECKED]
    assert set(judge(verifier, *sorted(changed))) == {REJECT}
    assert judge(verifier, value[:-1], value + "2", "x") == [REJECT] * 3


def test_solana_is_plausible_by_length_only() -> None:
    value = "7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV"
    assert judge(crypto.solana, value, value[:30], "1" * 32, value.lower()) == [
        PLAUSIBLE,
        REJECT,
        REJECT,
        REJECT,
    ]


PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        (PHRASE, PLAUSIBLE),
        (f"{PHRASE} ozone drill grab fiber curtain grace pudding cruise elder eight", REJECT),
        (f"{PHRASE} ozone drill grab fiber curtain grace pudding cruise elder eight pole jar", 1),
        (" ".join(PHRASE.split()[:11]), REJECT),
        (PHRASE + " zoo", REJECT),
        ("please write down the words and keep them safe from other people", REJECT),
        ("legal winner thank year wave sausage worth useful legal winner 12345 yellow", REJECT),
        ("abandon " * 11 + "about", REJECT),
    ],
)
def test_seed_phrase(value: str, verdict: int) -> None:
    assert judge(crypto.seed_phrase, value) == [verdict]


def test_helpers_refuse_foreign_characters() -> None:
    assert base58_bytes(b"1O0Il") == b""
    assert base58_bytes(b"11") == b"\0\0"
    assert crc16_xmodem(b"123456789") == 0x31C3


@pytest.mark.parametrize("name", sorted(crypto.VERIFIERS))
def test_every_verifier_takes_nothing_and_garbage(name: str) -> None:
    verifier = crypto.VERIFIERS[name]
    empty = np.zeros(0, dtype=np.int64)
    none = Candidates(data=np.zeros(0, dtype=np.uint8), starts=empty, ends=empty)
    assert len(verifier(none)) == 0
    assert judge(verifier, "é", "0", "G" * 56, "A" * 95, "1" * 200, "\x00") == [REJECT] * 6
