"""Folding: a second view of a text in which disguised characters are plain, with an offset map.

Only texts that hold such characters are folded; both views are scanned, so that folding can add
findings and never hides one.
"""

import html
import re
import unicodedata
from dataclasses import dataclass

import numpy as np

from avow.text import IntArray

# Latin letters that Cyrillic and Greek letters imitate; replaced only inside a Latin word.
_LOOKALIKE = "АВЕКМНОРСТХавеорсухіјѕԁһΑΒΕΖΗΙΚΜΝΟΡΤΥΧαορν"
_LOOKALIKES = str.maketrans(
    _LOOKALIKE + "\u3002\u2212\u30fc", "ABEKMHOPCTXabeopcyxijsdhABEZHIKMNOPTYXaopv" + ".--"
)
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_FORMS = (
    "\u2070-\u209c\u2460-\u249b\u24b6-\u24ff\ufe50-\ufe6b\uff01-\uff5e\u3002"
    "\U0001d400-\U0001d7ff\U0001f100-\U0001f10a"
)
_OTHER_DIGITS = (
    "\u0660-\u0669\u06f0-\u06f9\u07c0-\u07c9\u0966-\u096f\u09e6-\u09ef\u0a66-\u0a6f\u0ae6-\u0aef"
    "\u0be6-\u0bef\u0c66-\u0c6f\u0ce6-\u0cef\u0d66-\u0d6f\u0e50-\u0e59\u1040-\u1049"
)
_SPACES = "\u00a0\u2000-\u200a\u202f\u205f\u3000"
_DASHES = "\u2010-\u2015\u2212\ufe63\uff0d\u30fc"
_LATIN = "0-9A-Za-z@._+-"

_ENTITY = r"&#\d{1,7};|&#[xX][0-9A-Fa-f]{1,6};|&commat;|&period;|&nbsp;|&lowbar;|&plus;|%40|%2B|%2E"
_SPECIAL = re.compile(f"[{_INVISIBLE}{_FORMS}{_OTHER_DIGITS}{_SPACES}{_DASHES}]|{_ENTITY}")
_MIXED = re.compile(f"(?<=[{_LATIN}])[{_LOOKALIKE}]|[{_LOOKALIKE}](?=[{_LATIN}])")
_SPACE = re.compile(f"[{_SPACES}]")
_DASH = re.compile(f"[{_DASHES}]")
# What a text that folds holds in UTF-8; blanks and dashes matter only beside digits.
_LEADS = re.compile(
    rb"\xc2\xad|\xcd\x8f|[\xd8-\xdb\xdf-\xe1\xe3\xef\xf0]"
    rb"|\xe2(?:\x80[\x8b-\x8f\xaa-\xae]|\x81[\xa0-\xbf]|\x82[\x80-\x9c]|[\x91-\x93])"
    rb"|[0-9]\xe2(?:\x80[\x90-\x95]|\x88\x92)[0-9]"
    rb"|[0-9).:@](?:\xc2\xa0|\xe2\x80[\x80-\x8a\xaf]|\xe2\x81\x9f)[0-9(+@]"
)
_LOOKALIKE_LEADS = (b"\xce", b"\xcf", b"\xd0", b"\xd1", b"\xd4", b"\xd5")
_ENCODED = {"%40": "@", "%2B": "+", "%2E": "."}
_PLAIN_BY_CATEGORY = {"Cf": "", "Mn": "", "Zs": " ", "Pd": "-", "Cc": " "}


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldedText:
    """A folded text and where its characters come from.

    Attributes:
        text: The folded text.
        starts: Original code-point offset of each folded one, shape [length].
        ends: Original offset behind each folded one, shape [length].
    """

    text: str
    starts: IntArray
    ends: IntArray

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original half-open range of a folded one."""
        return int(self.starts[start]), int(self.ends[end - 1])


def fold_text(text: str, raw: bytes) -> FoldedText | None:
    """Return the folded view of a text, or None when folding would change nothing.

    Args:
        text: The text.
        raw: Its UTF-8 bytes.
    """
    pieces: list[str] = []
    origins: list[tuple[int, int, int]] = []
    position = 0
    for start, end in _special_spans(text, raw):
        plain = _plain_form(text[start:end])
        if start > position:
            pieces.append(text[position:start])
            origins.append((position, start, start - position))
        if plain:
            pieces.append(plain)
            origins.append((start, end, 0 if len(plain) != 1 or end - start != 1 else 1))
        position = end
    if not position or (position == len(text) and not pieces):
        return None
    if position < len(text):
        pieces.append(text[position:])
        origins.append((position, len(text), len(text) - position))
    return _with_offsets(pieces, origins)


def _special_spans(text: str, raw: bytes) -> list[tuple[int, int]]:
    """Return the ranges that read differently when folded, in order."""
    is_ascii = len(text) == len(raw)
    entities = "&" in text or "%" in text
    spans: list[tuple[int, int]] = []
    if entities or (not is_ascii and _LEADS.search(raw)):
        spans = [match.span() for match in _SPECIAL.finditer(text) if _folds(text, *match.span())]
    if not is_ascii and any(lead in raw for lead in _LOOKALIKE_LEADS):
        spans = sorted({*spans, *(match.span() for match in _MIXED.finditer(text))})
    return spans


def _folds(text: str, start: int, end: int) -> bool:
    """Tell whether a special character matters where it stands: blanks and dashes beside digits."""
    character = text[start]
    before, after = text[start - 1 : start], text[end : end + 1]
    if _DASH.match(character):
        return before.isdecimal() and after.isdecimal()
    if _SPACE.match(character):
        joins = before.isdecimal() or before in tuple(").:@")
        return bool(before and after) and joins and (after.isdecimal() or after in "(+@")
    return True


def _plain_form(special: str) -> str:
    if special in _ENCODED:
        return _ENCODED[special]
    if special[0] == "&":
        special = html.unescape(special)
    if len(special) != 1:
        return unicodedata.normalize("NFKC", special)
    category = unicodedata.category(special)
    if category == "Nd":
        return str(unicodedata.decimal(special))
    if category in _PLAIN_BY_CATEGORY:
        return _PLAIN_BY_CATEGORY[category]
    return unicodedata.normalize("NFKC", special.translate(_LOOKALIKES))


def _with_offsets(pieces: list[str], origins: list[tuple[int, int, int]]) -> FoldedText:
    starts: list[IntArray] = []
    ends: list[IntArray] = []
    for piece, (start, end, plain_length) in zip(pieces, origins, strict=True):
        if plain_length == len(piece):
            starts.append(np.arange(start, end, dtype=np.int64))
            ends.append(np.arange(start + 1, end + 1, dtype=np.int64))
        else:
            starts.append(np.full(len(piece), start, dtype=np.int64))
            ends.append(np.full(len(piece), end, dtype=np.int64))
    return FoldedText(
        text="".join(pieces), starts=np.concatenate(starts), ends=np.concatenate(ends)
    )
