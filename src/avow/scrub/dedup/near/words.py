"""Words of a scrubbed text as 64-bit hashes: each different word is hashed once with xxh3."""

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import xxhash

from avow.detect.tokens import TokenBook
from avow.scrub.dedup.rows import Words

WORDS_REMEMBERED_MAX = 1 << 19
# Marks a collapsed placeholder, so that `[PERSON_1]` never equals the word "person".
PLACEHOLDER_MARK = "\x01"

_SEPARATORS = bytes(
    byte for byte in range(128) if not chr(byte).isalnum() and chr(byte) not in "_\x01"
)
_UPPER = bytes(range(ord("A"), ord("Z") + 1))
_FOLD = bytes.maketrans(_SEPARATORS + _UPPER, b" " * len(_SEPARATORS) + _UPPER.lower())
_TYPOGRAPHIC = "\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb\u2013\u2014\u2026\u3001\u3002\uff0c"
# Scripts written without spaces: every character is a word, since the sentences would be.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)


class _HashTable(dict[bytes, int]):
    """Remembers the hash of every word seen lately."""

    def __missing__(self, word: bytes) -> int:
        value = self[word] = xxhash.xxh3_64_intdigest(word)
        return value


class WordHasher:
    """Turns texts into word hashes; placeholders of one kind are one word.

    Args:
        tokens: Recognises the placeholders.
    """

    def __init__(self, tokens: TokenBook) -> None:
        self._tokens = tokens
        self._table = _HashTable()

    def hash_text(self, text: str) -> Words:
        """Return one hash per word, shape [words]: case, punctuation and spacing do not count."""
        return self.hash_words(self.split(text))

    def split(self, text: str) -> list[bytes]:
        """Return the words of a text in UTF-8."""
        if "[" in text:
            text = self._collapse(text)
        if not text.isascii():
            text = _fold_unicode(text)
        return text.encode("utf-8", errors="replace").translate(_FOLD).split()

    def hash_words(self, words: Sequence[bytes]) -> Words:
        """Return the hashes of words, shape [words]."""
        table = self._table
        if len(table) > WORDS_REMEMBERED_MAX:
            table.clear()
        return np.fromiter(map(table.__getitem__, words), dtype=np.uint64, count=len(words))

    def _collapse(self, text: str) -> str:
        found = self._tokens.find(text)
        if not found:
            return text
        pieces: list[str] = []
        position = 0
        for token in found:
            pieces += (text[position : token.start], f" {PLACEHOLDER_MARK}{token.name} ")
            position = token.end
        pieces.append(text[position:])
        return "".join(pieces)


def _fold_unicode(text: str) -> str:
    text = unicodedata.normalize("NFC", text).casefold()
    for mark in _TYPOGRAPHIC:
        text = text.replace(mark, " ")
    if _UNSPACED.search(text):
        text = _UNSPACED.sub(r" \g<0> ", text)
    # The split of bytes knows ASCII white space only.
    return " ".join(text.split())
