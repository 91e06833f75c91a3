"""Verifiers of postal addresses: the grammar is in the rows, the plausibility of the whole here."""

import re

import numpy as np

from avow.detect.verify.interface import PLAUSIBLE, REJECT, Candidates, Verifier, VerifierFactory
from avow.detect.verify.people.surroundings import contexts
from avow.text import ByteArray

_LONGEST = 320

# Words before a street word that make it no street: "a 2 way street", "5 star drive".
_NO_STREET_NAME = frozenset(
    b"a an and at bit block blocks cd day days disc disk door dvd feet first flash for from ft "
    b"gallon gb ghz hard her his hour hours hundred in inch kb kilometers km kms lane last man mb "
    b"men meters metres mhz mile miles million minute minutes month months my new next of on or "
    b"other our people per percent person players position same second speed stage star step tb "
    b"test that the their third this thousand to usb way week weeks wheel year years your".split()
)
_YEAR = re.compile(rb"(?:19|20)\d\d\b")
_YEAR_BEFORE = re.compile(rb"(?:\b(?:in|since|until|by|of|from|during|summer|fall|spring|winter|"
                          rb"january|february|march|april|may|june|july|august|september|october|"
                          rb"november|december),? |\d{1,2},? )$", re.IGNORECASE)  # fmt: skip
_STREET_WORD = re.compile(
    rb"(?:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|terrace|"
    rb"way|square|close|crescent|parkway|circle|trail|loop|walk|row|hill|alley|plaza)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(rb"\d|\bs/n\b", re.IGNORECASE)


def verify_street(candidates: Candidates) -> ByteArray:
    """Judge number-first addresses: the number is no year or amount, the name is a street's."""
    found = np.full(len(candidates), REJECT, dtype=np.uint8)
    for row, (before, text, _) in enumerate(contexts(candidates, 24, 0)):
        if len(text) > _LONGEST or _is_money(before):
            continue
        if _YEAR.match(text) and _YEAR_BEFORE.search(before):
            continue
        words = re.findall(rb"[A-Za-z\x80-\xff]+", text)
        places = range(1, len(words))
        street = next((place for place in places if _STREET_WORD.fullmatch(words[place])), 0)
        named = words[:street]
        if street and (named[-1].lower() in _NO_STREET_NAME or not _names_something(named)):
            continue
        found[row] = PLAUSIBLE
    return found


def _names_something(words: list[bytes]) -> bool:
    return any(word.lower() not in _NO_STREET_NAME for word in words)


def _is_money(before: bytes) -> bool:
    return re.search(rb"(?:[$#]|\xe2\x82\xac|\xc2\xa3|\d[.,:/-])\s?$", before) is not None


def verify_postal(candidates: Candidates) -> ByteArray:
    """Judge addresses whose row asks for street, number and place: length, a digit or "s/n"."""
    texts = candidates.texts()
    sound = [len(text) <= _LONGEST and _NUMBERED.search(text) is not None for text in texts]
    return np.where(np.array(sound, dtype=np.bool_), PLAUSIBLE, REJECT).astype(np.uint8)


# Royal Mail: districts do not use these letters at these places, inward codes lack C I K M O V.
_GB_POSTCODE = re.compile(
    rb"(?:[A-PR-UWYZ](?:\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d{1,2}|[A-HK-Y]\d[ABEHMNPRVWXY])"
    rb"|GIR ?0AA) ?\d[ABD-HJLNP-UW-Z]{2}",
    re.IGNORECASE,
)
# Canada Post: D F I O Q U are not used, and W and Z do not begin a code.
_CA_POSTCODE = re.compile(
    rb"[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ -]?\d[ABCEGHJ-NPRSTV-Z]\d", re.IGNORECASE
)


def verify_gb_postcode(candidates: Candidates) -> ByteArray:
    """Judge British postcodes by the letters that Royal Mail uses at each place."""
    return _full(candidates, _GB_POSTCODE)


def verify_ca_postcode(candidates: Candidates) -> ByteArray:
    """Judge Canadian postal codes by the letters that Canada Post uses at each place."""
    return _full(candidates, _CA_POSTCODE)


def _full(candidates: Candidates, pattern: re.Pattern[bytes]) -> ByteArray:
    sound = [pattern.fullmatch(text) is not None for text in candidates.texts()]
    return np.where(np.array(sound, dtype=np.bool_), PLAUSIBLE, REJECT).astype(np.uint8)


VERIFIERS: dict[str, Verifier] = {
    "street": verify_street,
    "postal": verify_postal,
    "gb_postcode": verify_gb_postcode,
    "ca_postcode": verify_ca_postcode,
}

FACTORIES: dict[str, VerifierFactory] = {}
