"""People: which mentions of names in one record are one person."""

from collections.abc import Sequence
from typing import NamedTuple


class Mention(NamedTuple):
    """One mention of a person.

    Attributes:
        leaf: Index of the leaf.
        entity: The detector's number of the person within that leaf, or -1.
        name: Normalised name.
    """

    leaf: int
    entity: int
    name: str


class People:
    """Groups mentions by the detector's entity number, then by full name over the whole record.

    A lone name joins a full name that ends with it only when exactly one such name is there;
    with two, or none, it stays a person of its own.
    """

    def __init__(self) -> None:
        self._identities: dict[Mention, str] = {}
        self._entities: dict[tuple[int, int], str] = {}
        self._full_names: dict[str, set[str]] = {}

    def add(self, mentions: Sequence[Mention]) -> None:
        """Take mentions in, in order of leaf and place, before any is resolved."""
        for mention in mentions:
            if " " in mention.name:
                last = mention.name.rpartition(" ")[2]
                self._full_names.setdefault(last, set()).add(mention.name)
            if mention.entity >= 0:
                key = (mention.leaf, mention.entity)
                known = self._entities.get(key, "")
                if _says_more(mention.name, known):
                    self._entities[key] = mention.name

    def identity(self, mention: Mention) -> str:
        """Return the normalised name by which a mention's person is known in this record."""
        known = self._identities.get(mention)
        if known is None:
            name = self._entities.get((mention.leaf, mention.entity), mention.name)
            known = self._identities[mention] = self._join(name)
        return known

    def _join(self, name: str) -> str:
        if " " in name:
            return name
        matches = self._full_names.get(name, ())
        return next(iter(matches)) if len(matches) == 1 else name


def _says_more(name: str, known: str) -> bool:
    return (name.count(" "), len(name)) > (known.count(" "), len(known)) if known else True
