"""The Evidence record and the two protocols that acts receive: `Recorder` and `Clock`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from avow.evidence.canonical import Json, digest_json

KIND_PARTS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One fact that a mechanism recorded; holds counts, digests and methods, never personal data.

    Attributes:
        kind: Dotted name of the fact, for example `scrub.run`.
        subject: Digest or public name of what the fact is about (a data set, a model).
        time: When it was recorded, with a time zone.
        method: Everything that changes the number: versions, digests, seeds, thresholds.
        result: The figures themselves.
    """

    kind: str
    subject: str
    time: datetime
    method: Mapping[str, Json]
    result: Mapping[str, Json]

    def __post_init__(self) -> None:
        if self.time.tzinfo is None:
            raise ValueError("evidence needs a time with a time zone")
        if len(self.kind.split(".")) < KIND_PARTS:
            raise ValueError("an evidence kind is a dotted name such as scrub.run")

    def as_json(self) -> dict[str, Json]:
        """Return the record as JSON values, in the form that is digested and exported."""
        return {
            "kind": self.kind,
            "subject": self.subject,
            "time": self.time.isoformat(),
            "method": dict(self.method),
            "result": dict(self.result),
        }

    def digest(self) -> str:
        """Return the SHA-256 of the canonical record (RFC 8785 form), as `sha256:<hex>`."""
        return digest_json(self.as_json())


class Recorder(Protocol):
    """Where evidence goes: a ledger, a file, a list in a test, or nowhere."""

    def record(self, evidence: Evidence) -> None:
        """Store one record; returns only when it is safe to rely on it."""


class Clock(Protocol):
    """Where time comes from, so that tests and replays can set it."""

    def now(self) -> datetime:
        """Return the present time with a time zone."""
