"""What a maker of spikes is: a kind, a way of writing it, and a seeded generator."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

Make = Callable[[Random], str]

LABELLED = "labelled"
BARE = "bare"
PROSE = "prose"


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """Makes values of one kind.

    Attributes:
        kind: Dotted kind of the detector's catalogue.
        form: How it is written (`dashed`, `spaced`, `compact` …).
        make: Returns a value; equal seeds give equal values.
        labels: Words that people write before such a value.
        placings: `labelled` (behind one of the labels), `bare` (between two words).
    """

    kind: str
    form: str
    make: Make
    labels: tuple[str, ...]
    placings: tuple[str, ...] = (LABELLED, BARE)


def seeded(*parts: str | int) -> Random:
    """Return a generator that depends on the parts only, not on the interpreter's hash seed."""
    text = "\x1f".join(str(part) for part in parts).encode("utf-8")
    seed = hashlib.blake2b(text, digest_size=16, person=b"avow spike").digest()
    return Random(int.from_bytes(seed, "big"))  # noqa: S311 - reproducible, not secret


def digits(random: Random, count: int) -> str:
    """Return so many digits, the first of them not 0."""
    return str(random.randrange(10 ** (count - 1), 10**count))


_ONSETS = ("b", "br", "d", "dr", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v")
_VOWELS = ("a", "e", "i", "o", "u", "ia", "ei")
_ENDS = ("n", "r", "l", "s", "nd", "x", "m", "th")


def invented_word(random: Random, syllables: int = 3) -> str:
    """Return a word that can be spoken but is in no dictionary on purpose."""
    body = "".join(random.choice(_ONSETS) + random.choice(_VOWELS) for _ in range(syllables - 1))
    return body + random.choice(_ONSETS) + random.choice(_VOWELS) + random.choice(_ENDS)
