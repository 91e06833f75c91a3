"""Ages and years beside a name: children are never public, and the dead are history."""

import re
from dataclasses import dataclass

ADULT_AGE = 18
OLDEST_AGE = 115
SHORTEST_LIFE = 18
WINDOW = 160
BRACKET_MAX = 300
LONGEST_MONTH = 14
LONGEST_LEAD = 48
_BEFORE = re.compile(
    r"\b(\d{1,3})[- ]?(?:(?:year|yr)s?[- ]?old|yo|jährige[nrs]?|jahre alte[nrs]?)"
    r"(?:[ ,]+[^\W\d_]+){0,3}[ ,]*$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"[\"”’]?(?:,? ?\(|, ?)(\d{1,3})(?=[,).;]| (?:años|ans|jahre)\b)"
    r"|,? ?(?:\(|is |was |ist |war |tiene |a )?(?:only |just |erst |solo |seulement )?"
    r"(?:aged? |de |âgée? de |im alter von )?"
    r"(\d{1,3})[- ]?(?:years?[- ]old|yrs?[- ]old|yo\b|y\.o\.|años\b|ans\b|jahre alt\b)"
    r"|,? \(?(?:aged?|âgée? de|im alter von) (\d{1,3})\b",
    re.IGNORECASE,
)
_GRADE = re.compile(
    r",? (?:is |was |goes to |a )?(?:in )?(?:the )?(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|"
    r"fourth|fifth|sixth|seventh|eighth) grade",
    re.IGNORECASE,
)
_OLD_YEAR = re.compile(
    r"(?<![\w.,/-])1[0-9]{3}(?![\w/-]|[.,]\d|\s*(?:people|dollars|euros|pounds|k?m\b))"
)
_MILLENNIUM = re.compile(r"1[0-9]{3}")
_BEFORE_YEAR = re.compile(
    r"\b(?:in|of|since|by|until|around|about|circa|c\.|from|before|after|during|between|and|to|en|"
    r"de|del|desde|hasta|jahre?|um|seit|bis|von|depuis|dès|vers|january|february|march|april|may|"
    r"june|july|august|september|october|november|december|enero|febrero|marzo|abril|mayo|junio|"
    r"julio|agosto|septiembre|octubre|noviembre|diciembre|januar|februar|märz|mai|juni|juli|oktober|"
    r"dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|"
    r"\d{1,2}),?[ \u00a0]$",
    re.IGNORECASE,
)
_OLD_CENTURY = re.compile(
    r"(?<!\w)(?:1[0-8]|[4-9])(?:th|e|\. ?|ème)[- ](?:[Cc]entury|siècle|Jahrhundert)"
    r"|siglo X(?:VIII|VII|VI|V|IV|III|II|I)\b"
)
_TITLE_WORD = (
    r"(?:[A-ZÀ-Þ0-9][\w'’.:-]*|of|the|and|in|a|an|to|for|on|de|la|el|y|der|die|das|und|le|les|et)"
)
_POSSESSIVES = ("'", "’")
_OWN_WORK = re.compile(
    rf"['’]s? (?:\w+ ){{0,3}}[\"“”‘«]?[A-ZÀ-Þ][\w'’-]*(?: {_TITLE_WORD}){{0,8}}[\"“”’»]? "
    r"\((1[5-9]\d\d|20\d\d)\)"
)
_WORK_BY = re.compile(
    r"\((1[5-9]\d\d|20\d\d)\),? (?:by|directed by|written by|written and directed by|dirigida por|"
    r"de|von|par|réalisé par|unter der Regie von|starring|composed by|painted by) $"
)
_YEAR = re.compile(r"(?<!\d)([3-9][0-9]{2}|1[0-9]{3}|20[0-9]{2})(?!\d)")
_DIGIT = re.compile(r"\d")
_LIFE = re.compile(
    r"\bborn\b|\bb\. ?\d|^c?\.? ?\d{3,4}\s?[-–—]|\*|†|\bdied\b|\bgeb\b|\bgeboren\b|\bnacid[oa]\b|"
    r"\bnée?\b|\d{3,4}\s?[-–—]+\s?(?:[^\d;]{0,20}\d{1,2}[^\d;]{0,20})?(?:c\. ?)?\d{3,4}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeDates:
    """Years in brackets behind a name.

    Attributes:
        born: Year of birth.
        died: Year of death, or 0.
        start, end: Code points of the brackets' content.
    """

    born: int
    died: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedAge:
    """An age in years beside a name, with its code points; 0 for a school grade."""

    years: int
    start: int
    end: int


def may_be_dated(text: str, start: int, end: int) -> bool:
    """Tell whether an age, dates of life or a dated work may stand beside a name; mostly not.

    Where it is false, `stated_age`, `life_dates` and `dated_work` find nothing.
    """
    return (
        "(" in text[end : end + 4]
        or text.startswith(_POSSESSIVES, end)
        or _DIGIT.search(text, max(0, start - WINDOW // 2), end + LONGEST_LEAD) is not None
        or " grade" in text[end : end + LONGEST_LEAD].lower()
    )


def stated_age(text: str, start: int, end: int, clause: tuple[int, int]) -> StatedAge | None:
    """Return the age that the clause gives the person named at start..end, or None."""
    window = text[end : min(clause[1], end + LONGEST_LEAD)].lower()
    has_digit = _DIGIT.search(window) is not None
    after = _AFTER.match(text, end, min(clause[1], end + WINDOW)) if has_digit else None
    if after is not None:
        group = after.lastindex or 1
        years = int(after.group(group))
        if years <= OLDEST_AGE:
            return StatedAge(years=years, start=after.start(group), end=after.end(group))
    grade = None
    if " grade" in window:
        grade = _GRADE.match(text, end, min(clause[1], end + WINDOW))
    if grade is not None:
        return StatedAge(years=0, start=grade.start(), end=grade.end())
    begin = max(clause[0], start - WINDOW // 2)
    led = text[begin:start].lower()
    # One of these and a digit stand in whatever says an age; to look for them is much faster.
    if not ("year" in led or "yr" in led or "yo" in led or "jähr" in led or "jahr" in led):
        return None
    if _DIGIT.search(led) is None:
        return None
    before = _BEFORE.search(text[begin:start])
    if before is not None and int(before.group(1)) <= OLDEST_AGE:
        return StatedAge(
            years=int(before.group(1)), start=begin + before.start(1), end=begin + before.end(1)
        )
    return None


def life_dates(text: str, end: int, stop: int) -> LifeDates | None:
    """Return the dates of life in the brackets between a name's end and `stop`, or None."""
    bracket = bracket_behind(text, end, stop)
    if bracket is None:
        return None
    inside = text[bracket[0] + 1 : bracket[1] - 1]
    years = [int(year) for year in _YEAR.findall(inside)]
    if not years or _LIFE.search(inside) is None:
        return None
    died = years[-1] if len(years) > 1 else 0
    if died and not SHORTEST_LIFE <= died - years[0] <= OLDEST_AGE:
        # Years of an office, or of a child's life.
        return None
    return LifeDates(born=years[0], died=died, start=bracket[0] + 1, end=bracket[1] - 1)


def bracket_behind(text: str, end: int, stop: int) -> tuple[int, int] | None:
    """Return the span of the round brackets that open right behind a name, or None.

    Args:
        text: The document.
        end: Where the name ends.
        stop: Where the clause ends; brackets that close behind it are not seen.
    """
    start = text.find("(", end, end + 4)
    if not 0 <= start < stop or text[end:start].strip(' \u00a0"”’»'):
        return None
    depth = 0
    for at in range(start, min(stop, start + BRACKET_MAX)):
        if text[at] == "(":
            depth += 1
        elif text[at] == ")":
            depth -= 1
            if not depth:
                return start, at + 1
        elif text[at] == "\n":
            return None
    return None


def dated_work(text: str, start: int, end: int, stop: int) -> tuple[int, int] | None:
    """Return the span of the year of a work said to be this person's, or None.

    "Jane Roe's Night Train (1987)" and "Night Train (1987), directed by Jane Roe" are dated works.
    """
    if text.startswith(_POSSESSIVES, end):
        after = _OWN_WORK.match(text, end, stop)
        if after is not None:
            return after.span(1)
    offset = max(0, start - WINDOW // 4)
    if text.find(")", offset, start) < 0:
        return None
    before = _WORK_BY.search(text[offset:start])
    if before is None:
        return None
    return before.start(1) + offset, before.end(1) + offset


def history_year(text: str, start: int, end: int, before: int) -> tuple[int, int] | None:
    """Return the span of a date in a clause that lies before some year, or None."""
    piece = text[start:end]
    has_year = "1" in piece and _MILLENNIUM.search(piece) is not None
    for match in _OLD_YEAR.finditer(text, start, end) if has_year else ():
        if int(match.group()) < before and _BEFORE_YEAR.search(
            text, max(start, match.start() - LONGEST_MONTH), match.start()
        ):
            return match.span()
    # What is looked for holds one of these; a search for them is much faster.
    if not ("entury" in piece or "siècle" in piece or "hundert" in piece or "siglo X" in piece):
        return None
    century = _OLD_CENTURY.search(text, start, end)
    return None if century is None else century.span()
