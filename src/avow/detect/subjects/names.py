"""Names: the words of a mention folded for comparison, apart from titles, suffixes and initials."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

LONGEST_NAME_WORDS = 8
FOLDS_REMEMBERED_MAX = 65536
LONGEST_TITLE = 24
OFFICE_PLACE_MAX = 5
TITLE_WORDS_MAX = 6
MAY_BE_GIVEN_NAMES = frozenset(
    {"don", "pan", "prince", "major", "earl", "me", "sr", "king", "baron", "duke"}
)
_WORD = re.compile(r"[^\W\d_](?:[^\W_]|['’`](?=[^\W\d_]))*")
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$", re.IGNORECASE)
_APOSTROPHES = re.compile(r"['’`.]")


@dataclass(frozen=True, slots=True, kw_only=True)
class NameTables:
    """Words about names; see `tables/names.toml`."""

    honorifics: Mapping[str, str]
    offices: frozenset[str]
    suffixes: frozenset[str]
    particles: frozenset[str]
    leading: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedName:
    """A mention taken apart.

    Attributes:
        words: Folded words of the name, given name first, without titles and suffixes.
        titles: Folded titles that stand in the mention or right before it.
        gender: `m` or `f` where a title says so, else empty.
        core_start: Code point at which the name itself begins.
        reversed: It was written "Lee, John".
    """

    words: tuple[str, ...]
    titles: tuple[str, ...]
    gender: str
    core_start: int
    reversed: bool = False

    @property
    def is_full(self) -> bool:
        """It has a given name and a surname, both spelled out; "van Dyk" has only the second."""
        words = self.words
        spelled = len(words) > 1 and len(words[0]) > 1 and len(words[-1]) > 1
        return spelled and words[0] not in name_tables().leading


@cache
def name_tables() -> NameTables:
    """Return the packaged tables."""
    content = (files("avow.detect.subjects") / "tables" / "names.toml").read_bytes()
    document = tomllib.loads(content.decode("utf-8"))
    honorifics: dict[str, str] = {}
    for group, gender in (("neutral", ""), ("offices", ""), ("male", "m"), ("female", "f")):
        honorifics.update(dict.fromkeys(document["honorifics"][group], gender))
    return NameTables(
        honorifics=honorifics,
        offices=frozenset(document["honorifics"]["offices"]),
        suffixes=frozenset(document["suffixes"]["words"]),
        particles=frozenset(document["particles"]["words"]),
        leading=frozenset(document["particles"]["leading"]),
    )


@lru_cache(maxsize=FOLDS_REMEMBERED_MAX)
def fold_word(word: str) -> str:
    """Return a word without marks, apostrophes and dots, case-folded (NFKD)."""
    if word.isascii():
        return _APOSTROPHES.sub("", word.lower())
    plain = unicodedata.normalize("NFKD", word)
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    return _APOSTROPHES.sub("", plain.casefold())


def name_words(text: str) -> tuple[str, ...]:
    """Return the folded words of a name as it is written; hyphens part words."""
    return tuple(filter(None, (fold_word(match.group()) for match in _WORD.finditer(text))))


def parse_name(text: str, start: int, end: int) -> ParsedName:
    """Take one mention apart.

    Args:
        text: The document.
        start: First code point of the mention.
        end: One past its last.
    """
    words, titles, offset, is_reversed = _parse_value(text[start:end])
    titles += _titles_before(text, start)
    gender = ""
    if titles:
        honorifics = name_tables().honorifics
        gender = next(filter(None, (honorifics.get(word) for word in titles)), "")
    return ParsedName(
        words=words, titles=titles, gender=gender, core_start=start + offset, reversed=is_reversed
    )


@lru_cache(maxsize=FOLDS_REMEMBERED_MAX)
def _parse_value(value: str) -> tuple[tuple[str, ...], tuple[str, ...], int, bool]:
    """Return the words and titles of a mention, where its name begins, and if it is reversed."""
    value = _POSSESSIVE.sub("", value)
    tables = name_tables()
    found = [(fold_word(match.group()), match.start()) for match in _WORD.finditer(value)]
    found = [(word, at) for word, at in found if word][: LONGEST_NAME_WORDS + TITLE_WORDS_MAX]
    comma = value.find(",")
    office = _office_within(found, tables)
    titles = [word for word, _ in found[:office]]
    del found[:office]
    while len(found) > 1 and _is_title(found, value, tables):
        titles.append(found.pop(0)[0])
    while len(found) > 1 and found[-1][0] in tables.suffixes:
        found.pop()
    before = [word for word, at in found if comma < 0 or at < comma]
    after = [word for word, at in found if 0 <= comma <= at]
    given = [word for word in after if word not in tables.suffixes]
    words = (*given, *before) if before else tuple(after)
    offset = found[0][1] if found else 0
    return words[:LONGEST_NAME_WORDS], tuple(titles), offset, bool(before and given)


def _office_within(found: Sequence[tuple[str, int]], tables: NameTables) -> int:
    """Return how many words stand up to an office in "Ohio Senator Jane Roe"; 0 for none."""
    last = min(len(found) - 2, OFFICE_PLACE_MAX)
    return max((at + 1 for at in range(1, last) if found[at][0] in tables.offices), default=0)


def _is_title(found: Sequence[tuple[str, int]], value: str, tables: NameTables) -> bool:
    word, at = found[0]
    if word not in tables.honorifics:
        return False
    # "Don Miller", "Pan Wei", "Prince Rogers" and "Me Lee" may be given names.
    if word in MAY_BE_GIVEN_NAMES:
        return len(found) > 2 or value[at + len(word) : at + len(word) + 1] == "."
    return True


def _titles_before(text: str, start: int) -> tuple[str, ...]:
    honorifics = name_tables().honorifics
    titles: list[str] = []
    end = start
    while end and text[end - 1] in " .\u00a0":
        stop = len(text[max(0, end - 3) : end].rstrip(" .\u00a0")) + max(0, end - 3)
        low = max(0, stop - LONGEST_TITLE)
        first = max(text.rfind(" ", low, stop), text.rfind("\n", low, stop), low - 1) + 1
        word = text[first:stop].lstrip("(\"'“‘[«*_-")
        if not word or fold_word(word) not in honorifics:
            break
        titles.insert(0, fold_word(word))
        end = stop - len(word)
    return tuple(titles)


def is_compatible(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two given or middle names can be one: equal, or one the other's initial."""
    return all(_same_word(left, right) for left, right in zip(one, other, strict=False))


def _same_word(one: str, other: str) -> bool:
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    return one == other
