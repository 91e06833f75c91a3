"""The list of public figures: hashed names with why, sources, birth year and namesakes.

The packaged table holds no plain names. A hit is evidence, never a verdict (`judge`).
"""

import hashlib
import struct
import sys
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files

import numpy as np
import orjson

from avow.errors import VerificationError

MAGIC = b"AVOWFIG1"
HEADER_LENGTH = struct.Struct("<I")
HASH_BYTES = 8
HASH_PERSON = b"figure name v1"
FLAG_ALIAS = 8
NAMESAKES_MASK = 7


class Namesakes(IntEnum):
    """How many people are expected to bear a name.

    The estimate is the United States' (forename share times surname share of the 1990 census);
    a name whose two words are among the most frequent ones of other countries counts as COMMON.
    """

    FEW = 0
    TENS = 1
    MANY = 2
    COMMON = 3
    VERY_COMMON = 4


LIMITS = ((Namesakes.VERY_COMMON, 1000), (Namesakes.COMMON, 100), (Namesakes.MANY, 10))


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What the list knows about a name.

    Attributes:
        why: Offices and occupations, in words.
        sources: Names of the lists that hold it.
        born: Birth year, or None.
        namesakes: Class of expected namesakes.
        fields: Areas of public life (`politics`, `sport` …) that a role cue has to fit.
        alias: The listed name has a middle initial that this spelling leaves out.
    """

    why: tuple[str, ...]
    sources: tuple[str, ...]
    born: int | None
    namesakes: Namesakes
    fields: frozenset[str]
    alias: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCredit:
    """One source of the list, its licence and how many rows it gave."""

    name: str
    licence: str
    rows: int


class FigureList:
    """A loaded table; looks a name up in logarithmic time.

    Args:
        content: Bytes of the table as `build` writes them.

    Raises:
        VerificationError: The bytes are not a table or its digest does not hold.
    """

    def __init__(self, content: bytes) -> None:
        if content[: len(MAGIC)] != MAGIC:
            raise VerificationError("the list of public figures is not one")
        at = len(MAGIC) + HEADER_LENGTH.size
        (length,) = HEADER_LENGTH.unpack_from(content, len(MAGIC))
        header = orjson.loads(content[at : at + length])
        body = content[at + length :]
        self.digest = "sha256:" + hashlib.sha256(body).hexdigest()
        if header["digest"] != self.digest:
            raise VerificationError("the list of public figures does not match its digest")
        self.version: str = header["version"]
        self.date: str = header["date"]
        self.credits = tuple(SourceCredit(**row) for row in header["sources"])
        self._areas: list[str] = header["fields"]
        count = header["names"]
        self._hashes = array("Q", body[: count * HASH_BYTES])
        if sys.byteorder == "big":
            self._hashes.byteswap()
        offset = count * HASH_BYTES
        self._profiles = np.frombuffer(body, "<u2", count, offset)
        self._born = np.frombuffer(body, "<i2", count, offset + 2 * count)
        self._marks = np.frombuffer(body, "u1", count, offset + 4 * count)
        self._texts = body[offset + 5 * count :].split(b"\n")

    def __len__(self) -> int:
        """Return how many spellings the table holds."""
        return len(self._hashes)

    def find(self, words: Sequence[str]) -> Figure | None:
        """Return the entry of a full name, given as folded words; None where there is none.

        One word never finds anything, nor does a name whose only given name is one initial.
        """
        if not can_be_listed(words):
            return None
        hashed = hash_name(words)
        at = bisect_left(self._hashes, hashed)
        if at >= len(self._hashes) or self._hashes[at] != hashed:
            return None
        sources, areas, why = orjson.loads(self._texts[int(self._profiles[at])])
        mark = int(self._marks[at])
        return Figure(
            why=tuple(orjson.loads(self._texts[-1 - number]) for number in why),
            sources=tuple(self.credits[number].name for number in sources),
            born=int(self._born[at]) or None,
            namesakes=Namesakes(mark & NAMESAKES_MASK),
            fields=frozenset(self._areas[number] for number in areas),
            alias=bool(mark & FLAG_ALIAS),
        )


def can_be_listed(words: Sequence[str]) -> bool:
    """Tell whether a name is long enough to be looked up: `K. Lee` and `Madonna` are not."""
    if len(words) < 2 or len(words[-1]) < 2:
        return False
    return len(words) > 2 or len(words[0]) > 1


def hash_name(words: Sequence[str]) -> int:
    """Return the 64-bit hash under which a name stands in the table."""
    digest = hashlib.blake2b(
        " ".join(words).encode("utf-8"), digest_size=HASH_BYTES, person=HASH_PERSON
    ).digest()
    return int.from_bytes(digest, "little")


def without_middle_initials(words: Sequence[str]) -> tuple[str, ...]:
    """Return a name without single letters between its first and last word."""
    if len(words) < 3 or len(words[0]) == 1:
        return tuple(words)
    return (words[0], *(word for word in words[1:-1] if len(word) > 1), words[-1])


@cache
def packaged_figures() -> FigureList:
    """Return the list that ships with Avow."""
    return FigureList((files("avow.detect.subjects") / "tables" / "figures.bin").read_bytes())
