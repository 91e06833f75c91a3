"""Credentials: checksums, decoding, randomness, placeholders, and the places they stand in."""

import ast
import base64
import json
import random
import sysconfig
import zlib
from pathlib import Path

import numpy as np
import pytest

from avow.detect.detector import Detector
from avow.detect.rule import Role
from avow.detect.verify import secrets
from avow.detect.verify.entropy import (
    byte_entropy,
    has_long_run,
    is_placeholder,
    is_random,
    is_reference,
)
from avow.detect.verify.interface import CHECKED, PLAUSIBLE, REJECT, RESERVED, Candidates
from avow.detect.verify.registry import find_verifier
from avow.errors import RuleError

OPEN, CLOSE = b"<<", b">>"
PROSE_CHARACTERS = 100_000
RANDOM_BODY = "k3Jw9QzT1xVb7NcR5mLp2HsY8dFg4A"


def verify(name: str, marked: str) -> int:
    """Run one verifier on the span between the marks, or on all of an unmarked text."""
    data = marked.encode()
    start, end = 0, len(data)
    if OPEN in data:
        start, end = data.index(OPEN), data.index(CLOSE) - len(OPEN)
        data = data.replace(OPEN, b"").replace(CLOSE, b"")
    candidates = Candidates(
        data=np.frombuffer(data, dtype=np.uint8),
        starts=np.array([start], dtype=np.int64),
        ends=np.array([end], dtype=np.int64),
    )
    return int(find_verifier(name)(candidates)[0])


def secret_values(detector: Detector, text: str) -> list[str]:
    """Return the texts of all findings whose kind is a secret."""
    return [
        text[item.start : item.end]
        for item in detector.find(text)
        if detector.kind(item.kind).role is Role.SECRET
    ]


def encode_json(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def github_token(prefix: str, body: str) -> str:
    return prefix + body + secrets.base62(zlib.crc32(body.encode())).decode()


@pytest.mark.parametrize("prefix", ["gh" + "p_", "gh" + "s_", "np" + "m_"])
def test_crc_tail_is_checked_and_every_change_is_noticed(prefix: str) -> None:
    token = github_token(prefix, RANDOM_BODY)
    assert verify("secret_crc_base62", token) == CHECKED
    for place in range(len(prefix), len(token)):
        changed = token[:place] + ("a" if token[place] != "a" else "b") + token[place + 1 :]
        assert verify("secret_crc_base62", changed) == PLAUSIBLE


@pytest.mark.parametrize("body", ["x" * 36, "A" * 36, "EXAMPLE" + "a1B2" * 7])
def test_crc_tail_placeholder_is_no_token(body: str) -> None:
    assert verify("secret_crc_base62", "gh" + "p_" + body) in (REJECT, RESERVED)


def test_cloudflare_checksum() -> None:
    body = RANDOM_BODY + "0123456789"
    token = "cf" + "ut_" + body + f"{zlib.crc32(body.encode()):08x}"
    assert verify("secret_crc_hex", token) == CHECKED
    assert verify("secret_crc_hex", token[:-1] + ("0" if token[-1] != "0" else "1")) == PLAUSIBLE
    assert verify("secret_crc_hex", "cf" + "ut_" + "a" * 48) == REJECT


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("AKI" + "AIOSFODNN7EXAMPLE", RESERVED),
        ("AKI" + "AY34FZKBOKMUTVV7A", PLAUSIBLE),
        ("ASI" + "AY34FZKBOKMUTVV7A", PLAUSIBLE),
        ("AKI" + "AY34FZKBOKMUTVV1A", REJECT),
        ("AKI" + "AZZZZZZZZZZZZZZZZ", REJECT),
    ],
)
def test_aws_key_id(value: str, expected: int) -> None:
    assert verify("secret_aws_key_id", value) == expected


def test_aws_secret_key() -> None:
    assert verify("secret_aws_secret", "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY") == RESERVED
    assert verify("secret_aws_secret", RANDOM_BODY + "/z0+Wq6Xe1") == PLAUSIBLE
    assert verify("secret_aws_secret", "a" * 40) == REJECT
    assert verify("secret_aws_secret", "d" * 20 + "e" * 20) == REJECT


def test_jwt_header_must_decode() -> None:
    head = encode_json({"alg": "HS256", "typ": "JWT"})
    body = encode_json({"sub": "4711", "exp": 2_000_000_000})
    assert verify("secret_jwt", f"{head}.{body}.{RANDOM_BODY}") == CHECKED
    assert verify("secret_jwt", f"{head}.{body}") == CHECKED
    demo = encode_json({"sub": "1234567890", "name": "John Doe"})
    assert verify("secret_jwt", f"{head}.{demo}.{RANDOM_BODY}") == RESERVED
    assert verify("secret_jwt", f"{encode_json({'typ': 'JWT'})}.{body}.{RANDOM_BODY}") == REJECT
    assert verify("secret_jwt", f"eyJ{RANDOM_BODY}.{RANDOM_BODY}.{RANDOM_BODY}") == REJECT
    assert verify("secret_jwt", f"{head}.not+json") == REJECT


def test_bech32_checksum_of_age_keys() -> None:
    published = "AGE-SECRET-KEY-1" + "GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
    assert verify("secret_age_key", published) == CHECKED
    assert verify("secret_age_key", published[:-1] + "Q") == PLAUSIBLE
    assert secrets.bech32_valid(b"a12uel5l")
    assert not secrets.bech32_valid(b"a12uel5m")
    assert not secrets.bech32_valid(b"noseparator")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (base64.b64encode(b"tern:gannet/42").decode(), CHECKED),
        (base64.b64encode(b"user:password").decode(), PLAUSIBLE),
        (base64.b64encode(b"Aladdin:open sesame").decode(), RESERVED),
        (base64.b64encode(b"no colon in here").decode(), REJECT),
        ("knowledge", REJECT),
    ],
)
def test_basic_auth(value: str, expected: int) -> None:
    assert verify("secret_basic_auth", value) == expected


def test_discord_token_holds_a_decimal_id() -> None:
    first = base64.b64encode(b"198622483471925248").decode()
    assert verify("secret_discord", f"{first}.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs") == CHECKED
    assert verify("secret_discord", "P" + f"{first[1:]}.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se") == REJECT


def test_wireguard_key_is_clamped() -> None:
    raw = bytearray(random.Random(5).randbytes(32))
    raw[0] &= 248
    raw[31] = raw[31] & 127 | 64
    assert verify("secret_wireguard", base64.b64encode(raw).decode()) == CHECKED
    raw[0] |= 1
    assert verify("secret_wireguard", base64.b64encode(raw).decode()) == PLAUSIBLE
    assert verify("secret_wireguard", base64.b64encode(bytes(32)).decode()) == REJECT


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("tern:gos-hawk9@api.test", CHECKED),
        (":waxwing55@cache.test", CHECKED),
        ("tern:gos@hawk9@api.test", CHECKED),
        ("username:password@api.test", REJECT),
        ("${user}:${password}@api.test", REJECT),
        ("localhost:8080@scope", REJECT),
        ("host.test:443@scope", REJECT),
        ("YOUR_USERNAME:YOUR_PASSWORD@api.test", REJECT),
        ("tern:@api.test", REJECT),
    ],
)
def test_credentials(value: str, expected: int) -> None:
    assert verify("secret_credentials", value) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("password = <<Kiwi-7-lamp>>", PLAUSIBLE),
        ('"password": "<<hunter>>"', PLAUSIBLE),
        ("IRC_PASS=<<irc_finch>>", PLAUSIBLE),
        ("db.password: <<winterfield>>\n", PLAUSIBLE),
        ("tool --password <<gannet42>>", PLAUSIBLE),
        ("password is <<Pine%marten>>", PLAUSIBLE),
        ("password = <<password>>", REJECT),
        ("password = '<<changeme>>'", REJECT),
        ("password = <<os.environ>>", REJECT),
        ("password=<<${DB_PASSWORD}>>", REJECT),
        ("password: <<<password>>>", REJECT),
        ("password: <<xxxxxxxx>>", REJECT),
        ("password_file=<</run/secrets/db>>", REJECT),
        ("connect(user=user, password=<<secretvalue>>)", REJECT),
        ("password = <<self.password>>", REJECT),
        ("password = <<get_password(x)>>", REJECT),
        ("the password is <<required>>", REJECT),
        ('"password": "<<Enter your password>>"', REJECT),
        ("passwordLabel: '<<Password:>>'", REJECT),
        ("passwords: <<1234>>", REJECT),
        ('url(/creating-a-password":"<</en/server/auth>>"', REJECT),
    ],
)
def test_password_in_its_place(marked: str, expected: int) -> None:
    assert verify("secret_password", marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("api_key = <<9f8a77c2d4e1b05a>>", PLAUSIBLE),
        ('client_secret: "<<open-sesame-now>>"', PLAUSIBLE),
        ("access_key_id = <<9f8a77c2d4e1b05a>>", PLAUSIBLE),
        ("token: <<tokenizer.next_token>>", REJECT),
        ("secretName: <<registry-credentials-1>>", REJECT),
        ("max_tokens: <<4096000000>>", REJECT),
        ("token = <<short1>>", REJECT),
        ("token: <<${{ secrets.TOKEN }}>>", REJECT),
        ('public_key = "<<9f8a77c2d4e1b05a>>"', REJECT),
        ("api_key: <<YOUR_API_KEY_HERE_1>>", REJECT),
    ],
)
def test_api_key_in_its_place(marked: str, expected: int) -> None:
    assert verify("secret_api_key", marked) == expected


def test_token_entropy_and_its_argument() -> None:
    assert verify("secret_token:3.0", RANDOM_BODY) == PLAUSIBLE
    assert verify("secret_token:3.0", "xxxxxx" + RANDOM_BODY) == REJECT
    assert verify("secret_token:3.0", "abab" * 8) == REJECT
    assert verify("secret_token:3.0", "a" * 8 + RANDOM_BODY) == REJECT
    assert verify("secret_token:3.0", RANDOM_BODY + "EXAMPLE") == RESERVED
    with pytest.raises(RuleError):
        find_verifier("secret_token:many")


def test_entropy_of_known_texts() -> None:
    rows = np.array([list(b"aaaa"), list(b"abcd"), list(b"ab\0\0")], dtype=np.uint8)
    assert byte_entropy(rows).tolist() == [0.0, 2.0, 1.0]
    assert has_long_run(rows, 4).tolist() == [True, False, False]
    assert not has_long_run(rows, 5).any()
    assert is_random(b"abcd", 2.0)
    assert not is_random(b"abcd", 2.1)
    assert not is_random(b"", 0.0)


@pytest.mark.parametrize(
    "value",
    ["password", "changeme", "your_api_key", "xxxxx-1", "****", "<redacted>", "MY_SECRET", "....."],
)
def test_placeholders(value: str) -> None:
    assert is_placeholder(value.encode())


@pytest.mark.parametrize("value", ["hunter2", "mySecret789", "gannet", "admin123", RANDOM_BODY])
def test_weak_passwords_are_no_placeholders(value: str) -> None:
    assert not is_placeholder(value.encode())


@pytest.mark.parametrize("value", ["${VAR}", "$VAR", "{{ pw }}", "<pw>", "%(pw)s", "ENC[x]"])
def test_references(value: str) -> None:
    assert is_reference(value.encode())
    assert not is_reference(value.strip("$<{%").encode()[:1] + b"aQ7$-!9z")


def pem_block(label: str, body: bytes, *, lines: int = 3, end: bool = True) -> str:
    """Return a PEM block of `lines` lines with a random body after some magic bytes."""
    raw = body + random.Random(6).randbytes(48 * lines - len(body))
    text = base64.b64encode(raw).decode()
    rows = [text[place : place + 64] for place in range(0, len(text), 64)]
    tail = [f"-----END {label}PRIVATE " + "KEY-----"] if end else []
    return "\n".join([f"-----BEGIN {label}PRIVATE " + "KEY-----", *rows, *tail])


@pytest.mark.parametrize("label", ["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "])
@pytest.mark.parametrize("end", [True, False])
def test_private_key_is_one_span(detector: Detector, label: str, end: bool) -> None:
    magic = b"openssh-key-v1\0" if label == "OPENSSH " else b"\x30\x82\x04\xa2"
    block = pem_block(label, magic, end=end)
    assert secret_values(detector, f"see below\n{block}\nand above") == [block]


def test_private_key_in_json_and_with_headers(detector: Detector) -> None:
    block = pem_block("", b"\x30\x82\x04\xa2").replace("\n", "\\n")
    assert secret_values(detector, '{"k": "' + block + '\\n"}') == [block]
    begin, rest = pem_block("RSA ", b"\x01\x02").split("\n", 1)
    head = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A1B2C3D4E5F60718293A4B5C6D7E8F9\n\n"
    block = f"{begin}\n{head}{rest}"
    assert secret_values(detector, f"{block}\n") == [block]


@pytest.mark.parametrize(
    "text",
    [
        "It starts with -----BEGIN RSA PRIVATE " + "KEY----- and then some lines.",
        "-----BEGIN PRIVATE " + "KEY-----\n...\n-----END PRIVATE " + "KEY-----",
        "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEF\n-----END PUBLIC KEY-----",
    ],
)
def test_private_key_look_alikes(detector: Detector, text: str) -> None:
    assert secret_values(detector, text) == []


def test_akia_key(detector: Detector) -> None:
    key = "AKI" + "AY34FZKBOKMUTVV7A"
    found = detector.find(f"creds: {key}, rotate them")
    assert [(item.kind, item.start, item.end) for item in found] == [
        ("secret.aws.access_key_id", 7, 27)
    ]
    documented = detector.find("AKI" + "AIOSFODNN7EXAMPLE")
    assert [item.reserved for item in documented] == [True]
    assert secret_values(detector, "akiay34fzkbokmutvv7a and AKIA") == []


@pytest.mark.parametrize(
    "uri",
    [
        "mongodb+srv://tern:" + "gos-hawk9@c0.mongo.test/app?w=majority",
        "redis://:" + "waxwing55@cache.test:6379/0",
        "postgresql://ledger:" + "corn%40crake7@db.test:5432/main",
        "amqps://svc:" + "dunnock3@mq.test/vhost",
        "jdbc:mysql://db.test/app?user=tern&password=" + "fieldfare8",
    ],
)
def test_mongo_redis_uri(detector: Detector, uri: str) -> None:
    found = detector.find(f'url = "{uri}"')
    assert [(item.start, item.end, item.kind) for item in found] == [
        (7, 7 + len(uri), "secret.connection_string")
    ]


def test_url_credentials_are_no_email_address(detector: Detector) -> None:
    text = "git clone https://tern:" + "siskin-2041@git.test.org/app.git"
    found = detector.find(text)
    assert [item.kind for item in found] == ["secret.url_credentials"]
    assert text[found[0].start : found[0].end] == "tern:" + "siskin-2041@git.test.org"


@pytest.mark.parametrize(
    "text",
    [
        "redis://cache.test:6379/0",
        "mongodb://localhost:27017/app",
        "postgres://user:${PASSWORD}@db.test/x",
        "mysql://username:password@localhost/db",
        "https://api.test:8443/v1/users",
    ],
)
def test_uris_without_a_password_are_kept(detector: Detector, text: str) -> None:
    assert secret_values(detector, text) == []


def documentation() -> list[str]:
    """Return the longer docstrings of Python's own library: prose that every machine has."""
    library = Path(sysconfig.get_paths()["stdlib"])
    trees = [ast.parse(path.read_bytes()) for path in sorted(library.glob("*.py"))]
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, documented)]
    return [text for node in nodes if len(text := ast.get_docstring(node) or "") > 200]


def test_detect_secrets_prose(detector: Detector) -> None:
    """No secret in 100 kB of ordinary prose (71,853 of them in 0.5 MB is what others report)."""
    texts = documentation()
    assert sum(map(len, texts)) >= PROSE_CHARACTERS
    secret = {kind.name for kind in detector.kinds if kind.role is Role.SECRET}
    found = [item.kind for items in detector.find_many(texts) for item in items]
    assert not secret & set(found)


def test_the_prose_check_would_see_a_secret(detector: Detector) -> None:
    """The same texts with one key among them."""
    key = "AKIA" + "Q3EGXYZ5PLMNO7TR"
    texts = [*documentation()[:20], f"and the key is {key}, he said"]
    assert [secret_values(detector, text) for text in texts] == [*([[]] * 20), [key]]
