"""Replacing: the text that takes the place of one finding, consistent within its scope."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from avow.detect.tokens import TokenBook
from avow.policy.actions import Action
from avow.scrub.cleaning.generalise import generalise
from avow.scrub.cleaning.pseudonyms import Ordinals, keyed_word
from avow.scrub.cleaning.surrogates import family_of, keyed_surrogate
from avow.scrub.config import Scope

DATASET_SCOPE_ID = "dataset"
FEW_NUMBERS = 16
# What a surrogate of an earlier run looks like: with colons and slashes (IPv6, URL), or without.
_WORDS = (
    re.compile(r"[\w@+:/-]+(?:\.[\w@+:/-]+)*"),
    re.compile(r"[\w@+-]+(?:\.[\w@+-]+)*"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeSettings:
    """Within what pseudonyms are equal, and the key that makes them so.

    Attributes:
        scope: Record, group or data set.
        key: The data set's pseudonym key; empty in scope `record`, which needs none.
        width: Characters of a keyed word.
    """

    scope: Scope
    key: bytes = field(default=b"", repr=False)
    width: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One value that is to be replaced.

    Attributes:
        kind: Its kind.
        value: As it stands in the text.
        identity: Normalised value, or the name by which its person is known.
        after: A few characters that follow it.
    """

    kind: str
    value: str = field(repr=False)
    identity: str = field(repr=False)
    after: str = field(default="", repr=False)


class Replacer:
    """Makes the replacements of one record.

    Args:
        tokens: Token words of the catalogue.
        settings: Scope and key.
        group: Id of the record's group in scope `group`; a record without one is a group of its
            own and gets ordinals.
        texts: The record's texts, so that a numbered surrogate never meets one that is there.
    """

    def __init__(
        self, *, tokens: TokenBook, settings: ScopeSettings, group: str, texts: Sequence[str]
    ) -> None:
        self.ordinals = Ordinals()
        self._tokens = tokens
        self._settings = settings
        self._scope_id = _scope_id(settings.scope, group)
        self._texts = texts
        self._lowered: str | None = None
        self._words: set[str] | None = None
        self._surrogates: dict[tuple[str, str], str] = {}
        self._last_surrogate: dict[str, int] = {}

    @property
    def scope_id(self) -> str:
        """Name of the scope in keyed digests; empty within one record."""
        return self._scope_id

    def replace(self, action: Action, target: Target) -> tuple[str, Action]:
        """Return the new text and the action that was really taken.

        A value without a surrogate or coarser form gets a token instead.
        """
        word = self._tokens.word_of(target.kind)
        if action is Action.REDACT:
            return f"[{word}]", action
        new = ""
        if action is Action.GENERALISE:
            new = generalise(target.kind, target.value, target.after)
        elif action is Action.SURROGATE:
            new = self._surrogate(target)
        if new:
            return new, action
        return self._token(word, target), Action.TOKEN

    def _token(self, word: str, target: Target) -> str:
        if not self._scope_id:
            return f"[{word}_{self.ordinals.number(word, target.kind, target.identity)}]"
        suffix = keyed_word(
            self._settings.key,
            scope_id=self._scope_id,
            kind=target.kind,
            identity=target.identity,
            width=self._settings.width,
        )
        return f"[{word}_{suffix}]"

    def _surrogate(self, target: Target) -> str:
        if self._scope_id:
            return keyed_surrogate(
                self._settings.key,
                scope_id=self._scope_id,
                kind=target.kind,
                identity=target.identity,
                width=self._settings.width,
                dataset=self._settings.scope is Scope.DATASET,
            )
        key = (target.kind, target.identity)
        if key not in self._surrogates:
            self._surrogates[key] = self._next_surrogate(target)
        return self._surrogates[key]

    def _stands_in_record(self, candidate: str, number: int) -> bool:
        if self._lowered is None:
            self._lowered = "\0".join(self._texts).lower()
        if number <= FEW_NUMBERS:
            return candidate in self._lowered
        # Searching the whole record for each of very many values would take quadratic time.
        if self._words is None:
            found = (pattern.findall(self._lowered) for pattern in _WORDS)
            self._words = {word for words in found for word in words}
        return candidate in self._words

    def _next_surrogate(self, target: Target) -> str:
        family = family_of(target.kind, target.identity)
        if family is None:
            return ""
        number = self._last_surrogate.get(target.kind, 0)
        while not family.size or number < family.size:
            number += 1
            candidate = family.numbered(number)
            if not self._stands_in_record(candidate.lower(), number):
                self._last_surrogate[target.kind] = number
                return candidate
        return ""


def _scope_id(scope: Scope, group: str) -> str:
    if scope is Scope.DATASET:
        return DATASET_SCOPE_ID
    return f"group:{group}" if scope is Scope.GROUP and group else ""
