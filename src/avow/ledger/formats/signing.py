"""Keys of notes: Ed25519 log signatures, and cosignatures with Ed25519 or ML-DSA-44.

Signature types of c2sp.org/signed-note: 0x01 Ed25519 over the text, 0x04 Ed25519 cosignature, 0x06
ML-DSA-44 cosignature (c2sp.org/tlog-cosignature). A cosignature says at which time its signer saw
the log at this size.
"""

from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from avow.errors import VerificationError
from avow.ledger.formats.checkpoints import parse_checkpoint
from avow.ledger.formats.notes import check_key_name, make_key_id
from avow.ledger.formats.strict import read_base64, write_base64

ED25519 = 0x01
ED25519_COSIGNATURE = 0x04
MLDSA44_COSIGNATURE = 0x06

TIME_BYTES = 8
MAX_TIME = 2**63 - 1
PUBLIC_BYTES = {ED25519: 32, ED25519_COSIGNATURE: 32, MLDSA44_COSIGNATURE: 1312}
SIGNATURE_BYTES = {ED25519: 64, ED25519_COSIGNATURE: 72, MLDSA44_COSIGNATURE: 2428}
SEED_BYTES = 32
SUBTREE_LABEL = b"subtree/v1\n\x00"
SECRET_PREFIX = "PRIVATE+KEY+"  # noqa: S105 - the marker of such a line, not a secret


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKey:
    """A public key that notes are checked with.

    Attributes:
        name: Key name.
        kind: Signature type.
        public_key: Raw public key.
    """

    name: str
    kind: int
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes that name this key beside its name."""
        return make_key_id(self.name, self.kind, self.public_key)

    def render(self) -> str:
        """Return the key as text: name, id in hexadecimal, base64 of type and key."""
        body = write_base64(bytes([self.kind]) + self.public_key)
        return f"{self.name}+{self.key_id.hex()}+{body}"

    def verify(self, text: str, signature: bytes) -> bool:
        """Tell whether a signature over a note's text is this key's; never raises."""
        if len(signature) != SIGNATURE_BYTES[self.kind]:
            return False
        try:
            message = _message(self.kind, self.name, text, signature[:TIME_BYTES])
        except VerificationError:
            return False
        raw = signature if self.kind == ED25519 else signature[TIME_BYTES:]
        try:
            if self.kind == MLDSA44_COSIGNATURE:
                MLDSA44PublicKey.from_public_bytes(self.public_key).verify(raw, message)
            else:
                Ed25519PublicKey.from_public_bytes(self.public_key).verify(raw, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class SignerKey:
    """A private key that signs notes; its text form is kept in a file of mode 0600.

    Attributes:
        name: Key name.
        kind: Signature type.
        seed: 32 secret bytes.
        time_seconds: POSIX time that a cosignature states; unused for log signatures.
    """

    name: str
    kind: int
    seed: bytes
    time_seconds: int = 0

    def __repr__(self) -> str:
        """Return a form without the secret."""
        return f"SignerKey(name={self.name!r}, kind={self.kind})"

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        if self.kind == MLDSA44_COSIGNATURE:
            public = MLDSA44PrivateKey.from_seed_bytes(self.seed).public_key().public_bytes_raw()
        else:
            private = Ed25519PrivateKey.from_private_bytes(self.seed)
            public = private.public_key().public_bytes_raw()
        return VerifierKey(name=self.name, kind=self.kind, public_key=public)

    @property
    def key_id(self) -> bytes:
        """Four bytes that name this key beside its name."""
        return self.verifier.key_id

    def render(self) -> str:
        """Return the secret as text, in the form that other tools for signed notes write."""
        body = write_base64(bytes([self.kind]) + self.seed)
        return f"{SECRET_PREFIX}{self.name}+{self.key_id.hex()}+{body}"

    def at(self, time_seconds: int) -> "SignerKey":
        """Return the key as it signs at a time."""
        return SignerKey(name=self.name, kind=self.kind, seed=self.seed, time_seconds=time_seconds)

    def sign(self, text: str) -> bytes:
        """Return the signature bytes over a note's text, with the time where the type has one."""
        time = self.time_seconds.to_bytes(TIME_BYTES, "big")
        message = _message(self.kind, self.name, text, time)
        if self.kind == MLDSA44_COSIGNATURE:
            return time + MLDSA44PrivateKey.from_seed_bytes(self.seed).sign(message)
        raw = Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)
        return raw if self.kind == ED25519 else time + raw


def _message(kind: int, name: str, text: str, time: bytes) -> bytes:
    """Return what is signed; raises VerificationError where a cosigned text is no checkpoint."""
    if kind == ED25519:
        return text.encode()
    stated = int.from_bytes(time, "big")
    if stated > MAX_TIME:
        raise VerificationError("a cosignature states an impossible time")
    if kind == ED25519_COSIGNATURE:
        return f"cosignature/v1\ntime {stated}\n{text}".encode()
    checkpoint = parse_checkpoint(text)
    return b"".join(
        (
            SUBTREE_LABEL,
            _short(name),
            time,
            _short(checkpoint.origin),
            (0).to_bytes(8, "big"),
            checkpoint.size.to_bytes(8, "big"),
            checkpoint.root,
        )
    )


def _short(text: str) -> bytes:
    data = text.encode()
    if not 1 <= len(data) <= 255:
        raise VerificationError("a name in a cosignature is 1 to 255 bytes long")
    return bytes([len(data)]) + data


def cosignature_time(signature: bytes) -> int:
    """Return the POSIX time that a verified cosignature states."""
    return int.from_bytes(signature[:TIME_BYTES], "big")


def parse_verifier(text: str) -> VerifierKey:
    """Return the key that a verifier line holds.

    Raises:
        VerificationError: It is malformed, of an unknown type, or its id does not fit.
    """
    name, id_text, body = _split_key(text)
    kind, public_key = body[0], body[1:]
    if PUBLIC_BYTES.get(kind) != len(public_key):
        raise VerificationError("the verifier key is of an unknown type or length")
    key = VerifierKey(name=check_key_name(name), kind=kind, public_key=public_key)
    if key.key_id.hex() != id_text:
        raise VerificationError("the verifier key's id does not fit its name and key")
    return key


def parse_signer(text: str) -> SignerKey:
    """Return the key that a secret line holds.

    Raises:
        VerificationError: It is malformed, of an unknown type, or its id does not fit.
    """
    if not text.startswith(SECRET_PREFIX):
        raise VerificationError("a secret key line begins with PRIVATE+KEY+")
    name, id_text, body = _split_key(text.removeprefix(SECRET_PREFIX))
    kind, seed = body[0], body[1:]
    if kind not in PUBLIC_BYTES or len(seed) != SEED_BYTES:
        raise VerificationError("the secret key is of an unknown type or length")
    key = SignerKey(name=check_key_name(name), kind=kind, seed=seed)
    if key.key_id.hex() != id_text:
        raise VerificationError("the secret key's id does not fit its name and key")
    return key


def _split_key(text: str) -> tuple[str, str, bytes]:
    # Base64 may hold a plus, so only the first two separate.
    parts = text.strip().split("+", 2)
    if len(parts) != 3:
        raise VerificationError("a key line has a name, an id and a key, joined by plus signs")
    body = read_base64(parts[2], "the key")
    if not body:
        raise VerificationError("the key is empty")
    return parts[0], parts[1], body
