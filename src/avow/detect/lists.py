"""Allow and deny lists: values that are released, and values that are always found.

A list file is TOML: `[[allow]]` rows with `value` or `pattern` and optional `kind`, and `[[deny]]`
rows with `value` and `kind`. Deny beats allow. A released finding is still reported, with the row
that released it.
"""

import hashlib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from avow.detect.engine.merge import Contender
from avow.detect.finding import Finding, Reason, Strength
from avow.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class AllowRow:
    """One released value or pattern; an empty kind means every kind."""

    name: str
    pattern: re.Pattern[str]
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DenyRow:
    """One value that is always found, whatever its case and spacing."""

    name: str
    pattern: re.Pattern[str]
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRules:
    """The rows of one list file.

    Attributes:
        allow, deny: The rows.
        digest: SHA-256 of the file, or empty.
    """

    allow: tuple[AllowRow, ...] = ()
    deny: tuple[DenyRow, ...] = ()
    digest: str = ""

    @property
    def has_denied(self) -> bool:
        """Whether any value is on the deny list."""
        return bool(self.deny)

    def combined_digest(self, rules_digest: str) -> str:
        """Return the digest of rules and lists together."""
        if not self.digest:
            return rules_digest
        both = f"{rules_digest}\n{self.digest}".encode()
        return "sha256:" + hashlib.sha256(both).hexdigest()

    def denied(self, text: str) -> list[Contender]:
        """Return a finding for every denied value in a text."""
        found: list[Contender] = []
        for row in self.deny:
            for match in row.pattern.finditer(text):
                start, end = match.span()
                byte_start = len(text[:start].encode("utf-8"))
                finding = Finding(
                    start=start,
                    end=end,
                    byte_start=byte_start,
                    byte_end=byte_start + len(match[0].encode("utf-8")),
                    kind=row.kind,
                    rule=row.name,
                    rule_version=1,
                    score=1.0,
                    strength=Strength.DENY,
                    reasons=(Reason(type="deny_list", detail=row.name),),
                )
                found.append(Contender(finding=finding, words=0))
        return found

    def mark_allowed(self, text: str, findings: Sequence[Finding]) -> list[Finding]:
        """Return the findings, with those that an allow row releases marked as suppressed."""
        if not self.allow:
            return list(findings)
        return [self._marked(text[finding.start : finding.end], finding) for finding in findings]

    def _marked(self, value: str, finding: Finding) -> Finding:
        if finding.strength is Strength.DENY:
            return finding
        for row in self.allow:
            in_kind = not row.kind or f"{finding.kind}.".startswith(f"{row.kind}.")
            if in_kind and row.pattern.fullmatch(value):
                return replace(finding, suppressed_by=row.name)
        return finding


def load_lists(path: str | Path) -> ListRules:
    """Load a list file; an empty path means no lists.

    Raises:
        ConfigError: The file cannot be read, or a row is malformed.
    """
    if not path:
        return ListRules()
    try:
        content = Path(path).read_bytes()
        document = tomllib.loads(content.decode("utf-8"))
    except OSError as error:
        raise ConfigError(f"cannot read the list file {path}: {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} is not TOML: {error}") from None
    if set(document) - {"allow", "deny"}:
        raise ConfigError(f"{path}: only [[allow]] and [[deny]] rows are known")
    allow = [_allow_row(path, number, row) for number, row in enumerate(document.get("allow", ()))]
    deny = [_deny_row(path, number, row) for number, row in enumerate(document.get("deny", ()))]
    digest = hashlib.sha256(content).hexdigest()
    return ListRules(allow=tuple(allow), deny=tuple(deny), digest=digest)


def _allow_row(path: str | Path, number: int, row: dict[str, Any]) -> AllowRow:
    name = f"allow.{number + 1}"
    _check_row(path, name, row, {"value", "pattern", "kind", "why"})
    if ("value" in row) == ("pattern" in row):
        raise ConfigError(f"{path}: {name} needs either a value or a pattern")
    source = re.escape(row["value"]) if "value" in row else row["pattern"]
    return AllowRow(name=name, pattern=_compiled(path, name, source), kind=str(row.get("kind", "")))


def _deny_row(path: str | Path, number: int, row: dict[str, Any]) -> DenyRow:
    name = f"deny.{number + 1}"
    _check_row(path, name, row, {"value", "kind", "why"})
    words = str(row.get("value", "")).split()
    if not words or "kind" not in row:
        raise ConfigError(f"{path}: {name} needs a value and a kind")
    source = r"(?<!\w)" + r"\s+".join(re.escape(word) for word in words) + r"(?!\w)"
    return DenyRow(name=name, pattern=_compiled(path, name, source), kind=str(row["kind"]))


def _check_row(path: str | Path, name: str, row: dict[str, Any], known: set[str]) -> None:
    unknown = set(row) - known
    if unknown:
        raise ConfigError(f"{path}: {name} has the unknown key {min(unknown)!r}")


def _compiled(path: str | Path, name: str, source: str) -> re.Pattern[str]:
    try:
        return re.compile(source, re.IGNORECASE)
    except re.error as error:
        raise ConfigError(f"{path}: {name}: {error}") from None
