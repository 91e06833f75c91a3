"""Who signed a checkpoint: the log itself, which witnesses and when, and whether that is enough."""

from collections.abc import Sequence
from dataclasses import dataclass

from avow.errors import VerificationError
from avow.ledger.formats.checkpoints import Checkpoint, parse_checkpoint
from avow.ledger.formats.notes import Note, parse_note, verified_by
from avow.ledger.formats.quorum import TrustPolicy, Witness
from avow.ledger.formats.signing import cosignature_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A witness's word that it saw the log at this size at a time (POSIX seconds)."""

    witness: str
    time_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCheckpoint:
    """A checkpoint whose signatures were verified.

    Attributes:
        checkpoint: What was signed.
        note: The note itself.
        sightings: Witnesses of the policy that cosigned, sorted by name.
        quorum: Name of the policy's quorum, `none` when no witness is asked for.
    """

    checkpoint: Checkpoint
    note: Note
    sightings: tuple[Sighting, ...]
    quorum: str


def verify_checkpoint(data: bytes, policy: TrustPolicy) -> SignedCheckpoint:
    """Verify a checkpoint note against a trust policy.

    Raises:
        VerificationError: It is malformed, not signed by a trusted log of its origin, a known
            key's signature fails, or too few witnesses saw it.
    """
    signed = verify_log_signature(data, policy)
    if not policy.reached({sighting.witness for sighting in signed.sightings}):
        raise VerificationError(
            f"too few witnesses have seen the checkpoint: the quorum {policy.quorum} is not reached"
        )
    return signed


def verify_log_signature(data: bytes, policy: TrustPolicy) -> SignedCheckpoint:
    """Do the same without asking for the quorum.

    Raises:
        VerificationError: As above, but for the witnesses.
    """
    note = parse_note(data)
    checkpoint = parse_checkpoint(note.text)
    if not checkpoint.possible:
        raise VerificationError("the checkpoint of an empty log has another root")
    logs = [key for key in policy.logs if key.name == checkpoint.origin]
    if not logs:
        raise VerificationError("the policy trusts no key of the checkpoint's origin")
    if not verified_by(note, logs):
        raise VerificationError("the checkpoint is not signed by a trusted key of its log")
    return SignedCheckpoint(
        checkpoint=checkpoint,
        note=note,
        sightings=_sightings(note, list(policy.witnesses.values())),
        quorum=policy.quorum,
    )


def _sightings(note: Note, witnesses: Sequence[Witness]) -> tuple[Sighting, ...]:
    lines = verified_by(note, [witness.key for witness in witnesses])
    times = {(line.name, line.key_id): cosignature_time(line.signature) for line in lines}
    seen = [
        Sighting(witness=one.name, time_seconds=times[one.key.name, one.key.key_id])
        for one in witnesses
        if (one.key.name, one.key.key_id) in times
    ]
    return tuple(sorted(seen, key=lambda sighting: sighting.witness))
