"""Zones of a clinical form: header of fields, narrative, closing block; cut by the shape of lines.

A model can learn a form by heart, so figures are given for each zone. Only about half of the
documents contain a phrase that announces the narrative; the shape of lines is what they share.
"""

import re
from dataclasses import dataclass

HEADER = "header"
NARRATIVE = "narrative"
CLOSING = "closing"
ZONES = (HEADER, NARRATIVE, CLOSING)

_LONGEST_FIELD_LINE = 130
_LONGEST_HEADING = 40
_FIELD = re.compile(r"\ufeff?[^:.]{2,40}:")
_NARRATIVE_HEADS = re.compile(
    r"\ufeff?(informe|historia (actual|del|de la)|motivo|antecedentes|exploraci|evoluci|resumen"
    r"|caso)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Zones:
    """Where the narrative of a text begins and ends, in code points."""

    narrative_start: int
    narrative_end: int

    def zone_of(self, start: int) -> str:
        """Return the zone in which a span that begins at `start` stands."""
        if start < self.narrative_start:
            return HEADER
        return NARRATIVE if start < self.narrative_end else CLOSING


def cut_zones(text: str) -> Zones:
    """Cut a clinical form into header, narrative and closing block."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    first = next((n for n, line in enumerate(lines) if not _in_header(line)), len(lines))
    last = max((n for n, line in enumerate(lines) if line.strip()), default=0)
    closes = last > first and _FIELD.match(lines[last]) is not None
    return Zones(
        narrative_start=starts[first],
        narrative_end=starts[last] if closes else len(text) + 1,
    )


def _in_header(line: str) -> bool:
    if len(line) > _LONGEST_FIELD_LINE or _NARRATIVE_HEADS.match(line):
        return False
    return len(line) <= _LONGEST_HEADING or _FIELD.match(line) is not None
