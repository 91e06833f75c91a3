"""Names and places to draw from, by country, so that no origin of names is rare in training."""

import random
import tomllib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from avow.train.tagger.lists.gazetteer_build import parts_of, read_rows

FEWEST_NAMES = 5
FREQUENT_COUNTRIES = (
    *("US", "GB", "ES", "DE", "FR", "IN", "MX", "NG", "CN", "IT", "BR", "NL", "PL", "SY", "GH"),
    *("KE", "PK", "TR", "VN", "KR", "JP", "RU"),
)
_LAST_KANA = "\u30ff"
_CHINESE_LAST = tuple("王李张刘陈杨黄赵吴周徐孙马朱胡郭林何高梁")
_JAPANESE_LAST = (
    "佐藤",
    "鈴木",
    "高橋",
    "田中",
    "伊藤",
    "渡辺",
    "山本",
    "中村",
    "小林",
    "加藤",
    "森",
)
_ENGLISH_SHARE = 0.35
_COUNTRY_SHARE = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePools:
    """Names and places.

    Attributes:
        us_first, us_last: Names of the US census with their cumulative shares.
        first, last: Names by country code, most frequent first.
        rare_first, rare_last: Lists without frequencies.
        cities: (town, region, country) of places.
    """

    us_first: tuple[Sequence[str], Sequence[float]]
    us_last: tuple[Sequence[str], Sequence[float]]
    first: dict[str, list[str]]
    last: dict[str, list[str]]
    rare_first: Sequence[str]
    rare_last: Sequence[str]
    cities: Sequence[tuple[str, str, str]]

    def person(self, chance: random.Random) -> tuple[str, str]:
        """Return a forename and a surname that belong together, mostly."""
        draw = chance.random()
        if draw < _ENGLISH_SHARE:
            first = chance.choices(self.us_first[0], cum_weights=self.us_first[1])[0]
            return first, chance.choices(self.us_last[0], cum_weights=self.us_last[1])[0]
        if draw < _COUNTRY_SHARE:
            country = self._country(chance)
            last = self._of_country(self.last.get(country), chance) or self._rare_last(chance)
            return self._of_country(self.first[country], chance) or "Ana", last
        return chance.choice(self.rare_first), self._rare_last(chance)

    def eastern(self, chance: random.Random) -> str:
        """Return a Chinese or Japanese name in its own characters."""
        japanese = chance.random() < 0.5
        first = [name for name in self.first["JP" if japanese else "CN"] if name[0] > _LAST_KANA]
        return chance.choice(_JAPANESE_LAST if japanese else _CHINESE_LAST) + chance.choice(first)

    def city(self, chance: random.Random) -> tuple[str, str, str]:
        """Return a town with its region and country."""
        return chance.choice(self.cities)

    def _country(self, chance: random.Random) -> str:
        if chance.random() < 0.4:
            return chance.choice([code for code in FREQUENT_COUNTRIES if code in self.first])
        return chance.choice(sorted(self.first))

    def _of_country(self, names: list[str] | None, chance: random.Random) -> str:
        return chance.choice(names) if names else ""

    def _rare_last(self, chance: random.Random) -> str:
        if chance.random() < 0.5:
            return chance.choice(self.us_last[0])
        return chance.choice(self.rare_last)


def load_pools(data: Path) -> NamePools:
    """Read the pools from the gazetteers of the data folder."""
    folder = data / "gazetteers"
    first_rows = [
        row
        for name in ("us_census1990_female_first.tsv", "us_census1990_male_first.tsv")
        for row in read_rows(folder / name, "\t")
    ]
    last_rows = list(read_rows(folder / "us_census1990_surnames.tsv", "\t"))
    cities = [
        (row[0], row[2], row[1])
        for row in list(read_rows(folder / "world_cities_geonames_ccby.csv", ","))[1:]
    ]
    own = _own_names()
    return NamePools(
        us_first=_census(first_rows),
        us_last=_census(last_rows),
        first=_joined(_by_country(folder / "forenames_by_country_cc0.csv"), own["first"]),
        last=_joined(_by_country(folder / "surnames_by_country_cc0.csv"), own["last"]),
        rare_first=_plain(folder / "namedatabases_first_all.txt"),
        rare_last=_plain(folder / "namedatabases_surnames_all.txt"),
        cities=cities,
    )


def _own_names() -> dict[str, dict[str, list[str]]]:
    """Return our own lists of origins that the gazetteers lack, by part and country."""
    path = files("avow.train.tagger") / "templates" / "names.toml"
    origins = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        part: {code: row[part].split() for code, row in origins.items()}
        for part in ("first", "last")
    }


def _joined(listed: dict[str, list[str]], own: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return both, our own twice: they are few, and each is common."""
    codes = sorted(listed.keys() | own.keys())
    return {code: [*listed.get(code, []), *own.get(code, []), *own.get(code, [])] for code in codes}


def _census(rows: Sequence[Sequence[str]]) -> tuple[list[str], list[float]]:
    names: list[str] = []
    shares: list[float] = []
    total = 0.0
    for row in rows:
        # A floor, so that the long tail is seen too.
        total += float(row[1]) + 0.002
        names.append(_capitalised(row[0]))
        shares.append(total)
    return names, shares


def _capitalised(name: str) -> str:
    plain = name.capitalize()
    if plain.startswith("Mc") and len(plain) > 4:
        return "Mc" + plain[2:].capitalize()
    return plain


def _by_country(path: Path) -> dict[str, list[str]]:
    rows = list(read_rows(path, ","))
    header = rows[0]
    pools: dict[str, list[str]] = defaultdict(list)
    country = header.index("Country")
    columns = [header.index("Romanized Name"), header.index("Localized Name")]
    for row in rows[1:]:
        for column in columns:
            for name in parts_of([row[column]]):
                if name not in pools[row[country]]:
                    pools[row[country]].append(name)
    return {code: names for code, names in sorted(pools.items()) if len(names) >= FEWEST_NAMES}


def _plain(path: Path) -> list[str]:
    lines = (row[0] for row in read_rows(path, "\t"))
    return [line for line in lines if len(line) > 2 and line[0].isupper() and "(" not in line]
