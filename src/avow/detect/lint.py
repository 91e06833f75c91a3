"""Lint for rule files: refuses rows that the engine cannot run exactly, and runs their examples.

Also a module to run: `python -m avow.detect.lint FILE...`; without files, the packaged rules.
"""

import re
import re._constants as sre
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from re import _parser  # type: ignore[attr-defined]  # the standard parser; typeshed hides it
from typing import Any

from avow.detect.backtracking import explosive_parts
from avow.detect.detector import Detector
from avow.detect.engine.digits.lower import lower_pattern
from avow.detect.engine.program import Program, compile_program
from avow.detect.engine.scanning.hyperscan_scanner import HyperscanScanner
from avow.detect.engine.scanning.interface import Expression
from avow.detect.lists import ListRules
from avow.detect.rule import Rule
from avow.detect.table import RuleTable, build_table, packaged_rule_files
from avow.errors import AvowError, RuleError

FEWEST_EXAMPLES = 2
COUNTRY_LETTERS = 2
NUL = 0
_OPEN, _CLOSE = "<<", ">>"
_REFUSED = {
    sre.ASSERT: "look-around",
    sre.ASSERT_NOT: "look-around",
    sre.GROUPREF: "a back-reference",
    sre.GROUPREF_EXISTS: "a conditional",
    sre.MIN_REPEAT: "a lazy quantifier",
    sre.POSSESSIVE_REPEAT: "a possessive quantifier",
    sre.ATOMIC_GROUP: "an atomic group",
    sre.ANY: "a bare dot (it matches NUL; write a class)",
}
_NUL_CATEGORIES = (sre.CATEGORY_NOT_DIGIT, sre.CATEGORY_NOT_SPACE, sre.CATEGORY_NOT_WORD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One thing wrong with one row."""

    rule: str
    message: str


def lint_table(table: RuleTable, rules: Sequence[Rule] | None = None) -> list[Complaint]:
    """Return everything wrong with some rows of a table (all of them by default)."""
    chosen = table.rules if rules is None else tuple(rules)
    complaints = [
        Complaint(rule=rule.id, message=message) for rule in chosen for message in _lint_row(rule)
    ]
    seen: dict[tuple[str, ...], str] = {}
    for rule in table.rules:
        key = (rule.pattern, rule.kind, rule.verifier, rule.value, *rule.locales)
        if key in seen and rule in chosen:
            complaints.append(Complaint(rule=rule.id, message=f"shadows {seen[key]}"))
        seen.setdefault(key, rule.id)
    if not complaints:
        complaints += test_examples(table, chosen)
    return complaints


def _lint_row(rule: Rule) -> Iterator[str]:
    if len(rule.examples_yes) < FEWEST_EXAMPLES or len(rule.examples_no) < FEWEST_EXAMPLES:
        yield f"needs at least {FEWEST_EXAMPLES} examples of each sort"
    if rule.tier != "A" and not (rule.context or rule.context_local or rule.locales):
        yield f"tier {rule.tier} needs context words or locales"
    if rule.context_local and not rule.locales:
        yield "context_local needs locales"
    for country in rule.locales:
        if not (len(country) == COUNTRY_LETTERS and country.isupper()):
            yield f"{country!r} is not an ISO 3166 country"
    for example in rule.examples_yes:
        if example.count(_OPEN) != 1 or example.count(_CLOSE) != 1:
            yield "an example marks its one finding with << and >>"
    if not rule.source:
        yield "needs a source"
    yield from _lint_pattern(rule)


def _lint_pattern(rule: Rule) -> Iterator[str]:
    try:
        parsed = _parser.parse(rule.pattern.encode("utf-8"))
    except re.error as error:
        yield f"pattern: {error}"
        return
    shortest, _ = parsed.getwidth()
    if shortest == 0:
        yield "the pattern can match nothing"
    yield from (f"the pattern has {message}" for message in sorted(set(_refused(parsed))))
    if _ends_in_optional_separator(parsed):
        yield "the pattern ends in an optional separator"
    for text in (rule.pattern, rule.value):
        for character in re.findall(r"\[[^\]]*[^\x00-\x7f][^\]]*\]", text):
            yield f"a class holds a non-ASCII letter: {character}"
    yield from (f"value: {message}" for message in sorted(set(explosive_parts(rule.value))))
    if rule.cell:
        return
    try:
        if _needs_scanner(rule):
            HyperscanScanner(
                [Expression(pattern=rule.pattern.encode(), ignore_case=rule.ignore_case)], None
            )
    except RuleError as error:
        yield error.message


def _needs_scanner(rule: Rule) -> bool:
    lowered = lower_pattern(
        rule.pattern, left=rule.left, right=rule.right, ignore_case=rule.ignore_case
    )
    return lowered is None


def _refused(parsed: Any) -> Iterator[str]:  # noqa: ANN401 - the parser's own tree is untyped
    """Walk the parser's tree and name every construct that engines run differently."""
    for operator, argument in parsed:
        if operator in _REFUSED:
            yield _REFUSED[operator]
        elif operator is sre.AT:
            yield "an anchor (use left and right)"
        elif operator is sre.NOT_LITERAL or (operator is sre.IN and _matches_nul(argument)):
            yield "a class that matches NUL"
        elif operator is sre.BRANCH:
            for branch in argument[1]:
                yield from _refused(branch)
        elif operator is sre.MAX_REPEAT:
            yield from _refused(argument[2])
        elif operator is sre.SUBPATTERN:
            yield from _refused(argument[3])


def _matches_nul(members: Sequence[tuple[Any, Any]]) -> bool:
    negated = bool(members) and members[0][0] is sre.NEGATE
    holds = any(
        (kind is sre.LITERAL and value == NUL)
        or (kind is sre.RANGE and value[0] == NUL)
        or (kind is sre.CATEGORY and value in _NUL_CATEGORIES)
        for kind, value in members
    )
    return holds != negated


def _ends_in_optional_separator(parsed: Any) -> bool:  # noqa: ANN401
    if not len(parsed):
        return False
    operator, argument = parsed[-1]
    if operator is not sre.MAX_REPEAT or argument[0] != 0 or len(argument[2]) != 1:
        return False
    inner, value = argument[2][0]
    if inner is sre.LITERAL:
        return chr(value) in " -./:\t"
    return inner is sre.IN and all(
        kind is sre.LITERAL and chr(member) in " -./:\t" for kind, member in value
    )


def test_examples(table: RuleTable, rules: Sequence[Rule]) -> list[Complaint]:
    """Run the examples of some rows with the whole table and the rows' own countries active."""
    rows = [(rule, table.kinds[rule.kind]) for rule in table.rules]
    program = compile_program(rows, cache=None, make_scanner=HyperscanScanner)
    complaints: list[Complaint] = []
    for rule in rules:
        detector = _detector_for(table, program, rule)
        for number, marked in enumerate(rule.examples_yes, start=1):
            hint, example = _hint_and_text(rule, marked)
            start = example.index(_OPEN)
            text = example.replace(_OPEN, "").replace(_CLOSE, "")
            end = example.index(_CLOSE) - len(_OPEN)
            found = [(item.start, item.end, item.kind) for item in detector.find(text, hint)]
            if (start, end, rule.kind) not in found:
                got = ", ".join(f"{kind} {begin}..{stop}" for begin, stop, kind in found)
                complaints.append(
                    Complaint(
                        rule=rule.id,
                        message=f"example {number}: expected {start}..{end}, found {got or 'none'}",
                    )
                )
        for number, plain in enumerate(rule.examples_no, start=1):
            hint, text = _hint_and_text(rule, plain)
            if any(item.rule == rule.id for item in detector.find(text, hint)):
                complaints.append(
                    Complaint(rule=rule.id, message=f"counter-example {number} is found")
                )
    return complaints


def _hint_and_text(rule: Rule, example: str) -> tuple[str, str]:
    """Return the hint and the text of an example; only cell rules have a hint before a bar."""
    hint, bar, text = example.partition("|")
    return (hint, text) if rule.cell and bar else ("", example)


def _detector_for(table: RuleTable, program: Program, rule: Rule) -> Detector:
    return Detector(
        table=table,
        program=program,
        countries=frozenset(rule.locales),
        lists=ListRules(),
        keep_impersonal=True,
    )


def load_files(paths: Sequence[str]) -> tuple[RuleTable, list[Rule]]:
    """Load rule files beside the packaged context lists; return the table and their own rows.

    Raises:
        AvowError: A file cannot be read or a row is malformed.
    """
    own = [(path, Path(path).read_bytes()) for path in paths]
    packaged = packaged_rule_files()
    names = {Path(path).name for path in paths}
    beside = [(name, body) for name, body in packaged if name == "context.toml"]
    sources = own + [entry for entry in beside if entry[0] not in names]
    table = build_table(sources)
    return table, list(table.rules)


def main(arguments: Sequence[str]) -> int:
    """Lint the files named, or the packaged rules; return 0 when all is well."""
    try:
        if arguments:
            table, rules = load_files(arguments)
        else:
            table = build_table(packaged_rule_files())
            rules = list(table.rules)
        complaints = lint_table(table, rules)
    except AvowError as error:
        sys.stdout.write(f"{error.message}\n")
        return 2
    for complaint in complaints:
        sys.stdout.write(f"{complaint.rule}: {complaint.message}\n")
    sys.stdout.write(f"{len(rules)} rows, {len(complaints)} complaints\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
