"""Plans and parsed rows from the cache equal fresh ones; what does not fit is made anew."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from avow.detect.detector import Detector
from avow.detect.engine.scanning.cache import write_cached
from avow.detect.engine.scanning.hyperscan_scanner import HyperscanScanner
from avow.detect.engine.scanning.plan import Place, Plan, load_plans
from avow.detect.rule import Rule
from avow.detect.table import load_table
from avow.errors import RuleError

RULE = Rule(id="r", version=1, kind="k", pattern="x", source="s")
PLAN = Plan(place=Place.NEAR_RUNS, pattern=b"\\b(?:x\xc3\xa9)", value_digits=3)


def plans_of(rule: Rule, cache: Path | None, code: Path) -> tuple[list[Plan], bool]:
    """Return the plans, and whether they came from the cache."""
    made: list[Plan] = []

    def make() -> list[Plan]:
        made.append(PLAN)
        return [PLAN]

    return load_plans([rule], cache=cache, code=[code], make=make), not made


def test_a_plan_is_made_once(tmp_path: Path) -> None:
    code = tmp_path / "code.py"
    code.write_text("one")
    assert plans_of(RULE, tmp_path, code) == ([PLAN], False)
    assert plans_of(RULE, tmp_path, code) == ([PLAN], True)
    assert plans_of(RULE, None, code) == ([PLAN], False)


@pytest.mark.parametrize(
    "change", [{"pattern": "y"}, {"value": "x"}, {"left": "any"}, {"ignore_case": True}]
)
def test_another_row_or_other_code_needs_another_plan(
    tmp_path: Path, change: dict[str, str]
) -> None:
    code = tmp_path / "code.py"
    code.write_text("one")
    plans_of(RULE, tmp_path, code)
    assert not plans_of(replace(RULE, **change), tmp_path, code)[1]
    code.write_text("two")
    assert not plans_of(RULE, tmp_path, code)[1]


@pytest.mark.parametrize(
    "stored",
    ["[]", "{}", "no JSON", "[[1]]", '[["nowhere", "x", 1]]', '[["runs", "\\u4e00", 1]]'],
)
def test_what_does_not_fit_is_worked_out_anew(tmp_path: Path, stored: str) -> None:
    code = tmp_path / "code.py"
    code.write_text("one")
    plans_of(RULE, tmp_path, code)
    (path,) = tmp_path.glob("*.plans.json")
    write_cached(tmp_path, path.name, stored.encode())
    assert plans_of(RULE, tmp_path, code) == ([PLAN], False)


def test_parsed_rows_from_the_cache_are_the_same(tmp_path: Path) -> None:
    fresh = load_table()
    assert load_table(cache=tmp_path) == fresh
    assert len(list(tmp_path.glob("*.rows.json"))) == 1
    assert load_table(cache=tmp_path) == fresh


def test_a_truncated_file_of_rows_is_not_read(tmp_path: Path) -> None:
    load_table(cache=tmp_path)
    (path,) = tmp_path.glob("*.rows.json")
    path.write_bytes(path.read_bytes()[:-10] + json.dumps("changed").encode())
    assert load_table(cache=tmp_path) == load_table()


def test_a_detector_from_the_cache_finds_the_same(tmp_path: Path, pattern_cache: Path) -> None:
    texts = [
        text.replace("<<", "").replace(">>", "")
        for rule in load_table().rules[::9]
        for text in rule.examples_yes
    ]
    fresh, cached = (Detector.load(cache=tmp_path, make_scanner=HyperscanScanner) for _ in range(2))
    assert fresh.find_many(texts) == cached.find_many(texts)


def test_a_bad_value_is_refused_at_loading_cache_or_not(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(
        "[[kind]]\nname = 'id.badge'\ntitle = 'Badge'\ntoken = 'BADGE'\nrisk = 'low'\n"
        "[[rule]]\nid = 'x.y'\nversion = 1\nkind = 'id.badge'\npattern = 'BDG-[0-9]{6}'\n"
        "value = '(BDG'\nsource = 'own'\n"
    )
    for _ in range(2):
        with pytest.raises(RuleError, match="value"):
            Detector.load(rules=(rules,), cache=tmp_path)
