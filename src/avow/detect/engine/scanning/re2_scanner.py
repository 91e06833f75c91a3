"""The fallback scanner: RE2 over the same expressions, one by one; same findings, slower."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import re2

from avow.detect.engine.scanning.interface import Expression, Hits
from avow.errors import RuleError, TooManyCandidates


class Re2Scanner:
    """Runs each expression with RE2 in Latin-1 mode, leftmost-longest, from every start."""

    name = "re2"

    def __init__(self, expressions: Sequence[Expression], cache: Path | None) -> None:  # noqa: ARG002
        """Compile the expressions; RE2 keeps nothing on disk.

        Raises:
            RuleError: RE2 refuses a pattern.
        """
        self._patterns = [_compile(expression) for expression in expressions]

    def scan(self, raw: bytes, most: int) -> Hits:
        """Scan with one expression after another; see `Scanner.scan`."""
        found: list[tuple[int, int, int]] = []
        for number, pattern in enumerate(self._patterns):
            furthest = -1
            position = 0
            while True:
                match = pattern.search(raw, position)
                if match is None:
                    break
                start, end = match.span()
                if end > furthest:
                    found.append((number, start, end))
                    furthest = end
                    if len(found) > most:
                        raise TooManyCandidates(f"more than {most} candidates in {len(raw)} bytes")
                position = start + 1
        table = np.array(found, dtype=np.int64).reshape(len(found), 3)
        return Hits(expressions=table[:, 0], starts=table[:, 1], ends=table[:, 2])


def _compile(expression: Expression) -> "re2._Regexp":
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.longest_match = True
    options.case_sensitive = not expression.ignore_case
    options.log_errors = False
    try:
        return re2.compile(expression.pattern, options)
    except re2.error as error:
        raise RuleError(f"RE2 refuses a pattern: {error}") from None
