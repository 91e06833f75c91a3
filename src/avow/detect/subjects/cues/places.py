"""Places: whether words of a clause stand where they can belong to a name."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from avow.detect.subjects.cues.ages import bracket_behind
from avow.detect.subjects.cues.tables import Cue, label_ends, nationalities, small_words
from avow.detect.subjects.fold import fold_words, word_spans

TITLE_GAP = 6
APPOSITION_GAP = 5
NEAR_GAP = 12
AFTER_GAP = 1
LABEL_WINDOW = 48
_OPENS_APPOSITION = re.compile(r"(?:['’]s)?[\"”’»]?\s?[,(–—-]")
_NOTES = re.compile(r"(?:\s?\[\d{1,3}\])+")
_BLOCK = re.compile(r"[!?;:|\n\t]|\.\s")
_LABEL_GAP = re.compile(r"[\"'*_\s|]*(?:[:=|]|\t)[\"'*_\s|]*|[ \t]*\n?[ \t]{2,}")
_LABEL_ENDS = "\"'*_|:="
_ROW_GAP = re.compile(
    r"(?: (?:of|from|von|de|del|aus|du) [A-ZÀ-Þ][^,;.!?()]{0,40}| \([^()]{1,30}\))?"
    r"(?:,? (?:and|or|&|y|e|und|oder|et|ou)|,) "
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one clause: folded, with their code points in the text.

    `stop` is where the clause ends.
    """

    text: str
    folded: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    stop: int

    def __len__(self) -> int:
        """Return how many words there are."""
        return len(self.folded)

    def is_capital(self, index: int) -> bool:
        """Tell whether a word begins with anything but a small letter."""
        return not self.text[self.starts[index]].islower()


def read_words(text: str, folded: Sequence[str], start: int, end: int) -> Words:
    """Return the words of text[start:end] with their places.

    Args:
        text: The document.
        folded: Its words, from `fold_words`.
        start: First code point.
        end: One past the last.
    """
    spans = word_spans(text, start, end)
    starts, ends = zip(*spans, strict=True) if spans else ((), ())
    return Words(text, tuple(folded), starts, ends, end)


def may_be_labelled(text: str, start: int) -> bool:
    """Tell whether a label and something as between "Name:" and a value may lead to a place."""
    # Most names stand behind a word and one space, or behind a bracket or quotation mark.
    before = text[max(0, start - 2) : start]
    if not before or (before[-1] not in _LABEL_ENDS and not before[-1].isspace()):
        return False
    if before[-1] == " " and before[0] not in _LABEL_ENDS and not before[0].isspace():
        return False
    led = fold_words(text, max(0, start - LABEL_WINDOW), start)
    # A word that begins the window may be cut.
    return len(led) < 2 or led[-1] in label_ends()


class Clause:
    """A clause with its names; ties words to names by where they stand.

    Args:
        text: The document.
        words: The words of the clause.
        mentions: Half-open code points of the names in it, sorted.
    """

    def __init__(self, text: str, words: Words, mentions: Sequence[tuple[int, int]]) -> None:
        self._text = text
        self._words = words
        self._mentions = mentions
        self.spans = [
            (bisect_left(words.ends, first + 1), bisect_left(words.starts, last))
            for first, last in mentions
        ]
        self.firsts = [first for first, _ in self.spans]
        self._owners: list[int] | None = None

    def tie(self, cue: Cue, at: int, stop: int, before: int) -> int:
        """Return the number of the name that a phrase belongs to, or -1.

        Args:
            cue: The phrase's cue.
            at: Its first word.
            stop: The word behind its last.
            before: Number of the last name that begins before it, or -1.
        """
        for place in cue.place:
            tied = -1
            if place in {"title", "row", "by", "label"}:
                tied = before + 1 if self._leads(cue, place, stop, before + 1) else -1
            elif before < 0 and place != "near":
                continue
            elif place in {"apposition", "after"}:
                for index in dict.fromkeys((before, self._owner(before))):
                    if self._follows(cue, place, at, index):
                        return index
            elif place == "belongs":
                tied = before if self._belongs(at, before) else -1
            elif place == "near":
                tied = self._nearest(at, stop, before)
            if tied >= 0:
                return tied
        return -1

    def _owner(self, index: int) -> int:
        if self._owners is None:
            self._owners = self._find_owners()
        return self._owners[index]

    def _find_owners(self) -> list[int]:
        """Return for each name the earlier one in whose brackets it stands, or itself.

        Biographies give a name once more in brackets: in another script, or as it is pronounced.
        """
        owners: list[int] = []
        owner, reach = -1, -1
        for index, (start, end) in enumerate(self._mentions):
            if start < reach:
                owners.append(owner)
                continue
            owners.append(index)
            bracket = bracket_behind(self._text, end, self._words.stop)
            if bracket is not None:
                owner, reach = index, bracket[1]
        return owners

    def row(self, index: int) -> int:
        """Return how many names stand in one row from a name on: "Roe, Doe of Kiel and Poe"."""
        last = index
        while last + 1 < len(self.spans) and self._is_next(last):
            last += 1
        return last - index + 1

    def _is_next(self, index: int) -> bool:
        gap = self._text[self._mentions[index][1] : self._mentions[index + 1][0]]
        return _ROW_GAP.fullmatch(gap) is not None

    def _leads(self, cue: Cue, place: str, stop: int, index: int) -> bool:
        """Tell whether a phrase leads to the name behind it."""
        if index >= len(self.spans):
            return False
        first = self.spans[index][0]
        limit = cue.gap or (TITLE_GAP if place == "title" else 0)
        if not 0 <= first - stop <= limit:
            return False
        between = self._text[self._words.ends[stop - 1] : self._mentions[index][0]]
        if place == "label":
            return bool(_LABEL_GAP.fullmatch(between))
        if _BLOCK.search(between.removeprefix(".")):
            return False
        return place == "by" or self._is_linking(stop, first)

    def _is_linking(self, first: int, last: int) -> bool:
        words, linking = self._words, small_words("linking")
        return all(
            words.is_capital(index)
            or words.folded[index] in linking
            or words.folded[index] in nationalities()
            for index in range(first, last)
        )

    def _is_open(self, behind: int, at: int) -> bool:
        """Tell whether no colon, line end or full stop stands between a name and a word."""
        return not _BLOCK.search(self._text, behind, self._words.starts[at])

    def _follows(self, cue: Cue, place: str, at: int, index: int) -> bool:
        """Tell whether a phrase follows a name, which may have its dates in brackets."""
        text, words = self._text, self._words
        behind, begin = self._mentions[index][1], self.spans[index][1]
        bracket = bracket_behind(text, behind, words.stop)
        if bracket is not None and words.starts[at] >= bracket[1]:
            behind = bracket[1]
            notes = _NOTES.match(text, behind)
            behind = behind if notes is None else notes.end()
            begin = bisect_left(words.starts, behind)
        gap = at - begin
        if place == "after":
            return 0 <= gap <= AFTER_GAP and self._is_open(behind, at)
        between = words.folded[begin:at]
        limit = cue.gap or APPOSITION_GAP
        is_predicate = bool(between) and between[0] in small_words("copulas")
        return (
            (is_predicate or bool(_OPENS_APPOSITION.match(text, behind)))
            and 0 <= gap <= limit + is_predicate
            and small_words("breaks").isdisjoint(between)
            and self._is_open(behind, at)
        )

    def _belongs(self, at: int, index: int) -> bool:
        """Tell whether "of the Labour" or an opening bracket stands between a name and a party."""
        words, (_, behind), begin = self._words, self._mentions[index], self.spans[index][1]
        is_linked = at > begin and words.folded[begin] in small_words("of")
        in_bracket = at == begin and self._text.startswith(" (", behind)
        return (
            (is_linked or in_bracket)
            and words.is_capital(at)
            and at - begin <= APPOSITION_GAP
            and self._is_linking(begin, at)
            and self._is_open(behind, at)
        )

    def _nearest(self, at: int, stop: int, before: int) -> int:
        gaps = []
        if before >= 0:
            gaps.append((at - self.spans[before][1], before))
        if before + 1 < len(self.spans):
            gaps.append((self.spans[before + 1][0] - stop, before + 1))
        gaps = [(gap, index) for gap, index in gaps if 0 <= gap <= NEAR_GAP]
        return min(gaps)[1] if gaps else -1
