"""Sealed documents: canonical JSON with the digest of its body, and of its run notes, inside.

Every byte of a sealed file is covered: the file must be exactly the canonical form of its parts,
and each part must have its digest.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from avow.errors import VerificationError
from avow.evidence.canonical import Json, canonical_json, digest_json

KEYS = ("body", "digest", "run", "run_digest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """The parts of a sealed document that holds.

    Attributes:
        body: What is proven.
        run: Notes about this run, outside the digest of the body.
        digest: `sha256:<hex>` of the canonical body.
    """

    body: Mapping[str, Json]
    run: Mapping[str, Json]
    digest: str


def seal(body: Mapping[str, Json], run: Mapping[str, Json]) -> bytes:
    """Return the bytes of a sealed document."""
    parts: dict[str, Json] = {
        "body": body,
        "digest": digest_json(body),
        "run": run,
        "run_digest": digest_json(run),
    }
    return canonical_json(parts) + b"\n"


def unseal(data: bytes, name: str) -> Sealed:
    """Return the parts of a sealed document.

    Args:
        data: The whole file.
        name: Its path, for the message.

    Raises:
        VerificationError: Any byte was changed.
    """
    broken = VerificationError(f"{name} does not hold: it was changed or cut")
    try:
        parts = orjson.loads(data)
    except orjson.JSONDecodeError:
        raise broken from None
    if not isinstance(parts, dict) or tuple(sorted(parts)) != KEYS:
        raise broken
    body, run = parts["body"], parts["run"]
    if not (isinstance(body, dict) and isinstance(run, dict)):
        raise broken
    try:
        whole = data == canonical_json(parts) + b"\n"
        sealed = parts["digest"] == digest_json(body) and parts["run_digest"] == digest_json(run)
    except ValueError:
        raise broken from None
    if not (whole and sealed):
        raise broken
    return Sealed(body=body, run=run, digest=parts["digest"])
