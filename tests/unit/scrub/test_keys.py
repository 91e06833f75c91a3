"""Keys: by reference only, derived by HKDF, never shown."""

import hashlib
import hmac
import pickle
from pathlib import Path

import pytest

from avow.errors import ConfigError, OutputError
from avow.scrub.keys import KeyRef, derive_key, derive_keys, load_keys, write_key_file

MASTER = bytes(range(32))


def test_derivation_is_hkdf_sha256() -> None:
    # RFC 5869 by hand: extract with a zero salt, then the first block of expand.
    extracted = hmac.digest(bytes(32), MASTER, hashlib.sha256)
    expected = hmac.digest(extracted, b"avow/scrub/1/pseudonym/news\x01", hashlib.sha256)
    assert derive_key(MASTER, purpose="pseudonym", identity="news") == expected


def test_purposes_and_data_sets_have_different_keys() -> None:
    news = derive_keys(MASTER, dataset="news", project="p")
    mail = derive_keys(MASTER, dataset="mail", project="p")
    assert (
        len({news.pseudonym, news.audit, news.selector, news.vault, mail.pseudonym, mail.audit})
        == 6
    )
    assert news.selector == mail.selector
    assert news.key_id != mail.key_id


def test_repr_shows_no_key() -> None:
    keys = derive_keys(MASTER, dataset="news", project="p")
    shown = repr(keys)
    for key in (keys.pseudonym, keys.audit, keys.selector, keys.vault):
        assert repr(key) not in shown
        assert key.hex() not in shown


def test_file_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    write_key_file(path)
    assert path.stat().st_mode & 0o777 == 0o600
    ref = KeyRef.parse(f"file:{path}", dataset="news")
    assert load_keys(ref) == load_keys(pickle.loads(pickle.dumps(ref)))
    with pytest.raises(OutputError):
        write_key_file(path)


def test_environment_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AVOW_TEST_KEY", MASTER.hex() + "\n")
    assert load_keys(KeyRef.parse("env:AVOW_TEST_KEY")) == derive_keys(
        MASTER, dataset="default", project="default"
    )


@pytest.mark.parametrize("text", [MASTER.hex(), "file:", "env:", "kms:x", ""])
def test_malformed_reference(text: str) -> None:
    with pytest.raises(ConfigError) as raised:
        KeyRef.parse(text)
    assert MASTER.hex() not in str(raised.value)


@pytest.mark.parametrize("settings", [{}, {"file": "a", "variable": "b"}])
def test_reference_names_one_place(settings: dict[str, str]) -> None:
    with pytest.raises(ConfigError):
        KeyRef(**settings)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "master.key"
    write_key_file(path)
    path.chmod(mode)
    with pytest.raises(ConfigError):
        load_keys(KeyRef(file=str(path)))


@pytest.mark.parametrize("content", ["", "abc", "zz" * 32, "00" * 31, "é" * 64])
def test_malformed_key(tmp_path: Path, content: str) -> None:
    path = tmp_path / "master.key"
    path.touch(0o600)
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError):
        load_keys(KeyRef(file=str(path)))


def test_absent_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AVOW_TEST_KEY", raising=False)
    for ref in (KeyRef(variable="AVOW_TEST_KEY"), KeyRef(file=str(tmp_path / "absent"))):
        with pytest.raises(ConfigError):
            load_keys(ref)
    with pytest.raises(OutputError):
        write_key_file(tmp_path / "no" / "folder")
