"""A recorder that keeps evidence beside a data set, wherever that is."""

from dataclasses import dataclass

from avow.evidence.canonical import canonical_json
from avow.evidence.interface import Evidence
from avow.scrub.storage.interface import Store, write_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreRecorder:
    """Adds one canonical JSON line per record to a file of a place; for places without appending.

    Attributes:
        store: The place.
        path: The file.
    """

    store: Store
    path: str

    def record(self, evidence: Evidence) -> None:
        """Add one record; the file is replaced whole.

        Raises:
            OutputError: The file could not be written.
        """
        before = self.store.read_bytes(self.path) if self.store.exists(self.path) else b""
        line = canonical_json(evidence.as_json()) + b"\n"
        write_whole(self.store, self.path, before + line)
