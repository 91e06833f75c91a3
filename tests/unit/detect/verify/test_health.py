"""Health identifiers against python-stdnum, published examples and mutations."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

import numpy as np
import pytest

from avow.detect.detector import Detector
from avow.detect.engine.program import compile_program
from avow.detect.engine.scanning.hyperscan_scanner import HyperscanScanner
from avow.detect.lists import ListRules
from avow.detect.table import build_table, packaged_rule_files
from avow.detect.verify.health import FACTORIES, VERIFIERS
from avow.detect.verify.interface import CHECKED, PLAUSIBLE, REJECT, RESERVED, Candidates

RANDOM_PER_KIND = 2000
MUTATED_PER_KIND = 500
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
DIGITS = "0123456789"


def judge(names: Sequence[str], values: Sequence[str]) -> list[int]:
    """Return the highest verdict of the named verifiers on each value."""
    raw = [value.encode() for value in values]
    ends = np.cumsum([len(value) + 1 for value in raw], dtype=np.int64) - 1
    starts = ends - np.array([len(value) for value in raw], dtype=np.int64)
    data = np.frombuffer(b"\n".join(raw) + b"\n", dtype=np.uint8)
    candidates = Candidates(data=data, starts=starts, ends=ends)
    found = []
    for name in names:
        head, colon, argument = name.partition(":")
        verifier = FACTORIES[head](argument) if colon else VERIFIERS[head]
        found.append(verifier(candidates))
    verdicts: list[int] = np.max(found, axis=0).tolist()
    return verdicts


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One scheme: our verifiers, the oracle, how to draw numbers, where we differ on purpose."""

    names: tuple[str, ...]
    oracle: str
    draw: Callable[[random.Random], str]
    valid: tuple[str, ...]
    differs: Callable[[str], bool] = lambda _: False
    reason: str = ""


def pattern(template: str) -> Callable[[random.Random], str]:
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


def either(*templates: str) -> Callable[[random.Random], str]:
    draws = [pattern(template) for template in templates]
    return lambda rng: rng.choice(draws)(rng)


CASES = (
    Case(
        names=("ca_bc_phn",),
        oracle="ca.bc_phn",
        draw=either("9000 000 000", "9000000000", "0000000000", "900000000"),
        valid=("9698 658 215",),
    ),
)


def oracle_accepts(module: str, number: str) -> bool:
    """Ask python-stdnum; characters that its arithmetic cannot take count as invalid."""
    return bool(import_module(f"stdnum.{module}").is_valid(number))


def with_one_other_digit(number: str, rng: random.Random) -> str:
    """Replace one digit by another one."""
    places = [place for place, symbol in enumerate(number) if symbol.isdigit()]
    place = rng.choice(places)
    other = rng.choice([digit for digit in DIGITS if digit != number[place]])
    return number[:place] + other + number[place + 1 :]


def drawn(case: Case) -> list[str]:
    """Return random numbers, valid ones found among them, and mutations of valid ones."""
    rng = random.Random(f"health {case.oracle}")
    numbers = [case.draw(rng) for _ in range(RANDOM_PER_KIND)]
    seeds = [number for number in numbers if oracle_accepts(case.oracle, number)]
    seeds += list(case.valid)
    return numbers + [with_one_other_digit(rng.choice(seeds), rng) for _ in range(MUTATED_PER_KIND)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.oracle)
def test_verdict_equals_the_oracle(case: Case) -> None:
    numbers = [number for number in drawn(case) if not case.differs(number)]
    verdicts = judge(case.names, numbers)
    wrong = [
        number
        for number, verdict in zip(numbers, verdicts, strict=True)
        if (verdict != REJECT) != oracle_accepts(case.oracle, number)
    ]
    assert wrong == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.oracle)
def test_published_numbers_pass(case: Case) -> None:
    assert REJECT not in judge(case.names, case.valid)


@pytest.mark.parametrize(
    ("name", "module", "template"),
    [("ca_bc_phn", "ca.bc_phn", "9000000000")],
)
def test_every_single_digit_error_is_caught(name: str, module: str, template: str) -> None:
    rng = random.Random(name)
    draw = pattern(template)
    valid = [
        number for number in (draw(rng) for _ in range(3000)) if oracle_accepts(module, number)
    ]
    mutated = [
        number[:place] + digit + number[place + 1 :]
        for number in valid[:12]
        for place, symbol in enumerate(number)
        if symbol.isdigit()
        for digit in DIGITS
        if digit != symbol
    ]
    assert len(mutated) > 400
    assert set(judge([name], mutated)) == {REJECT}


@pytest.mark.parametrize(
    ("name", "number", "verdict"),
    [
        ("us_npi", "1234567893", CHECKED),  # the worked example of CMS
        ("us_npi", "1234567892", REJECT),
        ("us_npi", "3234567891", REJECT),
        ("us_npi", "123456789", REJECT),
        ("us_dea", "AB1234563", CHECKED),
        ("us_dea", "AB1234564", REJECT),
        ("us_dea", "F91234563", CHECKED),
        ("us_dea", "ZB1234563", REJECT),
        ("us_dea", "AB0000000", REJECT),
        ("us_mbi", "1EG4-TE5-MK73", RESERVED),  # printed on the specimen card of CMS
        ("us_mbi", "1eg4te5mk72", RESERVED),
        ("us_mbi", "2FH5-UF6-NM84", PLAUSIBLE),
        ("us_mbi", "0FH5-UF6-NM84", REJECT),
        ("us_mbi", "2SH5-UF6-NM84", REJECT),
        ("us_mbi", "2FH5-UF6-NMB4", REJECT),
        ("us_mbi", "2FH5-UF6-NM8", REJECT),
        ("ca_on_hcn", "9876-543-217", CHECKED),
        ("ca_on_hcn", "9876-543-218", REJECT),
        ("ca_on_hcn", "0876543219", REJECT),
        ("ca_qc_nam", "TREM 8712 1234", PLAUSIBLE),
        ("ca_qc_nam", "TREM 8762 1234", PLAUSIBLE),  # a woman born in December
        ("ca_qc_nam", "TREM 8713 1234", REJECT),
        ("ca_qc_nam", "TREM 8712 3234", REJECT),
        ("ca_qc_nam", "TRE8 8712 1234", REJECT),
        ("au_medicare", "2123 45670 1", CHECKED),
        ("au_medicare", "2123 45670 1/2", CHECKED),
        ("au_medicare", "2123 45671 1", REJECT),
        ("au_medicare", "2123 45670 0", REJECT),
        ("au_medicare", "1123 45679 1", REJECT),
        ("au_medicare", "2123 45670", REJECT),
        ("au_ihi", "8003608166690503", CHECKED),
        ("au_ihi", "8003608166690504", REJECT),
        ("au_ihi", "8003618166690502", REJECT),
        ("nz_nhi", "ZAC5361", CHECKED),  # the worked examples of HISO 10046
        ("nz_nhi", "ZBN77VL", CHECKED),
        ("nz_nhi", "ZAC5362", REJECT),
        ("nz_nhi", "ZBN77VM", REJECT),
        ("nz_nhi", "ZIC5361", REJECT),
        ("nz_nhi", "ZA5361", REJECT),
    ],
)
def test_named_verdict(name: str, number: str, verdict: int) -> None:
    assert judge([name], [number]) == [verdict]


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("us_npi", "1234567893"),
        ("ca_on_hcn", "9876543217"),
        ("au_ihi", "8003608166690503"),
        ("nz_nhi", "ZAC5361"),
    ],
)
def test_every_single_digit_error_of_a_published_number_is_caught(name: str, number: str) -> None:
    mutated = [
        number[:place] + digit + number[place + 1 :]
        for place, symbol in enumerate(number)
        if symbol.isdigit()
        for digit in DIGITS
        if digit != symbol
    ]
    assert set(judge([name], mutated)) == {REJECT}


@pytest.mark.parametrize("name", sorted(VERIFIERS))
def test_no_candidates_no_verdicts(name: str) -> None:
    empty = np.zeros(0, dtype=np.int64)
    data = np.frombuffer(b"text", dtype=np.uint8)
    assert len(VERIFIERS[name](Candidates(data=data, starts=empty, ends=empty))) == 0


@pytest.mark.parametrize("name", sorted(VERIFIERS))
def test_prose_is_rejected(name: str) -> None:
    assert judge([name], ["hello", "K", "call me at noon", "é", "12"]) == [REJECT] * 5


@pytest.fixture(scope="module")
def detector() -> Detector:
    """Return a detector with the rows of this family only, its countries active."""
    table = build_table([file for file in packaged_rule_files() if file[0] == "health.toml"])
    rows = [(rule, table.kinds[rule.kind]) for rule in table.rules]
    return Detector(
        table=table,
        program=compile_program(rows, cache=None, make_scanner=HyperscanScanner),
        countries=frozenset({"AU", "US"}),
        lists=ListRules(),
        keep_impersonal=True,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NPI 1234567893", ["health.us.npi=1234567893"]),
        ("call 1234567893", []),
        ("Medicare number 1EG4-TE5-MK73", ["health.us.mbi=1EG4-TE5-MK73"]),
        ("MRN: 00482913, seen today", ["health.mrn=00482913"]),
        ("item 00482913, seen today", []),
        ("Medicare 2123 45670 1/2", ["health.au.medicare=2123 45670 1/2"]),
        ("Medicare 2123 45671 1", []),
        ("Secretary of Commerce from 2003-2005", []),
        ("DEA AB1234563, not AB1234564", ["health.us.dea=AB1234563"]),
        ("Member ID: XYZ123456789", ["health.insurance_member=XYZ123456789"]),
    ],
)
def test_detected_in_text(detector: Detector, text: str, expected: list[str]) -> None:
    found = [f"{item.kind}={text[item.start : item.end]}" for item in detector.find(text)]
    assert found == expected
