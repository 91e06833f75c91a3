"""Verifiers of dates: real calendar dates in many spellings, and dates that can be a birth."""

import re
import unicodedata

import numpy as np

from avow.detect.verify.interface import PLAUSIBLE, REJECT, Candidates, Verifier, VerifierFactory
from avow.text import ByteArray

EARLIEST_YEAR, LATEST_YEAR = 1880, 2039
"""Years of birth and death that may concern a living person or a near relative."""

# Beginnings of month names, accents dropped, in the languages that the rows know; a longer
# beginning wins over a shorter one.
_MONTHS = {
    prefix: month
    for month, prefixes in enumerate(
        (
            "jan ene gen sty led tam",
            "feb fev lut uno hel",
            "mar mrt bre maa",
            "apr abr avr kwi dub huh",
            "may mai maj mag mei kve tou",
            "jun jui giu cze cer kes",
            "jul lug lip hei juil cerv",
            "aug ago aou sie srp elo",
            "sep set wrz zar syy",
            "oct okt out ott paz rij lok",
            "nov lis marr",
            "dec dez dic gru pro jou des",
        ),
        start=1,
    )
    for prefix in prefixes.split()
}

_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_NUMBERS = re.compile(
    r"(\d{1,4})\s?(?:[./\-\s]|年|년)\s?(\d{1,2})\s?(?:[./\-\s]|月|월)\s?(\d{1,4})"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_WORDED = re.compile(
    r"(?:(\d{1,2})\W{0,2}(?:(?:st|nd|rd|th|er|o|º|ª)(?![^\W\d_]))?\W{0,3}(?:of |de |d'|del )?)?"
    r"([^\W\d_]{3,12})\W{0,3}"
    r"(?:(?:de |del |of )|(\d{1,2})(?:st|nd|rd|th)?\W{1,3})?(\d{4}|\d{2})",
    re.IGNORECASE,
)


def month_number(word: str) -> int:
    """Return 1 to 12 for the name of a month in one of 14 languages, or 0."""
    plain = "".join(
        char
        for char in unicodedata.normalize("NFKD", word.lower())
        if not unicodedata.combining(char)
    )
    return _MONTHS.get(plain[:4]) or _MONTHS.get(plain[:3], 0)


def possible_dates(text: str) -> list[tuple[int, int, int]]:
    """Return every (year, month, day) that a written date can mean, both field orders included.

    Two-digit years are read as 19xx and 20xx. The result is empty when no reading is a real date.
    """
    readings: list[tuple[int, int, int]] = []
    numbers = _NUMBERS.search(text) or _COMPACT.fullmatch(text.strip())
    if numbers:
        first, second, third = numbers.groups()
        if len(first) > 2:
            readings = [(int(first), int(second), int(third))]
        else:
            pairs = ((int(second), int(first)), (int(first), int(second)))
            readings = [(year, m, d) for year in _years(third) for m, d in pairs]
    elif worded := _WORDED.search(text):
        day, name, late_day, year_text = worded.groups()
        month = month_number(name)
        chosen = int(day or late_day or 0)
        readings = [(year, month, chosen) for year in _years(year_text)]
    return [reading for reading in readings if _exists(*reading)]


def _years(text: str) -> tuple[int, ...]:
    if len(text) == 4:
        return (int(text),)
    return (1900 + int(text), 2000 + int(text)) if len(text) == 2 else ()


def _exists(year: int, month: int, day: int) -> bool:
    if not 1 <= month <= len(_DAYS):
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 1 <= day <= _DAYS[month - 1] + (leap and month == 2)


def verify_date(candidates: Candidates) -> ByteArray:
    """Judge any real calendar date between 1000 and 2999."""
    return _judge(candidates, 1000, 2999)


def verify_birth(candidates: Candidates) -> ByteArray:
    """Judge dates on which a person in today's records can have been born (or have died)."""
    return _judge(candidates, EARLIEST_YEAR, LATEST_YEAR)


def _judge(candidates: Candidates, earliest: int, latest: int) -> ByteArray:
    found = np.full(len(candidates), REJECT, dtype=np.uint8)
    for row, raw in enumerate(candidates.texts()):
        dates = possible_dates(raw.decode(errors="replace"))
        if any(earliest <= year <= latest for year, _, _ in dates):
            found[row] = PLAUSIBLE
    return found


def verify_age(candidates: Candidates) -> ByteArray:
    """Judge ages in years: 1 to 119."""
    digits, counts = candidates.digits(3)
    values = np.where(digits == 255, 0, digits).astype(np.int64)
    two = values[:, 0] * 10 + values[:, 1]
    age = np.where(counts == 3, two * 10 + values[:, 2], np.where(counts == 2, two, values[:, 0]))
    valid = (counts >= 1) & (counts <= 3) & (age >= 1) & (age <= 119)
    return np.where(valid, PLAUSIBLE, REJECT).astype(np.uint8)


VERIFIERS: dict[str, Verifier] = {
    "date": verify_date,
    "birth": verify_birth,
    "age": verify_age,
}

FACTORIES: dict[str, VerifierFactory] = {}
