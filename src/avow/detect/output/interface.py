"""What every output gets: texts with their findings, and where in a file each finding stands."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from avow.detect.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannedText:
    """One text and what was found in it.

    Attributes:
        name: File name, or `-` for standard input, as the user gave it.
        text: The text itself.
        findings: Findings, sorted and not overlapping.
        record: Id of the record within the file as text; empty when the file is one text.
        record_line: Line of the record in its file, from 1; 0 when the file is one text.
    """

    name: str
    text: str
    findings: tuple[Finding, ...]
    record: str = ""
    record_line: int = 0

    def __repr__(self) -> str:
        """Name the text without showing it."""
        return f"ScannedText({self.name!r}, {len(self.findings)} findings)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Line and column, both from 1; columns count code points."""

    line: int
    column: int


class LineIndex:
    """Maps code-point offsets of one text to lines and columns; only a line feed ends a line."""

    def __init__(self, text: str) -> None:
        """Find where the lines begin."""
        self._starts = [0]
        position = text.find("\n")
        while position >= 0:
            self._starts.append(position + 1)
            position = text.find("\n", position + 1)
        self._length = len(text)

    def place(self, offset: int) -> Place:
        """Return the line and column of an offset."""
        line = bisect_right(self._starts, offset)
        return Place(line=line, column=offset - self._starts[line - 1] + 1)

    def line_span(self, line: int) -> tuple[int, int]:
        """Return the half-open span of a line (from 1), without its line end."""
        start = self._starts[line - 1]
        end = self._starts[line] - 1 if line < len(self._starts) else self._length
        return start, end


def is_counted(finding: Finding) -> bool:
    """Tell whether a finding asks for action: neither reserved nor released by an allow list."""
    return not finding.reserved and not finding.suppressed_by


def count_findings(scanned: Iterable[ScannedText]) -> int:
    """Return how many findings ask for action."""
    return sum(is_counted(finding) for item in scanned for finding in item.findings)
