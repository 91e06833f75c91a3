"""The fallback scanner: RE2 over the same expressions, one by one; same findings, slower."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import re2

from avow.detect.engine.scanning.interface import Expression, Hits
from avow.errors import RuleError, TooManyCandidates

SHORTER_ENDS = 128


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
            for start, end in _all_matches(pattern, raw):
                found.append((number, start, end))
                if len(found) > most:
                    raise TooManyCandidates(f"more than {most} candidates in {len(raw)} bytes")
        table = np.array(found, dtype=np.int64).reshape(len(found), 3)
        return Hits(expressions=table[:, 0], starts=table[:, 1], ends=table[:, 2])


def _all_matches(pattern: "re2._Regexp", raw: bytes) -> Iterator[tuple[int, int]]:
    """Yield (leftmost start, end) for every end at which the pattern matches, as hyperscan does.

    Ends more than `SHORTER_ENDS` bytes before the longest of their start are not looked for.
    """
    ended: set[int] = set()
    position = 0
    while (match := pattern.search(raw, position)) is not None:
        start, longest = match.span()
        for end in range(longest, max(longest - SHORTER_ENDS, start), -1):
            if end not in ended and pattern.fullmatch(raw, start, end):
                ended.add(end)
                yield start, end
        position = start + 1


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
