"""Documents, spans and offsets: half-open, in code points, with UTF-8 byte offsets beside them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from avow.errors import DecodeError

IntArray = npt.NDArray[np.int64]
ByteArray = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """A half-open range of one text, in code points.

    Attributes:
        start: First code point, from 0.
        end: One past the last code point; always greater than `start`.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, not {self.start}..{self.end}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One text with the place it came from; the place never holds personal data.

    Attributes:
        id: Identifier given by the caller, used in results only.
        text: The text itself, without lone surrogates.
        hint: Words that stand beside the text (field name, column header) and count as context.
    """

    id: str
    text: str
    hint: str = ""

    def __repr__(self) -> str:
        """Name the document without showing its text."""
        return f"Document(id={self.id!r}, {len(self.text)} code points)"


def encode_text(text: str) -> bytes:
    """Return the UTF-8 bytes of a text.

    Raises:
        DecodeError: The text has a lone surrogate; the message gives its offset, not its value.
    """
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise DecodeError(f"lone surrogate at code point {error.start}") from None


def code_point_index(data: ByteArray) -> IntArray:
    """Return for every byte the number of code points that begin before it.

    Args:
        data: UTF-8 bytes, shape [n].

    Returns:
        Shape [n + 1]; entry i is the code-point offset of byte offset i, so that spans map by
        plain indexing and the last entry is the length in code points.
    """
    starts = np.empty(len(data) + 1, dtype=np.int64)
    starts[0] = 0
    np.cumsum((data & 0xC0) != 0x80, out=starts[1:])
    return starts


def utf16_offset(text: str, offset: int) -> int:
    """Return the UTF-16 code-unit offset (browsers, Java) of a code-point offset."""
    return len(text[:offset].encode("utf-16-le")) // 2


def replace_spans(text: str, replacements: Iterable[tuple[int, int, str]]) -> str:
    """Build a new text from slices, left to right; values are never searched for.

    Args:
        text: The original text.
        replacements: (start, end, new text) with code-point offsets, sorted, not overlapping.

    Raises:
        ValueError: Two replacements overlap, are out of order or lie outside the text.
    """
    pieces: list[str] = []
    position = 0
    for start, end, new in replacements:
        if not position <= start <= end <= len(text):
            raise ValueError(f"replacement {start}..{end} overlaps, is out of order or outside")
        pieces.append(text[position:start])
        pieces.append(new)
        position = end
    pieces.append(text[position:])
    return "".join(pieces)


def union_spans(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the connected unions of half-open spans, sorted; touching spans stay apart."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
