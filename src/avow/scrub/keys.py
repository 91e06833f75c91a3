"""Keys: one 32-byte master by reference, and the keys derived from it (RFC 5869, HKDF-SHA256)."""

import hashlib
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from avow.errors import ConfigError, OutputError

MASTER_BYTES = 32
INFO_PREFIX = "avow/scrub/1"
KEY_FILE_MODE = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRef:
    """Where a master key is, never the key; safe as a task argument.

    Attributes:
        file: Path of a file with mode 0600 that holds 64 hexadecimal digits.
        variable: Name of an environment variable that holds 64 hexadecimal digits.
        dataset: Name of the data set; its pseudonym and audit keys differ from all others'.
        project: Name of the project; its selector key is shared with the opt-out form.
    """

    file: str = ""
    variable: str = ""
    dataset: str = "default"
    project: str = "default"

    def __post_init__(self) -> None:
        if bool(self.file) == bool(self.variable):
            raise ConfigError("a key reference names a file or an environment variable, not both")

    @classmethod
    def parse(cls, text: str, *, dataset: str = "default", project: str = "default") -> "KeyRef":
        """Return the reference written as `file:PATH` or `env:NAME`.

        Raises:
            ConfigError: It is written in another way (for example as the key itself).
        """
        scheme, _, rest = text.partition(":")
        if rest and scheme == "file":
            return cls(file=rest, dataset=dataset, project=project)
        if rest and scheme == "env":
            return cls(variable=rest, dataset=dataset, project=project)
        raise ConfigError(
            "a key reference is not of the form file:PATH or env:NAME",
            hint="Write a key file with `avow scrub new-key PATH` and give file:PATH.",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScrubKeys:
    """The keys of one data set, derived from one master; their repr shows the id only.

    Attributes:
        key_id: Id of the master and data set, for receipts.
        selector_id: Id of the selector key, which opt-out lists name.
        pseudonym: Key of tokens and surrogates, per data set.
        audit: Key of value and record digests, per data set.
        selector: Key of opt-out selectors and of the record sidecar, per project.
        vault: Key of the token vault, per data set.
    """

    key_id: str
    selector_id: str
    pseudonym: bytes = field(repr=False)
    audit: bytes = field(repr=False)
    selector: bytes = field(repr=False)
    vault: bytes = field(repr=False)


def derive_key(master: bytes, *, purpose: str, identity: str) -> bytes:
    """Return 32 bytes derived by HKDF-SHA256 with info `avow/scrub/1/<purpose>/<identity>`."""
    info = f"{INFO_PREFIX}/{purpose}/{identity}".encode()
    return HKDF(algorithm=SHA256(), length=MASTER_BYTES, salt=None, info=info).derive(master)


def derive_keys(master: bytes, *, dataset: str, project: str) -> ScrubKeys:
    """Return all keys of a data set.

    Raises:
        ConfigError: The master does not have 32 bytes.
    """
    if len(master) != MASTER_BYTES:
        raise ConfigError("a master key has 32 bytes, written as 64 hexadecimal digits")
    selector = derive_key(master, purpose="selector", identity=project)
    pseudonym = derive_key(master, purpose="pseudonym", identity=dataset)
    return ScrubKeys(
        key_id=_public_id(pseudonym),
        selector_id=_public_id(selector),
        pseudonym=pseudonym,
        audit=derive_key(master, purpose="audit", identity=dataset),
        selector=selector,
        vault=derive_key(master, purpose="vault", identity=dataset),
    )


def _public_id(key: bytes) -> str:
    """Return a name for a derived key that reveals nothing about it (a hash of 32 random bytes)."""
    return hashlib.blake2b(key, digest_size=8, person=b"avow key id").hexdigest()


def load_keys(ref: KeyRef) -> ScrubKeys:
    """Read the master that a reference names and derive the keys.

    Raises:
        ConfigError: It is absent, malformed, or its file can be read by others.
    """
    text = _read_file(Path(ref.file)) if ref.file else os.environ.get(ref.variable, "")
    if not text:
        raise ConfigError("the environment variable of the master key is not set")
    try:
        master = bytes.fromhex(text.strip())
    except ValueError:
        raise ConfigError("the master key is not written as 64 hexadecimal digits") from None
    return derive_keys(master, dataset=ref.dataset, project=ref.project)


def _read_file(path: Path) -> str:
    try:
        mode = path.stat().st_mode
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise ConfigError(
                "the key file can be read by others", hint="Set its mode to 0600 (chmod 600)."
            )
        return path.read_text(encoding="ascii")
    except OSError as error:
        raise ConfigError(f"cannot read the key file: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError("the master key is not written as 64 hexadecimal digits") from None


def write_key_file(path: Path) -> None:
    """Make a new master key and write it to a new file of mode 0600.

    Raises:
        OutputError: The file exists already (a key is never overwritten) or cannot be written.
    """
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, KEY_FILE_MODE)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_hex(MASTER_BYTES) + "\n")
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise OutputError(f"cannot write the key file: {error.strerror}") from None
