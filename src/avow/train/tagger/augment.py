"""Changing samples at random: other names and places, other cases, typing errors.

Every change keeps the spans right. The same seed gives the same changes.
"""

import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from avow.train.tagger.names import NamePools
from avow.train.tagger.samples import Marked, Sample

_PART = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")
_SMALL_PART = re.compile(
    "v[ao]n|de[nrl]?|della|d[aio]|do?s|das|du|l[aeo]s?|bin|ibn|bint|al|el|te[nr]|zu|y|e|a[fv]"
    "|[js]r|i{2,3}"
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
MOST_WORDS_SWAPPED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How often a change happens.

    Attributes:
        person: A person gets another name.
        place: A place of one word gets another name.
        lower, upper, title: The whole sample changes case.
        lower_names: Only the names lose their capitals.
        typos: Samples with typing errors.
    """

    person: float = 0.5
    place: float = 0.3
    lower: float = 0.14
    upper: float = 0.04
    title: float = 0.03
    lower_names: float = 0.03
    typos: float = 0.08


class Augmenter:
    """Changes samples.

    Args:
        pools: Names and places.
        seed: Of everything random.
        shares: How often.
    """

    def __init__(self, pools: NamePools, seed: int, shares: Shares | None = None) -> None:
        self._pools = pools
        self._chance = random.Random(seed)  # noqa: S311 - training data, not keys
        self._shares = shares or Shares()

    def change(self, samples: Iterable[Sample]) -> Iterator[Sample]:
        """Yield each sample, changed or not."""
        for sample in samples:
            yield self._case(self._typos(self._swap(sample)))

    def _swap(self, sample: Sample) -> Sample:
        shares, chance = self._shares, self._chance
        pieces: list[str] = []
        spans: list[Marked] = []
        position = length = 0
        for span in sample.spans:
            value = sample.text[span.start : span.end]
            if span.label == "PERSON" and chance.random() < shares.person:
                value = self._other_person(value)
            elif span.label == "LOC" and value.isalpha() and chance.random() < shares.place:
                value = self._other_place(value)
            between = sample.text[position : span.start]
            start = length + len(between)
            pieces += (between, value)
            length = start + len(value)
            spans.append(Marked(start, length, span.label))
            position = span.end
        pieces.append(sample.text[position:])
        return replace(sample, text="".join(pieces), spans=tuple(spans))

    def _other_person(self, value: str) -> str:
        parts = list(_PART.finditer(value))
        names = [part for part in parts if not _SMALL_PART.fullmatch(part.group().lower())]
        if not names or len(names) > MOST_WORDS_SWAPPED:
            return value
        first, last = self._pools.person(self._chance)
        result: list[str] = []
        position = 0
        for part in parts:
            result.append(value[position : part.start()])
            position = part.end()
            old = part.group()
            if part not in names or len(old.rstrip(".")) == 1:
                result.append(old)
                continue
            if len(names) > 1 and part is names[-1]:
                new = last
            elif part is names[0]:
                new = first if len(names) > 1 or self._chance.random() < 0.6 else last
            else:
                new = self._pools.person(self._chance)[0]
            result.append(_like(new, old))
        result.append(value[position:])
        return "".join(result)

    def _other_place(self, value: str) -> str:
        town, region, country = self._pools.city(self._chance)
        return _like(self._chance.choice((town, town, region or town, country)), value)

    def _typos(self, sample: Sample) -> Sample:
        if self._chance.random() >= self._shares.typos:
            return sample
        letters = list(sample.text)
        for at in range(1, len(letters) - 1):
            if self._chance.random() < 0.02 and letters[at].isalpha() and letters[at - 1].isalpha():
                if self._chance.random() < 0.5 and letters[at + 1].isalpha():
                    letters[at], letters[at + 1] = letters[at + 1], letters[at]
                else:
                    letters[at] = self._chance.choice(_LETTERS)
        return replace(sample, text="".join(letters))

    def _case(self, sample: Sample) -> Sample:
        draw, shares = self._chance.random(), self._shares
        if draw < shares.lower:
            return _recase(sample, str.lower)
        draw -= shares.lower
        if draw < shares.upper:
            return _recase(sample, str.upper)
        draw -= shares.upper
        if draw < shares.title:
            return _recase(sample, str.title)
        draw -= shares.title
        if draw < shares.lower_names:
            letters = list(sample.text)
            for span in sample.spans:
                letters[span.start : span.end] = [
                    _one(letter, str.lower) for letter in letters[span.start : span.end]
                ]
            return replace(sample, text="".join(letters))
        return sample


def _like(new: str, old: str) -> str:
    """Return a name in the case of another."""
    if old.isupper() and len(old) > 1:
        return new.upper()
    return new.lower() if old.islower() else new


def _one(letter: str, change: Callable[[str], str]) -> str:
    """Change one letter unless its form has another length."""
    changed = change(letter)
    return changed if len(changed) == 1 else letter


def _recase(sample: Sample, change: Callable[[str], str]) -> Sample:
    text = change(sample.text)
    if len(text) != len(sample.text):
        return sample
    return replace(sample, text=text)


def lowered(samples: Iterable[Sample]) -> Iterator[Sample]:
    """Yield samples in lower case."""
    for sample in samples:
        yield _recase(sample, str.lower)
