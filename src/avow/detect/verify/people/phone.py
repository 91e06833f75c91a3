"""Verifiers of telephone numbers: international, national by country, labelled and spelled out."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from types import ModuleType

import numpy as np

from avow.detect.verify.interface import (
    PLAUSIBLE,
    REJECT,
    RESERVED,
    Candidates,
    Verifier,
    VerifierFactory,
)
from avow.detect.verify.people.surroundings import contexts
from avow.errors import RuleError
from avow.text import ByteArray

_WIDTH = 18
_FEWEST, _MOST = 6, 15
_FEWEST_DISTINCT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Region:
    """How numbers look when dialled inside one country (ITU-T E.164 national plans).

    Attributes:
        calling_code: Country calling code, without plus.
        fewest, most: Digits as written, trunk prefix included.
        first: Digits that a written number may begin with.
    """

    calling_code: str
    fewest: int
    most: int
    first: str


_REGIONS = {
    "AT": _Region(calling_code="43", fewest=7, most=14, first="0"),
    "AU": _Region(calling_code="61", fewest=10, most=10, first="01"),
    "BE": _Region(calling_code="32", fewest=9, most=10, first="0"),
    "BR": _Region(calling_code="55", fewest=10, most=12, first="0123456789"),
    "CH": _Region(calling_code="41", fewest=10, most=10, first="0"),
    "CN": _Region(calling_code="86", fewest=10, most=12, first="01"),
    "DE": _Region(calling_code="49", fewest=7, most=13, first="0"),
    "DK": _Region(calling_code="45", fewest=8, most=8, first="23456789"),
    "ES": _Region(calling_code="34", fewest=9, most=9, first="6789"),
    "FI": _Region(calling_code="358", fewest=7, most=12, first="0"),
    "FR": _Region(calling_code="33", fewest=10, most=10, first="0"),
    "GB": _Region(calling_code="44", fewest=10, most=11, first="0"),
    "IE": _Region(calling_code="353", fewest=8, most=10, first="0"),
    "IN": _Region(calling_code="91", fewest=10, most=11, first="06789"),
    "IT": _Region(calling_code="39", fewest=8, most=11, first="038"),
    "JP": _Region(calling_code="81", fewest=10, most=11, first="0"),
    "KR": _Region(calling_code="82", fewest=9, most=11, first="0"),
    "MX": _Region(calling_code="52", fewest=10, most=10, first="23456789"),
    "NL": _Region(calling_code="31", fewest=10, most=11, first="0"),
    "NO": _Region(calling_code="47", fewest=8, most=8, first="23456789"),
    "NZ": _Region(calling_code="64", fewest=8, most=11, first="0"),
    "PL": _Region(calling_code="48", fewest=9, most=9, first="12345678"),
    "PT": _Region(calling_code="351", fewest=9, most=9, first="2369"),
    "SE": _Region(calling_code="46", fewest=8, most=11, first="0"),
    "ZA": _Region(calling_code="27", fewest=10, most=10, first="0"),
}

# Numbers that regulators keep free for films and documentation, without trunk prefix: NANP
# 555-0100 to 555-0199, Ofcom's drama ranges, ACMA's and Arcep's fictitious numbers,
# Bundesnetzagentur's media numbers.
_FICTITIOUS = {
    "1": re.compile(r"[2-9]\d\d55501\d\d"),
    "44": re.compile(
        r"(?:113|114|115|116|117|118|121|131|141|151|161)4960\d{3}|1914980\d{3}|1632960\d{3}"
        r"|2079460\d{3}|2896496\d{3}|2920180\d{3}|7700900\d{3}|8081570\d{3}|9098790\d{3}"
        r"|3069990\d{3}"
    ),
    "61": re.compile(r"[2378](?:5550|7010)\d{4}|491570(?:006|110|15[6-9]|313|737)"),
    "33": re.compile(r"(?:19900|26191|35301|46571|53649|63998)\d{4}"),
    "49": re.compile(r"3023125\d{3}|6990009\d{3}|4066969\d{3}|2214710\d{3}|8999998\d{3}"),
}


_DATE = re.compile(
    rb"\s*(?:(?:19|20)\d\d[-./ ](?:0?[1-9]|1[0-2])[-./ ](?:0?[1-9]|[12]\d|3[01])"
    rb"|(?:0?[1-9]|[12]\d|3[01])[-./ ](?:0?[1-9]|[12]\d|3[01])[-./ ](?:19|20)\d\d)(?!\d)"
)

_IPV4 = re.compile(rb"\d{1,3}(?:\.\d{1,3}){3}")


# Every fictitious number, with its calling code or without.
_ANY_FICTITIOUS = re.compile(
    "|".join(
        f"{code}(?:{ranges.pattern})|(?!{code})(?:{ranges.pattern})"
        for code, ranges in _FICTITIOUS.items()
    )
)


def _library() -> ModuleType:
    """Return phonenumbers, loaded with the first number that needs it."""
    import phonenumbers  # noqa: PLC0415 - 50 ms that a text without telephone numbers saves

    module: ModuleType = phonenumbers
    return module


def _is_valid(text: str, region: str | None, *, possible: bool = False) -> bool:
    """Ask phonenumbers whether a number is valid, or at least of a possible length."""
    library = _library()
    try:
        number = library.parse(text, region)
    except library.NumberParseException:
        return False
    accept = library.is_possible_number if possible else library.is_valid_number
    return bool(accept(number))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Which numbers of a calling code are possible.

    Attributes:
        lengths: How many digits may stand behind the code.
        prefix: What would be cut from them first, or None.
    """

    lengths: frozenset[int]
    prefix: re.Pattern[str] | None


@cache
def _plan_of(calling_code: int) -> _Plan | None:
    """Return the plan of a calling code out of the library's tables, None if it is not assigned."""
    library = _library()
    if calling_code not in library.COUNTRY_CODE_TO_REGION_CODE:
        return None
    region = library.region_code_for_country_code(calling_code)
    tables = library.PhoneMetadata
    metadata = tables.metadata_for_region_or_calling_code(calling_code, region)
    numbers = metadata.general_desc
    prefix = metadata.national_prefix_for_parsing
    return _Plan(
        lengths=frozenset((*numbers.possible_length, *numbers.possible_length_local_only)),
        prefix=re.compile(prefix) if prefix else None,
    )


def is_possible(digits: str) -> bool:
    """Tell what `is_possible_number` of phonenumbers tells about a plus and some digits, sooner.

    The library is asked where it would cut a national prefix first.
    """
    for width in (1, 2, 3):
        plan = _plan_of(int(digits[:width]))
        if plan is not None and digits[0] != "0":
            national = digits[width:]
            if plan.prefix is not None and plan.prefix.match(national):
                return _is_valid(f"+{digits}", None, possible=True)
            return len(national) in plan.lengths
    return False


def _fictitious(calling_code: str, national: str) -> bool:
    ranges = _FICTITIOUS.get(calling_code)
    return ranges is not None and ranges.fullmatch(national) is not None


_MONEY_BEFORE = re.compile(rb"(?:[$#=]|\xe2\x82\xac|\xc2[\xa3\xa5])\s?$|\d[.,:/_-]$")
_MORE_AFTER = re.compile(rb"[-.,:/_]\d|\s?(?:[%$]|\xe2\x82\xac|\xc2\xa3|(?:EUR|USD|PLN|SEK|NOK)\b)")
_DIGIT_SPACE = re.compile(rb"\d $")
_SPACE_DIGIT = re.compile(rb" \d")
_OTHER_MARK = re.compile(rb"[-./()+]")


def _stands_alone(before: bytes, text: bytes, after: bytes) -> bool:
    """Tell whether no amount, longer number or row of figures surrounds a match."""
    if _MONEY_BEFORE.search(before) or _MORE_AFTER.match(after):
        return False
    only_spaces = not _OTHER_MARK.search(text)
    return not (only_spaces and (_DIGIT_SPACE.search(before) or _SPACE_DIGIT.match(after)))


def _north_american(candidates: Candidates) -> ByteArray:
    """Judge NANP numbers: area and exchange code 2 to 9 and not N11 (NANPA, ATIS-0300055)."""
    digits, counts = candidates.digits(11)
    prefixed = (counts == 11) & (digits[:, 0] == 1)
    plain = np.where(prefixed[:, None], digits[:, 1:11], digits[:, :10])
    valid = (prefixed | (counts == 10)) & (plain[:, 0] >= 2) & (plain[:, 3] >= 2)
    valid &= ~((plain[:, 1] == 1) & (plain[:, 2] == 1))
    valid &= ~((plain[:, 4] == 1) & (plain[:, 5] == 1))
    valid &= (plain != plain[:, :1]).any(axis=1)
    found = np.where(valid, PLAUSIBLE, REJECT).astype(np.uint8)
    rows = np.flatnonzero(valid)
    around = contexts(candidates.take(valid), 5, 6)
    for row, (before, text, after) in zip(rows.tolist(), around, strict=True):
        national = "".join(map(str, plain[row].tolist()))
        if not _stands_alone(before, text, after):
            found[row] = REJECT
        elif _fictitious("1", national):
            found[row] = RESERVED
    return found


def make_phone_verifier(argument: str) -> Verifier:
    """Return the verifier of one country's national numbers.

    Args:
        argument: ISO 3166 code; `US` and `CA` are the North American plan.

    Raises:
        RuleError: The country is not in the table.
    """
    if argument in ("US", "CA"):
        return _north_american
    region = _REGIONS.get(argument)
    if region is None:
        raise RuleError(f"no telephone plan for country {argument!r}")

    is_first = np.zeros(256, dtype=np.bool_)
    is_first[[int(digit) for digit in region.first]] = True

    def verify(candidates: Candidates) -> ByteArray:
        digits, counts = candidates.digits(_WIDTH)
        likely = (counts >= region.fewest) & (counts <= region.most) & is_first[digits[:, 0]]
        found = np.full(len(candidates), REJECT, dtype=np.uint8)
        rows = np.flatnonzero(likely)
        around = contexts(candidates.take(likely), 5, 6)
        for row, (before, text, after) in zip(rows.tolist(), around, strict=True):
            if _stands_alone(before, text, after):
                found[row] = _judge_national(text, argument, region)
        return found

    return verify


def _judge_national(text: bytes, country: str, region: _Region) -> int:
    number = text.translate(None, _NO_DIGITS).decode()
    if len(set(number)) < _FEWEST_DISTINCT or _DATE.fullmatch(text) or _IPV4.fullmatch(text):
        return REJECT
    if _fictitious(region.calling_code, number.removeprefix("0")):
        return RESERVED
    return PLAUSIBLE if _is_valid(number, country) else REJECT


_NO_DIGITS = bytes(set(range(256)) - set(b"0123456789"))
_SEPARATED = re.compile(rb"[ ().-]+\d")


def verify_international(candidates: Candidates) -> ByteArray:
    """Judge numbers that begin with + or 00 and a country calling code (ITU-T E.164).

    A number with separators needs a known calling code and a possible length; bare digits after
    the plus need a number that the country has assigned.
    """
    found = np.full(len(candidates), REJECT, dtype=np.uint8)
    _, counts = candidates.digits(_WIDTH)
    likely = (counts >= 7) & (counts <= _MOST + 3)
    around = contexts(candidates.take(likely), 5, 6)
    for row, (before, text, after) in zip(np.flatnonzero(likely).tolist(), around, strict=True):
        if not _stands_alone(before, text, after):
            continue
        plain = text.replace(b"(0)", b"")
        digits = plain.translate(None, _NO_DIGITS).decode()
        separated = len(_SEPARATED.findall(text.strip())) >= 2
        if not text.startswith(b"+"):
            digits, separated = digits.removeprefix("00"), False
        if _ANY_FICTITIOUS.fullmatch(digits):
            found[row] = RESERVED
        elif is_possible(digits) if separated else _is_valid(f"+{digits}", None):
            found[row] = PLAUSIBLE
    return found


# A house number and a postcode, with a town behind them.
_HOUSE_AND_CODE = re.compile(rb"\d{1,4} \d{5}")
_EXTENSION_MARK = re.compile(rb"[a-zA-Z#]")
_YEARS = re.compile(rb"(?:19|20)\d\d ?[-/ ] ?(?:19|20)\d\d")


def _phone_like(text: bytes, fewest: int = _FEWEST) -> bool:
    """Tell whether labelled text may be a number: enough digits, no date, years or IP address."""
    number = _EXTENSION_MARK.split(text, maxsplit=1)[0]
    digits = number.translate(None, _NO_DIGITS)
    if not fewest <= len(digits) <= _MOST or len(set(digits)) == 1:
        return False
    return not (_DATE.match(number) or _YEARS.fullmatch(number) or _IPV4.fullmatch(number))


def _reserved_or_plausible(text: bytes) -> int:
    number = _EXTENSION_MARK.split(text, maxsplit=1)[0]
    digits = number.translate(None, _NO_DIGITS).decode()
    nanp = digits.removeprefix("1") if len(digits) == 11 else digits
    if len(digits) in (10, 11) and _fictitious("1", nanp):
        return RESERVED
    if digits.startswith("0") and _fictitious("44", digits[1:]):
        return RESERVED
    return PLAUSIBLE


def verify_labelled(candidates: Candidates) -> ByteArray:
    """Judge numbers beside a telephone word: any plan, 6 to 15 digits, no date or amount."""
    found = np.full(len(candidates), REJECT, dtype=np.uint8)
    raw = candidates.raw
    pairs = zip(candidates.starts.tolist(), candidates.ends.tolist(), strict=True)
    rows = [row for row, (start, end) in enumerate(pairs) if not _DATE.match(raw, start, end)]
    around = contexts(candidates.take(np.array(rows, dtype=np.int64)), 5, 6)
    for row, (before, text, after) in zip(rows, around, strict=True):
        house = _HOUSE_AND_CODE.fullmatch(text) and re.match(rb"[ ,-]{1,3}[A-Z]", after)
        if _phone_like(text) and _stands_alone(before, text, after) and not house:
            found[row] = _reserved_or_plausible(text)
    return found


def verify_extension(candidates: Candidates) -> ByteArray:
    """Judge a number with an extension: 7 to 15 digits with separators before the mark."""
    found = np.full(len(candidates), REJECT, dtype=np.uint8)
    for row, text in enumerate(candidates.texts()):
        number = re.split(rb"[a-zA-Z#,;]", text)[0].strip()
        separated = re.search(rb"\d[ ().-]+\d", number) or re.search(
            rb"[a-z]{3}", text, re.IGNORECASE
        )
        if _phone_like(number, 7) and separated:
            found[row] = _reserved_or_plausible(text)
    return found


def verify_vanity(candidates: Candidates) -> ByteArray:
    """Judge toll-free numbers spelled with letters, as in 1-800-FLOWERS (ITU-T E.161)."""
    found = np.full(len(candidates), REJECT, dtype=np.uint8)
    for row, text in enumerate(candidates.texts()):
        tail = re.sub(rb"[^0-9A-Za-z]", b"", text.removeprefix(b"1"))[3:]
        letters = sum(chr(char).isalpha() for char in tail)
        if 7 <= len(tail) <= 10 and letters >= 3:
            found[row] = PLAUSIBLE
    return found


_DIGIT_WORDS = {
    word: value
    for value, words in enumerate(
        (
            "zero oh o null cero zéro nul",
            "one eins ein uno un",
            "two zwei zwo dos deux",
            "three drei tres trois",
            "four vier cuatro quatre",
            "five fünf fuenf cinco cinq",
            "six sechs seis",
            "seven sieben siete sept",
            "eight acht ocho huit",
            "nine neun nueve neuf",
        )
    )
    for word in words.split()
}


def spoken_digits(text: str) -> list[int]:
    """Return the digits that words spell (English, German, Spanish, French), one per word.

    `double` and `triple` repeat the digit that follows; words that spell no digit are skipped.
    """
    digits: list[int] = []
    times = 1
    for word in re.findall(r"[^\W\d_]+", text.lower()):
        if word in ("double", "triple", "treble"):
            times = 2 if word == "double" else 3
        elif word in _DIGIT_WORDS:
            digits += [_DIGIT_WORDS[word]] * times
            times = 1
    return digits


def verify_spelled(candidates: Candidates) -> ByteArray:
    """Judge numbers in words or with a space after each digit: 7 to 15, not counting up or down."""
    found = np.full(len(candidates), REJECT, dtype=np.uint8)
    for row, (before, raw, after) in enumerate(contexts(candidates, 3, 3)):
        text = raw.decode(errors="replace")
        digits = spoken_digits(text) or [int(char) for char in re.sub(r"\D", "", text)]
        steps = {b - a for a, b in pairwise(digits)}
        neighbours = re.search(rb"\d\s$", before) or re.match(rb"\s\d", after)
        if 7 <= len(digits) <= _MOST and len(steps) > 2 and not neighbours:
            found[row] = PLAUSIBLE
    return found


VERIFIERS: dict[str, Verifier] = {
    "phone_international": verify_international,
    "phone_labelled": verify_labelled,
    "phone_extension": verify_extension,
    "phone_vanity": verify_vanity,
    "phone_spelled": verify_spelled,
}

FACTORIES: dict[str, VerifierFactory] = {"phone": make_phone_verifier}
