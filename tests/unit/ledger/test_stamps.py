"""Time stamps against a real authority: openssl answers, behind a server on loopback."""

import subprocess
import sys
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from avow.errors import InputError, MissingExtra, UsageError, VerificationError
from avow.ledger.serving import Answer, Server
from avow.ledger.stamps import request_stamp, stamp_path, verify_stamp

CONFIG = """
[ req ]
distinguished_name = name
prompt = no
[ name ]
CN = Test authority
[ ca ]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
[ tsa ]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ tsa_default ]
default_tsa = stamper
[ stamper ]
dir = {folder}
serial = $dir/serial
signer_cert = $dir/tsa.pem
signer_key = $dir/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tsa")
    config = folder / "config"
    config.write_text(CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    new = ("req", "-newkey", "rsa:2048", "-nodes", "-config", str(config))
    openssl(*new, "-x509", "-extensions", "ca", "-keyout", "ca.key", "-out", "ca.pem")
    subject = ("-subj", "/CN=Test stamper")
    openssl(*new, *subject, "-keyout", "tsa.key", "-out", "tsa.csr")
    signing = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial")
    extended = ("-extfile", str(config), "-extensions", "tsa")
    openssl("x509", "-req", "-in", "tsa.csr", *signing, *extended, "-out", "tsa.pem")
    return folder


@pytest.fixture(scope="module")
def url(authority: Path) -> Iterator[str]:
    def answer(method: str, path: str, body: bytes) -> Answer:
        assert method == "POST"
        if path == "refuses":
            return Answer(status=HTTPStatus.OK, body=b"no")
        (authority / "query").write_bytes(body)
        words = ("ts", "-reply", "-config", "config", "-queryfile", "query", "-out", "reply")
        subprocess.run(
            ["openssl", *words, "-section", "stamper"],
            cwd=authority,
            check=True,
            capture_output=True,
        )
        return Answer(status=HTTPStatus.OK, body=(authority / "reply").read_bytes())

    with Server(answer, "127.0.0.1", 0) as server:
        yield server.url


def test_a_stamp_holds_for_its_checkpoint_and_authority(url: str, authority: Path) -> None:
    roots = (authority / "ca.pem").read_bytes()
    data = request_stamp(url, b"log.example\n1\nroot\n", 30)
    assert verify_stamp(data, b"log.example\n1\nroot\n", roots).time.year >= 2026
    with pytest.raises(VerificationError):
        verify_stamp(data, b"log.example\n2\nroot\n", roots)
    with pytest.raises(VerificationError):
        verify_stamp(data[:-9], b"log.example\n1\nroot\n", roots)
    with pytest.raises(VerificationError):
        verify_stamp(data, b"log.example\n1\nroot\n", b"no certificate")


def test_authorities_that_fail(url: str) -> None:
    with pytest.raises(UsageError):
        request_stamp("file:///x", b"x", 1)
    with pytest.raises(InputError, match="does not answer"):
        request_stamp("http://127.0.0.1:9/", b"x", 1)
    with pytest.raises(InputError, match="no time stamp"):
        request_stamp(f"{url}/refuses", b"x", 1)


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    with pytest.raises(MissingExtra) as caught:
        verify_stamp(b"", b"", b"")
    assert "avow[stamp]" in caught.value.hint


def test_where_stamps_are_kept(tmp_path: Path) -> None:
    assert stamp_path(tmp_path, 7) == tmp_path / "stamps" / "7.tsr"
