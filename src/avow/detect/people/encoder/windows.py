"""Windows: how the words of a text are cut into the runs that the encoder sees.

A window is a run of the network of its own, never padded and never beside another window. So the
scales of the dynamic 8-bit network are taken over one window of one text, and a text's answer
cannot depend on the other texts of a call, on their order or on their number.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from avow.detect.people.encoder.wordpiece import WordPieces

MAX_WORDS = 112
"""Words of one window at most: what the encoder was trained on, and a few sentences."""

MAX_PIECES = 254
"""Pieces of one window at most, without the two that mark its ends."""

_SENTENCE_ENDS = frozenset(".?!…。！？")


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One run of the network.

    Attributes:
        first, last: Half-open range of word numbers in the text.
        pieces: Piece numbers, the two end marks included; `int64[pieces]`.
        owner: For each piece the word's number within the window plus one, 0 for the end marks;
            `int64[pieces]`.
        heads: For each word the place of its first piece in `pieces`; `int64[words]`.
    """

    first: int
    last: int
    pieces: NDArray[np.int64]
    owner: NDArray[np.int64]
    heads: NDArray[np.int64]


def cut_windows(
    text: str,
    spans: Sequence[tuple[int, int]],
    vocabulary: WordPieces,
    *,
    max_words: int = MAX_WORDS,
) -> Iterator[Window]:
    """Yield the windows of a text, cut at paragraph, line or sentence ends where one is near.

    Args:
        text: The text.
        spans: Half-open code points of its words, in order.
        vocabulary: The encoder's pieces.
        max_words: Words of one window at most.
    """
    pieces = [vocabulary.pieces(text[start:end]) for start, end in spans]
    first = 0
    while first < len(spans):
        last = _furthest(pieces, first, max_words)
        if last < len(spans):
            last = _best_cut(text, spans, first, last)
        yield _window(pieces, first, last, vocabulary)
        first = last


def _furthest(pieces: Sequence[Sequence[int]], first: int, max_words: int) -> int:
    total = 0
    for number in range(first, min(first + max_words, len(pieces))):
        total += len(pieces[number])
        if total > MAX_PIECES:
            return number
    return min(first + max_words, len(pieces))


def _best_cut(text: str, spans: Sequence[tuple[int, int]], first: int, last: int) -> int:
    # The second half of the window is searched from its end; the strongest border wins.
    best, best_rank = last, 0
    for cut in range(last, first + (last - first) // 2, -1):
        rank = _border(text, spans, cut)
        if rank > best_rank:
            best, best_rank = cut, rank
    return best


def _border(text: str, spans: Sequence[tuple[int, int]], cut: int) -> int:
    gap = text[spans[cut - 1][1] : spans[cut][0]]
    if "\n" in gap:
        return 3 if gap.count("\n") > 1 else 2
    return int(bool(gap) and text[spans[cut - 1][1] - 1] in _SENTENCE_ENDS)


def _window(
    pieces: Sequence[Sequence[int]], first: int, last: int, vocabulary: WordPieces
) -> Window:
    numbers = [vocabulary.start]
    owner = [0]
    heads = []
    for place, word in enumerate(pieces[first:last], start=1):
        heads.append(len(numbers))
        numbers.extend(word)
        owner.extend([place] * len(word))
    numbers.append(vocabulary.end)
    owner.append(0)
    return Window(
        first=first,
        last=last,
        pieces=np.asarray(numbers, dtype=np.int64),
        owner=np.asarray(owner, dtype=np.int64),
        heads=np.asarray(heads, dtype=np.int64),
    )
