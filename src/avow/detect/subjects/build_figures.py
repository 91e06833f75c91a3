"""Building the list of public figures from a table of names: filtered by licence, hashed, digested.

`avow detect figures build DATA` calls this. DATA holds `public_figures/public_figures.tsv` and
`gazetteers/`. The same input gives the same bytes on every machine.
"""

import csv
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import orjson

from avow.detect.subjects.figures import (
    FLAG_ALIAS,
    HEADER_LENGTH,
    LIMITS,
    MAGIC,
    FigureList,
    Namesakes,
    can_be_listed,
    hash_name,
    without_middle_initials,
)
from avow.detect.subjects.names import name_tables, name_words
from avow.errors import InputError

VERSION = "1"
DATA_DATE = "2026-11-25"
ADULT_SINCE_BIRTH_YEAR = 2007
SHIPPED = {
    "wikidata-eps": "CC0-1.0 (Wikidata)",
    "intl-goalscorers": "CC0-1.0",
    "us-congress": "CC0-1.0",
    "corpora": "CC0-1.0",
    "fivethirtyeight-nba": "CC-BY-4.0",
    "fivethirtyeight-congress": "CC-BY-4.0",
    "fivethirtyeight-biopics": "CC-BY-4.0",
    "f1db": "CC-BY-4.0",
    "reign": "MIT",
    "world-factbook": "public domain",
}
"""Sources that may ship, with their licences, in the order of their numbers."""

FIELDS = ("politics", "sport", "stage", "music", "letters", "science", "art", "military", "other")
_FIELD_WORDS = {
    "sport": ("footballer", "nba", "formula 1", "athlete", "basketball", "mvp"),
    "stage": ("actor", "actress", "comedian", "media"),
    "music": ("musician", "singer", "composer"),
    "letters": ("author", "writer", "journalist", "academic"),
    "science": ("scientist", "academic", "medicine", "astronaut"),
    "art": ("artist", "painter"),
    "military": ("military",),
    "other": ("activist", "historical"),
}
# Why a person is known must say what for: lists of "celebrities" hold children of famous people,
# and films are made about victims and offenders who hold no public role.
_NO_REASON = re.compile(r"celebrity|biopic subject: (?:other|criminal|teacher)\b|richest|wealth")
_NOT_THE_NAME = re.compile(
    r"\([^)]*(?:\)|$)|[\"“”].*?[\"“”]|,? +(?:jr|sr|i{2,3}|iv)\.?$|&.*", re.IGNORECASE
)
_FAMILY_FIRST_COUNTRIES = ("CN", "KR", "TW", "VN", "HK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the source table that may ship."""

    words: tuple[str, ...]
    why: tuple[str, ...]
    sources: tuple[str, ...]
    born: int
    namesakes: Namesakes


@dataclass(frozen=True, slots=True, kw_only=True)
class CommonNames:
    """Folded names that are frequent in some country."""

    forenames: frozenset[str]
    surnames: frozenset[str]
    east_asian: frozenset[str]


def build(data: Path) -> bytes:
    """Return the bytes of the table.

    Raises:
        InputError: A source file is missing or malformed.
    """
    rows = list(_merge(_shippable(data / "public_figures" / "public_figures.tsv", _common(data))))
    return _encode(rows)


def _shippable(path: Path, common: CommonNames) -> Iterator[Row]:
    lines = _read(path).split("\n")
    listed = [line.split("\t") for line in lines[1:] if line]
    only_pantheon = {word for row in listed if row[2] == "pantheon1" for word in row[1].split("; ")}
    for name, why, sources, born, _, estimate in listed:
        mixed = "pantheon1" in sources
        kept = tuple(source for source in SHIPPED if source in sources.split(","))
        reasons = [part.strip() for part in why.split("; ") if not _NO_REASON.search(part)]
        if mixed:
            # What only the withheld source can have said is withheld too.
            reasons = [part for part in reasons if part not in only_pantheon]
        year = int(born) if born and not mixed else 0
        words = name_words(_NOT_THE_NAME.sub("", _reorder(name)))
        if kept and reasons and can_be_listed(words) and year < ADULT_SINCE_BIRTH_YEAR:
            yield Row(
                words=words,
                why=tuple(reasons),
                sources=kept,
                born=year,
                namesakes=_namesakes(words, float(estimate or 0), common),
            )


def _reorder(name: str) -> str:
    family, comma, given = name.partition(", ")
    if not comma or re.match(r"(?i)(?:jr|sr|i{2,3}|iv|prince|comte|count)\b", given):
        return family
    return f"{given} {family}"


def _namesakes(words: Sequence[str], estimate: float, common: CommonNames) -> Namesakes:
    for grade, limit in LIMITS:
        if grade is not Namesakes.MANY and estimate >= limit:
            return grade
    ends = {words[0], words[-1]}
    if ends & common.east_asian and len("".join(words)) <= 14:
        return Namesakes.COMMON
    if words[0] in common.forenames and common.surnames & set(words[1:]):
        return Namesakes.COMMON
    if estimate >= LIMITS[-1][1]:
        return Namesakes.MANY
    return Namesakes.TENS if estimate >= 1 else Namesakes.FEW


def _merge(rows: Iterable[Row]) -> Iterator[Row]:
    """Join rows whose names fold to one spelling: they may be two people, so facts are joined."""
    known: dict[tuple[str, ...], Row] = {}
    for row in rows:
        other = known.get(row.words, row)
        known[row.words] = Row(
            words=row.words,
            why=tuple(dict.fromkeys((*other.why, *row.why))),
            sources=tuple(s for s in SHIPPED if s in (*other.sources, *row.sources)),
            born=row.born if row.born == other.born else 0,
            namesakes=max(row.namesakes, other.namesakes),
        )
    yield from known.values()


def _encode(rows: Sequence[Row]) -> bytes:
    numbers = {source: number for number, source in enumerate(SHIPPED)}
    why_numbers = {
        why: number for number, why in enumerate(sorted({why for row in rows for why in row.why}))
    }
    spelled = _spellings(rows)
    profiles: dict[bytes, int] = {}
    entries: list[tuple[int, int, int, int]] = []
    for words, (row, alias) in spelled.items():
        profile = orjson.dumps(
            [
                [numbers[source] for source in row.sources],
                _areas(row),
                [why_numbers[why] for why in row.why],
            ]
        )
        number = profiles.setdefault(profile, len(profiles))
        entries.append((hash_name(words), number, row.born, row.namesakes | alias))
    entries.sort()
    hashes, refs, born, marks = zip(*entries, strict=True)
    if len(set(hashes)) != len(hashes) or len(profiles) > np.iinfo(np.uint16).max:
        raise InputError("two names share one hash, or there are too many profiles")
    texts = [*profiles, *(orjson.dumps(why) for why in reversed(why_numbers))]
    body = b"".join(
        (
            np.array(hashes, "<u8").tobytes(),
            np.array(refs, "<u2").tobytes(),
            np.array(born, "<i2").tobytes(),
            np.array(marks, "u1").tobytes(),
            b"\n".join(texts),
        )
    )
    header = orjson.dumps(_header(rows, len(entries), body))
    return MAGIC + HEADER_LENGTH.pack(len(header)) + header + body


def _header(rows: Sequence[Row], spellings: int, body: bytes) -> Mapping[str, object]:
    return {
        "version": VERSION,
        "date": DATA_DATE,
        "names": spellings,
        "fields": FIELDS,
        "digest": "sha256:" + hashlib.sha256(body).hexdigest(),
        "sources": [
            {"name": name, "licence": licence, "rows": sum(name in row.sources for row in rows)}
            for name, licence in SHIPPED.items()
        ],
    }


def _spellings(rows: Sequence[Row]) -> dict[tuple[str, ...], tuple[Row, int]]:
    spelled: dict[tuple[str, ...], tuple[Row, int]] = {row.words: (row, 0) for row in rows}
    shorter: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        short = without_middle_initials(row.words)
        if short != row.words and short not in spelled:
            shorter.setdefault(short, []).append(row)
    # A spelling that two entries would share says nothing about either.
    spelled.update(
        {words: (found[0], FLAG_ALIAS) for words, found in shorter.items() if len(found) == 1}
    )
    return dict(sorted(spelled.items()))


def _areas(row: Row) -> list[int]:
    areas: set[str] = set()
    for why in row.why:
        lowered = why.lower()
        found = {
            area
            for area, words in _FIELD_WORDS.items()
            if any(re.search(rf"\b{word}", lowered) for word in words)
        }
        areas |= found or {"politics"}
    return sorted(FIELDS.index(area) for area in areas)


def _common(data: Path) -> CommonNames:
    folder = data / "gazetteers"
    forenames = _country_column(folder / "forenames_by_country_cc0.csv")
    surnames = _country_column(folder / "surnames_by_country_cc0.csv")
    particles = name_tables().particles
    return CommonNames(
        forenames=frozenset(word for _, word in forenames) - particles,
        surnames=frozenset(word for _, word in surnames) - particles,
        east_asian=frozenset(word for place, word in surnames if place in _FAMILY_FIRST_COUNTRIES),
    )


def _country_column(path: Path) -> list[tuple[str, str]]:
    """Return (country, folded word) of every one-word name of a gazetteer."""
    rows = csv.DictReader(_read(path).removeprefix("\ufeff").splitlines())
    found: list[tuple[str, str]] = []
    for row in rows:
        for column in ("Localized Name", "Romanized Name"):
            words = name_words(row.get(column) or "")
            found += [(row["Country"], word) for word in words if len(words) <= 2]
    return found


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise InputError(
            f"cannot read {path}",
            hint="DATA is the folder that holds public_figures/ and gazetteers/.",
        ) from None


def describe(figures: FigureList, size_bytes: int) -> str:
    """Return what a table holds, in words."""
    lines = [
        f"list of public figures, version {figures.version}, data of {figures.date}",
        f"{len(figures)} spellings, {size_bytes} bytes, {figures.digest}",
    ]
    lines += [f"{credit.rows:>7}  {credit.name}  {credit.licence}" for credit in figures.credits]
    return "\n".join(lines)


def packaged_path() -> Path:
    """Return where the table that ships with Avow lies."""
    return Path(__file__).parent / "tables" / "figures.bin"
