"""Measuring a real run: what is left is found, what was left by rule stands apart."""

from collections.abc import Callable, Mapping

import pytest

from avow.detect.detector import Detector
from avow.errors import ConfigError
from avow.policy.actions import Action, ActionPolicy
from avow.scrub.clean import Cleaner
from avow.scrub.config import FieldConfig, ScrubConfig
from avow.scrub.proof.manifest import Manifest
from avow.scrub.records import Leaf, Record
from avow.scrub.risk.checker import Checker
from avow.scrub.risk.measure import Risk, measure_risk
from avow.scrub.storage.interface import Store

Make = Callable[[Mapping[str, object], ScrubConfig], tuple[Store, Manifest]]

CONFIG = ScrubConfig(
    fields=FieldConfig(skip=("note",), untouched=("sig",)),
    actions=ActionPolicy(kinds={"network.ipv4": Action.KEEP}),
)
ROWS = [
    {
        "text": f"The committee met for the {number}th time and this was not for you. "
        f"Write to person{number}@somewhere-else.net or look at 81.2.69.{number % 200 + 1}.",
        "note": "call +49 30 12345678",
        "sig": "sender@somewhere-else.net",
    }
    for number in range(80)
]


@pytest.fixture(scope="module")
def checker() -> Checker:
    return Checker(CONFIG)


@pytest.fixture(scope="module")
def risk(make_dataset: Make, checker: Checker) -> Risk:
    store, manifest = make_dataset({"a.jsonl": ROWS}, CONFIG)
    cleaner = Cleaner(config=CONFIG, detector=Detector.load(), keys=None, optouts=None)
    return measure_risk(
        store, manifest, CONFIG, scrubber=cleaner, checker=checker, wanted=500, per_cell=6
    )


def test_a_clean_output_still_has_a_bound(risk: Risk) -> None:
    assert (risk.overall.hits, risk.overall.records) == (0, 80)
    assert risk.overall.limit is not None
    assert risk.overall.limit >= risk.overall.upper > 0.04
    assert risk.rate.upper is not None
    assert risk.rate.upper > 0


def test_what_was_left_by_rule_stands_apart(risk: Risk) -> None:
    left = {(one.where, one.kind): one.records for one in risk.left_by_rule}
    assert left["skipped", "contact.phone"] == 80
    assert left["untouched", "contact.email"] == 80
    assert left["kept", "network.ipv4"] == 80
    assert risk.anywhere.hits == 80


def test_spiked_kinds_have_a_recall_and_a_miss_rate(risk: Risk) -> None:
    mail = next(row for row in risk.kinds if row.kind == "contact.email")
    assert mail.bound.planted == mail.misses.planted == 12
    assert mail.bound.found == 12
    assert mail.misses.survived == 0
    kept = next(row for row in risk.kinds if row.kind == "network.ipv4")
    assert kept.misses.survived == 12
    assert risk.kinds_not_measured > 100
    prose = [cell for cell in risk.cells if cell.placing == "prose"]
    assert [cell.found for cell in prose] == [0]


def test_sample_language_and_tokens_are_told(risk: Risk) -> None:
    assert risk.sample.is_whole
    assert risk.sample.records == risk.sample.population == 80
    assert [one.language for one in risk.languages] == ["en"]
    assert [(one.kind, one.times) for one in risk.tokens] == [("contact.email", 80)]


def test_another_configuration_is_refused(make_dataset: Make, checker: Checker) -> None:
    store, manifest = make_dataset({"a.jsonl": ROWS[:3]}, CONFIG)
    with pytest.raises(ConfigError, match="not the one that made"):
        measure_risk(store, manifest, ScrubConfig(), scrubber=None, checker=checker)


def row(text: str, path: str = "text") -> Record:
    return Record(ordinal=0, offset=0, size=len(text), leaves=(Leaf(path, text),))


def test_the_checker_sees_what_a_run_of_no_country_does_not(checker: Checker) -> None:
    text = "reference 12.345.678-5 and so on"
    assert Detector.load().find(text) == []
    found = checker.check([row(text)])[0]
    assert [(one.kind, one.where) for one in found] == [("gov.cl.rut", "scanned")]


@pytest.mark.parametrize("text", ["[EMAIL] and [PERSON_1]", "write to me@example.com", "plain"])
def test_tokens_reserved_values_and_plain_words_are_clean(checker: Checker, text: str) -> None:
    assert checker.check([row(text)]) == [()]


def test_kinds_that_are_off_do_not_count(checker: Checker) -> None:
    found = checker.check([row("it was on 12 March 2021 that they came")])[0]
    assert {one.where for one in found} == {"off"}


def test_the_checker_says_what_it_is(checker: Checker) -> None:
    facts = checker.facts
    assert facts.shares_rules
    assert facts.rules > 300
    assert facts.countries > 45
    assert facts.rules_digest.startswith("sha256:")
