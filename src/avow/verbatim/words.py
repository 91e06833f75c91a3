"""Normalised words: what is left of a text when case, accents, punctuation and spacing are gone.

Folding works code point by code point, so that fold(a + b) = fold(a) + fold(b) wherever a stream is
cut. Style changes (capitals, inserted punctuation) do not change the words (arXiv 2210.17546).
"""

import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

BASE = 0x9E3779B97F4A7C15 | 1
MIX_ONE = np.uint64(0xBF58476D1CE4E5B9)
MIX_TWO = np.uint64(0x94D049BB133111EB)
BLOCK_BYTES = 1 << 20
MASK = (1 << 64) - 1
SPACE = " "


class _FoldTable(dict[int, str]):
    """What each code point becomes; filled as code points are met."""

    def __missing__(self, point: int) -> str:
        folded = _fold_point(chr(point))
        self[point] = folded
        return folded


def _fold_point(letter: str) -> str:
    plain = unicodedata.normalize("NFKD", letter).casefold()
    kept = "".join(part for part in plain if not unicodedata.combining(part))
    if not kept and unicodedata.combining(letter):
        return ""
    if unicodedata.category(letter) == "Cf":
        return ""
    folded = "".join(part if part.isalnum() else SPACE for part in kept)
    # Scripts without spaces between words: every letter is a word.
    return f" {folded} " if _is_wordless(letter) else folded or SPACE


def _is_wordless(letter: str) -> bool:
    return (
        "\u2e80" <= letter <= "\u9fff"
        or "\uf900" <= letter <= "\ufaff"
        or "\U00020000" <= letter <= "\U0003ffff"
        or "\u0e00" <= letter <= "\u0eff"
        or "\uac00" <= letter <= "\ud7af"
    )


_FOLD = _FoldTable()


def fold(text: str) -> str:
    """Return a text as letters, digits and spaces; for each code point by itself."""
    return text.lower() if text.isascii() else text.translate(_FOLD)


def _powers(base: int, count: int) -> Hashes:
    powers = np.empty(count, np.uint64)
    value = 1
    for at in range(count):
        powers[at] = value
        value = value * base & MASK
    return powers


_POWERS = _powers(BASE, BLOCK_BYTES + 1)
_FIRST_POWERS = [int(power) for power in _POWERS[:64]]
_INVERSES = _powers(pow(BASE, -1, 1 << 64), BLOCK_BYTES + 1)

_IS_WORD = np.zeros(256, bool)
_IS_WORD[[*range(0x30, 0x3A), *range(0x61, 0x7B), *range(0x80, 0x100)]] = True


def mix(values: Hashes) -> Hashes:
    """Return well spread 64-bit values (the finaliser of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * MIX_ONE
    values = (values ^ (values >> np.uint64(27))) * MIX_TWO
    return values ^ (values >> np.uint64(31))


def mix_one(value: int) -> int:
    """Return the same for one value; quicker than an array of one."""
    value = (value ^ value >> 30) * int(MIX_ONE) & MASK
    value = (value ^ value >> 27) * int(MIX_TWO) & MASK
    return value ^ value >> 31


def hash_word(word: bytes) -> int:
    """Return the hash of one folded word of at most a megabyte, as `hash_words` gives it."""
    total = 0
    for at, letter in enumerate(word):
        total += (letter + 1) * _power(at)
    return mix_one(total & MASK)


def _power(at: int) -> int:
    return _FIRST_POWERS[at] if at < len(_FIRST_POWERS) else int(_POWERS[at])


@dataclass(frozen=True, slots=True, kw_only=True)
class WordHashes:
    """The words of a text as hashes.

    Attributes:
        hashes: One 64-bit hash per word, in order.
        sizes: Bytes of each word after folding.
        starts: Byte of the folded block where each word begins.
    """

    hashes: Hashes
    sizes: NDArray[np.int64]
    starts: NDArray[np.int64]


def hash_words(text: str) -> WordHashes:
    """Return the hashes of the words of a text; long texts are hashed block by block.

    A word longer than a block (a megabyte) is cut, in every text at the same places of the word.
    """
    data = fold(text).encode("utf-8", "surrogatepass")
    parts = [_hash_block(data[start:end]) for start, end in _blocks(data)]
    if len(parts) == 1:
        return parts[0]
    return WordHashes(
        hashes=np.concatenate([part.hashes for part in parts] or [np.empty(0, np.uint64)]),
        sizes=np.concatenate([part.sizes for part in parts] or [np.empty(0, np.int64)]),
        starts=np.concatenate([part.starts for part in parts] or [np.empty(0, np.int64)]),
    )


def _blocks(data: bytes) -> list[tuple[int, int]]:
    blocks: list[tuple[int, int]] = []
    start = 0
    while start < len(data):
        end = min(start + BLOCK_BYTES, len(data))
        if end < len(data):
            space = data.rfind(b" ", start, end)
            end = space + 1 if space > start else end
        blocks.append((start, end))
        start = end
    return blocks


def _hash_block(data: bytes) -> WordHashes:
    letters = np.frombuffer(data, np.uint8)
    inside = _IS_WORD[letters]
    edges = np.flatnonzero(np.diff(inside, prepend=False, append=False))
    starts, ends = edges[::2], edges[1::2]
    sums = np.zeros(len(data) + 1, np.uint64)
    np.cumsum((letters.astype(np.uint64) + np.uint64(1)) * _POWERS[: len(data)], out=sums[1:])
    hashes = (sums[ends] - sums[starts]) * _INVERSES[starts]
    return WordHashes(hashes=mix(hashes), sizes=ends - starts, starts=starts)


def hash_texts(texts: Sequence[str]) -> tuple[Hashes, list[tuple[int, int]]]:
    """Return the word hashes of several texts, and the range of words of each.

    Short texts are hashed together, which is several times quicker than one by one.
    """
    parts = [fold(text).encode("utf-8", "surrogatepass") for text in texts]
    joined = b" ".join(parts)
    if len(joined) > BLOCK_BYTES:
        each = [hash_words(text).hashes for text in texts]
        ends = np.cumsum([0, *(len(words) for words in each)]).tolist()
        return np.concatenate(each), list(pairwise(ends))
    words = _hash_block(joined)
    borders = np.cumsum([0, *(len(part) + 1 for part in parts)])
    ends = np.searchsorted(words.starts, borders).tolist()
    return words.hashes, list(pairwise(ends))


def gram_hashes(words: Hashes, length: int, key: int, step: int = 1) -> Hashes:
    """Return keyed hashes of the grams of `length` words that begin at every `step`-th word."""
    count = len(words) - length + 1
    if count <= 0:
        return np.empty(0, np.uint64)
    total = np.full(-(-count // step), np.uint64(key & MASK))
    for at, factor in enumerate(gram_factors(length, key)):
        total += mix(words[at : at + count : step] * np.uint64(factor))
    return mix(total)


def gram_hashes_at(words: Hashes, starts: NDArray[np.int64], length: int, key: int) -> Hashes:
    """Return the keyed hashes of the grams that begin at given words."""
    total = np.full(len(starts), np.uint64(key & MASK))
    for at, factor in enumerate(gram_factors(length, key)):
        total += mix(words[starts + at] * np.uint64(factor))
    return mix(total)


def gram_factors(length: int, key: int) -> tuple[int, ...]:
    """Return a multiplier for each place in a gram, so that the order of words counts."""
    return tuple((BASE * (2 * at + 3) ^ (key >> 7)) & MASK | 1 for at in range(length))


def gram_of(words: Sequence[int], factors: Sequence[int], key: int) -> int:
    """Return the keyed hash of one gram, as `gram_hashes` gives it."""
    total = key & MASK
    for word, factor in zip(words, factors, strict=True):
        total += mix_one(word * factor & MASK)
    return mix_one(total & MASK)


def native_order() -> str:
    """Return the byte order in which index files are written on this machine."""
    return sys.byteorder
