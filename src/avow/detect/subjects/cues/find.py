"""Cues: words beside a name that speak for a public role or for a private person.

A clause is read once; every phrase that occurs is tied to at most one mention by its place, so the
work grows with the length of the text.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter

from avow.detect.subjects.cues.places import Clause, Words, may_be_labelled, read_words
from avow.detect.subjects.cues.tables import (
    Cue,
    Phrase,
    cue_phrases,
    head_keys,
    head_phrases,
    nationalities,
    small_words,
)
from avow.detect.subjects.fold import fold_words, word_spans

HEAD_CODE_POINTS = 2000
NATION_GAP = 3
OFFICE_GAP = 3
OFFICES = frozenset({"office", "party"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CueHit:
    """A cue that occurs.

    Attributes:
        mention: Number of the mention that it belongs to; -1 for what the clause is about.
        cue: The row.
        start, end: Half-open code points of its words.
        national: A nationality stands with an occupation, as in the first line of a biography.
    """

    mention: int
    cue: Cue
    start: int
    end: int
    national: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseCues:
    """What one clause says.

    Attributes:
        hits: Cues tied to one mention each.
        topics: The first cue of each area of public life that the clause is about.
        is_personal: Somebody speaks of their own circle: "our coach", "I met".
    """

    hits: tuple[CueHit, ...] = ()
    topics: tuple[CueHit, ...] = ()
    is_personal: bool = False


_NOTHING = ClauseCues()


def find_cues(text: str, start: int, end: int, mentions: Sequence[tuple[int, int]]) -> ClauseCues:
    """Return the cues of one clause, each tied to the mention that it belongs to.

    Args:
        text: The document.
        start: First code point of the clause.
        end: One past its last.
        mentions: Half-open code points of the names in it, sorted, without their titles.
    """
    if not mentions:
        return _NOTHING
    phrases = cue_phrases(labels=any(may_be_labelled(text, first) for first, _ in mentions))
    folded = fold_words(text, start, end)
    found = [] if phrases.keys().isdisjoint(folded) else _phrases_in(folded, phrases)
    if not found:
        return _NOTHING
    words = read_words(text, folded, start, end)
    clause = Clause(text, words, mentions)
    hits: list[CueHit] = []
    topics: dict[str, CueHit] = {}
    for cue, at, stop in found:
        before = bisect_right(clause.firsts, at) - 1
        if before >= 0 and at < clause.spans[before][1]:
            continue
        place = words.starts[at], words.ends[stop - 1]
        if "topic" in cue.place:
            topics.setdefault(cue.field, CueHit(mention=-1, cue=cue, start=place[0], end=place[1]))
            continue
        tied = -1 if _names_no_holder(cue, words, at, stop) else clause.tie(cue, at, stop, before)
        if tied >= 0:
            national = cue.type == "occupation" and not nationalities().isdisjoint(
                words.folded[max(0, at - NATION_GAP) : stop + 1]
            )
            count = clause.row(tied) if "row" in cue.place else 1
            hits += [
                CueHit(mention=index, cue=cue, start=place[0], end=place[1], national=national)
                for index in range(tied, tied + count)
            ]
    return ClauseCues(
        hits=tuple(hits),
        topics=tuple(topics.values()),
        is_personal=bool(hits) and _is_personal(words),
    )


def _is_personal(words: Words) -> bool:
    if not small_words("first_person").isdisjoint(words.folded):
        return True
    # "World War I" and "Pius I" are numbers.
    return any(
        word == "i" and (at == 0 or not words.is_capital(at - 1))
        for at, word in enumerate(words.folded)
    )


def _phrases_in(
    folded: list[str], phrases: Mapping[str, Sequence[Phrase]]
) -> list[tuple[Cue, int, int]]:
    """Return each cue phrase of a clause with its first word and the one behind its last."""
    found: list[tuple[int, tuple[int, int], Phrase, int]] = []
    for at in [at for at, word in enumerate(folded) if word in phrases]:
        for phrase in phrases[folded[at]]:
            before, after = phrase.before, phrase.after
            first = at - len(before)
            if (not before or (first >= 0 and folded[first:at] == before)) and (
                not after or folded[at + 1 : at + 1 + len(after)] == after
            ):
                found.append((at + phrase.centre, phrase.rank, phrase, first))
    if len(found) > 1:
        found.sort(key=itemgetter(0, 1))
    return [
        (phrase.cue, first, first + len(phrase.before) + 1 + len(phrase.after))
        for _, _, phrase, first in found
    ]


def _names_no_holder(cue: Cue, words: Words, at: int, stop: int) -> bool:
    """Tell whether an office is somebody else's ("the mayor's aide") or a small one."""
    if cue.side != "public":
        return False
    if stop < len(words) and words.folded[stop] in small_words("no_holder"):
        return True
    before = words.folded[max(0, at - OFFICE_GAP) : at]
    return cue.type in OFFICES and (
        "office" in before or not small_words("lesser").isdisjoint(before[-1:])
    )


def find_head_cues(text: str) -> list[tuple[Cue, int, int]]:
    """Return the cues in the head of a document that hold for everyone in it."""
    stop = min(len(text), HEAD_CODE_POINTS)
    words = fold_words(text, 0, stop)
    phrases = head_phrases()
    keys = sorted(head_keys().intersection(words))
    if not keys:
        return []
    spaced = " " + " ".join(words) + " "
    hits = [
        (spaced.find(f" {phrase} "), phrase, cue) for key in keys for phrase, cue in phrases[key]
    ]
    firsts = [
        (spaced.count(" ", 0, at + 1) - 1, phrase, cue) for at, phrase, cue in hits if at >= 0
    ]
    places = [(cue, first, first + phrase.count(" ")) for first, phrase, cue in firsts]
    count = max((last + 1 for _, _, last in places), default=0)
    spans = word_spans(text, 0, stop, count)
    return [(cue, spans[first][0], spans[last][1]) for cue, first, last in places]
