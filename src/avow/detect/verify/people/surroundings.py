"""What stands round a candidate: neighbour bytes and surroundings within the document."""

import numpy as np

from avow.detect.verify.interface import Candidates
from avow.text import ByteArray

_BORDERS = b"\0\n\r"


def byte_before(candidates: Candidates) -> ByteArray:
    """Return the byte before each candidate, 0 at the start of the batch, shape [n]."""
    if not len(candidates.data):
        return np.zeros(len(candidates), dtype=np.uint8)
    places = np.maximum(candidates.starts - 1, 0)
    return np.where(candidates.starts > 0, candidates.data[places], 0).astype(np.uint8)


def byte_after(candidates: Candidates) -> ByteArray:
    """Return the byte after each candidate, 0 at the end of the batch, shape [n]."""
    total = len(candidates.data)
    if not total:
        return np.zeros(len(candidates), dtype=np.uint8)
    places = np.minimum(candidates.ends, total - 1)
    return np.where(candidates.ends < total, candidates.data[places], 0).astype(np.uint8)


def contexts(candidates: Candidates, left: int, right: int) -> list[tuple[bytes, bytes, bytes]]:
    """Return (before, match, after) per candidate, never across a document border.

    Args:
        candidates: The matches.
        left: Most bytes to give before the match.
        right: Most bytes to give after the match.
    """
    raw = candidates.raw
    found = []
    for start, end in zip(candidates.starts.tolist(), candidates.ends.tolist(), strict=True):
        # The line breaks beside a separator are no part of the documents: a text would look
        # different when it stands last in a batch.
        before = bytes(raw[max(start - left - 1, 0) : start]).rpartition(b"\0\n")[2][-left:]
        after = bytes(raw[end : end + right + 1]).partition(b"\n\0")[0][:right]
        found.append((before, bytes(raw[start:end]), after))
    return found


def fills_its_cell(before: bytes, after: bytes) -> bool:
    """Tell whether only spaces, quotes and document borders stand round a match.

    Args:
        before: The bytes before the match, from `contexts` (cut at the document border).
        after: The bytes after it.
    """
    return not before.strip(b" \t\"'" + _BORDERS) and not after.strip(b" \t\"'" + _BORDERS)
