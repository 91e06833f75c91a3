from pathlib import Path

import pytest
from ledgers import ORIGIN, make_ledger

from avow.errors import ConfigError, InputError, UsageError, VerificationError
from avow.ledger.formats.quorum import Witness
from avow.ledger.formats.signing import ED25519_COSIGNATURE, SignerKey
from avow.ledger.private_files import read_private, write_durably
from avow.ledger.setup import (
    LAST_SIGNED,
    LOG_KEYS,
    POLICY_FILE,
    SETTINGS_FILE,
    LedgerSettings,
    add_witness,
    read_policy,
    read_settings,
    read_signing_keys,
)


def test_a_new_folder_holds_what_the_guide_asks_for(tmp_path: Path) -> None:
    make_ledger(tmp_path, pq=True)
    assert read_settings(tmp_path) == LedgerSettings(origin=ORIGIN)
    policy = read_policy(tmp_path)
    assert [key.kind for key in policy.logs] == [1, 6]
    assert policy.quorum == "none"
    for path in (tmp_path / "private").iterdir():
        if path.suffix in (".keys", ".key", ".json"):
            assert path.stat().st_mode & 0o077 == 0, path.name
    keys = read_signing_keys(tmp_path)
    assert keys.promise.name == f"{ORIGIN}/promise"
    assert keys.recall.name == f"{ORIGIN}/recall"


def test_a_ledger_is_made_once_and_needs_a_name(tmp_path: Path) -> None:
    make_ledger(tmp_path / "l")
    with pytest.raises(UsageError, match="already"):
        make_ledger(tmp_path / "l")
    for origin in ("", "a b", "a+b"):
        with pytest.raises(UsageError, match="cannot name"):
            from_origin(tmp_path / "m", origin)


def from_origin(folder: Path, origin: str) -> None:
    from avow.ledger.log import Ledger  # noqa: PLC0415

    Ledger.create(folder, LedgerSettings(origin=origin))


def test_no_ledger_is_an_error_with_the_next_step(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no ledger") as caught:
        read_settings(tmp_path)
    assert "init" in caught.value.hint
    with pytest.raises(InputError, match="trust-policy"):
        read_policy(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "origin = ",
        'store = "sqlite"',
        'origin = "a"\nstore = "cloud"',
        'origin = "a"\ncolour = "red"',
        'origin = "a"\nmmd_seconds = "soon"',
        'origin = "a"\nmmd_seconds = true',
        'origin = "a"\nprivate_kinds = "all"',
        'origin = "a"\nprivate_kinds = [1]',
    ],
)
def test_wrong_settings(tmp_path: Path, text: str) -> None:
    (tmp_path / SETTINGS_FILE).write_text(text)
    with pytest.raises(ConfigError):
        read_settings(tmp_path)


def test_keys_that_others_may_read_are_refused(tmp_path: Path) -> None:
    make_ledger(tmp_path)
    (tmp_path / LOG_KEYS).chmod(0o644)
    with pytest.raises(InputError, match="read by others"):
        read_signing_keys(tmp_path)
    (tmp_path / LOG_KEYS).unlink()
    with pytest.raises(InputError, match=r"cannot read log\.keys"):
        read_signing_keys(tmp_path)
    write_durably(tmp_path / LOG_KEYS, b"\n")
    with pytest.raises(VerificationError, match="no key"):
        read_signing_keys(tmp_path)


def test_a_damaged_memory_of_what_was_signed_stops_signing(tmp_path: Path) -> None:
    ledger = make_ledger(tmp_path)
    (tmp_path / LAST_SIGNED).write_bytes(b"{}")
    with pytest.raises(InputError, match="last signed"):
        ledger.sign_checkpoint()


def witness(number: int) -> Witness:
    key = SignerKey(name=f"w{number}.example", kind=ED25519_COSIGNATURE, seed=bytes([number]) * 32)
    return Witness(name=f"w{number}", key=key.verifier, url=f"http://127.0.0.1:{number}")


def test_witnesses_are_added_with_a_quorum(tmp_path: Path) -> None:
    make_ledger(tmp_path)
    add_witness(tmp_path, witness(1), "any")
    policy = add_witness(tmp_path, witness(2), "all")
    assert policy == read_policy(tmp_path)
    assert not policy.reached({"w1"})
    assert policy.reached({"w1", "w2"})
    before = (tmp_path / POLICY_FILE).read_bytes()
    with pytest.raises(ConfigError):
        add_witness(tmp_path, witness(2), "any")
    with pytest.raises(ConfigError):
        add_witness(tmp_path, witness(3), "9")
    assert (tmp_path / POLICY_FILE).read_bytes() == before


def test_private_files_are_whole_or_absent(tmp_path: Path) -> None:
    write_durably(tmp_path / "a", b"one")
    write_durably(tmp_path / "a", b"two")
    assert read_private(tmp_path / "a") == b"two"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
