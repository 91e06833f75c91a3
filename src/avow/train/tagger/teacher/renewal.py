"""Samples made anew for each epoch: other names, other places, other casing, slips of the keyboard.

Without it a tagger learns the names of its training texts and the casing of newspapers. The names
come from the gazetteers beside the data, so that people of every origin stand in every kind of
text.
"""

import csv
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from avow.errors import InputError
from avow.train.tagger.teacher.samples import Mark, Sample, edit_sample

_NAME_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_PARTICLES = frozenset(
    word
    for words in (
        "de del la las los da do dos das di y e i du le du al el",
        "van der den ter ten von zu und bin ibn of the and san jr sr ii iii",
    )
    for word in words.split()
)
_LATIN_END = "\u0250"
_KEYS_PER_SLIP = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How often each change is made, as a share of samples.

    Attributes:
        names: Every person of the sample is renamed.
        places: Each place is replaced (share of mentions).
        lower, upper, title: The whole sample is put in this case.
        slips: A few letters are dropped, doubled or swapped.
    """

    names: float = 0.6
    places: float = 0.3
    lower: float = 0.12
    upper: float = 0.05
    title: float = 0.03
    slips: float = 0.08


@dataclass(frozen=True, slots=True, kw_only=True)
class NameList:
    """First names and surnames that are found together.

    Attributes:
        first, last: Names.
        first_sums, last_sums: Running sums of their weights.
    """

    first: tuple[str, ...]
    last: tuple[str, ...]
    first_sums: tuple[float, ...]
    last_sums: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePools:
    """Names and places to draw from.

    Attributes:
        census: The United States, by frequency.
        countries: One list per country.
        mixed: All names of all lists, with equal chances.
        places: Towns and countries.
        first_names: First names in lower case, to tell a first name from a surname.
    """

    census: NameList
    countries: tuple[NameList, ...]
    mixed: NameList
    places: tuple[str, ...]
    first_names: frozenset[str]


def load_names(folder: Path) -> NamePools:
    """Read the lists of `gazetteers` in the data folder.

    Raises:
        InputError: A list is absent.
    """
    if not (folder / "us_census1990_surnames.tsv").is_file():
        raise InputError(f"no lists of names at {folder}", hint="Give the data folder with --data.")
    female = _census(folder / "us_census1990_female_first.tsv")
    male = _census(folder / "us_census1990_male_first.tsv")
    census = _name_list([*female, *male], _census(folder / "us_census1990_surnames.tsv"))
    countries = _countries(folder)
    more_first = _lines(folder / "namedatabases_first_all.txt")
    more_last = _lines(folder / "namedatabases_surnames_all.txt")
    first = [*more_first, *(name for country in countries for name in country.first)]
    last = [*more_last, *(name for country in countries for name in country.last)]
    return NamePools(
        census=census,
        countries=tuple(countries),
        mixed=_name_list([(name, 1.0) for name in first], [(name, 1.0) for name in last]),
        places=tuple(_places(folder / "world_cities_geonames_ccby.csv")),
        first_names=frozenset(name.lower() for name in (*census.first, *first)),
    )


def _name_list(first: Sequence[tuple[str, float]], last: Sequence[tuple[str, float]]) -> NameList:
    return NameList(
        first=tuple(name for name, _ in first),
        last=tuple(name for name, _ in last),
        first_sums=tuple(accumulate(weight for _, weight in first)),
        last_sums=tuple(accumulate(weight for _, weight in last)),
    )


def _census(path: Path) -> list[tuple[str, float]]:
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    # Equal to the square root of the share: common names stay common, rare ones are seen.
    return [(name.title(), max(float(percent), 1e-4) ** 0.5) for name, percent in rows]


def _lines(path: Path) -> list[str]:
    names = (line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines())
    return [name for name in names if _NAME_WORD.fullmatch(name)]


def _countries(folder: Path) -> list[NameList]:
    tables = []
    for file in ("forenames_by_country_cc0.csv", "surnames_by_country_cc0.csv"):
        table: dict[str, list[tuple[str, float]]] = {}
        with (folder / file).open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                local, roman = row["Localized Name"].strip(), row["Romanized Name"].strip()
                name = local if local and local[0] < _LATIN_END else roman
                if name:
                    table.setdefault(row["Country"], []).append((name, 1.0))
        tables.append(table)
    first, last = tables
    return [
        _name_list(first[country], last[country]) for country in sorted(first) if country in last
    ]


def _places(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    towns = [row["name"] for row in rows]
    countries = sorted({row["country"] for row in rows})
    return towns + countries * (len(towns) // (6 * len(countries)))


def renew(sample: Sample, pools: NamePools, rates: Rates, chance: random.Random) -> Sample:
    """Return a sample changed by chance."""
    if chance.random() < rates.names:
        sample = _rename(sample, pools, chance)
    sample = _move(sample, pools, rates.places, chance)
    if chance.random() < rates.slips:
        sample = _slip(sample, chance)
    return _recase(sample, rates, chance)


def _rename(sample: Sample, pools: NamePools, chance: random.Random) -> Sample:
    pool = _pool(pools, chance)
    renamed: dict[str, str] = {}
    edits = []
    for mark in sample.marks:
        if mark.label == "PERSON":
            edits += _rename_mark(sample.text, mark, pools, pool, renamed, chance)
    return edit_sample(sample, edits)


def _pool(pools: NamePools, chance: random.Random) -> NameList:
    draw = chance.random()
    if draw < 0.35:
        return pools.census
    return chance.choice(pools.countries) if draw < 0.65 else pools.mixed


def _rename_mark(
    text: str,
    mark: Mark,
    pools: NamePools,
    pool: NameList,
    renamed: dict[str, str],
    chance: random.Random,
) -> list[tuple[int, int, str]]:
    words = list(_NAME_WORD.finditer(text, mark.start, mark.end))
    if any(letter.isdigit() for letter in text[mark.start : mark.end]):
        return []
    edits = []
    for word in words:
        old = word.group()
        key = old.lower()
        if key in _PARTICLES:
            continue
        if key not in renamed:
            is_last = word is words[-1] and (len(words) > 1 or key not in pools.first_names)
            renamed[key] = _draw(old, pool, chance, is_last=is_last)
        edits.append((word.start(), word.end(), _case_like(old, renamed[key])))
    return edits


def _draw(old: str, pool: NameList, chance: random.Random, *, is_last: bool) -> str:
    if len(old) == 1:
        return chance.choice("ABCDEFGHIJKLMNOPRSTVWYZ")
    if is_last:
        return chance.choices(pool.last, cum_weights=pool.last_sums)[0]
    return chance.choices(pool.first, cum_weights=pool.first_sums)[0]


def _case_like(old: str, new: str) -> str:
    if old.islower():
        return new.lower()
    if len(old) > 1 and old.isupper():
        return new.upper()
    return new


def _move(sample: Sample, pools: NamePools, rate: float, chance: random.Random) -> Sample:
    edits = []
    for mark in sample.marks:
        old = sample.text[mark.start : mark.end]
        if mark.label == "LOC" and old.replace(" ", "").isalpha() and chance.random() < rate:
            edits.append((mark.start, mark.end, _case_like(old, chance.choice(pools.places))))
    return edit_sample(sample, edits)


def _slip(sample: Sample, chance: random.Random) -> Sample:
    words = [word for word in _NAME_WORD.finditer(sample.text) if len(word.group()) > 3]
    count = min(len(words), 1 + len(sample.text) // _KEYS_PER_SLIP)
    edits = []
    for word in sorted(chance.sample(words, count), key=re.Match.start):
        place = chance.randrange(word.start() + 1, word.end() - 1)
        pair = sample.text[place : place + 2]
        if any(place + 1 in (mark.start, mark.end) for mark in sample.marks):
            continue
        edits.append((place, place + 2, chance.choice((pair[::-1], pair[0], pair[0] + pair))))
    return edit_sample(sample, edits)


def _recase(sample: Sample, rates: Rates, chance: random.Random) -> Sample:
    draw = chance.random()
    if draw < rates.lower:
        text = sample.text.lower()
    elif draw < rates.lower + rates.upper:
        text = sample.text.upper()
    elif draw < rates.lower + rates.upper + rates.title:
        text = _NAME_WORD.sub(lambda word: word.group().capitalize(), sample.text)
    else:
        return sample
    # A few letters change their length with their case (the German sharp s); then nothing is done.
    if len(text) != len(sample.text):
        return sample
    return Sample(text=text, marks=sample.marks, annotated=sample.annotated, source=sample.source)
