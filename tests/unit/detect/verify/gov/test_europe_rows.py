"""The European rule rows: every verifier is used, tiers fit the strength of the checks."""

import re
import tomllib
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from avow.detect.verify.gov import europe_east, europe_north, europe_south, europe_west
from avow.detect.verify.interface import REJECT, Candidates
from avow.detect.verify.registry import find_verifier

FAMILIES = {
    "west": europe_west, "south": europe_south, "north": europe_north, "east": europe_east,
}  # fmt: skip
RANDOM_NUMBERS = 40_000
LARGEST_PASS_RATE = 1 / 90
FEWEST_PERSONAL_KINDS = 45


def load(part: str) -> dict[str, Any]:
    """Return the rule file of a part of Europe."""
    name = f"gov_europe_{part}.toml"
    return tomllib.loads((files("avow.detect") / "rules" / name).read_text(encoding="utf-8"))


ROWS = [row for part in FAMILIES for row in load(part)["rule"]]
KINDS = [kind for part in FAMILIES for kind in load(part)["kind"]]
PLAIN_DIGITS = re.compile(r"(?:\\d|[0-9]|\{\d+\}|\(\?:|[)|]|\[[- ./]+\]\?| \?|/\?|-\?)+")


@pytest.mark.parametrize("part", sorted(FAMILIES))
def test_every_verifier_is_used_by_a_row_of_its_file(part: str) -> None:
    used = {row.get("verifier") for row in load(part)["rule"]} - {None}
    assert used == set(FAMILIES[part].VERIFIERS)


def test_there_are_enough_personal_kinds() -> None:
    personal = [kind for kind in KINDS if kind["role"] == "personal"]
    assert len(personal) >= FEWEST_PERSONAL_KINDS


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind["name"])
def test_companies_do_not_count_as_personal(kind: dict[str, Any]) -> None:
    company = kind["name"].startswith("org.")
    assert (kind["role"] == "organisation") is company


def pass_rate(rng: np.random.Generator, pattern: str, verifier: str, width: int) -> float:
    """Return the share of random numbers of a width that the row would report."""
    drawn = rng.integers(ord("0"), ord("0") + 10, (RANDOM_NUMBERS, width), dtype=np.uint8)
    ends = np.arange(1, RANDOM_NUMBERS + 1, dtype=np.int64) * width
    candidates = Candidates(data=drawn.ravel(), starts=ends - width, ends=ends)
    found = find_verifier(verifier)(candidates) != REJECT
    matched = [re.fullmatch(pattern, number.tobytes().decode()) for number in drawn[found]]
    return sum(match is not None for match in matched) / RANDOM_NUMBERS


STRONG = [row for row in ROWS if row["tier"] != "C" and PLAIN_DIGITS.fullmatch(row["pattern"])]


@pytest.mark.parametrize("row", STRONG, ids=lambda row: row["id"])
def test_plain_digits_without_context_need_a_strong_check(row: dict[str, Any]) -> None:
    rng = np.random.default_rng(7)
    longest = sum(int(count or 1) for count in re.findall(r"\\d(?:\{(\d+)\})?", row["pattern"])) + 3
    rates = [
        pass_rate(rng, row["pattern"], row["verifier"], width) for width in range(8, longest + 1)
    ]
    assert max(rates) <= LARGEST_PASS_RATE


def test_the_strong_rows_are_seen() -> None:
    seen = {row["id"] for row in STRONG}
    assert {"gov.de.tax_id", "gov.fr.nir.plain", "gov.tr.tckn", "gov.se.personnummer.short"} <= seen
    assert "gov.pl.pesel" not in seen
