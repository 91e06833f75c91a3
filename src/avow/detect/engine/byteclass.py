"""Character classes such as `[A-Za-z0-9_-]` as tables over the 256 byte values."""

import re
from functools import cache

import numpy as np

from avow.detect.verify.interface import BoolArray
from avow.errors import RuleError

BYTE_COUNT = 256


@cache
def byte_table(expression: str) -> BoolArray:
    r"""Return which byte values a character class matches, shape [256].

    Args:
        expression: One class in square brackets; ASCII, with `\x80-\xff` for other bytes.

    Raises:
        RuleError: It is not one class, or it matches NUL (which separates documents).
    """
    try:
        pattern = re.compile(expression.encode("ascii"))
    except (re.error, UnicodeEncodeError):
        raise RuleError(f"not an ASCII character class: {expression}") from None
    if not (expression.startswith("[") and expression.endswith("]")):
        raise RuleError(f"a class stands in square brackets: {expression}")
    table = np.array([pattern.fullmatch(bytes([byte])) is not None for byte in range(BYTE_COUNT)])
    if table[0]:
        raise RuleError(f"a class may not match NUL: {expression}")
    table.flags.writeable = False
    return table


@cache
def literal_table(characters: str) -> BoolArray:
    """Return which byte values stand among some ASCII characters, shape [256]."""
    table = np.zeros(BYTE_COUNT, dtype=np.bool_)
    table[list(characters.encode("ascii"))] = True
    table.flags.writeable = False
    return table
