"""Names of kinds for people."""

from collections.abc import Mapping

from avow.detect.table import load_table
from avow.scrub.report.markup import Html, escape, two_lines
from avow.scrub.risk.coarse_cleaner import KIND


class KindNames:
    """Titles of the catalogue; a kind from a custom rule file is shown by its own name.

    Args:
        titles: By dotted kind.
    """

    def __init__(self, titles: Mapping[str, str]) -> None:
        self._titles = titles

    @classmethod
    def load(cls) -> "KindNames":
        """Return the names of the built-in catalogue."""
        titles = {name: row.title for name, row in load_table(()).kinds.items()}
        return cls({**titles, KIND: "Value of a quasi-identifier column"})

    def title(self, kind: str) -> str:
        """Return what a person calls a kind."""
        title = self._titles.get(kind, kind)
        return title[:1].upper() + title[1:]

    def cell(self, kind: str) -> Html:
        """Return a table cell with the title and the dotted name."""
        title = self.title(kind)
        return escape(title) if title == kind else two_lines(title, kind)
