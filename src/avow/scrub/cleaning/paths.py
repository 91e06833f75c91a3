"""Paths: field paths as they may be written down, without personal data in their names."""

from collections.abc import Iterable

from avow.detect.tokens import TokenBook
from avow.scrub.cleaning.interface import Finder
from avow.text import replace_spans

REMEMBERED_MAX = 65536


class SafePaths:
    """Looks at the names in paths, each path once; a column can be called like a person.

    Args:
        finder: Finds what is personal.
        tokens: Token words.
    """

    def __init__(self, finder: Finder, tokens: TokenBook) -> None:
        self._finder = finder
        self._tokens = tokens
        self._known: dict[str, str] = {}

    def learn(self, paths: Iterable[str]) -> None:
        """Look at paths that are new, all in one call of the detector."""
        new = sorted({path for path in paths if path not in self._known})
        if not new:
            return
        if len(self._known) > REMEMBERED_MAX:
            self._known.clear()
        for path, findings in zip(new, self._finder.find_many(new), strict=True):
            self._known[path] = replace_spans(
                path,
                [
                    (finding.start, finding.end, f"[{self._tokens.word_of(finding.kind)}]")
                    for finding in findings
                    if not finding.reserved
                ],
            )

    def safe(self, path: str) -> str:
        """Return a path with what is personal in its names replaced."""
        self.learn((path,))
        return self._known[path]
