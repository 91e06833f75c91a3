"""Coarser values for quasi-identifier columns: month, age band, area, network.

Doing it twice changes nothing. A value that has no safe coarser form is left, and its class may
have to be suppressed instead; so is a number that is not written as text.
"""

import ipaddress
import re
from collections.abc import Mapping, Sequence

from avow.scrub.cleaning.fields import hint_of
from avow.scrub.cleaning.generalise import generalise
from avow.scrub.records import Record

_AGE_NAMES = frozenset({"age", "alter", "edad", "âge", "leeftijd", "eta", "idade"})
_POSTCODE_NAMES = frozenset(
    {"zip", "zipcode", "zip_code", "postcode", "post_code", "postal_code", "plz", "cap"}
)
_DATE = re.compile(r"(\d{4}-\d{2})-\d{2}(?:[T ].*)?", re.DOTALL)
_POSTCODE = re.compile(r"(\d{3})\d{2}(?:-\d{4})?")
_OUTWARD = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?) ?\d[A-Z]{2}", re.IGNORECASE)


def coarsen_value(column: str, value: str) -> str:
    """Return the coarser form of a value, or the value itself where none is known.

    Args:
        column: Path of the column; its last name tells ages and post codes from other numbers.
        value: As it stands.
    """
    name = hint_of(column).casefold()
    if name in _AGE_NAMES:
        return generalise("quasi.age", value) or value
    if name in _POSTCODE_NAMES:
        match = _POSTCODE.fullmatch(value.strip()) or _OUTWARD.fullmatch(value.strip())
        return match[1] if match else value
    if date := _DATE.fullmatch(value.strip()):
        return date[1]
    return _coarsen_address(value)


def _coarsen_address(value: str) -> str:
    try:
        version = ipaddress.ip_address(value.strip()).version
    except ValueError:
        return value
    return generalise(f"network.ipv{version}", value.strip()) or value


def coarsen_texts(record: Record, columns: Sequence[str]) -> Mapping[int, str]:
    """Return the new text of each string in the named columns that becomes coarser.

    Args:
        record: One record.
        columns: Paths of the quasi-identifiers; a list there is coarsened item by item.
    """
    wanted = {*columns, *(f"{column}[]" for column in columns)}
    texts: dict[int, str] = {}
    for number, (path, text, is_key) in enumerate(record.leaves):
        if is_key or path not in wanted:
            continue
        coarse = coarsen_value(path, text)
        if coarse != text:
            texts[number] = coarse
    return texts
