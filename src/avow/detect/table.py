"""The rule table: kinds, rules and context lists read from TOML, checked and digested."""

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any

from avow.detect.engine.scanning.cache import read_cached, write_cached
from avow.detect.rule import KindRow, Risk, Role, Rule, Tier
from avow.errors import ConfigError, RuleError

SPLIT_MARK = "{~}"
_TUPLES = ("context", "context_local", "locales", "examples_yes", "examples_no")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleTable:
    """All rows in force.

    Attributes:
        kinds: Kind rows by name.
        rules: Rule rows in order of file and place.
        digest: `sha256:<hex>` over the bytes of all files, in order.
    """

    kinds: Mapping[str, KindRow]
    rules: tuple[Rule, ...]
    digest: str


def packaged_rule_files() -> list[tuple[str, bytes]]:
    """Return (name, bytes) of the rule files that ship with Avow, sorted by name."""
    folder = files("avow.detect") / "rules"
    return sorted(
        (entry.name, entry.read_bytes())
        for entry in folder.iterdir()
        if entry.name.endswith(".toml")
    )


def load_table(custom: Sequence[str | Path] = (), cache: Path | None = None) -> RuleTable:
    """Load the packaged rows and any custom files.

    Args:
        custom: Rule files of one's own.
        cache: Directory in which parsed files are kept as JSON, or None to parse them.

    Raises:
        ConfigError: A file cannot be read or is not TOML.
        RuleError: A row is malformed, a kind is unknown or an id occurs twice.
    """
    sources = packaged_rule_files()
    for path in custom:
        try:
            sources.append((str(path), Path(path).read_bytes()))
        except OSError as error:
            raise ConfigError(f"cannot read the rule file {path}: {error.strerror}") from None
    return build_table(sources, cache)


def build_table(sources: Sequence[tuple[str, bytes]], cache: Path | None = None) -> RuleTable:
    """Build a table from named TOML documents; see `load_table` for arguments and errors."""
    digest = hashlib.sha256()
    documents: list[tuple[str, dict[str, Any]]] = []
    lists: dict[str, tuple[str, ...]] = {}
    for _, content in sources:
        digest.update(len(content).to_bytes(8, "big") + content)
    parsed = _parse_documents(sources, cache, digest.hexdigest())
    for (name, _), document in zip(sources, parsed, strict=True):
        documents.append((name, document))
        lists.update({key: tuple(words) for key, words in document.get("lists", {}).items()})
    kinds = _collect_kinds(documents)
    return RuleTable(
        kinds=kinds,
        rules=_collect_rules(documents, kinds, lists),
        digest="sha256:" + digest.hexdigest(),
    )


def _parse_documents(
    sources: Sequence[tuple[str, bytes]], cache: Path | None, digest: str
) -> list[dict[str, Any]]:
    """Parse TOML documents, or take the same data from the cache (JSON reads ten times faster)."""
    if cache is None:
        return [_parse_document(name, content) for name, content in sources]
    file = f"{digest[:40]}.rows.json"
    stored = read_cached(cache, file)
    if stored is not None:
        documents: list[dict[str, Any]] = json.loads(stored)
        return documents
    documents = [_parse_document(name, content) for name, content in sources]
    write_cached(cache, file, json.dumps(documents).encode())
    return documents


def _parse_document(name: str, content: bytes) -> dict[str, Any]:
    try:
        document = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{name} is not TOML: {error}") from None
    unknown = set(document) - {"lists", "kind", "rule"}
    if unknown:
        raise RuleError(f"{name}: unknown table {min(unknown)!r}")
    return document


def _collect_kinds(documents: Sequence[tuple[str, dict[str, Any]]]) -> dict[str, KindRow]:
    kinds: dict[str, KindRow] = {}
    for name, document in documents:
        for row in document.get("kind", ()):
            kind = _kind_row(name, row)
            if kinds.setdefault(kind.name, kind) != kind:
                raise RuleError(f"{name}: kind {kind.name!r} is declared twice")
    return kinds


def _collect_rules(
    documents: Sequence[tuple[str, dict[str, Any]]],
    kinds: Mapping[str, KindRow],
    lists: Mapping[str, tuple[str, ...]],
) -> tuple[Rule, ...]:
    rules: dict[str, Rule] = {}
    for name, document in documents:
        for row in document.get("rule", ()):
            rule = _rule_row(name, row, lists)
            if rule.kind not in kinds:
                raise RuleError(f"{name}: rule {rule.id!r} names the unknown kind {rule.kind!r}")
            if rules.setdefault(rule.id, rule) is not rule:
                raise RuleError(f"{name}: rule id {rule.id!r} occurs twice")
    return tuple(rules.values())


def _kind_row(file: str, row: Mapping[str, Any]) -> KindRow:
    place = f"{file}: kind {row.get('name', '?')!r}"
    _check_keys(place, row, KindRow)
    try:
        return KindRow(
            **{
                **row,
                "risk": Risk(row["risk"]),
                "role": Role(row.get("role", Role.PERSONAL)),
            }
        )
    except (ValueError, KeyError, TypeError) as error:
        raise RuleError(f"{place}: {error}") from None


def _rule_row(file: str, row: Mapping[str, Any], lists: Mapping[str, tuple[str, ...]]) -> Rule:
    place = f"{file}: rule {row.get('id', '?')!r}"
    _check_keys(place, row, Rule)
    values: dict[str, Any] = dict(row)
    for name in _TUPLES:
        values[name] = tuple(values.get(name, ()))
    for name in ("context", "context_local"):
        values[name] = _expand(place, values[name], lists)
    for name in ("examples_yes", "examples_no"):
        values[name] = tuple(text.replace(SPLIT_MARK, "") for text in values[name])
    try:
        values["tier"] = Tier(values.get("tier", Tier.ALWAYS))
        return Rule(**values)
    except (ValueError, TypeError) as error:
        raise RuleError(f"{place}: {error}") from None


def _expand(
    place: str, words: Sequence[str], lists: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    expanded: dict[str, None] = {}
    for word in words:
        if word.startswith("@"):
            if word[1:] not in lists:
                raise RuleError(f"{place}: no context list is called {word!r}")
            expanded.update(dict.fromkeys(item.lower() for item in lists[word[1:]]))
        else:
            expanded[word.lower()] = None
    return tuple(expanded)


def _check_keys(place: str, row: Mapping[str, Any], kind: type) -> None:
    known = {field.name for field in fields(kind)}
    for key in row:
        if key not in known:
            raise RuleError(f"{place}: unknown key {key!r}")
