"""Rule rows and kind rows: the typed form of `rules/*.toml`."""

from dataclasses import dataclass
from enum import StrEnum


class Tier(StrEnum):
    """When a verified match is reported.

    ALWAYS: whenever boundaries, lengths and the verifier agree.
    LOCALE: when one of the row's countries is active (declared, or voted by the document's
        language), or one of the row's context words stands near.
    CONTEXT: only with a context word near (or in the hint: field name, column header).
    """

    ALWAYS = "A"
    LOCALE = "L"
    CONTEXT = "C"


class Role(StrEnum):
    """What a kind is for: personal data, a look-alike, an organisation's number, or a quasi."""

    PERSONAL = "personal"
    SECRET = "secret"  # noqa: S105 - the name of a role
    ORGANISATION = "organisation"
    DECOY = "decoy"
    QUASI = "quasi"


class Risk(StrEnum):
    """Harm if the value leaks."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRow:
    """One kind of the catalogue.

    Attributes:
        name: Dotted name; its first part is the class that policies address.
        title: What a person calls it.
        token: Upper-case word that stands in for a value, as in `[EMAIL]`.
        risk: Harm if it leaks.
        role: Personal, secret, organisation, decoy or quasi. Decoys and organisations are
            recognised so that they do not count as personal; quasi kinds are off by default.
        on: Reported by default.
    """

    name: str
    title: str
    token: str
    risk: Risk
    role: Role = Role.PERSONAL
    on: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One detection row; the scan proposes with `pattern`, the verifier disposes.

    Attributes:
        id: Unique dotted name.
        version: Raised whenever the row's findings change.
        kind: Name of a `KindRow`.
        pattern: Byte-wise regular expression in the syntax common to hyperscan, RE2 and `re`.
        ignore_case: ASCII letters match in either case.
        left, right: What may not touch the match: `word` (letter, digit or underscore, any
            script), `digit`, `token` (word, or one of `-./@+=`), `group` (word, or a digit behind
            one separator: the match is a whole run of digit groups), or `any` for no condition.
        extend_left, extend_right: Character class, such as `[A-Za-z0-9_-]`, over which a match
            grows outward from the pattern; empty for none.
        max_left, max_right: Most bytes that it may grow.
        trim: Characters cut from the right end after growing.
        value: Byte-wise `re` searched in the match; its group 1 (or 0) is the finding.
        min_len, max_len: Length bounds of the finding in bytes.
        cell: The pattern must match a whole text (a field, a CSV cell) whose hint holds a context
            word of the row; it is tried nowhere else. Examples are written `hint|text`.
        verifier: Name in the verifier registry, or `name:argument`; empty for none.
        context: Words that suffice near the match; `@name` takes a shared list.
        context_local: Words that suffice only while one of `locales` is active.
        tier: When a verified match is reported.
        locales: ISO 3166 countries in which the row is at home; empty for everywhere.
        score: Confidence rank without further evidence.
        examples_yes: Texts with the finding between `<<` and `>>`; `{~}` is dropped on loading,
            so that no fake secret stands in the file.
        examples_no: Texts in which this row finds nothing.
        source: Where the format is defined.
    """

    id: str
    version: int
    kind: str
    pattern: str
    source: str
    ignore_case: bool = False
    left: str = "word"
    right: str = "word"
    extend_left: str = ""
    extend_right: str = ""
    max_left: int = 64
    max_right: int = 256
    trim: str = ""
    value: str = ""
    min_len: int = 1
    max_len: int = 4096
    cell: bool = False
    verifier: str = ""
    context: tuple[str, ...] = ()
    context_local: tuple[str, ...] = ()
    tier: Tier = Tier.ALWAYS
    locales: tuple[str, ...] = ()
    score: float = 0.5
    examples_yes: tuple[str, ...] = ()
    examples_no: tuple[str, ...] = ()
