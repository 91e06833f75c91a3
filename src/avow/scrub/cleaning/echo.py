"""Echoes: places where a value that was replaced stands once more in the same record.

A signature, a quoted reply or a URL repeats what the detector saw elsewhere. Values are compared in
folded form (case, compatibility forms, percent-encoding, separators of numbers), and found places
are given as offsets into the original text.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias
from urllib.parse import unquote

from avow.detect.engine.bounds import is_unspaced_script

MIN_LENGTH = 5
FEW_VALUES = 32
LONGEST_HEAD = 128
MIN_DIGITS = 7
MIN_DIGIT_SHARE = 0.6
NAME_JOINTS = "+-_.\n"
_DIGIT_SEPARATORS = b" .-/()"
_BETWEEN_DIGITS = r"[ .\-/()]{0,3}"
_ATOM = re.compile(r"[a-z0-9]+|[^a-z0-9\s]")
_NOT_DIGIT = re.compile(r"\D+")
_DIGIT_CHAIN = re.compile(rf"\d(?:{_BETWEEN_DIGITS}\d)*")
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2})+")


def fold(text: str) -> str:
    """Return the form in which echoes are compared: NFKD and case folded."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())


class EchoValue:
    """One replaced value in the forms it is looked for.

    Args:
        value: The value as it stood in the text.
    """

    __slots__ = ("digits", "forms", "is_plain")

    def __init__(self, value: str) -> None:
        written = fold(value)
        folded = " ".join(written.split())
        # Only then does a count of the first form count the place the value was taken from.
        self.is_plain = written == folded
        self.forms: tuple[str, ...] = (folded,)
        if " " in folded and "@" not in folded:
            self.forms += tuple(folded.replace(" ", joint) for joint in NAME_JOINTS)
        digits = "".join(character for character in folded if character in "0123456789")
        enough = len(digits) >= max(MIN_DIGITS, MIN_DIGIT_SHARE * len(folded))
        self.digits = digits if enough else ""

    @property
    def counts(self) -> bool:
        """The value is long enough to be looked for."""
        return len(self.forms[0]) >= MIN_LENGTH


class EchoText:
    """One text in the forms in which echoes are looked for; made once per leaf.

    Args:
        text: The leaf's original text.
    """

    __slots__ = ("_decoded", "_folded", "_text", "_without_separators")

    def __init__(self, text: str) -> None:
        self._text = text
        self._folded = fold(text)
        self._without_separators: bytes | None = None
        self._decoded = ""
        if "%" in self._folded and _PERCENT.search(self._folded):
            self._decoded = fold(unquote(self._text))

    def places(self, value: EchoValue) -> list[tuple[int, int]]:
        """Return the half-open original spans at which a value stands, in any of its forms."""
        found: list[tuple[int, int]] = []
        folded, decoded = self._folded, self._decoded
        for form in value.forms:
            if form in folded:
                found += _search(folded, _fold_map(self._text, folded), form)
            if decoded and form in decoded:
                found += _search(*_decode_with_map(self._text), form)
        if value.digits:
            found += self._digit_places(value.digits, value.forms[0])
        return found

    def suspects(self, values: Mapping[str, EchoValue], known: Mapping[str, int]) -> list[str]:
        """Return the first forms of values that stand here more often than is known.

        Args:
            values: Values by their first form.
            known: How many places of each are dealt with already.
        """
        if len(values) <= FEW_VALUES:
            return [form for form, value in values.items() if self.count(value) > known[form]]
        return _count_many(self._folded, self._decoded, self._text, values, known)

    def count(self, value: EchoValue) -> int:
        """Return an upper bound of how often a value stands here, cheaper than the places."""
        total = sum(self._folded.count(form) for form in value.forms)
        if self._decoded:
            plain = value.forms[0]
            total += max(0, self._decoded.count(plain) - self._folded.count(plain))
            total += sum(self._decoded.count(form) for form in value.forms[1:])
        if value.digits:
            first = self._folded.count(value.forms[0])
            total += max(0, self._compact().count(value.digits.encode("ascii")) - first)
        return total

    def _compact(self) -> bytes:
        if self._without_separators is None:
            encoded = self._folded.encode("utf-8", "surrogatepass")
            self._without_separators = encoded.translate(None, _DIGIT_SEPARATORS)
        return self._without_separators

    def _digit_places(self, digits: str, form: str) -> Iterator[tuple[int, int]]:
        # Compiling a pattern costs more than all else, and mostly the value stands here once only.
        if self._compact().count(digits.encode("ascii")) <= self._folded.count(form):
            return
        pattern = re.compile(rf"(?<!\d){_BETWEEN_DIGITS.join(digits)}(?!\d)")
        for match in pattern.finditer(self._text):
            yield match.span()


def _count_many(
    folded: str,
    decoded: str,
    text: str,
    values: Mapping[str, EchoValue],
    known: Mapping[str, int],
) -> list[str]:
    """Count very many values in one walk over the text, so that time stays linear.

    Long forms are compared by their first characters only, which may count too often; that costs
    a closer look and nothing else.
    """
    heads = {form[:LONGEST_HEAD] for value in values.values() for form in value.forms}
    plain, unescaped = _count_heads(folded, heads), _count_heads(decoded, heads)
    chains = _count_chains(text, values)
    suspects: list[str] = []
    for first, value in values.items():
        cut = [form[:LONGEST_HEAD] for form in value.forms]
        count = max(sum(view.get(head, 0) for head in cut) for view in (plain, unescaped))
        if count + chains.get(value.digits, 0) > known[first]:
            suspects.append(first)
    return suspects


def _count_heads(text: str, heads: Iterable[str]) -> dict[str, int]:
    """Count each head wherever a form can begin; overlapping heads count each."""
    lengths: dict[str, set[int]] = {}
    for head in heads:
        lengths.setdefault(head[:MIN_LENGTH], set()).add(len(head))
    counts = dict.fromkeys(heads, 0)
    for at in _starts(text):
        for length in lengths.get(text[at : at + MIN_LENGTH], ()):
            head = text[at : at + length]
            if head in counts:
                counts[head] += 1
    return counts


def _count_chains(text: str, values: Mapping[str, EchoValue]) -> dict[str, int]:
    """Count chains of digits that are a value's digits in another notation than its own."""
    own = {value.digits: value.forms[0].strip("+(") for value in values.values() if value.digits}
    counts: dict[str, int] = {}
    for chain in _DIGIT_CHAIN.finditer(text) if own else ():
        digits = _NOT_DIGIT.sub("", chain[0])
        # A chain that is written like the value itself was counted as a form.
        if digits in own and own[digits] not in chain[0]:
            counts[digits] = counts.get(digits, 0) + 1
    return counts


def _starts(text: str) -> Iterator[int]:
    """Yield where a form can begin without being part of a longer word."""
    if not text.isascii():
        yield from range(len(text))
        return
    for match in _ATOM.finditer(text):
        yield match.start()


# For each folded character the original half-open span it came from; None where all are 1 to 1.
_Origins: TypeAlias = "Sequence[tuple[int, int]] | None"


def _search(folded: str, origins: _Origins, form: str) -> list[tuple[int, int]]:
    """Return the original spans of a form that is not part of a longer word."""
    found: list[tuple[int, int]] = []
    start = folded.find(form)
    while start >= 0:
        end = start + len(form)
        if _stands_alone(folded, start, end):
            found.append(
                (start, end) if origins is None else (origins[start][0], origins[end - 1][1])
            )
            start = folded.find(form, end)
        else:
            start = folded.find(form, start + 1)
    return found


def _stands_alone(text: str, start: int, end: int) -> bool:
    return not (
        (start > 0 and _joins(text[start - 1]) and _joins(text[start]))
        or (end < len(text) and _joins(text[end]) and _joins(text[end - 1]))
    )


def _joins(character: str) -> bool:
    return character.isalnum() and not is_unspaced_script(ord(character))


def _fold_map(text: str, folded: str) -> _Origins:
    # Folding never shortens, so equal lengths mean that every character stayed one character.
    if len(folded) == len(text):
        return None
    return [(at, at + 1) for at, character in enumerate(text) for _ in fold(character)]


def _decode_with_map(text: str) -> tuple[str, _Origins]:
    """Return the percent-decoded, folded text and where each of its characters came from."""
    folded: list[str] = []
    origins: list[tuple[int, int]] = []

    def add_plain(start: int, end: int) -> None:
        for at in range(start, end):
            new = fold(text[at])
            folded.append(new)
            origins.extend([(at, at + 1)] * len(new))

    position = 0
    for match in _PERCENT.finditer(text):
        add_plain(position, match.start())
        at = match.start()
        for character in unquote(match[0]):
            # A malformed byte becomes U+FFFD, which took one escape.
            size = 3 if character == "\ufffd" else 3 * len(character.encode("utf-8"))
            new = fold(character)
            folded.append(new)
            origins.extend([(at, at + size)] * len(new))
            at += size
        position = match.end()
    add_plain(position, len(text))
    return "".join(folded), origins
