"""Batches: many documents as one byte buffer, with a separator that no match may cross."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from avow.text import ByteArray, IntArray

SEPARATOR = b"\n\0\n"
BATCH_BYTES = 1 << 22


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Documents laid end to end.

    Attributes:
        raw: The bytes; documents are joined by `SEPARATOR`.
        data: The same as an array, shape [total].
        starts, ends: Half-open byte range of each document, shape [documents].
    """

    raw: bytes
    data: ByteArray
    starts: IntArray
    ends: IntArray

    def documents_of(self, positions: IntArray) -> IntArray:
        """Return the index of the document that holds each byte offset, shape [n]."""
        return np.searchsorted(self.starts, positions, side="right") - 1


def make_batch(parts: Sequence[bytes]) -> Batch:
    """Join encoded documents into one batch."""
    raw = SEPARATOR.join(parts)
    lengths = np.fromiter((len(part) for part in parts), dtype=np.int64, count=len(parts))
    ends = np.cumsum(lengths + len(SEPARATOR)) - len(SEPARATOR)
    return Batch(raw=raw, data=np.frombuffer(raw, dtype=np.uint8), starts=ends - lengths, ends=ends)


def split_batches(lengths: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield half-open index ranges whose documents fit one batch; a larger one stands alone."""
    first = 0
    total = 0
    for index, length in enumerate(lengths):
        if total and total + length > BATCH_BYTES:
            yield first, index
            first, total = index, 0
        total += length
    if first < len(lengths):
        yield first, len(lengths)
