"""The log's side of witnessing: submit the newest checkpoint, keep the cosignatures that hold."""

import http.client
import urllib.parse
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from avow.errors import VerificationError
from avow.ledger.formats.checkpoints import parse_checkpoint
from avow.ledger.formats.notes import Note, SignatureLine, parse_note, verified_by
from avow.ledger.formats.quorum import Witness
from avow.ledger.formats.strict import read_decimal
from avow.ledger.log import Ledger
from avow.ledger.tree import consistency_path
from avow.ledger.witness.requests import write_request

MAX_ANSWER_BYTES = 64_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """How one witness answered.

    Attributes:
        witness: Its name in the policy.
        seen: It cosigned.
        reason: Why not, else empty.
    """

    witness: str
    seen: bool
    reason: str = ""


def submit_checkpoint(ledger: Ledger, witnesses: Sequence[Witness]) -> list[Submission]:
    """Submit the newest checkpoint to witnesses and keep what they cosign.

    A witness that does not answer or refuses is reported, never an error: the log goes on, and
    the page says by how many it is witnessed.
    """
    note = ledger.newest_checkpoint()
    if note is None:
        return []
    outcomes: list[Submission] = []
    lines: list[SignatureLine] = []
    for witness in witnesses:
        try:
            fresh = _ask(ledger, note, witness)
        except (OSError, http.client.HTTPException):
            outcomes.append(Submission(witness=witness.name, seen=False, reason="no answer"))
        except VerificationError as error:
            outcomes.append(Submission(witness=witness.name, seen=False, reason=error.message))
        else:
            lines += fresh
            outcomes.append(Submission(witness=witness.name, seen=True))
    if lines:
        ledger.add_cosignatures(parse_checkpoint(note.text).size, note, lines)
    return outcomes


def _ask(ledger: Ledger, note: Note, witness: Witness) -> Sequence[SignatureLine]:
    """Ask one witness; it says which size it knows, so that at most two requests are needed."""
    size = parse_checkpoint(note.text).size
    timeout = ledger.settings.witness_timeout_seconds
    own = Note(text=note.text, signatures=_log_lines(ledger, note)).render().encode()
    status, body = _post(witness.url, write_request(0, (), own), timeout)
    if status == HTTPStatus.CONFLICT:
        known = read_decimal(body.decode("ascii", "replace").strip(), "the witness's size")
        if known > size:
            raise VerificationError("the witness has seen a longer log than this one")
        proof = consistency_path(known, size, ledger.store.node)
        status, body = _post(witness.url, write_request(known, proof, own), timeout)
    if status != HTTPStatus.OK:
        raise VerificationError(f"the witness refuses with status {status}")
    answer = parse_note(note.text.encode() + b"\n" + body)
    good = verified_by(answer, [witness.key])
    if not good:
        raise VerificationError("the witness's cosignature is not by the key of the policy")
    return good


def _log_lines(ledger: Ledger, note: Note) -> tuple[SignatureLine, ...]:
    return tuple(line for line in note.signatures if line.name == ledger.settings.origin)


def _post(url: str, body: bytes, timeout: float) -> tuple[int, bytes]:
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise VerificationError("the policy gives no http address for the witness")
    https = parts.scheme == "https"
    kind = http.client.HTTPSConnection if https else http.client.HTTPConnection
    connection = kind(parts.hostname, parts.port, timeout=timeout)
    try:
        connection.request("POST", f"{parts.path.rstrip('/')}/add-checkpoint", body)
        answer = connection.getresponse()
        return answer.status, answer.read(MAX_ANSWER_BYTES)
    finally:
        connection.close()
