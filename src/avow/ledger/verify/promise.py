"""Inclusion promises: what the operator signed when it confirmed an event, held against the log."""

from dataclasses import dataclass
from enum import StrEnum

from avow.errors import VerificationError
from avow.evidence.merkle import leaf_hash
from avow.ledger.formats.notes import parse_note, verified_by
from avow.ledger.formats.signing import VerifierKey
from avow.ledger.formats.strict import read_decimal, read_hash
from avow.ledger.formats.tiles import TILE_WIDTH, bundles_of, read_bundle
from avow.ledger.verify.sources import LogSource
from avow.ledger.verify.witnessed import SignedCheckpoint


class PromiseState(StrEnum):
    """What became of a promise."""

    KEPT = "kept"
    WAITING = "waiting"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class InclusionPromise:
    """A promise whose signature was verified.

    Attributes:
        leaf_hash: Hash of the entry that shall appear.
        time_seconds: When it was promised, POSIX seconds.
        mmd_seconds: Within how many seconds.
    """

    leaf_hash: bytes
    time_seconds: int
    mmd_seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseOutcome:
    """What the log says to a promise.

    Attributes:
        state: Kept, still waiting, or broken: signed proof of misbehaviour.
        index: Place of the entry, or -1.
    """

    state: PromiseState
    index: int = -1


def parse_promise(data: bytes, key: VerifierKey) -> InclusionPromise:
    """Parse a promise and verify its signature.

    Raises:
        VerificationError: It is malformed or not signed by this key.
    """
    note = parse_note(data)
    if not verified_by(note, [key]):
        raise VerificationError("the promise is not signed by the log's promise key")
    lines = note.text.split("\n")
    if len(lines) != 5 or lines[0] != key.name:
        raise VerificationError("the promise does not have its four lines")
    return InclusionPromise(
        leaf_hash=read_hash(lines[1], "the hash of the promise"),
        time_seconds=read_decimal(lines[2], "the time of the promise"),
        mmd_seconds=read_decimal(lines[3], "the delay of the promise"),
    )


def hold_against_log(
    promise: InclusionPromise, source: LogSource, signed: SignedCheckpoint, now_seconds: int
) -> PromiseOutcome:
    """Look for the promised entry in a log that was verified.

    Args:
        promise: The promise.
        source: Where the log is read.
        signed: Its verified checkpoint.
        now_seconds: Time to judge by where no witness states one: when the log was read.
    """
    for bundle in bundles_of(signed.checkpoint.size):
        first = bundle.number * TILE_WIDTH
        for index, leaf in enumerate(read_bundle(source.tile(bundle), bundle), first):
            if leaf_hash(leaf) == promise.leaf_hash:
                return PromiseOutcome(state=PromiseState.KEPT, index=index)
    times = [sighting.time_seconds for sighting in signed.sightings]
    due = promise.time_seconds + promise.mmd_seconds
    late = max(times, default=now_seconds) > due
    return PromiseOutcome(state=PromiseState.BROKEN if late else PromiseState.WAITING)
