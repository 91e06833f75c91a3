"""Edits of one leaf: what is replaced or noted, always in offsets of the original text."""

from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass
from operator import attrgetter

from avow.text import replace_spans

_START = attrgetter("start")


@dataclass(slots=True, kw_only=True)
class Edit:
    """One decision about a span of the original text.

    Attributes:
        start, end: Half-open code points of the original leaf text.
        new: The text that takes its place; ignored where `changes` is False.
        changes: The span is replaced; otherwise this is a note (kept, reserved, untouched).
        kind, rule, rule_version, score, subject, action, evidence, parts, pass_number,
        value_digest: As in `Decision`.
    """

    start: int
    end: int
    new: str
    changes: bool
    kind: str
    rule: str
    rule_version: int
    score: int
    subject: str
    action: str
    evidence: str
    parts: tuple[str, ...] = ()
    pass_number: int = 0
    value_digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A span of the current text, stretched over replacements, with its place in the original.

    Attributes:
        start, end: Half-open code points of the original text.
        out_start, out_end: Half-open code points of the current text.
        touched: Replacements that lie in the span.
    """

    start: int
    end: int
    out_start: int
    out_end: int
    touched: tuple[Edit, ...]


class LeafEdits:
    """The edits of one leaf, sorted and not overlapping.

    Args:
        original: The leaf's text as it was read.
    """

    __slots__ = ("_out_ends", "_out_starts", "_rendered", "current", "edits", "original")

    def __init__(self, original: str) -> None:
        self.original = original
        self.current = original
        self.edits: list[Edit] = []
        # The replacements in force when `current` was built: later edits do not move its offsets.
        self._rendered: list[Edit] = []
        self._out_starts: list[int] = []
        self._out_ends: list[int] = []

    def __repr__(self) -> str:
        """Count the edits without showing the text."""
        return f"LeafEdits({len(self.edits)} edits)"

    def overlapping(self, start: int, end: int) -> list[Edit]:
        """Return the edits and notes that share a character with an original span."""
        last = bisect_left(self.edits, end, key=_START)
        first = last
        while first > 0 and self.edits[first - 1].end > start:
            first -= 1
        return self.edits[first:last]

    def add(self, edit: Edit) -> None:
        """Add an edit; what it overlaps is absorbed, so that no covered character stays.

        A note never absorbs: it is left out where it would overlap.
        """
        touched = self.overlapping(edit.start, edit.end) if self.edits else []
        if touched:
            if not edit.changes:
                return
            edit.start = min(edit.start, touched[0].start)
            edit.end = max(edit.end, touched[-1].end)
            absorbed = {kind for old in touched for kind in (old.kind, *old.parts)}
            edit.parts = tuple(sorted((absorbed | set(edit.parts)) - {edit.kind}))
            first = bisect_left(self.edits, touched[0].start, key=_START)
            del self.edits[first : first + len(touched)]
        insort(self.edits, edit, key=_START)

    def render(self) -> str:
        """Build the current text from slices of the original and return it."""
        self._rendered = [edit for edit in self.edits if edit.changes]
        self._out_starts, self._out_ends = [], []
        shift = 0
        for edit in self._rendered:
            self._out_starts.append(edit.start + shift)
            self._out_ends.append(edit.start + shift + len(edit.new))
            shift = self._out_ends[-1] - edit.end
        self.current = replace_spans(
            self.original, [(edit.start, edit.end, edit.new) for edit in self._rendered]
        )
        return self.current

    def locate(self, start: int, end: int) -> "Located":
        """Map a span of the current text to the original, over whole replacements.

        A span that touches a replacement is stretched over all of it, since a part of a
        replacement has no place in the original.
        """
        first = bisect_right(self._out_ends, start)
        last = bisect_left(self._out_starts, end)
        if first < last:
            start = min(start, self._out_starts[first])
            end = max(end, self._out_ends[last - 1])
        return Located(
            start=start - self._shift_after(first),
            end=end - self._shift_after(max(first, last)),
            out_start=start,
            out_end=end,
            touched=tuple(self._rendered[first:last]),
        )

    def _shift_after(self, count: int) -> int:
        """Return by how much text behind the first `count` replacements has moved."""
        return self._out_ends[count - 1] - self._rendered[count - 1].end if count else 0

    def placed(self) -> list[tuple[Edit, int, int]]:
        """Return every edit and note with its half-open place in the current text."""
        shift = 0
        result: list[tuple[Edit, int, int]] = []
        for edit in self.edits:
            out_start = edit.start + shift
            length = len(edit.new) if edit.changes else edit.end - edit.start
            result.append((edit, out_start, out_start + length))
            shift = out_start + length - edit.end
        return result
