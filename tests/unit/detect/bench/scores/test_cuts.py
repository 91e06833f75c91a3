"""Recall by class of name, risk, false alarms and lower-cased texts."""

from pathlib import Path

import orjson
import pytest

from avow.detect.bench.corpora.interface import Corpus, LabelledText
from avow.detect.bench.corpora.load import load_dev
from avow.detect.bench.predicted import Predicted, make_predicted
from avow.detect.bench.scores.cuts import (
    alarms_on_references,
    casing_class,
    casing_of,
    false_alarms,
    lower_texts,
    measure_risk,
    recall_by,
)

FIRST = "Tobias Wren met ada at noon."
SECOND = "Nothing to see here."


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    spans = [
        {"start": 0, "end": 11, "label": "PERSON", "src": "PER"},
        {"start": 16, "end": 19, "label": "PERSON", "src": "PER"},
    ]
    records = [
        {"id": "1", "text": FIRST, "lang": "en", "spans": spans},
        {"id": "2", "text": SECOND, "lang": "en", "spans": []},
    ]
    (tmp_path / "uner_en").mkdir()
    content = b"".join(orjson.dumps(record) + b"\n" for record in records)
    (tmp_path / "uner_en" / "dev.jsonl").write_bytes(content)
    return load_dev(tmp_path, ["uner_en"])[0]


def _guess(text: str, value: str, label: str = "PERSON") -> Predicted:
    start = text.index(value)
    return make_predicted(text, start, start + len(value), label=label, kind="x")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Tobias Wren", "capitalised, several words"),
        ("Wren", "capitalised, one word"),
        ("ada", "lower case, one word"),
        ("ada quill", "lower case, several words"),
        ("WREN", "upper case, one word"),
        ("J", "capitalised, one word"),
        ("McWren", "mixed case, one word"),
        ("JR Wren", "capitalised, several words"),
        ("王芳", "without case, one word"),
        ("", "without case, one word"),
    ],
)
def test_casing(name: str, expected: str) -> None:
    assert casing_of(name) == expected


def test_recall_by_word_class(corpus: Corpus) -> None:
    guesses = [[_guess(FIRST, "Wren")], []]
    figures = recall_by(casing_class, zip(corpus.texts, guesses, strict=True))
    assert figures["capitalised, several words"].value == 1.0
    assert figures["lower case, one word"].value == 0.0
    wrong_label = [[_guess(FIRST, "Wren", "ORG")], []]
    figures = recall_by(casing_class, zip(corpus.texts, wrong_label, strict=True))
    assert figures["capitalised, several words"].value == 0.0


def test_risk_asks_for_the_whole_name(corpus: Corpus) -> None:
    half = measure_risk(corpus, [[_guess(FIRST, "Wren"), _guess(FIRST, "ada")], []])
    assert half.documents_leaking is not None
    assert (half.documents_leaking.value, half.documents_leaking.n) == (1.0, 1)
    assert half.misses_per_million_words == pytest.approx(1e6 / 10)
    whole = measure_risk(corpus, [[_guess(FIRST, "Tobias Wren"), _guess(FIRST, "ada")], []])
    assert whole.documents_leaking is not None
    assert whole.documents_leaking.value == 0.0
    assert whole.misses_per_million_words == 0.0


def test_false_alarms_only_where_nothing_is_labelled(corpus: Corpus) -> None:
    guesses = [[_guess(FIRST, "noon")], [_guess(SECOND, "Nothing"), _guess(SECOND, "here", "LOC")]]
    names = frozenset(("PERSON",))
    assert false_alarms(corpus.texts, guesses, names) == (1, len(SECOND))
    assert false_alarms(corpus.texts, guesses, None) == (2, len(SECOND))
    assert false_alarms([], [], None) == (0, 0)


def test_alarms_on_references(corpus: Corpus) -> None:
    persons = frozenset(("PER",))
    guesses = [[_guess(FIRST, "Wren"), _guess(FIRST, "Tobias"), _guess(FIRST, "ada", "ORG")], []]
    assert alarms_on_references(corpus.texts, guesses, persons) == (1, 14)
    assert alarms_on_references(corpus.texts, guesses, frozenset(("GS",))) == (0, 0)


def test_lower_case_keeps_offsets() -> None:
    text = LabelledText(id="1", text="İSTANBUL Wren ẞ", language="tr", domain="", spans=())
    (small,) = lower_texts([text])
    assert len(small.text) == len(text.text)
    assert small.text == "İstanbul wren ß"
