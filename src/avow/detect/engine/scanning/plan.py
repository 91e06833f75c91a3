"""Plans: which machine looks for a rule's pattern; worked out once and kept as plain data.

Parsing eight hundred patterns takes longer than everything else at start. The answers depend on
the rows and on the code that gives them, so both are in the name of the cache file; a file that
does not verify, or does not fit, is worked out anew.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from avow.detect.engine.scanning.cache import read_cached, write_cached
from avow.detect.rule import Rule


class Place(StrEnum):
    """What looks for a pattern."""

    SHAPES = "shapes"
    EVERYWHERE = "everywhere"
    NEAR_DIGITS = "digits"
    NEAR_RUNS = "runs"
    CELLS = "cells"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the pattern of one rule says.

    Attributes:
        place: What looks for it.
        pattern: The expression for the scanner.
        value_digits: How many digits a value holds at least.
    """

    place: Place
    pattern: bytes
    value_digits: int


def load_plans(
    rules: Sequence[Rule],
    *,
    cache: Path | None,
    code: Sequence[Path],
    make: Callable[[], list[Plan]],
) -> list[Plan]:
    """Return the plan of each rule, from the cache where it has been made before.

    Args:
        rules: The rules.
        cache: Directory of cached data, or None.
        code: Files whose code decides the plans.
        make: Works the plans out; what it refuses is never kept.
    """
    if cache is None:
        return make()
    name = _cache_name(rules, code)
    stored = read_cached(cache, name)
    plans = _decode(stored, len(rules)) if stored is not None else None
    if plans is not None:
        return plans
    plans = make()
    rows = [[plan.place, plan.pattern.decode("latin-1"), plan.value_digits] for plan in plans]
    write_cached(cache, name, json.dumps(rows).encode())
    return plans


def _cache_name(rules: Sequence[Rule], code: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in code:
        digest.update(path.read_bytes())
    for rule in rules:
        sides = (rule.left, rule.right, rule.extend_left, rule.extend_right, rule.trim)
        widths = (rule.max_left, rule.max_right, rule.ignore_case, rule.cell)
        digest.update(repr((rule.pattern, rule.value, sides, widths)).encode())
    return digest.hexdigest()[:40] + ".plans.json"


def _decode(stored: bytes, count: int) -> list[Plan] | None:
    try:
        rows = json.loads(stored)
        plans = [
            Plan(place=Place(place), pattern=pattern.encode("latin-1"), value_digits=int(digits))
            for place, pattern, digits in rows
        ]
    except (ValueError, TypeError, AttributeError):
        return None
    return plans if len(plans) == count else None
