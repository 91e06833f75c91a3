"""The witness itself: checks a checkpoint against what it saw before, persists, then cosigns.

Checking and persisting are one step under a lock, and persisting comes before the answer: two
racing requests can never roll the witness back.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from avow.errors import InputError, VerificationError
from avow.evidence.interface import Clock
from avow.evidence.merkle import EMPTY_ROOT, verify_consistency
from avow.ledger.formats.checkpoints import Checkpoint, parse_checkpoint
from avow.ledger.formats.notes import Note, SignatureLine, parse_note, verified_by
from avow.ledger.formats.signing import SignerKey, VerifierKey
from avow.ledger.private_files import write_durably
from avow.ledger.serving import Answer
from avow.ledger.witness.requests import AddCheckpoint, parse_request

SIZE_TYPE = "text/x.tlog.size"
CONFLICTS = "conflicts"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    size: int
    root: bytes
    note: str


class Cosigner:
    """A witness with its keys, the logs it follows and its memory, one file per log."""

    def __init__(
        self,
        folder: Path,
        *,
        keys: tuple[SignerKey, ...],
        logs: tuple[VerifierKey, ...],
        clock: Clock,
    ) -> None:
        """Take up a witness's folder.

        Args:
            folder: Where the memory stands.
            keys: Keys to cosign with.
            logs: Keys of the logs that are followed; a key's name is its log's origin.
            clock: Gives the time that cosignatures state.
        """
        self._folder = folder
        self._keys = keys
        self._logs = logs
        self._clock = clock

    def add_checkpoint(self, body: bytes) -> Answer:
        """Answer one `add-checkpoint` request."""
        try:
            request = parse_request(body)
            note = parse_note(request.note)
            checkpoint = parse_checkpoint(note.text)
        except VerificationError as error:
            return _refuse(HTTPStatus.BAD_REQUEST, error.message)
        logs = [key for key in self._logs if key.name == checkpoint.origin]
        if not logs:
            return _refuse(HTTPStatus.NOT_FOUND, "this witness does not follow the log")
        try:
            good = verified_by(note, logs)
        except VerificationError as error:
            return _refuse(HTTPStatus.FORBIDDEN, error.message)
        if not good:
            return _refuse(HTTPStatus.FORBIDDEN, "no signature of a trusted key of the log")
        if request.old_size > checkpoint.size:
            return _refuse(HTTPStatus.BAD_REQUEST, "the old size is above the new one")
        with self._locked(checkpoint.origin):
            return self._decide(request, note, checkpoint, good)

    def _decide(
        self,
        request: AddCheckpoint,
        note: Note,
        checkpoint: Checkpoint,
        good: tuple[SignatureLine, ...],
    ) -> Answer:
        seen = self._seen(checkpoint.origin)
        if request.old_size != seen.size:
            return Answer(
                status=HTTPStatus.CONFLICT,
                body=f"{seen.size}\n".encode(),
                content_type=SIZE_TYPE,
            )
        problem = _contradiction(seen, request, checkpoint)
        if problem:
            # With the log's own signature under it, this is evidence of a fork.
            self._keep_conflict(checkpoint.origin, request.note)
            return _refuse(HTTPStatus.UNPROCESSABLE_ENTITY, problem)
        now = int(self._clock.now().timestamp())
        lines = tuple(
            SignatureLine(name=key.name, key_id=key.key_id, signature=key.at(now).sign(note.text))
            for key in self._keys
        )
        cosigned = Note(text=note.text, signatures=(*good, *lines)).render()
        state = {"size": checkpoint.size, "root": checkpoint.root.hex(), "note": cosigned}
        write_durably(self._state_path(checkpoint.origin), json.dumps(state).encode())
        return Answer(status=HTTPStatus.OK, body="".join(x.render() for x in lines).encode())

    def checkpoint(self, origin_hash: str) -> Answer:
        """Answer a request for the newest cosigned checkpoint of a log.

        Args:
            origin_hash: SHA-256 of the log's origin, in lower-case hexadecimal.
        """
        for key in self._logs:
            if _origin_hash(key.name) == origin_hash:
                seen = self._seen(key.name)
                if seen.note:
                    return Answer(status=HTTPStatus.OK, body=seen.note.encode())
        return _refuse(HTTPStatus.NOT_FOUND, "nothing was cosigned for this log")

    def _seen(self, origin: str) -> _Seen:
        path = self._state_path(origin)
        try:
            values = json.loads(path.read_bytes())
            root = bytes.fromhex(values["root"])
            return _Seen(size=int(values["size"]), root=root, note=str(values["note"]))
        except FileNotFoundError:
            return _Seen(size=0, root=EMPTY_ROOT, note="")
        except (OSError, ValueError, KeyError, TypeError):
            raise InputError(
                "the witness's memory of a log cannot be read",
                hint="Restore it; a witness without its memory must not sign.",
            ) from None

    def _state_path(self, origin: str) -> Path:
        return self._folder / f"{_origin_hash(origin)}.json"

    def _keep_conflict(self, origin: str, note: bytes) -> None:
        name = f"{_origin_hash(origin)}-{hashlib.sha256(note).hexdigest()[:16]}.note"
        write_durably(self._folder / CONFLICTS / name, note)

    @contextmanager
    def _locked(self, origin: str) -> Iterator[None]:
        path = self._folder / f"{_origin_hash(origin)}.lock"
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _contradiction(seen: _Seen, request: AddCheckpoint, new: Checkpoint) -> str:
    if not new.possible:
        return "an empty log has another root"
    if request.old_size == 0 and request.proof:
        return "from an empty log no proof is needed"
    if request.old_size == 0:
        return ""
    if verify_consistency(
        old_count=seen.size,
        new_count=new.size,
        old_root=seen.root,
        new_root=new.root,
        proof=request.proof,
    ):
        return ""
    return "the checkpoint does not continue the one that was cosigned"


def _refuse(status: HTTPStatus, reason: str) -> Answer:
    return Answer(status=status, body=f"{reason}\n".encode())


def _origin_hash(origin: str) -> str:
    return hashlib.sha256(origin.encode()).hexdigest()
