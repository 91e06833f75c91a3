"""The tables of cues, `tables/cues_*.toml`: which words speak for or against a public role."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from avow.detect.subjects.fold import fold_word, fold_words
from avow.errors import ConfigError

LANGUAGES = ("en", "es", "de", "fr")
PLACES = frozenset(
    ("title", "row", "by", "label", "apposition", "after", "belongs", "near", "topic", "head")
)
_FREQUENT = frozenset(
    ("the", "this", "is", "for", "has", "first", "i", "s", "r", "my", "our", "his", "her", "their")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One row of a cue table.

    Attributes:
        id: Name used as the source of evidence.
        side: `public` or `private`.
        type: Kind of cue; only the heaviest cue of a type counts.
        weight: Positive for public, negative for private.
        place: Where the words stand with regard to the name.
        field: Area of public life, or `any`.
        gap: Most words between; 0 for the place's own.
        binds: `person`, or `mention` when it holds for this clause only.
        decisive: It settles the verdict alone.
        certain: It weighs as much where somebody speaks of their own circle.
    """

    id: str
    side: str
    type: str
    weight: int
    place: tuple[str, ...]
    field: str = ""
    gap: int = 0
    binds: str = "person"
    decisive: bool = False
    certain: bool = False

    def __post_init__(self) -> None:
        sign = 1 if self.side == "public" else -1
        if self.weight * sign <= 0 or not PLACES.issuperset(self.place):
            raise ConfigError(f"cue {self.id} has a wrong weight or place")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of a cue before and after the one by which it is looked up.

    Hits are ordered by the place of the phrase's longest word, `centre` words behind that one, and
    at one place by `rank`: longer phrases first, then as the tables have them.
    """

    before: list[str]
    after: list[str]
    cue: Cue
    centre: int
    rank: tuple[int, int]


@cache
def cue_phrases(*, labels: bool = True) -> dict[str, tuple[Phrase, ...]]:
    """Return all phrases of all languages by a telling word.

    That is the longest word which is not frequent: most clauses hold none of these keys, and are
    done with.

    Args:
        labels: With those that count before a colon or the like only: "to:", "patient:".
    """
    phrases: dict[str, list[Phrase]] = {}
    for number, (cue, words) in enumerate(cue_rows()):
        if cue.place != ("head",) and (labels or cue.place != ("label",)):
            longest = max(range(len(words)), key=lambda index: len(words[index]))
            at = max(range(len(words)), key=lambda index: _tells(words[index]))
            rank = (-len(words), number)
            phrase = Phrase(list(words[:at]), list(words[at + 1 :]), cue, longest - at, rank)
            phrases.setdefault(words[at], []).append(phrase)
    return {key: tuple(found) for key, found in phrases.items()}


@cache
def label_ends() -> frozenset[str]:
    """Return the last words of what counts as the label of a form only."""
    return frozenset(words[-1] for cue, words in cue_rows() if cue.place == ("label",))


def _tells(word: str) -> tuple[bool, int]:
    return word not in _FREQUENT, len(word)


@cache
def head_phrases() -> dict[str, tuple[tuple[str, Cue], ...]]:
    """Return the phrases that speak for the whole document, folded, by their longest word."""
    phrases: dict[str, list[tuple[str, Cue]]] = {}
    for cue, words in cue_rows():
        if "head" in cue.place:
            phrases.setdefault(max(words, key=len), []).append((" ".join(words), cue))
    return {key: tuple(found) for key, found in phrases.items()}


@cache
def head_keys() -> frozenset[str]:
    """Return the words by which `head_phrases` are looked up."""
    return frozenset(head_phrases())


@cache
def nationalities() -> frozenset[str]:
    """Return adjectives of nations in all languages, folded."""
    content = (files("avow.detect.subjects") / "tables" / "nations.toml").read_bytes()
    document = tomllib.loads(content.decode("utf-8"))
    return frozenset(fold_word(word) for words in document.values() for word in words)


@cache
def small_words(name: str) -> frozenset[str]:
    """Return one of the sets of `tables/words.toml`."""
    content = (files("avow.detect.subjects") / "tables" / "words.toml").read_bytes()
    return frozenset(tomllib.loads(content.decode("utf-8"))[name])


def cue_rows() -> Iterator[tuple[Cue, tuple[str, ...]]]:
    """Yield every phrase of every table as folded words with its cue.

    Raises:
        ConfigError: A row contradicts itself.
    """
    folder = files("avow.detect.subjects") / "tables"
    for language in LANGUAGES:
        document = tomllib.loads((folder / f"cues_{language}.toml").read_text(encoding="utf-8"))
        for row in document["cue"]:
            facts = {name: value for name, value in row.items() if name != "words"}
            cue = Cue(**{**facts, "place": tuple(row["place"])})
            for phrase in row["words"]:
                yield cue, tuple(fold_words(phrase, 0, len(phrase)))
