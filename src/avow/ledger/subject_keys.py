"""Keys of persons: 32 bytes each, wrapped, in a database of their own; destroyed on erasure.

Deleting a row is not destruction: the database runs with secure_delete and every destruction ends
in a truncated write-ahead log, after which the files are searched for the bytes.
"""

import secrets
import sqlite3
import threading
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from avow.errors import InputError, OutputError, VerificationError
from avow.ledger.leaves import KEY_BYTES
from avow.ledger.private_files import read_private, write_durably

NONCE_BYTES = 12
BUSY_SECONDS = 20.0
SECURE_DELETE_ON = 1


def check_overwriting(secure_delete: int) -> None:
    """Check what a database answered about overwriting what it deletes.

    Raises:
        OutputError: It does not, or only where that is cheap (2 = FAST).
    """
    if secure_delete != SECURE_DELETE_ON:
        raise OutputError("the key store's database does not overwrite what it deletes")


class SubjectKeys:
    """The key store of a ledger."""

    def __init__(self, folder: Path) -> None:
        """Open the key store in a folder, making it and its wrapping key where missing.

        Raises:
            OutputError: The store cannot be made, or its database does not overwrite what it
                deletes.
        """
        self._path = folder / "keys.sqlite"
        wrapping = folder / "epoch.key"
        if not wrapping.exists() and not self._path.exists():
            write_durably(wrapping, secrets.token_bytes(KEY_BYTES))
        self._cipher = AESGCM(read_private(wrapping))
        self._lock = threading.RLock()
        self._known: dict[str, bytes] = {}
        try:
            self._db = sqlite3.connect(
                self._path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._path.chmod(0o600)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute("PRAGMA secure_delete=ON")
            (secure,) = self._db.execute("PRAGMA secure_delete").fetchone()
            self._db.execute(
                "CREATE TABLE IF NOT EXISTS keys (subject TEXT PRIMARY KEY, wrapped BLOB NOT NULL)"
            )
            self._db.execute("CREATE TABLE IF NOT EXISTS destroyed (subject TEXT PRIMARY KEY)")
        except sqlite3.Error as error:
            raise OutputError(f"cannot open the key store: {error}") from None
        check_overwriting(secure)

    def commit_key(self, subject: str) -> bytes:
        """Return the key of a person, made on first use.

        Raises:
            VerificationError: The key was destroyed, or the store was changed.
        """
        known = self.existing_key(subject)
        if known is not None:
            return known
        with self._lock:
            # Another process may be making or destroying the same key.
            self._db.execute("BEGIN IMMEDIATE")
            try:
                return self._make_key(subject)
            finally:
                self._db.execute("COMMIT")

    def _make_key(self, subject: str) -> bytes:
        known = self.existing_key(subject)
        if known is not None:
            return known
        if self._is_destroyed(subject):
            raise VerificationError("the key of this subject was destroyed")
        key = secrets.token_bytes(KEY_BYTES)
        wrapped = self._wrap(subject, key)
        self._db.execute("INSERT INTO keys VALUES (?, ?)", (subject, wrapped))
        self._known[subject] = key
        return key

    def existing_key(self, subject: str) -> bytes | None:
        """Return the key of a person, or None where there is none or it was destroyed."""
        with self._lock:
            row = self._db.execute(
                "SELECT wrapped FROM keys WHERE subject = ?", (subject,)
            ).fetchone()
            if row is None:
                self._known.pop(subject, None)
                return None
            if subject not in self._known:
                self._known[subject] = self._unwrap(subject, row[0])
            return self._known[subject]

    def destroy(self, subject: str) -> None:
        """Destroy the key of a person and see that its bytes are gone from the store's files.

        Raises:
            InputError: There is no such key.
            OutputError: The bytes could not be overwritten, for example because a reader holds
                the database; the key is deleted but destruction is not confirmed.
        """
        with self._lock:
            row = self._db.execute(
                "SELECT wrapped FROM keys WHERE subject = ?", (subject,)
            ).fetchone()
            if row is None and not self._is_destroyed(subject):
                raise InputError("there is no key of this subject")
            wrapped = bytes(row[0]) if row is not None else b""
            self._db.execute("BEGIN IMMEDIATE")
            self._db.execute("DELETE FROM keys WHERE subject = ?", (subject,))
            self._db.execute("INSERT OR IGNORE INTO destroyed VALUES (?)", (subject,))
            self._db.execute("COMMIT")
            self._known.pop(subject, None)
            busy, _, _ = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy or (wrapped and self._residue(wrapped)):
            raise OutputError(
                "the key was deleted but its bytes may still stand in the key store's files",
                hint="Close other readers of the key store and destroy again.",
            )

    def destroyed(self) -> frozenset[str]:
        """Return the subjects whose keys were destroyed; a restore has to replay this list."""
        with self._lock:
            rows = self._db.execute("SELECT subject FROM destroyed").fetchall()
        return frozenset(str(row[0]) for row in rows)

    def close(self) -> None:
        """Close the database."""
        self._db.close()

    def _is_destroyed(self, subject: str) -> bool:
        query = "SELECT 1 FROM destroyed WHERE subject = ?"
        return self._db.execute(query, (subject,)).fetchone() is not None

    def _residue(self, wrapped: bytes) -> bool:
        files = self._path.parent.glob(self._path.name + "*")
        return any(wrapped in path.read_bytes() for path in files)

    def _wrap(self, subject: str, key: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, key, b"commit-key|" + subject.encode())

    def _unwrap(self, subject: str, wrapped: bytes) -> bytes:
        nonce, body = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        try:
            return self._cipher.decrypt(nonce, body, b"commit-key|" + subject.encode())
        except (InvalidTag, ValueError):
            raise VerificationError("a key in the key store does not unwrap") from None
