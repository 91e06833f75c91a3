"""What the slots of a template become: names in many forms, places, addresses, fillers."""

import random
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files

from avow.train.tagger.names import NamePools
from avow.train.tagger.samples import NOTHING

AMBIGUOUS_SHARE = 0.08
"""Share of forenames that are everyday words or places too."""

ANSWER = tuple[str, str]
"""Text of a slot and its label; an empty label marks nothing."""

_STREETS_BEFORE = (
    "Calle",
    "Avenida",
    "C/",
    "Avda.",
    "Rue",
    "Rue de",
    "Via",
    "Rua",
    "Plaza",
    "Paseo",
)
_STREETS_AFTER = ("Street", "St", "Road", "Rd", "Avenue", "Ave", "Lane", "Drive", "Court", "Way")
_STREETS_GLUED = ("straße", "weg", "strasse", "allee", "laan", "straat", "gatan", "vej")


def _read_fillers() -> dict[str, list[str]]:
    path = files("avow.train.tagger") / "templates" / "fillers.toml"
    lists = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        name: value.split() if isinstance(value, str) else value for name, value in lists.items()
    }


_WORDS = _read_fillers()


@dataclass(frozen=True, slots=True)
class Filler:
    """Fills slots at random.

    Attributes:
        pools: Names and places.
        chance: The source of chance.
    """

    pools: NamePools
    chance: random.Random

    def fill(self, slot: str) -> ANSWER:
        """Return the text and label of a slot."""
        if slot == "name" or slot in _PERSON_FORMS:
            first, last = self.pools.person(self.chance)
            if self.chance.random() < AMBIGUOUS_SHARE:
                first = self.pick(_WORDS["ambiguous"])
            if slot == "name":
                return self.full_name(first, last), "PERSON"
            forms = {"first": first, "last": last, "FIRST": first.upper(), "LAST": last.upper()}
            forms |= {"low": first.lower(), "lower": last.lower()}
            return _PERSON_FORMS[slot].format(**forms), "PERSON"
        return _OTHER[slot](self)

    def pick(self, options: Sequence[str]) -> str:
        """Return one of some options."""
        return self.chance.choice(options)

    def number(self, low: int, high: int) -> int:
        """Return a whole number from low to high."""
        return self.chance.randint(low, high)

    def full_name(self, first: str, last: str) -> str:
        """Return a whole name, sometimes with a middle name, an initial or two surnames."""
        other, more = self.pools.person(self.chance)
        forms = (
            f"{first} {last}",
            f"{first} {self.pick(_INITIALS)}. {last}",
            f"{first[0]}. {last}",
            f"{first} {other} {last}",
            f"{first} {last} {more}",
            f"{first} {last}-{more}",
            f"{first} {self.pick(_PARTICLES)}{last}",
        )
        return self.chance.choices(forms, weights=(72, 6, 5, 5, 5, 3, 4))[0]

    def firm(self) -> str:
        """Return the name of an organisation."""
        text = self.pick(_WORDS["firm"])
        while "{last}" in text:
            text = text.replace("{last}", self.pools.person(self.chance)[1], 1)
        text = text.replace("{city}", self.pools.city(self.chance)[0])
        return text.replace("{word}", self.pick(_WORDS["brand"]))

    def street_name(self) -> str:
        """Return a street without a number."""
        draw = self.chance.random()
        stem = self.pools.person(self.chance)[1] if draw < 0.6 else self.pick(_WORDS["brand"])
        if draw < 0.3:
            return f"{self.pick(_STREETS_BEFORE)} {stem}"
        if draw < 0.75:
            return f"{stem} {self.pick(_STREETS_AFTER)}"
        return f"{stem}{self.pick(_STREETS_GLUED)}"

    def address(self) -> str:
        """Return a street with a number, often with postcode and town."""
        street, number = self.street_name(), self.number(1, 999)
        before = street.split(" ")[-1] in _STREETS_AFTER
        text = f"{number} {street}" if before else f"{street} {number}"
        if self.chance.random() < 0.6:
            town, region, _ = self.pools.city(self.chance)
            code = self.number(10000, 99999)
            text += self.pick([f", {town}", f", {code} {town}", f", {town}, {region} {code}"])
        return text


_INITIALS = tuple("ABCDEFGHIJKLMNOPRSTVW")
_PARTICLES = ("van der ", "de ", "de la ", "bin ", "al ", "von ", "dos ", "O'")
_PERSON_FORMS = {
    "first": "{first}",
    "last": "{last}",
    "rev": "{last}, {first}",
    "upper": "{FIRST} {LAST}",
    "upperlast": "{LAST}",
    "lowname": "{low} {lower}",
    "lfirst": "{low}",
}


def _mail(filler: Filler) -> ANSWER:
    first, last = filler.pools.person(filler.chance)
    form = filler.pick(["{f}.{l}@{w}.com", "{f}{n}@mail.{w}.net", "{f}_{l}@{w}.org"])
    plain = {"f": first.lower(), "l": last.lower(), "w": filler.pick(_WORDS["brand"]).lower()}
    return form.format(**plain, n=filler.number(1, 99)).replace(" ", ""), NOTHING


def _nick(filler: Filler) -> ANSWER:
    stem = filler.pools.person(filler.chance)[0].lower().replace(" ", "")
    return f"{stem}{filler.number(1, 999)}", "*"


_OTHER: dict[str, Callable[[Filler], ANSWER]] = {
    "cjk": lambda filler: (filler.pools.eastern(filler.chance), "PERSON"),
    "city": lambda filler: (filler.pools.city(filler.chance)[0], "LOC"),
    "lcity": lambda filler: (filler.pools.city(filler.chance)[0].lower(), "LOC"),
    "country": lambda filler: (filler.pools.city(filler.chance)[2], "LOC"),
    "street": lambda filler: (filler.address(), "ADDRESS"),
    "streetname": lambda filler: (filler.street_name(), "ADDRESS"),
    "org": lambda filler: (filler.firm(), "ORG"),
    "lorg": lambda filler: (filler.firm().lower(), "ORG"),
    "age": lambda filler: (str(filler.number(2, 97)), "AGE"),
    "dem": lambda filler: (filler.pick(_WORDS["demonym"]), "DEM"),
    "date": lambda filler: (_date(filler), "DATE"),
    "day": lambda filler: (filler.pick(_WORDS["day"]), "*"),
    "month": lambda filler: (filler.pick(_WORDS["month"]), "*"),
    "year": lambda filler: (str(filler.number(1950, 2026)), "*"),
    "time": lambda filler: (f"{filler.number(0, 23):02d}:{filler.number(0, 59):02d}", NOTHING),
    "n": lambda filler: (str(filler.number(1, 2000)), NOTHING),
    "id": lambda filler: (f"{filler.pick(_INITIALS)}{filler.number(1000, 9999999)}", NOTHING),
    "phone": lambda filler: (f"{filler.number(200, 999)}-555-{filler.number(1000, 9999)}", NOTHING),
    "mail": _mail,
    "nick": _nick,
    "job": lambda filler: (filler.pick(_WORDS["job"]), ""),
    "dept": lambda filler: (filler.pick(_WORDS["dept"]), ""),
    "subject": lambda filler: (filler.pick(_WORDS["subject"]), ""),
    "place": lambda filler: (filler.pick(_WORDS["place"]), "*"),
}


def _date(filler: Filler) -> str:
    day, month, year = filler.number(1, 28), filler.number(1, 12), filler.number(1940, 2026)
    name = _WORDS["month"][month - 1]
    return filler.pick(
        [
            f"{day:02d}/{month:02d}/{year}",
            f"{year}-{month:02d}-{day:02d}",
            f"{day} {name} {year}",
            f"{name} {day}, {year}",
            f"{day}.{month}.{year}",
        ]
    )
