"""Boundaries of a match, judged on code points, so that no two engines can disagree."""

import numpy as np

from avow.detect.engine.byteclass import literal_table
from avow.detect.verify.interface import BoolArray
from avow.text import ByteArray, IntArray

DIGITS = "0123456789"
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
BOUNDARY_NAMES = ("word", "digit", "token", "group", "any")

_ASCII = {
    "word": literal_table(DIGITS + LETTERS + "_"),
    "digit": literal_table(DIGITS),
    "token": literal_table(DIGITS + LETTERS + "_-./@+="),
    "group": literal_table(DIGITS + LETTERS + "_"),
}

_GROUP_MARKS = literal_table(" -./:")
_CONTINUATION_MASK = 0xC0
_CONTINUATION = 0x80
_LONGEST_CODE_POINT = 4


def is_unspaced_script(code_point: int) -> bool:
    """Tell whether a code point belongs to a script written without spaces between words."""
    return (
        0x2E80 <= code_point <= 0x9FFF
        or 0xAC00 <= code_point <= 0xD7AF
        or 0xF900 <= code_point <= 0xFAFF
        or 0x0E00 <= code_point <= 0x0EFF
        or 0x20000 <= code_point <= 0x3FFFF
    )


def _touches(raw: bytes, name: str) -> bool:
    character = raw.decode("utf-8", "replace")
    if name == "digit":
        return character.isdecimal()
    return character.isalnum() and not is_unspaced_script(ord(character[:1] or " "))


def left_clear(data: ByteArray, starts: IntArray, name: str) -> BoolArray:
    """Tell for each match whether what stands before it lets it begin, shape [n]."""
    if name == "any":
        return np.ones(len(starts), dtype=np.bool_)
    previous = np.where(starts > 0, data[np.maximum(starts - 1, 0)], 10).astype(np.uint8)
    clear = ~_ASCII[name][previous]
    if name == "group":
        second = np.where(starts > 1, data[np.maximum(starts - 2, 0)], 10).astype(np.uint8)
        clear &= ~(_GROUP_MARKS[previous] & _ASCII["digit"][second])
    for index in np.flatnonzero(previous >= _CONTINUATION).tolist():
        end = int(starts[index])
        start = end - 1
        while (
            start > 0
            and end - start < _LONGEST_CODE_POINT
            and (int(data[start]) & _CONTINUATION_MASK) == _CONTINUATION
        ):
            start -= 1
        clear[index] = not _touches(data[start:end].tobytes(), name)
    return clear


def right_clear(data: ByteArray, ends: IntArray, name: str) -> BoolArray:
    """Tell for each match whether what stands behind it lets it end, shape [n]."""
    if name == "any":
        return np.ones(len(ends), dtype=np.bool_)
    last = len(data) - 1
    following = np.where(ends <= last, data[np.minimum(ends, last)], 10).astype(np.uint8)
    clear = ~_ASCII[name][following]
    if name == "token":
        clear |= _sentence_end(data, ends, following)
    if name == "group":
        second = np.where(ends < last, data[np.minimum(ends + 1, last)], 10).astype(np.uint8)
        clear &= ~(_GROUP_MARKS[following] & _ASCII["digit"][second])
    for index in np.flatnonzero(following >= _CONTINUATION).tolist():
        start = int(ends[index])
        end = start + 1
        while (
            end <= last
            and end - start < _LONGEST_CODE_POINT
            and (int(data[end]) & _CONTINUATION_MASK) == _CONTINUATION
        ):
            end += 1
        clear[index] = not _touches(data[start:end].tobytes(), name)
    return clear


def _sentence_end(data: ByteArray, ends: IntArray, following: ByteArray) -> BoolArray:
    """A full stop, slash or hyphen that no token character follows does not lengthen a token."""
    last = len(data) - 1
    second = np.where(ends < last, data[np.minimum(ends + 1, last)], 10).astype(np.uint8)
    mark = (following == ord(".")) | (following == ord("-")) | (following == ord("/"))
    return mark & ~_ASCII["word"][second] & (second < _CONTINUATION)
