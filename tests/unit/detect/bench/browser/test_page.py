"""The error browser: what it collects, and that nothing from a text becomes markup."""

import json
import re
from pathlib import Path

import pytest

from avow.detect.bench.browser.collect import (
    BOUNDARY,
    MISSED,
    SPURIOUS,
    WRONG_LABEL,
    ErrorList,
    collect_errors,
    word_class_of,
)
from avow.detect.bench.browser.page import browser_page
from avow.detect.bench.corpora.interface import Corpus
from avow.detect.bench.corpora.load import load_dev
from avow.detect.bench.predicted import Predicted, make_predicted


@pytest.fixture
def corpus(data_folder: Path) -> Corpus:
    return load_dev(data_folder, ["uner_en"])[0]


def _guess(corpus: Corpus, value: str, label: str = "PERSON") -> Predicted:
    text = corpus.texts[0].text
    start = text.index(value)
    return make_predicted(text, start, start + len(value), label=label, kind="person.name")


def _collect(corpus: Corpus, *guesses: Predicted) -> ErrorList:
    return collect_errors([(corpus, [sorted(guesses, key=lambda item: item.start), []])])


def test_nothing_wrong_is_nothing_shown(corpus: Corpus) -> None:
    errors = _collect(corpus, _guess(corpus, "Tobias Wren"), _guess(corpus, "Ada"))
    assert errors.items == ()
    assert "None at all" in browser_page(errors, told="")


def test_missed_spurious_boundary_and_wrong_label(corpus: Corpus) -> None:
    errors = _collect(
        corpus,
        _guess(corpus, "Wren"),
        _guess(corpus, "Ada", "LOC"),
        _guess(corpus, "See"),
    )
    found = {(item.kind, item.label, item.span) for item in errors.items}
    assert found == {
        (BOUNDARY, "PERSON", "Tobias Wren"),
        (WRONG_LABEL, "PERSON", "Ada"),
        (SPURIOUS, "PERSON", "See"),
    }
    assert errors.totals.total() == 3
    missed = {item.span for item in _collect(corpus).items if item.kind == MISSED}
    assert missed == {"Tobias Wren", "Ada"}


def test_only_a_sample_of_a_group_is_kept_and_all_are_counted(corpus: Corpus) -> None:
    errors = collect_errors([(corpus, [[], []])] * 200)
    assert errors.totals["uner_en/dev", "PERSON", MISSED] == 400
    assert len(errors.items) == 150


def test_text_cannot_become_markup_or_end_the_script(corpus: Corpus) -> None:
    page = browser_page(_collect(corpus), told="<i>told</i>")
    assert "<b>Ada</b>" not in page
    assert "&lt;i&gt;told&lt;/i&gt;" in page
    data = re.search(r'id="data">(.*?)</script>', page, re.DOTALL)
    assert data is not None
    assert not set("<>&") & set(data.group(1))
    records = json.loads(data.group(1))
    assert {row["span"] for row in records} == {"Tobias Wren", "Ada"}
    assert any("<b>" in row["before"] for row in records)


def test_the_page_loads_nothing_and_runs_only_its_own_script(corpus: Corpus) -> None:
    page = browser_page(_collect(corpus), told="")
    assert "default-src &#x27;none&#x27;" in page
    assert "sha256-" in page
    assert not re.search(r"""(src|href)\s*=\s*["']""", page)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("@wren", "handle or tag"),
        ("#Wren", "handle or tag"),
        ("A.B.", "initials"),
        ("J. R.", "initials"),
        ("Wren 3", "with digits"),
        ("wren", "lower case, one word"),
        ("Tobias Wren", "capitalised, several words"),
    ],
)
def test_word_class(words: str, expected: str) -> None:
    assert word_class_of(words) == expected
