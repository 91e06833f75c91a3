"""What stands round a candidate: neighbour bytes, tails and whole-document tests."""

import numpy as np

from avow.detect.verify.interface import BoolArray, Candidates
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


def tails(candidates: Candidates, width: int) -> ByteArray:
    """Return the last `width` bytes of each candidate, lower-cased, right-aligned, [n, width]."""
    columns = np.arange(width, dtype=np.int64) - width
    places = candidates.ends[:, None] + columns
    inside = places >= candidates.starts[:, None]
    taken = candidates.data[np.where(inside, places, 0)]
    taken = np.where(inside, taken, 0).astype(np.uint8)
    upper = (taken >= ord("A")) & (taken <= ord("Z"))
    return np.where(upper, taken + 32, taken).astype(np.uint8)


def ends_with(tail: ByteArray, ending: bytes) -> BoolArray:
    """Tell which rows of `tails` end with a lower-case byte string no longer than the rows."""
    wanted = np.frombuffer(ending, dtype=np.uint8)
    same: BoolArray = (tail[:, tail.shape[1] - len(wanted) :] == wanted).all(axis=1)
    return same


def contexts(candidates: Candidates, left: int, right: int) -> list[tuple[bytes, bytes, bytes]]:
    """Return (before, match, after) per candidate, never across a document border.

    Args:
        candidates: The matches.
        left: Most bytes to give before the match.
        right: Most bytes to give after the match.
    """
    raw = candidates.data
    found = []
    for start, end in zip(candidates.starts.tolist(), candidates.ends.tolist(), strict=True):
        # The line breaks beside a separator are no part of the documents: a text would look
        # different when it stands last in a batch.
        before = raw[max(start - left - 1, 0) : start].tobytes().rpartition(b"\0\n")[2][-left:]
        after = raw[end : end + right + 1].tobytes().partition(b"\n\0")[0][:right]
        found.append((before, raw[start:end].tobytes(), after))
    return found


def fills_its_cell(before: bytes, after: bytes) -> bool:
    """Tell whether only spaces, quotes and document borders stand round a match.

    Args:
        before: The bytes before the match, from `contexts` (cut at the document border).
        after: The bytes after it.
    """
    return not before.strip(b" \t\"'" + _BORDERS) and not after.strip(b" \t\"'" + _BORDERS)
