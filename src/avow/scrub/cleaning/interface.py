"""What the cleaner needs of a detector."""

from collections.abc import Sequence
from typing import Protocol

from avow.detect.finding import Finding
from avow.detect.rule import KindRow


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
