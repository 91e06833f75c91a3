"""Opt-out lists: signed JSON lines, read only when whole and genuine.

The first line is a header with the version, date, keys, count, Merkle root (RFC 6962) and an
Ed25519 signature over the header; every further line is one selector in canonical JSON.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from avow.errors import InputError, VerificationError
from avow.evidence.canonical import Json, canonical_json, digest_bytes
from avow.evidence.merkle import merkle_root
from avow.suppression.normalise import NORMALISER_VERSION
from avow.suppression.selectors import Selector, SelectorType

FORMAT = "avow-optouts-1"
HEADER_KEYS = frozenset(
    {"format", "version", "issued", "key_id", "selector_key_id"}
    | {"normaliser", "count", "root", "signature"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OptOutList:
    """A verified list.

    Attributes:
        version: Counts up with every issue.
        issued: Date and time of issue (ISO 8601).
        key_id: Id of the signing key.
        selector_key_id: Id of the key under which personal selectors were digested.
        root: Merkle root over the selector lines, hexadecimal.
        digest: `sha256:<hex>` of the header line, which pins the whole list.
        selectors: Every selector, in the order of the file.
    """

    version: int
    issued: str
    key_id: str
    selector_key_id: str
    root: str
    digest: str
    selectors: tuple[Selector, ...] = field(repr=False)


def signing_key_id(public: Ed25519PublicKey) -> str:
    """Return the id of a signing key: the start of the SHA-256 of its raw public bytes."""
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return digest_bytes(raw).removeprefix("sha256:")[:16]


def sign_optouts(
    selectors: Iterable[Selector],
    *,
    version: int,
    issued: str,
    private_key: Ed25519PrivateKey,
    selector_key_id: str,
) -> bytes:
    """Return the bytes of a signed list; selectors are sorted and doubles dropped.

    Args:
        selectors: What is to be left out.
        version: Number of this issue.
        issued: Date and time of issue (ISO 8601).
        private_key: Ed25519 key of the list's issuer.
        selector_key_id: Id of the key that made the personal digests.
    """
    lines = sorted({_selector_line(selector) for selector in selectors})
    header: dict[str, Json] = {
        "format": FORMAT,
        "version": version,
        "issued": issued,
        "key_id": signing_key_id(private_key.public_key()),
        "selector_key_id": selector_key_id,
        "normaliser": NORMALISER_VERSION,
        "count": len(lines),
        "root": merkle_root(lines).hex(),
    }
    header["signature"] = private_key.sign(canonical_json(header)).hex()
    return b"\n".join([canonical_json(header), *lines]) + b"\n"


def _selector_line(selector: Selector) -> bytes:
    return canonical_json(
        {
            "type": selector.type.value,
            "value": selector.value,
            "received": selector.received,
            "request": selector.request,
        }
    )


def load_optouts(path: Path, *, public_key: bytes) -> OptOutList:
    """Read and verify a list from a file; see `parse_optouts`.

    Raises:
        InputError: The file cannot be read.
        VerificationError: The list was changed, cut or signed by another key.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read the opt-out list: {error.strerror}") from None
    return parse_optouts(data, public_key=public_key)


def parse_optouts(data: bytes, *, public_key: bytes) -> OptOutList:
    """Verify the bytes of a list and return it.

    Args:
        data: The whole file.
        public_key: The issuer's raw Ed25519 public key, 32 bytes.

    Raises:
        VerificationError: The header, count, root or signature does not hold, or the list uses
            another normaliser version.
    """
    lines = data.split(b"\n")
    if len(lines) < 2 or lines[-1] != b"":
        raise VerificationError("the opt-out list is cut off")
    header = _parse_header(lines[0])
    _check_signature(header, public_key)
    body = lines[1:-1]
    if header["count"] != len(body) or header["root"] != merkle_root(body).hex():
        raise VerificationError("the opt-out list does not match its signed count and root")
    if header["normaliser"] != NORMALISER_VERSION:
        raise VerificationError(
            "the opt-out list was made with another normaliser version",
            hint="Issue the list again with this version of Avow.",
        )
    return OptOutList(
        version=cast("int", header["version"]),
        issued=str(header["issued"]),
        key_id=str(header["key_id"]),
        selector_key_id=str(header["selector_key_id"]),
        root=str(header["root"]),
        digest=digest_bytes(lines[0]),
        selectors=tuple(_parse_selector(line, number) for number, line in enumerate(body, 2)),
    )


def _parse_header(line: bytes) -> dict[str, Json]:
    try:
        header = orjson.loads(line)
    except orjson.JSONDecodeError:
        raise VerificationError("the opt-out list has no readable header") from None
    if not isinstance(header, dict) or set(header) != HEADER_KEYS or header["format"] != FORMAT:
        raise VerificationError("the opt-out list has a header of another format")
    if type(header["version"]) is not int or type(header["count"]) is not int:
        raise VerificationError("the opt-out list has a header of another format")
    return header


def _check_signature(header: Mapping[str, Json], public_key: bytes) -> None:
    signed = {name: value for name, value in header.items() if name != "signature"}
    try:
        public = Ed25519PublicKey.from_public_bytes(public_key)
        public.verify(bytes.fromhex(str(header["signature"])), canonical_json(signed))
    except (InvalidSignature, ValueError):
        raise VerificationError("the signature of the opt-out list does not hold") from None
    if header["key_id"] != signing_key_id(public):
        raise VerificationError("the opt-out list names another signing key")


def _parse_selector(line: bytes, number: int) -> Selector:
    try:
        row = orjson.loads(line)
        return Selector(
            type=SelectorType(row["type"]),
            value=str(row["value"]),
            received=str(row["received"]),
            request=str(row["request"]),
        )
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        raise VerificationError(f"line {number} of the opt-out list is not a selector") from None
