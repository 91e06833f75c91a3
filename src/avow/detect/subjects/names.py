"""Names: the words of a mention folded for comparison, apart from titles, suffixes and initials."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from avow.detect.subjects.fold import FOLDS_REMEMBERED_MAX, fold_word, fold_words

LONGEST_NAME_WORDS = 8
LONGEST_TITLE = 24
OFFICE_PLACE_MAX = 5
TITLE_WORDS_MAX = 6
MAY_BE_GIVEN_NAMES = frozenset(
    {"don", "pan", "prince", "major", "earl", "me", "sr", "king", "baron", "duke"}
)
_NO_TITLE_ENDS = ',;:()[]"!?|/'
_WORD = re.compile(r"[^\W\d_](?:[^\W_]|['’`](?=[^\W\d_]))*")
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameTables:
    """Words about names; see `tables/names.toml`."""

    honorifics: Mapping[str, str]
    offices: frozenset[str]
    suffixes: frozenset[str]
    particles: frozenset[str]
    leading: frozenset[str]
    not_names: frozenset[str]


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
    suffixes = frozenset(document["suffixes"]["words"])
    return NameTables(
        honorifics=honorifics,
        offices=frozenset(document["honorifics"]["offices"]),
        suffixes=suffixes,
        particles=frozenset(document["particles"]["words"]),
        leading=frozenset(document["particles"]["leading"]),
        not_names=suffixes | honorifics.keys(),
    )


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
    tables = name_tables()
    spaced = value.replace(".", " ").replace("-", " ")
    if value[:1].isalpha() and spaced.replace(" ", "").isalpha():
        is_ascii = spaced.isascii()
        plain = spaced.lower().split() if is_ascii else fold_words(spaced, 0, len(spaced))
        if tables.not_names.isdisjoint(plain) and all(plain):
            return tuple(plain[:LONGEST_NAME_WORDS]), (), 0, False
    value = _POSSESSIVE.sub("", value)
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
    near = text[max(0, start - 3) : start]
    if not near or near[-1] not in " .\u00a0":
        return ()
    # Most words are no titles by their last two letters, or by a comma or the like behind them.
    ending = near[:-1].lower()
    if near[-1] == " " and (
        ending[-1:] in _NO_TITLE_ENDS
        or (
            (len(ending) > 1 and ending.isascii() and ending.isalpha())
            and ending not in _title_endings()
        )
    ):
        return ()
    titles: list[str] = []
    end = start
    while end and text[end - 1] in " .\u00a0":
        near = text[max(0, end - 3) : end]
        stop = end - len(near) + len(near.rstrip(" .\u00a0"))
        low = max(0, stop - LONGEST_TITLE)
        first = max(text.rfind(" ", low, stop), text.rfind("\n", low, stop), low - 1) + 1
        word = text[first:stop].lstrip("(\"'“‘[«*_-")
        title = _as_title(word)
        if not title:
            break
        titles.insert(0, title)
        end = stop - len(word)
    return tuple(titles)


@cache
def _title_endings() -> frozenset[str]:
    return frozenset(word[-2:] for word in name_tables().honorifics)


@lru_cache(maxsize=FOLDS_REMEMBERED_MAX)
def _as_title(word: str) -> str:
    """Return a word folded if it is a title, else an empty string."""
    folded = fold_word(word)
    return folded if folded in name_tables().honorifics else ""


def is_compatible(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two given or middle names can be one: equal, or one the other's initial."""
    return all(_same_word(left, right) for left, right in zip(one, other, strict=False))


def _same_word(one: str, other: str) -> bool:
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    return one == other
