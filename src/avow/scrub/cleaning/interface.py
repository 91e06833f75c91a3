"""What a cleaner needs of a detector, and what a run needs of a cleaner."""

from collections.abc import Sequence
from typing import Protocol

from avow.detect.finding import Finding
from avow.detect.rule import KindRow
from avow.scrub.cleaned import CleanedRecord
from avow.scrub.records import Record


class Finder(Protocol):
    """Finds personal information in texts; `avow.detect.detector.Detector` is the usual one."""

    @property
    def kinds(self) -> tuple[KindRow, ...]:
        """All kinds of the catalogue."""

    def find_many(
        self, texts: Sequence[str], hints: Sequence[str] | None = None
    ) -> list[list[Finding]]:
        """Return each text's findings, sorted and not overlapping, whatever else is given.

        Raises:
            DetectionError: It could not finish; there is no partial result.
        """


class RecordCleaner(Protocol):
    """What a shard needs of a cleaner; `avow.scrub.clean.Cleaner` is the usual one."""

    def clean(self, records: Sequence[Record]) -> list[CleanedRecord]:
        """Return one answer per record, independent of how records are batched."""

    def judge(self, record: Record) -> CleanedRecord | None:
        """Return the answer for a record that is out before its text is scanned, else None."""
