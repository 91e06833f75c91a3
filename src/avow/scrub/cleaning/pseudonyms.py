"""Pseudonyms: ordinals inside one record, or keyed words that are stable in a wider scope."""

import hashlib

from avow.detect.tokens import ALPHABET
from avow.suppression.selectors import length_prefixed

BITS_PER_CHARACTER = 5
PERSON_BYTES = 16


class Ordinals:
    """Numbers the people and values of one record by first appearance, per token word.

    Numbering starts after the highest number of that word that the record already holds.
    """

    def __init__(self) -> None:
        self._last: dict[str, int] = {}
        self._given: dict[tuple[str, str, str], int] = {}

    def note_present(self, word: str, ordinal: int) -> None:
        """Take note of a number that already stands in the record."""
        if ordinal > self._last.get(word, 0):
            self._last[word] = ordinal

    def number(self, word: str, kind: str, identity: str) -> int:
        """Return the number of an identity, the next free one where it has none."""
        key = (word, kind, identity)
        given = self._given.get(key)
        if given is None:
            given = self._given[key] = self.next_number(word)
        return given

    def next_number(self, word: str) -> int:
        """Return a number of this word that nobody has."""
        self._last[word] = self._last.get(word, 0) + 1
        return self._last[word]


def keyed_integer(key: bytes, *, scope_id: str, kind: str, identity: str, bits: int) -> int:
    """Return the first bits of the keyed BLAKE2b of a scope, kind and normalised value.

    Args:
        key: The data set's pseudonym key.
        scope_id: Names the data set or group; outside of it nothing is equal.
        kind: Kind of the value; also the hash's personalisation, cut to 16 bytes.
        identity: Normalised value.
        bits: How many bits, at most 512.
    """
    digest = hashlib.blake2b(
        length_prefixed(scope_id, kind, identity),
        key=key,
        person=kind.encode("utf-8")[:PERSON_BYTES],
    ).digest()
    return int.from_bytes(digest, "big") >> (len(digest) * 8 - bits)


def keyed_word(key: bytes, *, scope_id: str, kind: str, identity: str, width: int) -> str:
    """Return a keyed word of base-32 characters with at least one letter.

    A word of digits only could pass for a telephone number, so it is drawn again from the same
    input with a counter (one word in about 10^5).
    """
    attempt = 0
    while True:
        source = identity if attempt == 0 else f"{identity}\0{attempt}"
        value = keyed_integer(
            key, scope_id=scope_id, kind=kind, identity=source, bits=width * BITS_PER_CHARACTER
        )
        word = _base32(value, width)
        if not word.isdigit():
            return word
        attempt += 1


def _base32(value: int, width: int) -> str:
    characters = []
    for _ in range(width):
        characters.append(ALPHABET[value & 31])
        value >>= BITS_PER_CHARACTER
    return "".join(reversed(characters))
