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
from avow.detect.engine.digits.windows import REACH_BYTES, needs_digit, needs_run
from avow.detect.engine.grow import compile_value
from avow.detect.engine.plain import PlainBounds, is_plain
from avow.detect.engine.scanning.interface import Expression, Scanner, ScannerFactory
from avow.detect.engine.scanning.plan import Place, Plan, load_plans
from avow.detect.engine.structure import DIGIT_BYTES, WORD_BYTES, Structure
from avow.detect.rule import KindRow, Role, Rule, Tier
from avow.detect.verify.interface import BoolArray, Verifier
from avow.detect.verify.registry import find_verifier
from avow.errors import RuleError

_HERE = Path(__file__).parent
_PLANNING_CODE = (
    Path(__file__),
    _HERE / "structure.py",
    _HERE / "digits" / "lower.py",
    _HERE / "digits" / "shapes.py",
    _HERE / "digits" / "windows.py",
    _HERE / "scanning" / "plan.py",
)
"""The code that decides plans; a change of it makes cached plans void."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedRule:
    """One rule with everything that running it needs.

    Attributes:
        rule, kind: The rows.
        verifier: Check, or None.
        left_table, right_table: Bytes over which a match grows, or None.
        trim_table: Bytes cut from the right, or None.
        value: Expression that finds the value in the match, or None.
        value_digits: How many digits a value holds at least.
        phrases: Context phrases that suffice.
        local_phrases: Context phrases that suffice while a country of the rule is active.
        speaking: Which phrases are either, shape [phrases].
        countries: Where the rule is at home; empty for everywhere.
        impersonal: Matches are decoys or organisations' numbers.
        is_plain: Matches neither grow nor narrow.
    """

    rule: Rule
    kind: KindRow
    verifier: Verifier | None
    left_table: BoolArray | None
    right_table: BoolArray | None
    trim_table: BoolArray | None
    value: bytes | None
    value_digits: int
    phrases: frozenset[int]
    local_phrases: frozenset[int]
    speaking: BoolArray
    countries: frozenset[str]
    impersonal: bool
    is_plain: bool


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
        bounds: What bounds the matches of plain rules.
        shapes: Digit shapes of the rules that could be lowered.
        everywhere: The multi-pattern scan over the whole text.
        near_digits: The scan of patterns that need a digit, over the windows around digits.
        near_runs: The scan of patterns that need a long run of token characters, likewise.
        context: Finder of context phrases.
        cells: Matcher of whole texts whose hint speaks for a rule.
        speaking: Which phrases speak for which rule, shape [rules, phrases].
        spoken: Which rules a context word can speak for, shape [rules].
        silent: Which rules need no context word, shape [rules].
        impersonal: Which rules find decoys or organisations' numbers, shape [rules].
    """

    rules: tuple[PreparedRule, ...]
    bounds: PlainBounds
    shapes: ShapeSet
    everywhere: ExpressionScan
    near_digits: ExpressionScan
    near_runs: ExpressionScan
    context: ContextFinder
    cells: CellMatcher
    speaking: BoolArray
    spoken: BoolArray
    silent: BoolArray
    impersonal: BoolArray

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
    plans = load_plans(
        [rule for rule, _ in rows], cache=cache, code=_PLANNING_CODE, make=lambda: _plan(rows)
    )
    shapes: dict[int, tuple[Shape, ...]] = {}
    scans: dict[Place, dict[Expression, list[int]]] = {place: {} for place in Place}
    prepared: list[PreparedRule] = []
    cells: list[CellRule] = []
    for index, ((rule, kind), plan) in enumerate(zip(rows, plans, strict=True)):
        prepared.append(_prepare(rule, kind, phrase_ids, plan))
        if plan.place is Place.CELLS:
            cells.append(_cell_rule(index, prepared[-1]))
        elif plan.place is Place.SHAPES:
            shapes[index] = _lowered(rule) or ()
        else:
            expression = Expression(pattern=plan.pattern, ignore_case=rule.ignore_case)
            scans[plan.place].setdefault(expression, []).append(index)
    context = ContextFinder(list(phrase_ids), cache, make_scanner)
    asking = np.array([item.rule.tier is Tier.CONTEXT for item in prepared], dtype=np.bool_)
    return Program(
        rules=tuple(prepared),
        bounds=PlainBounds([rule for rule, _ in rows]),
        shapes=ShapeSet(shapes, asking),
        everywhere=_scan_of(scans[Place.EVERYWHERE], cache, make_scanner),
        near_digits=_scan_of(scans[Place.NEAR_DIGITS], cache, make_scanner),
        near_runs=_scan_of(scans[Place.NEAR_RUNS], cache, make_scanner),
        context=context,
        cells=CellMatcher(cells, context),
        speaking=np.stack([item.speaking for item in prepared]),
        spoken=np.array([item.speaking.any() for item in prepared], dtype=np.bool_),
        silent=~asking,
        impersonal=np.array([item.impersonal for item in prepared]),
    )


def _plan(rows: Sequence[tuple[Rule, KindRow]]) -> list[Plan]:
    """Work out what looks for the pattern of each rule, and refuse values that do not compile."""
    found: defaultdict[Expression, list[int]] = defaultdict(list)
    places: dict[int, tuple[Place, bytes]] = {}
    digits = [Structure(rule.value.encode("utf-8")).fewest(DIGIT_BYTES) for rule, _ in rows]
    for index, (rule, _) in enumerate(rows):
        _check_value(rule)
        if rule.cell:
            places[index] = Place.CELLS, b""
        elif _lowered(rule) is not None:
            places[index] = Place.SHAPES, b""
        else:
            found[_expression_of(rule)].append(index)
    for expression, indexes in found.items():
        structure = Structure(expression.pattern)
        near = [digits[index] > 0 and _within_reach(structure, rows[index][0]) for index in indexes]
        if needs_run(structure):
            place = Place.NEAR_RUNS
        elif needs_digit(structure) or all(near):
            place = Place.NEAR_DIGITS
        else:
            place = Place.EVERYWHERE
        places |= dict.fromkeys(indexes, (place, expression.pattern))
    return [
        Plan(place=places[index][0], pattern=places[index][1], value_digits=digits[index])
        for index in range(len(rows))
    ]


def _check_value(rule: Rule) -> None:
    try:
        compile_value(rule.value.encode("utf-8"))
    except re.error as error:
        raise RuleError(f"rule {rule.id}: value: {error}") from None


def _within_reach(structure: Structure, rule: Rule) -> bool:
    """Tell whether a match with all that it can grow stays within reach of any byte of it."""
    left = rule.max_left if rule.extend_left else 0
    right = rule.max_right if rule.extend_right else 0
    return left + structure.widest + right <= REACH_BYTES


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


def _prepare(rule: Rule, kind: KindRow, phrase_ids: dict[str, int], plan: Plan) -> PreparedRule:
    for side in (rule.left, rule.right):
        if side not in BOUNDARY_NAMES:
            raise RuleError(f"rule {rule.id}: no boundary is called {side!r}")
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
        value=rule.value.encode("utf-8") if rule.value else None,
        value_digits=plan.value_digits,
        phrases=phrases,
        local_phrases=local_phrases,
        speaking=speaking,
        countries=frozenset(rule.locales),
        impersonal=kind.role in (Role.DECOY, Role.ORGANISATION),
        is_plain=is_plain(rule),
    )
