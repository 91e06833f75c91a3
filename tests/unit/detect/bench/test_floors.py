"""Floors: figures that must not fall."""

from pathlib import Path

import pytest

from avow.detect.bench.corpora.load import load_dev
from avow.detect.bench.evaluate import evaluate
from avow.detect.bench.floors import fallen_floors, read_floors
from avow.detect.bench.predicted import make_predicted
from avow.detect.bench.results import BenchRun, RunFacts
from avow.errors import ConfigError

ROW = """
[[floor]]
people = "fast"
set = "uner_en"
label = "PERSON"
measure = "exact"
figure = "recall"
at_least = 0.5
"""


@pytest.fixture
def run(data_folder: Path) -> BenchRun:
    (corpus,) = load_dev(data_folder, ["uner_en"])
    text, span = corpus.texts[0], corpus.texts[0].spans[0]
    guess = make_predicted(text.text, span.start, span.end, label="PERSON", kind="person.name")
    facts = RunFacts(
        version="1",
        rules_digest="",
        people="fast",
        tagger="",
        operating_point="",
        command="",
        machine="",
        cpu_seconds=1.0,
        megabytes=1.0,
    )
    return BenchRun(
        facts=facts,
        sets=(evaluate(corpus, [[guess], []]),),
        lowered={},
        casing={},
        origins={},
        alarms=(),
        peers=(),
    )


@pytest.mark.parametrize(
    ("old", "new", "fallen"),
    [
        ("0.5", "0.5", 0),
        ("0.5", "0.51", 1),
        ("recall", "precision", 0),
        ('"exact"', '"word"', 1),
        ("fast", "accurate", 0),
        ("uner_en", "tab", 0),
    ],
)
def test_what_falls(run: BenchRun, old: str, new: str, fallen: int) -> None:
    assert len(fallen_floors(run, read_floors(ROW.replace(old, new)))) == fallen


def test_what_was_not_measured_is_not_met(run: BenchRun) -> None:
    (item,) = fallen_floors(run, read_floors(ROW.replace("PERSON", "AGE")))
    assert item.reached is None
    assert str(item.floor) == "uner_en AGE exact recall at least 0.500"


@pytest.mark.parametrize(
    ("old", "new"),
    [("0.5", "1.5"), ("recall", "luck"), ("set =", "name ="), ("[[floor]]", "[[floor")],
)
def test_malformed_tables_are_refused(old: str, new: str) -> None:
    assert read_floors("") == ()
    with pytest.raises(ConfigError):
        read_floors(ROW.replace(old, new))
