"""The program: a rule table compiled into shapes, one multi-pattern scan and prepared rules."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from avow.detect.engine.bounds import BOUNDARY_NAMES
from avow.detect.engine.byteclass import byte_table, literal_table
from avow.detect.engine.context import ContextFinder
from avow.detect.engine.digits.lower import lower_pattern
from avow.detect.engine.digits.shapes import Shape, ShapeSet
from avow.detect.engine.scanning.interface import Expression, Scanner, ScannerFactory
from avow.detect.rule import KindRow, Role, Rule
from avow.detect.verify.interface import BoolArray, Verifier
from avow.detect.verify.registry import find_verifier
from avow.errors import RuleError


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedRule:
    """One rule with everything that running it needs.

    Attributes:
        rule, kind: The rows.
        verifier: Check, or None.
        left_table, right_table: Bytes over which a match grows, or None.
        trim_table: Bytes cut from the right, or None.
        value: Expression that finds the value in the match, or None.
        phrases: Context phrases that suffice.
        local_phrases: Context phrases that suffice while a country of the rule is active.
        countries: Where the rule is at home; empty for everywhere.
    """

    rule: Rule
    kind: KindRow
    verifier: Verifier | None
    left_table: BoolArray | None
    right_table: BoolArray | None
    trim_table: BoolArray | None
    value: re.Pattern[bytes] | None
    phrases: frozenset[int]
    local_phrases: frozenset[int]
    countries: frozenset[str]

    @property
    def impersonal(self) -> bool:
        """Whether matches are decoys or organisations' numbers."""
        return self.kind.role in (Role.DECOY, Role.ORGANISATION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What the engine runs.

    Attributes:
        rules: Prepared rules.
        shapes: Digit shapes of the rules that could be lowered.
        scanner: The multi-pattern scan of all others, or None.
        rules_of_expression: Rule indexes per expression of the scan.
        context: Finder of context phrases.
    """

    rules: tuple[PreparedRule, ...]
    shapes: ShapeSet
    scanner: Scanner | None
    rules_of_expression: tuple[tuple[int, ...], ...]
    context: ContextFinder


def compile_program(
    rows: Sequence[tuple[Rule, KindRow]],
    *,
    cache: Path | None,
    make_scanner: ScannerFactory,
) -> Program:
    """Compile rules into a program.

    Args:
        rows: Rules with their kinds, in table order.
        cache: Directory for compiled tables, or None to compile in memory.
        make_scanner: Which engine scans.

    Raises:
        RuleError: A row cannot be run exactly.
    """
    phrase_ids: dict[str, int] = {}
    for rule, _ in rows:
        for phrase in (*rule.context, *rule.context_local):
            phrase_ids.setdefault(phrase, len(phrase_ids))
    shapes: dict[int, tuple[Shape, ...]] = {}
    expressions: dict[Expression, list[int]] = {}
    prepared: list[PreparedRule] = []
    for index, (rule, kind) in enumerate(rows):
        prepared.append(_prepare(rule, kind, phrase_ids))
        lowered = _lowered(rule)
        if lowered is not None:
            shapes[index] = lowered
        else:
            expression = Expression(
                pattern=rule.pattern.encode("utf-8"), ignore_case=rule.ignore_case
            )
            expressions.setdefault(expression, []).append(index)
    return Program(
        rules=tuple(prepared),
        shapes=ShapeSet(shapes),
        scanner=make_scanner(list(expressions), cache) if expressions else None,
        rules_of_expression=tuple(tuple(indexes) for indexes in expressions.values()),
        context=ContextFinder(list(phrase_ids), cache, make_scanner),
    )


def _lowered(rule: Rule) -> tuple[Shape, ...] | None:
    """Return the digit shapes of a rule; one that grows needs the scanner's boundaries."""
    if rule.extend_left or rule.extend_right:
        return None
    return lower_pattern(rule.pattern, left=rule.left, right=rule.right)


def _prepare(rule: Rule, kind: KindRow, phrase_ids: dict[str, int]) -> PreparedRule:
    for side in (rule.left, rule.right):
        if side not in BOUNDARY_NAMES:
            raise RuleError(f"rule {rule.id}: no boundary is called {side!r}")
    try:
        value = re.compile(rule.value.encode("utf-8")) if rule.value else None
    except re.error as error:
        raise RuleError(f"rule {rule.id}: value: {error}") from None
    return PreparedRule(
        rule=rule,
        kind=kind,
        verifier=find_verifier(rule.verifier) if rule.verifier else None,
        left_table=byte_table(rule.extend_left) if rule.extend_left else None,
        right_table=byte_table(rule.extend_right) if rule.extend_right else None,
        trim_table=literal_table(rule.trim) if rule.trim else None,
        value=value,
        phrases=frozenset(phrase_ids[phrase] for phrase in rule.context),
        local_phrases=frozenset(phrase_ids[phrase] for phrase in rule.context_local),
        countries=frozenset(rule.locales),
    )
