"""What of a labelled mention is the name: titles and the possessive s stripped, role words known.

Sets disagree: court texts label "Mr Murray", web sets "Murray". Both sides of every comparison go
through `core_of`, and so does training text, so that the difference never counts.
"""

import re


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_COURTESY = _words(
    """
    mr mrs ms miss mx messrs mister madam madame mme mlle sir dame herr frau hr fr
    sr sra srta dª dña dna doña dona monsieur mademoiselle
    dhr mevr mw pan pani gospodin gospođa gospodja senhor senhora
    dr dra dres drs drª dott prof
    """
)
_POSTS = _words(
    """
    doctor doctora professor professora profesor profesora ing mag rev reverend father sister
    president chancellor minister secretary senator sen congressman congresswoman rep governor gov
    mayor ambassador judge justice attorney general gen colonel col major captain capt lieutenant lt
    sergeant sgt corporal admiral commander detective inspector officer constable
    presidente presidenta ministro ministra senador senadora juez jueza
    bundeskanzler bundeskanzlerin präsident präsidentin ministerin richter richterin
    """
)
_NEEDS_POINT = _words("hr fr sr gen col lt mag ing rep")
"""Short forms that are words of their own unless a point follows."""

_ROLES = _words(
    """
    president chairman chairwoman secretary minister premier chancellor senator congressman governor
    mayor ambassador judge justice attorney general colonel major captain lieutenant sergeant
    emperor empress tsar czar king queen prince princess duke duchess lord lady baron baroness
    sultan pope bishop archbishop cardinal father mother sister brother god goddess professor
    doctor director manager editor author reporter coach speaker commissioner administrator officer
    borrower borrowers lender lenders guarantor tenant landlord company agent bank holder trustee
    of the and prime vice deputy chief state mr mrs ms madam sir dame
    """
)
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*[ªº]?")
_POSSESSIVE = re.compile(r"(?:['’´`]s|(?<=s)['’])$", re.IGNORECASE)


def core_of(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the part of a mention without leading titles and a trailing possessive s.

    A mention of nothing but titles ("Major" may be a surname) stays whole.

    Args:
        text: The whole text.
        start: First code point of the mention.
        end: One past its last code point.
    """
    mention = text[start:end]
    possessive = _POSSESSIVE.search(mention)
    if possessive and possessive.start() > 0:
        mention = mention[: possessive.start()]
    position = 0
    while (after := _after_title(mention, position)) > position:
        position = after
    if position >= len(mention):
        return start, start + len(mention)
    return start + position, start + len(mention)


def is_title(mention: str) -> bool:
    """Return whether a mention is nothing but courtesy titles, such as "Mr." or "Prof. Dr."."""
    words = [word.group().lower() for word in _WORD.finditer(mention)]
    return bool(words) and all(word in _COURTESY for word in words)


def is_role(mention: str) -> bool:
    """Return whether a mention consists of role words only, such as "the Prime Minister"."""
    words = [word.group().lower() for word in _WORD.finditer(mention)]
    return bool(words) and all(word in _ROLES for word in words)


def _after_title(mention: str, start: int) -> int:
    """Return where the mention goes on after one title, or `start` where none stands there."""
    match = _WORD.match(mention, start)
    if match is None:
        return start
    word, after = match.group().lower(), match.end()
    pointed = mention[after : after + 1] == "."
    if word not in _COURTESY | _POSTS or (word in _NEEDS_POINT and not pointed):
        return start
    if pointed:
        after += 1
    elif not mention[after : after + 1].isspace():
        return start
    while mention[after : after + 1].isspace():
        after += 1
    return after
