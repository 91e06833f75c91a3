"""The index over an opt-out list: which records and which spans a selector hits."""

import re
from collections.abc import Iterator, Sequence

from avow.errors import VerificationError
from avow.suppression.normalise import email_forms, fold_text, normalise_person, normalise_phone
from avow.suppression.optout_list import OptOutList
from avow.suppression.selectors import (
    PERSON_TYPES,
    SelectorType,
    content_form,
    domain_suffixes,
    normalise_url,
    selector_digest,
    url_host,
)

PREFIX_ENDS = "/?&#"
MAX_NAME_WORDS = 4
NAMES_REMEMBERED_MAX = 262144
_UPPER = "A-ZÀ-ÖØ-ÞĀ-ɏΆ-ΫЀ-Я"
_PARTICLE = r"(?:(?:de|da|di|del|la|van|von|der|den|bin|al)\s)"
# The space between may be a line break in wrapped text.
_CAPITALISED = re.compile(
    rf"[{_UPPER}][\w'’\-]*\.?(?:\s{{1,3}}{_PARTICLE}{{0,2}}[{_UPPER}][\w'’\-]*\.?)+"
)
_WORD = re.compile(r"[\w'’\-]+")


class OptOutIndex:
    """Looks up records and persons in one list; costs a few dictionary look-ups per record.

    A hit is named by `<type>:<digest>`, which can be stored: it is keyed, also for domains.

    Args:
        optouts: The verified list.
        selector_key: The project's `selector` key.
        selector_key_id: Id of that key, as the list must name it.
        regions: ISO 3166 countries tried for telephone numbers without a country code.

    Raises:
        VerificationError: The list was digested under another key, so nothing would ever match.
    """

    def __init__(
        self,
        optouts: OptOutList,
        *,
        selector_key: bytes,
        selector_key_id: str,
        regions: Sequence[str] = (),
    ) -> None:
        if optouts.selector_key_id != selector_key_id:
            raise VerificationError(
                "the opt-out list was digested under another selector key",
                hint="Use the project's key with which the opt-out form works.",
            )
        self._key = selector_key
        self._regions = tuple(regions)
        self._values: dict[SelectorType, set[str]] = {type_: set() for type_ in SelectorType}
        for selector in optouts.selectors:
            self._values[selector.type].add(selector.value)
        self._prefixes: dict[str, list[str]] = {}
        for prefix in sorted(self._values[SelectorType.URL_PREFIX]):
            self._prefixes.setdefault(url_host(prefix), []).append(prefix)
        self._name_hits: dict[str, str] = {}
        self.has_urls = bool(self._values[SelectorType.DOMAIN] or self._prefixes)
        self.has_authors = bool(self._values[SelectorType.AUTHOR])
        self.has_record_ids = bool(self._values[SelectorType.RECORD_ID])
        self.has_content = bool(self._values[SelectorType.CONTENT])
        self.has_names = bool(self._values[SelectorType.NAME])
        self.has_persons = any(self._values[type_] for type_ in PERSON_TYPES)

    def __repr__(self) -> str:
        """Show how many selectors there are, never which."""
        return f"OptOutIndex({sum(map(len, self._values.values()))} selectors)"

    def _digested(self, type_: SelectorType, normalised: str) -> str:
        values = self._values[type_]
        if not values or not normalised:
            return ""
        digest = selector_digest(self._key, type_, normalised)
        return f"{type_}:{digest}" if digest in values else ""

    def url_hit(self, url: str) -> str:
        """Return the hit of a URL: its domain at a label boundary, or a prefix; else ``."""
        host = url_host(url)
        domains = self._values[SelectorType.DOMAIN]
        for suffix in domain_suffixes(host):
            if suffix in domains:
                return self._plain_hit(SelectorType.DOMAIN, suffix)
        if host in self._prefixes:
            normalised = normalise_url(url)
            for prefix in self._prefixes[host]:
                if _has_prefix(normalised, prefix):
                    return self._plain_hit(SelectorType.URL_PREFIX, prefix)
        return ""

    def _plain_hit(self, type_: SelectorType, value: str) -> str:
        return f"{type_}:{selector_digest(self._key, type_, value)}"

    def author_hit(self, author: str) -> str:
        """Return the hit of an account name, casefolded; else ``."""
        return self._digested(SelectorType.AUTHOR, fold_text(author))

    def record_id_hit(self, record_id: str) -> str:
        """Return the hit of a record id, exact; else ``."""
        return self._digested(SelectorType.RECORD_ID, record_id)

    def content_hit(self, text: str) -> str:
        """Return the hit of a whole text in normal form; else ``."""
        return self._digested(SelectorType.CONTENT, content_form(text))

    def person_hit(self, kind: str, value: str) -> str:
        """Return the hit of a finding: an e-mail address, telephone number or full name; else ``.

        Args:
            kind: Kind of the finding.
            value: The text of the finding.
        """
        match kind:
            case "contact.email":
                type_, forms = SelectorType.EMAIL, email_forms(value)
            case "contact.phone" | "contact.fax":
                type_, forms = SelectorType.PHONE, self._phone_forms(value)
            case "person.name":
                type_, forms = SelectorType.NAME, (normalise_person(value),)
            case _:
                return ""
        for form in forms:
            if hit := self._digested(type_, form):
                return hit
        return ""

    def _phone_forms(self, value: str) -> tuple[str, ...]:
        forms = [normalise_phone(value)]
        forms += [normalise_phone(value, region) for region in self._regions]
        return tuple(dict.fromkeys(forms))

    def names_in(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, hit) of listed full names over windows of 2 to 4 capitalised words.

        The longest window at a place wins; windows do not overlap.
        """
        names = self._values[SelectorType.NAME]
        if not names:
            return
        for run in _CAPITALISED.finditer(text):
            words = [match.span() for match in _WORD.finditer(text, run.start(), run.end())]
            at = 0
            while at < len(words) - 1:
                found = self._longest_name(text, words, at)
                if found is None:
                    at += 1
                else:
                    last, hit = found
                    yield words[at][0], words[last][1], hit
                    at = last + 1

    def _remember_name(self, value: str) -> str:
        # Capitalised windows repeat a great deal within a corpus.
        if len(self._name_hits) >= NAMES_REMEMBERED_MAX:
            self._name_hits.clear()
        hit = self._name_hits[value] = self._digested(SelectorType.NAME, normalise_person(value))
        return hit

    def _longest_name(
        self, text: str, words: Sequence[tuple[int, int]], at: int
    ) -> tuple[int, str] | None:
        for last in range(min(at + MAX_NAME_WORDS, len(words)) - 1, at, -1):
            value = text[words[at][0] : words[last][1]]
            hit = self._name_hits.get(value)
            if hit is None:
                hit = self._remember_name(value)
            if hit:
                return last, hit
        return None


def _has_prefix(url: str, prefix: str) -> bool:
    if not url.startswith(prefix):
        return False
    return len(url) == len(prefix) or prefix[-1] in PREFIX_ENDS or url[len(prefix)] in PREFIX_ENDS
