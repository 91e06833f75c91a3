"""Linking: which mentions in one document are one person; every step a look-up, so linear time.

The rules, in order, for mentions in order of their place:

1. Equal names are one person. A full name joins another with the same given name and surname
   when their middle names do not contradict each other ("John Lee", "John A. Lee") and when it
   is a beginning of a longer one ("Ana Ruiz", "Ana Ruiz Gil"); it stays apart when two fit.
2. Initials and a surname ("J. Lee") join the one full name that they abbreviate.
3. A surname ("Lee", "Mr Lee", "van Dyk") joins the one full name before it that ends with it, or
   the only one after it. Once it has been one person's name, it stays so when a relative enters.
   Where two bearers stand before its first use, a title decides if exactly one of them was called
   Mr or Mrs to match; else it stays apart. Two words are a surname behind a title ("Sr. Ruiz
   Gil") where a longer name ends with them.
4. A given name joins the one full name before it that begins with it, in the same way.
5. The local part of an address or a user name joins the one full name that it spells.
6. A mention that joins nobody is a person of its own, shared with its equals only.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from avow.detect.subjects.fold import fold_word
from avow.detect.subjects.interface import Mentioned
from avow.detect.subjects.names import (
    ParsedName,
    is_compatible,
    name_tables,
    parse_name,
)

AMBIGUOUS = -1
NOWHERE = 1 << 62
MAX_CONTRADICTING_NAMES = 8
SHORTEST_HANDLE = 4
LONGEST_FIELD_GAP = 40
_FIELD_BETWEEN = re.compile(
    r"[\s.,;|*\"']{0,4}\n?[\s|*\"'-]{0,6}(?:(?:first|second|1er|2(?:º|o|do)|primer|segundo)\s)?"
    r"(?:apellidos?|surnames?|last ?name|family ?name|nachname|familienname|nom(?: de famille)?|"
    r"cognome|sobrenome|achternaam|vorname|first ?name|given ?name|forename|nombre|pr[eé]nom|nome)"
    r"[\"'*]{0,3}\s?[:=|]\s{0,4}[\"'*]{0,3}",
    re.IGNORECASE,
)
_GIVEN_FIELD = re.compile(r"vorname|first|given|forename|nombre|pr[eé]nom|\bnome", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]+")
_DIGRAPHS = re.compile(r"[aou]e|aa|ss")


@dataclass(slots=True)
class _Bearer:
    """Who bears a short form first, where, and from where on somebody else does too."""

    own: int
    place: int
    rival_place: int = NOWHERE


Bearers = dict[tuple[str, ...], _Bearer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """One mention and its person.

    Attributes:
        entity: Number of the person, by first mention in the document.
        name: The mention taken apart; None for addresses and user names.
        how: `name`, `initials`, `surname`, `given_name`, `handle`, `form_fields`, `none` for a
            handle that spells nobody, or `alone`.
    """

    entity: int
    name: ParsedName | None
    how: str


class Linker:
    """Links mentions part by part; what was answered stays, whatever comes later.

    Give all mentions of a document to `add` at once, or those of each clause in order.
    """

    def __init__(self) -> None:
        self._count = 0
        self._exact: dict[tuple[str, ...], int] = {}
        self._indexed: dict[tuple[str, ...], int] = {}
        self._full: dict[int, list[str]] = {}
        self._by_ends: dict[tuple[str, str], list[int]] = {}
        self._by_beginning: Bearers = {}
        self._by_surname: Bearers = {}
        self._by_titled: Bearers = {}
        self._by_initials: Bearers = {}
        self._by_given: Bearers = {}
        self._by_handle: Bearers = {}
        self._unspelled: list[tuple[tuple[str, ...], int, int]] = []
        self._first_place: dict[int, int] = {}
        self._established: dict[tuple[str, ...], int] = {}
        self._how: dict[tuple[str, ...], str] = {}
        self._numbers: dict[int, int] = {}
        self._own_of: list[int] = []

    def full_name(self, entity: int) -> tuple[str, ...]:
        """Return the longest full name of a person, or an empty tuple."""
        return tuple(self._full.get(self._own_of[entity], ()))

    def add(self, text: str, persons: Sequence[Mentioned]) -> list[Linked]:
        """Link the next mentions, sorted by place.

        Args:
            text: The document.
            persons: Mentions and the addresses and user names among them.
        """
        names = [
            parse_name(text, person.start, person.end) if person.kind == "person.name" else None
            for person in persons
        ]
        found: dict[int, tuple[int, str]] = {}
        self._join_fields(text, persons, names, found)
        full = [
            index
            for index, name in enumerate(names)
            if name and name.is_full and index not in found
        ]
        # Longer names first, so that a shorter one sees everybody whom it may abbreviate.
        full.sort(key=lambda index: (-len(names[index].words), index))  # type: ignore[union-attr]
        for index in full:
            name = names[index]
            if name is not None:
                tail = _bearer(self._by_surname, name.words) if name.titles else AMBIGUOUS
                if tail != AMBIGUOUS:
                    found[index] = (tail, "surname")
                else:
                    found[index] = (self._full_entity(name, persons[index].start), "name")
        for index in full:
            name = names[index]
            if name is not None:
                self._note_title(name, found[index][0], persons[index].start)
        for index, name in enumerate(names):
            if name is not None and index not in found:
                found[index] = self._partial_entity(name, persons[index].start)
        for index, name in enumerate(names):
            if name is None:
                found[index] = self._handle_entity(text, persons[index])
        return [
            Linked(entity=self._number(found[index][0]), name=name, how=found[index][1])
            for index, name in enumerate(names)
        ]

    def _number(self, own: int) -> int:
        number = self._numbers.get(own)
        if number is None:
            number = self._numbers[own] = len(self._numbers)
            self._own_of.append(own)
        return number

    def _new(self) -> int:
        self._count += 1
        return self._count - 1

    def _join_fields(
        self,
        text: str,
        persons: Sequence[Mentioned],
        names: Sequence[ParsedName | None],
        found: dict[int, tuple[int, str]],
    ) -> None:
        """Join the two halves of a name that stand in neighbouring form fields."""
        for index in range(len(persons) - 1):
            first, second = names[index], names[index + 1]
            if first is None or second is None or index in found:
                continue
            begin, stop = persons[index].end, persons[index + 1].start
            if stop - begin > LONGEST_FIELD_GAP:
                continue
            gap = text[begin:stop]
            if not _FIELD_BETWEEN.fullmatch(gap):
                continue
            words = (*first.words, *second.words)
            if _GIVEN_FIELD.search(gap):
                words = (*second.words, *first.words)
            whole = ParsedName(
                words=words, titles=first.titles, gender=first.gender, core_start=first.core_start
            )
            if whole.is_full:
                own = self._full_entity(whole, persons[index].start)
                found[index] = found[index + 1] = (own, "form_fields")

    def _full_entity(self, name: ParsedName, place: int) -> int:
        words = name.words
        known = self._exact.get(words)
        if known is None:
            known = self._fitting(words)
            if known is None:
                known = self._new()
            self._exact[words] = known
            if len(words) > len(self._full.get(known, ())):
                self._full[known] = list(words)
        # A later mention in the same words tells the index nothing new.
        if self._indexed.get(words, NOWHERE) > place:
            self._index(words, known, place)
            self._indexed[words] = place
        place = min(place, self._first_place.get(known, place))
        self._first_place[known] = place
        return known

    def _fitting(self, words: tuple[str, ...]) -> int | None:
        """Return the one earlier person whom a new full name may name as well, or None."""
        fitting = {
            own
            for own in self._by_ends.get((words[0], words[-1]), ())
            if _middles_fit(self._full[own][1:-1], words[1:-1])
        }
        longer = _bearer(self._by_beginning, words)
        if longer != AMBIGUOUS:
            fitting.add(longer)
        return fitting.pop() if len(fitting) == 1 else None

    def _index(self, words: tuple[str, ...], own: int, place: int) -> None:
        ends = self._by_ends.setdefault((words[0], words[-1]), [])
        # Contradicting middle names are rare; a flood of them must not make this quadratic.
        if own not in ends and len(ends) < MAX_CONTRADICTING_NAMES:
            ends.append(own)
        for length in range(2, len(words)):
            _put(self._by_beginning, words[:length], own, place)
        for tail, before in _surnames(words):
            _put(self._by_surname, tail, own, place)
            initials = [word[0] for word in words[:before]]
            for count in range(1, before + 1):
                _put(self._by_initials, (*initials[:count], *tail), own, place)
        _put(self._by_given, words[:1], own, place)
        _put(self._by_initials, tuple(word[0] for word in words), own, place)
        self._unspelled.append((words, own, place))

    def _note_title(self, name: ParsedName, own: int, place: int) -> None:
        if name.gender:
            for tail, _ in _surnames(name.words):
                _put(self._by_titled, (name.gender, *tail), own, place)

    def _partial_entity(self, name: ParsedName, place: int) -> tuple[int, str]:
        words = name.words
        if not words:
            return self._new(), "alone"
        own = self._abbreviated(words, place)
        if own != AMBIGUOUS:
            return own, "initials"
        own = self._established.get(words, AMBIGUOUS)
        if own != AMBIGUOUS and not name.gender:
            return own, self._how[words]
        own, how = self._by_short_form(name, place)
        if own != AMBIGUOUS:
            self._established.setdefault(words, own)
            self._how.setdefault(words, how)
            return own, how
        own = self._exact.get(words, AMBIGUOUS)
        if own == AMBIGUOUS:
            own = self._exact[words] = self._new()
        return own, "alone"

    def _by_short_form(self, name: ParsedName, place: int) -> tuple[int, str]:
        words = name.words
        own = _bearer(self._by_surname, words, place)
        if name.gender and (own == AMBIGUOUS or self._contradicts(name, own)):
            own = _bearer(self._by_titled, (name.gender, *words), place)
        given = _bearer(self._by_given, words, place)
        if words not in self._by_given or given == own:
            return own, "surname"
        if words in self._by_surname or name.titles:
            # The word is somebody's surname and somebody's given name.
            return (own, "surname") if name.gender else (AMBIGUOUS, "")
        is_before = given != AMBIGUOUS and self._first_place[given] < place
        return (given, "given_name") if is_before else (AMBIGUOUS, "")

    def _contradicts(self, name: ParsedName, own: int) -> bool:
        """Tell whether a full name was used with the other title only."""
        other = "f" if name.gender == "m" else "m"
        called = self._by_titled.get((name.gender, *name.words))
        called_other = self._by_titled.get((other, *name.words))
        return called is None and called_other is not None and called_other.own == own

    def _abbreviated(self, words: tuple[str, ...], place: int) -> int:
        if len(words) == 1 and len(words[0]) > 1:
            return AMBIGUOUS
        own = _bearer(self._by_initials, words, place)
        return self._given_and_initial(words, place) if own == AMBIGUOUS else own

    def _given_and_initial(self, words: tuple[str, ...], place: int) -> int:
        """Return the person meant by "John L.", if the initial fits the one John's surname."""
        own = _bearer(self._by_given, words[:1], place)
        if len(words) != 2 or len(words[1]) != 1 or len(words[0]) == 1 or own == AMBIGUOUS:
            return AMBIGUOUS
        return own if self._full[own][-1].startswith(words[1]) else AMBIGUOUS

    def _handle_entity(self, text: str, person: Mentioned) -> tuple[int, str]:
        local = text[person.start : person.end].lstrip("@").partition("@")[0]
        letters = "".join(fold_word(part) for part in _LETTERS.findall(local))
        for words, bearer, place in self._unspelled:
            for spelled in _handles(words):
                _put(self._by_handle, (_squeeze(spelled),), bearer, place)
        self._unspelled.clear()
        own = _bearer(self._by_handle, (_squeeze(letters),))
        if own != AMBIGUOUS and len(letters) >= SHORTEST_HANDLE:
            return own, "handle"
        key = ("@", letters or str(person.start))
        own = self._exact.get(key, AMBIGUOUS)
        if own == AMBIGUOUS:
            own = self._exact[key] = self._new()
        return own, "none"


def link(text: str, persons: Sequence[Mentioned]) -> list[Linked]:
    """Return the person of each mention of a whole document, in the order given.

    Args:
        text: The document.
        persons: Mentions sorted by place, not overlapping.
    """
    return Linker().add(text, persons)


def _put(table: Bearers, key: tuple[str, ...], own: int, place: int) -> None:
    known = table.get(key)
    if known is None:
        table[key] = _Bearer(own, place)
    elif known.own == own:
        known.place = min(known.place, place)
    elif place < known.place:
        known.own, known.place, known.rival_place = own, place, known.place
    else:
        known.rival_place = min(known.rival_place, place)


def _bearer(table: Bearers, key: tuple[str, ...], place: int = NOWHERE) -> int:
    """Return the one bearer of a short form at some place; `AMBIGUOUS` where two or none are."""
    known = table.get(key)
    if known is None:
        return AMBIGUOUS
    if known.rival_place == NOWHERE or known.place < place < known.rival_place:
        return known.own
    return AMBIGUOUS


def _surnames(words: Sequence[str]) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield what a full name may be shortened to, with the number of words before it.

    "Ana van der Berg Ruiz" is "van der Berg Ruiz", "Berg Ruiz", "Ruiz" and, as a first surname,
    "Berg".
    """
    particles = name_tables().particles
    for first in range(1, len(words)):
        yield tuple(words[first:]), first
    if len(words) > 2 and len(words[-2]) > 2 and words[-2] not in particles:
        yield (words[-2],), len(words) - 2


def _middles_fit(one: Sequence[str], other: Sequence[str]) -> bool:
    return not one or not other or is_compatible(one, other)


def _handles(words: Sequence[str]) -> Iterable[str]:
    """Yield the spellings of a name in addresses: janedoe, doejane, jdoe, doej, janed."""
    particles = name_tables().particles
    first = words[0]
    plain = [first, *(word for word in words[1:-1] if word not in particles), words[-1]]
    for last in {plain[-1], "".join(words[1:]), plain[1], "".join(plain[1:])}:
        yield first + last
        yield last + first
        yield first[0] + last
        yield last + first[0]
    if len(plain) > 2:
        yield "".join(word[0] for word in plain[:-1]) + plain[-1]


def _squeeze(spelled: str) -> str:
    """Return a spelling in which "Müller", "Mueller" and "Muller" are the same."""
    return _DIGRAPHS.sub(lambda match: match.group()[0], spelled)
