"""A witness's folder: its keys, the logs that it follows, its memory; and its HTTP routes."""

import secrets
from http import HTTPStatus
from pathlib import Path

from avow.errors import InputError, UsageError, VerificationError
from avow.evidence.interface import Clock
from avow.ledger.formats.notes import check_key_name
from avow.ledger.formats.signing import (
    ED25519_COSIGNATURE,
    MLDSA44_COSIGNATURE,
    SEED_BYTES,
    SignerKey,
    VerifierKey,
    parse_signer,
    parse_verifier,
)
from avow.ledger.private_files import PUBLIC_MODE, read_private, write_durably
from avow.ledger.serving import Answer, Route
from avow.ledger.witness.cosigner import Cosigner

KEYS_FILE = "witness.keys"
LOGS_FILE = "logs.txt"


def make_witness(folder: Path, name: str) -> tuple[VerifierKey, ...]:
    """Make a witness's folder with two keys, ML-DSA-44 and Ed25519; return their public halves.

    Raises:
        UsageError: There is a witness already, or the name cannot name one.
    """
    if (folder / KEYS_FILE).exists():
        raise UsageError("there is a witness in this folder already")
    try:
        check_key_name(name)
    except VerificationError as error:
        raise UsageError(f"the name cannot name a witness: {error}") from None
    kinds = (MLDSA44_COSIGNATURE, ED25519_COSIGNATURE)
    keys = [SignerKey(name=name, kind=kind, seed=secrets.token_bytes(SEED_BYTES)) for kind in kinds]
    write_durably(folder / KEYS_FILE, "".join(f"{key.render()}\n" for key in keys).encode())
    write_durably(folder / LOGS_FILE, b"", mode=PUBLIC_MODE)
    return tuple(key.verifier for key in keys)


def follow_log(folder: Path, keys: tuple[VerifierKey, ...]) -> None:
    """Add the keys of a log to those that are followed.

    Raises:
        InputError: There is no witness in the folder.
    """
    known = {key.render() for key in _read_logs(folder)}
    lines = sorted(known | {key.render() for key in keys})
    write_durably(folder / LOGS_FILE, "".join(f"{x}\n" for x in lines).encode(), mode=PUBLIC_MODE)


def open_witness(folder: Path, clock: Clock) -> Cosigner:
    """Return the witness of a folder.

    Raises:
        InputError: A file is absent, or others may read the keys.
        VerificationError: A key line is malformed.
    """
    text = read_private(folder / KEYS_FILE).decode("utf-8")
    keys = tuple(parse_signer(line) for line in text.splitlines() if line.strip())
    return Cosigner(folder, keys=keys, logs=tuple(_read_logs(folder)), clock=clock)


def _read_logs(folder: Path) -> list[VerifierKey]:
    try:
        text = (folder / LOGS_FILE).read_text(encoding="utf-8")
    except OSError:
        raise InputError(
            "there is no witness in this folder", hint="Make one with `avow witness init`."
        ) from None
    return [parse_verifier(line) for line in text.splitlines() if line.strip()]


def witness_route(cosigner: Cosigner) -> Route:
    """Return the route of a witness: `add-checkpoint`, and the newest checkpoint of each log."""

    def answer(method: str, path: str, body: bytes) -> Answer:
        if method == "POST" and path == "add-checkpoint":
            return cosigner.add_checkpoint(body)
        origin_hash, _, rest = path.partition("/")
        if method == "GET" and rest == "checkpoint":
            return cosigner.checkpoint(origin_hash)
        return Answer(status=HTTPStatus.NOT_FOUND, body=b"Not Found\n")

    return answer
