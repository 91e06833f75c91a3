"""The program: a rule table compiled into shapes, one multi-pattern scan and prepared rules."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from avow.detect.engine.bounds import BOUNDARY_NAMES
from avow.detect.engine.byteclass import byte_table, literal_table
from avow.detect.engine.cells import CellMatcher, CellRule
from avow.detect.engine.context import ContextFinder, ContextMap
from avow.detect.engine.digits.lower import lower_pattern
from avow.detect.engine.digits.shapes import Shape, ShapeSet
from avow.detect.engine.digits.windows import needs_digit, needs_run
from avow.detect.engine.scanning.interface import Expression, Scanner, ScannerFactory
from avow.detect.engine.structure import WORD_BYTES, Structure
from avow.detect.rule import KindRow, Role, Rule, Tier
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
        speaking: Which phrases are either, shape [phrases].
        countries: Where the rule is at home; empty for everywhere.
        impersonal: Matches are decoys or organisations' numbers.
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
    speaking: BoolArray
    countries: frozenset[str]
    impersonal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpressionScan:
    """Distinct expressions in one scanner, and the rules that share each.

    Attributes:
        scanner: The scanner, or None when there are no expressions.
        rules: Rule indexes per expression.
    """

    scanner: Scanner | None
    rules: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What the engine runs.

    Attributes:
        rules: Prepared rules.
        shapes: Digit shapes of the rules that could be lowered.
        everywhere: The multi-pattern scan over the whole text.
        near_digits: The scan of patterns that need a digit, over the windows around digits.
        near_runs: The scan of patterns that need a long run of token characters, likewise.
        context: Finder of context phrases.
        cells: Matcher of whole texts whose hint speaks for a rule.
        speaking: Which phrases speak for which rule, shape [rules, phrases].
        silent: Which rules need no context word, shape [rules].
    """

    rules: tuple[PreparedRule, ...]
    shapes: ShapeSet
    everywhere: ExpressionScan
    near_digits: ExpressionScan
    near_runs: ExpressionScan
    context: ContextFinder
    cells: CellMatcher
    speaking: BoolArray
    silent: BoolArray

    def rules_alive(self, context: ContextMap) -> BoolArray:
        """Tell which rules can report anything given the words of a batch, shape [rules]."""
        said = np.zeros(self.speaking.shape[1], dtype=np.bool_)
        said[context.phrases] = True
        for hits in context.hints:
            said[[hit.phrase for hit in hits]] = True
        alive: BoolArray = self.silent | self.speaking[:, said].any(axis=1)
        return alive


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
    found: defaultdict[Expression, list[int]] = defaultdict(list)
    prepared: list[PreparedRule] = []
    cells: list[CellRule] = []
    for index, (rule, kind) in enumerate(rows):
        prepared.append(_prepare(rule, kind, phrase_ids))
        if rule.cell:
            cells.append(_cell_rule(index, prepared[-1]))
            continue
        lowered = _lowered(rule)
        if lowered is not None:
            shapes[index] = lowered
        else:
            found[_expression_of(rule)].append(index)
    structures = {key: Structure(key.pattern) for key in found}
    runs = {key: found[key] for key, structure in structures.items() if needs_run(structure)}
    near = {
        key: found[key]
        for key, structure in structures.items()
        if key not in runs and needs_digit(structure)
    }
    far = {key: rules for key, rules in found.items() if key not in runs and key not in near}
    context = ContextFinder(list(phrase_ids), cache, make_scanner)
    return Program(
        rules=tuple(prepared),
        shapes=ShapeSet(shapes),
        everywhere=_scan_of(far, cache, make_scanner),
        near_digits=_scan_of(near, cache, make_scanner),
        near_runs=_scan_of(runs, cache, make_scanner),
        context=context,
        cells=CellMatcher(cells, context),
        speaking=np.stack([item.speaking for item in prepared]),
        silent=np.array([item.rule.tier is not Tier.CONTEXT for item in prepared]),
    )


def _expression_of(rule: Rule) -> Expression:
    r"""Return the expression of a rule, with `\b` where a boundary would refuse it anyway.

    That spares the scanner matches inside words; the boundaries are judged on code points later.
    """
    pattern = rule.pattern.encode("utf-8")
    structure = Structure(pattern)
    refusing = ("word", "token", "group")
    left = rule.left in refusing and not rule.extend_left and structure.begins_within(WORD_BYTES)
    moved = rule.extend_right or rule.value or rule.trim
    right = rule.right == "word" and not moved and structure.ends_within(WORD_BYTES)
    if left or right:
        pattern = (rb"\b" if left else b"") + b"(?:" + pattern + b")" + (rb"\b" if right else b"")
    return Expression(pattern=pattern, ignore_case=rule.ignore_case)


def _scan_of(
    rules: Mapping[Expression, Sequence[int]], cache: Path | None, make_scanner: ScannerFactory
) -> ExpressionScan:
    return ExpressionScan(
        scanner=make_scanner(list(rules), cache) if rules else None,
        rules=tuple(tuple(indexes) for indexes in rules.values()),
    )


def _cell_rule(number: int, prepared: PreparedRule) -> CellRule:
    try:
        flags = re.IGNORECASE if prepared.rule.ignore_case else re.NOFLAG
        pattern = re.compile(prepared.rule.pattern.encode("utf-8"), flags)
    except re.error as error:
        raise RuleError(f"rule {prepared.rule.id}: pattern: {error}") from None
    return CellRule(
        number=number,
        pattern=pattern,
        verifier=prepared.verifier,
        phrases=prepared.phrases | prepared.local_phrases,
        max_len=prepared.rule.max_len,
    )


def _lowered(rule: Rule) -> tuple[Shape, ...] | None:
    """Return the digit shapes of a rule; one that grows needs the scanner's boundaries."""
    if rule.extend_left or rule.extend_right:
        return None
    return lower_pattern(
        rule.pattern, left=rule.left, right=rule.right, ignore_case=rule.ignore_case
    )


def _prepare(rule: Rule, kind: KindRow, phrase_ids: dict[str, int]) -> PreparedRule:
    for side in (rule.left, rule.right):
        if side not in BOUNDARY_NAMES:
            raise RuleError(f"rule {rule.id}: no boundary is called {side!r}")
    try:
        value = re.compile(rule.value.encode("utf-8")) if rule.value else None
    except re.error as error:
        raise RuleError(f"rule {rule.id}: value: {error}") from None
    phrases = frozenset(phrase_ids[phrase] for phrase in rule.context)
    local_phrases = frozenset(phrase_ids[phrase] for phrase in rule.context_local)
    speaking = np.zeros(len(phrase_ids), dtype=np.bool_)
    speaking[sorted(phrases | local_phrases)] = True
    return PreparedRule(
        rule=rule,
        kind=kind,
        verifier=find_verifier(rule.verifier) if rule.verifier else None,
        left_table=byte_table(rule.extend_left) if rule.extend_left else None,
        right_table=byte_table(rule.extend_right) if rule.extend_right else None,
        trim_table=literal_table(rule.trim) if rule.trim else None,
        value=value,
        phrases=phrases,
        local_phrases=local_phrases,
        speaking=speaking,
        countries=frozenset(rule.locales),
        impersonal=kind.role in (Role.DECOY, Role.ORGANISATION),
    )
