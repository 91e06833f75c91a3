"""Recorders for evidence: a list in memory, and an append-only file of JSON lines."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from avow.errors import OutputError
from avow.evidence.canonical import canonical_json
from avow.evidence.interface import Evidence, Recorder


@dataclass(frozen=True, slots=True)
class ListRecorder:
    """Keeps evidence in a list; for tests and for callers that pass it on."""

    records: list[Evidence] = field(default_factory=list)

    def record(self, evidence: Evidence) -> None:
        """Append one record."""
        self.records.append(evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class EachRecorder:
    """Passes evidence to several recorders, in their order; the first that fails stops it."""

    recorders: tuple[Recorder, ...]

    def record(self, evidence: Evidence) -> None:
        """Record with each."""
        for recorder in self.recorders:
            recorder.record(evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecorder:
    """Appends one canonical JSON line per record and syncs it before returning.

    A line is written by one `write` on a descriptor opened for appending, so that records of
    several processes never mix.
    """

    path: Path

    def record(self, evidence: Evidence) -> None:
        """Append one record durably.

        Raises:
            OutputError: The line could not be written whole.
        """
        line = canonical_json(evidence.as_json()) + b"\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                if os.write(descriptor, line) != len(line):
                    raise OutputError("evidence line written only in part")
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise OutputError(f"cannot record evidence: {error.strerror}") from None
