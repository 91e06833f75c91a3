import sqlite3
from pathlib import Path

import pytest

from avow.errors import InputError, OutputError, VerificationError
from avow.ledger.subject_keys import SubjectKeys, check_overwriting


def test_each_subject_has_a_key_of_its_own_that_lasts(tmp_path: Path) -> None:
    keys = SubjectKeys(tmp_path)
    first = keys.commit_key("s1")
    assert len(first) == 32
    assert keys.commit_key("s1") == first != keys.commit_key("s2")
    assert keys.existing_key("s3") is None
    keys.close()
    again = SubjectKeys(tmp_path)
    assert again.commit_key("s1") == first
    again.close()


def test_keys_are_wrapped_in_the_file(tmp_path: Path) -> None:
    keys = SubjectKeys(tmp_path)
    key = keys.commit_key("s1")
    for path in tmp_path.iterdir():
        assert key not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0 or path.suffix in (".sqlite-shm", ".sqlite-wal")


def test_erasure_leaves_no_bytes(tmp_path: Path) -> None:
    keys = SubjectKeys(tmp_path)
    for number in range(50):
        keys.commit_key(f"s{number}")
    db = sqlite3.connect(tmp_path / "keys.sqlite")
    (wrapped,) = db.execute("SELECT wrapped FROM keys WHERE subject = 's7'").fetchone()
    db.close()
    assert any(wrapped in path.read_bytes() for path in tmp_path.iterdir())
    keys.destroy("s7")
    assert not any(wrapped in path.read_bytes() for path in tmp_path.iterdir())
    assert keys.existing_key("s7") is None
    assert keys.destroyed() == {"s7"}
    with pytest.raises(VerificationError, match="destroyed"):
        keys.commit_key("s7")
    keys.destroy("s7")
    with pytest.raises(InputError, match="no key"):
        keys.destroy("never")


def test_a_reader_in_the_way_is_not_called_destruction(tmp_path: Path) -> None:
    keys = SubjectKeys(tmp_path)
    keys.commit_key("s1")
    keys.commit_key("s2")
    reader = sqlite3.connect(tmp_path / "keys.sqlite", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM keys").fetchall()
    keys._db.execute("PRAGMA busy_timeout = 10")
    with pytest.raises(OutputError, match="may still stand"):
        keys.destroy("s1")
    reader.execute("COMMIT")
    reader.close()
    keys.destroy("s1")
    assert keys.existing_key("s1") is None


def test_moved_and_changed_rows_do_not_unwrap(tmp_path: Path) -> None:
    keys = SubjectKeys(tmp_path)
    keys.commit_key("s1")
    keys.commit_key("s2")
    keys.close()
    db = sqlite3.connect(tmp_path / "keys.sqlite")
    db.execute(
        "UPDATE keys SET wrapped = (SELECT wrapped FROM keys WHERE subject = 's1')"
        " WHERE subject = 's2'"
    )
    db.commit()
    db.close()
    again = SubjectKeys(tmp_path)
    again.commit_key("s1")
    with pytest.raises(VerificationError, match="unwrap"):
        again.commit_key("s2")


def test_a_lost_wrapping_key_is_not_made_anew(tmp_path: Path) -> None:
    SubjectKeys(tmp_path).close()
    (tmp_path / "epoch.key").unlink()
    with pytest.raises(InputError, match=r"epoch\.key"):
        SubjectKeys(tmp_path)


def test_cheap_overwriting_is_not_enough() -> None:
    check_overwriting(1)
    for answer in (0, 2):
        with pytest.raises(OutputError, match="overwrite"):
            check_overwriting(answer)


def test_two_processes_make_one_key(tmp_path: Path) -> None:
    one, two = SubjectKeys(tmp_path), SubjectKeys(tmp_path)
    assert one.existing_key("s1") is None
    with sqlite3.connect(tmp_path / "keys.sqlite"):
        assert two.commit_key("s1") == one._make_key("s1")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "keys.sqlite").mkdir()
    (tmp_path / "epoch.key").write_bytes(b"k" * 32)
    (tmp_path / "epoch.key").chmod(0o600)
    with pytest.raises(OutputError, match="cannot open"):
        SubjectKeys(tmp_path)
