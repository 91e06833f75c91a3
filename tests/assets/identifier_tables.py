"""Tables of identifiers and how each row is judged: examples, the oracle, changed digits.

A test file of a family holds its table; what is done with a row is written once, here.
"""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

import numpy as np

from avow.detect.detector import Detector
from avow.detect.engine.program import compile_program
from avow.detect.engine.scanning.hyperscan_scanner import HyperscanScanner
from avow.detect.lists import ListRules
from avow.detect.table import build_table, packaged_rule_files
from avow.detect.verify.interface import REJECT, Candidates
from avow.detect.verify.registry import find_verifier

RANDOM_PER_KIND = 2000
MUTATED_PER_KIND = 500
FEWEST_CHANGED = 400
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"
PROSE = ("hello", "K", "call me at noon", "é", "12")
Draw = Callable[[random.Random], str]


def candidates_of(*values: str) -> Candidates:
    """Return values as the matches of one batch, a line each."""
    raw = [value.encode() for value in values]
    ends = np.cumsum([len(value) + 1 for value in raw], dtype=np.int64) - 1
    starts = ends - np.array([len(value) for value in raw], dtype=np.int64)
    data = np.frombuffer(b"\n".join(raw) + b"\n", dtype=np.uint8)
    return Candidates(data=data, starts=starts, ends=ends)


def candidate_in(text: str, value: str) -> Candidates:
    """Return the first occurrence of a value in a text, between its neighbours."""
    start = len(text[: text.index(value)].encode())
    starts = np.array([start], dtype=np.int64)
    data = np.frombuffer(text.encode(), dtype=np.uint8)
    return Candidates(data=data, starts=starts, ends=starts + len(value.encode()))


def judge(names: Sequence[str], values: Sequence[str]) -> list[int]:
    """Return the highest verdict of the named verifiers on each value."""
    candidates = candidates_of(*values)
    found = [find_verifier(name)(candidates) for name in names]
    verdicts: list[int] = np.max(found, axis=0).tolist()
    return verdicts


def verdict(name: str, value: str) -> int:
    """Return the verdict of a verifier on one value."""
    return judge([name], [value])[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One scheme: our verifiers, the oracle, how to draw numbers, where we differ on purpose."""

    names: tuple[str, ...]
    oracle: str
    draw: Draw
    valid: tuple[str, ...]
    differs: Callable[[str], bool] = lambda _: False
    reason: str = ""


def pattern(template: str) -> Draw:
    """Return a generator: `0` is any digit, `A` any letter, `{a|b}` one of those; rest literal."""
    parts = re.findall(r"\{[^}]*\}|.", template)

    def draw(rng: random.Random) -> str:
        return "".join(
            rng.choice(part[1:-1].split("|"))
            if part[0] == "{"
            else rng.choice(DIGITS if part == "0" else LETTERS)
            if part in "0A"
            else part
            for part in parts
        )

    return draw


def either(*templates: str) -> Draw:
    """Return a generator of numbers of one of the templates."""
    draws = [pattern(template) for template in templates]
    return lambda rng: rng.choice(draws)(rng)


def both(name: str) -> tuple[str, ...]:
    """Return a verifier for persons and for companies."""
    return (f"{name}:person", f"{name}:company")


def oracle_accepts(module: str, number: str) -> bool:
    """Ask python-stdnum; characters that its arithmetic cannot take count as invalid."""
    return bool(import_module(f"stdnum.{module}").is_valid(number))


def with_one_other_digit(rng: random.Random, number: str) -> str:
    """Replace one digit by another one."""
    places = [place for place, symbol in enumerate(number) if symbol.isdigit()]
    place = rng.choice(places)
    other = rng.choice([digit for digit in DIGITS if digit != number[place]])
    return number[:place] + other + number[place + 1 :]


def changed_digits(number: str, places: Sequence[int] | None = None) -> list[str]:
    """Return every number that differs from this one in exactly one digit."""
    return [
        number[:place] + digit + number[place + 1 :]
        for place in (range(len(number)) if places is None else places)
        if number[place].isdigit()
        for digit in DIGITS
        if digit != number[place]
    ]


def disagreements(case: Case, family: str) -> list[str]:
    """Return random and mutated numbers on which we and the oracle differ without a reason."""
    rng = random.Random(f"{family} {case.oracle}")
    numbers = [case.draw(rng) for _ in range(RANDOM_PER_KIND)]
    seeds = [number for number in numbers if oracle_accepts(case.oracle, number)]
    seeds += list(case.valid)
    numbers += [with_one_other_digit(rng, rng.choice(seeds)) for _ in range(MUTATED_PER_KIND)]
    numbers = [number for number in numbers if not case.differs(number)]
    return [
        number
        for number, found in zip(numbers, judge(case.names, numbers), strict=True)
        if (found != REJECT) != oracle_accepts(case.oracle, number)
    ]


def survivors(name: str, module: str, template: str) -> list[str]:
    """Return numbers that differ from a valid one in one digit and still pass."""
    rng = random.Random(name)
    draw = pattern(template)
    drawn = (draw(rng) for _ in range(3000))
    valid = [number for number in drawn if oracle_accepts(module, number)]
    changed = [other for number in valid[:12] for other in changed_digits(number)]
    assert len(changed) > FEWEST_CHANGED
    return passing(name, changed)


def passing(name: str, numbers: Sequence[str]) -> list[str]:
    """Return the numbers that a verifier does not reject."""
    verdicts = judge([name], numbers)
    return [number for number, found in zip(numbers, verdicts, strict=True) if found != REJECT]


def family_detector(rule_file: str, *countries: str) -> Detector:
    """Return a detector with the rows of one rule file only, some countries active."""
    table = build_table([file for file in packaged_rule_files() if file[0] == rule_file])
    return Detector(
        table=table,
        program=compile_program(
            [(rule, table.kinds[rule.kind]) for rule in table.rules],
            cache=None,
            make_scanner=HyperscanScanner,
        ),
        countries=frozenset(countries),
        lists=ListRules(),
        keep_impersonal=True,
    )


def found_in(detector: Detector, text: str) -> list[str]:
    """Return what is found in a text, as `kind=value`."""
    return [f"{item.kind}={text[item.start : item.end]}" for item in detector.find(text)]
