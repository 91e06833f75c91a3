"""Signed notes (c2sp.org/signed-note): a text, an empty line, and signature lines."""

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from avow.errors import VerificationError
from avow.ledger.formats.strict import read_base64, write_base64

DASH = "\u2014"
KEY_ID_BYTES = 4
MAX_NOTE_BYTES = 1_000_000
MAX_SIGNATURES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureLine:
    """One signature of a note: whose (name and key id) and its bytes, whatever the algorithm."""

    name: str
    key_id: bytes
    signature: bytes

    def render(self) -> str:
        """Return the line with its newline."""
        return f"{DASH} {self.name} {write_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A parsed note; nothing in it has been verified.

    Attributes:
        text: The signed text with its final newline.
        signatures: The lines in the order they stand.
    """

    text: str
    signatures: tuple[SignatureLine, ...]

    def render(self) -> str:
        """Return the whole note."""
        return self.text + "\n" + "".join(line.render() for line in self.signatures)


class NoteKey(Protocol):
    """What names a key in a signature line."""

    @property
    def name(self) -> str:
        """Key name."""

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys of one name apart."""


class NoteVerifier(NoteKey, Protocol):
    """A key that is trusted for notes."""

    def verify(self, text: str, signature: bytes) -> bool:
        """Tell whether the signature (without key id) is this key's over the text."""


class NoteSigner(NoteKey, Protocol):
    """A key that signs notes."""

    def sign(self, text: str) -> bytes:
        """Return the signature bytes, without key id."""


def check_key_name(name: str) -> str:
    """Return a key name that may stand in a note.

    Raises:
        VerificationError: It is empty, or holds a space, a plus or a control character.
    """
    if not name or "+" in name or any(_forbidden(letter) for letter in name):
        raise VerificationError("a key name is not empty and has no space, plus or control letter")
    return name


def _forbidden(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) in ("Cc", "Zs", "Zl", "Zp")


def make_key_id(name: str, kind: int, public_key: bytes) -> bytes:
    """Return the first four bytes of SHA-256(name, newline, type, public key)."""
    data = name.encode() + b"\n" + bytes([kind]) + public_key
    return hashlib.sha256(data).digest()[:KEY_ID_BYTES]


def parse_note(data: bytes) -> Note:
    """Parse a signed note strictly.

    Raises:
        VerificationError: It is not a signed note.
    """
    if len(data) > MAX_NOTE_BYTES:
        raise VerificationError("the note is too long")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError:
        raise VerificationError("the note is not UTF-8") from None
    if any(letter < " " and letter != "\n" for letter in whole):
        raise VerificationError("the note holds control characters")
    text, separator, tail = whole.rpartition("\n\n")
    if not separator or not text or not tail.endswith("\n"):
        raise VerificationError("the note has no text, empty line and signature lines")
    lines = tail[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise VerificationError("the note has too many signatures")
    return Note(text=text + "\n", signatures=tuple(_signature_line(line) for line in lines))


def _signature_line(line: str) -> SignatureLine:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != DASH:
        raise VerificationError("a signature line of the note is malformed")
    data = read_base64(parts[2], "a signature of the note")
    if len(data) <= KEY_ID_BYTES:
        raise VerificationError("a signature of the note is too short")
    return SignatureLine(
        name=check_key_name(parts[1]), key_id=data[:KEY_ID_BYTES], signature=data[KEY_ID_BYTES:]
    )


def verified_by(note: Note, keys: Sequence[NoteVerifier]) -> tuple[SignatureLine, ...]:
    """Return the signatures of known keys; every one of them must hold.

    Signatures of unknown keys are ignored, as the specification asks.

    Raises:
        VerificationError: A known key's signature fails.
    """
    known = {(key.name, key.key_id): key for key in keys}
    good: list[SignatureLine] = []
    for line in note.signatures:
        key = known.get((line.name, line.key_id))
        if key is None:
            continue
        if not key.verify(note.text, line.signature):
            raise VerificationError(f"the signature of the known key {line.name} does not hold")
        good.append(line)
    return tuple(good)


def sign_note(text: str, signers: Sequence[NoteSigner]) -> Note:
    """Return a note over a text that ends in a newline, signed by each signer."""
    if not text.endswith("\n"):
        raise ValueError("the text of a note ends in a newline")
    return Note(
        text=text,
        signatures=tuple(
            SignatureLine(name=signer.name, key_id=signer.key_id, signature=signer.sign(text))
            for signer in signers
        ),
    )
