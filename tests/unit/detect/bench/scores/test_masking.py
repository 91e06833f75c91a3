"""Masking of whole entities, and precision of masked words."""

from pathlib import Path

import orjson
import pytest

from avow.detect.bench.corpora.interface import Corpus
from avow.detect.bench.corpora.load import load_dev
from avow.detect.bench.predicted import Predicted, make_predicted
from avow.detect.bench.scores.masking import (
    DIRECT,
    QUASI,
    count_entities,
    count_words,
    score_masking,
    word_frequencies,
)

TEXT = "Mr Wren, born in Norland, sued. Wren won against Quill and the court."


def _spans(*items: tuple[str, int, str, str, str]) -> list[dict[str, object]]:
    rows = []
    for value, occurrence, label, kind, entity in items:
        start = -1
        for _ in range(occurrence + 1):
            start = TEXT.index(value, start + 1)
        rows.append(
            {
                "start": start,
                "end": start + len(value),
                "label": label,
                "src": label,
                "identifier_type": kind,
                "entity_id": entity,
            }
        )
    return rows


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    spans = _spans(
        ("Mr Wren", 0, "PERSON", "DIRECT", "e1"),
        ("Wren", 1, "PERSON", "DIRECT", "e1"),
        ("Norland", 0, "LOC", "QUASI", "e2"),
        ("Quill", 0, "PERSON", "QUASI", "e3"),
        ("court", 0, "ORG", "NO_MASK", "e4"),
    )
    (tmp_path / "tab").mkdir()
    record = {"id": "1", "text": TEXT, "lang": "en", "spans": spans}
    (tmp_path / "tab" / "dev.jsonl").write_bytes(orjson.dumps(record) + b"\n")
    return load_dev(tmp_path, ["tab"])[0]


def _guess(value: str, start: int = 0) -> Predicted:
    place = TEXT.index(value, start)
    return make_predicted(TEXT, place, place + len(value), label="PERSON", kind="person.name")


def test_one_visible_mention_leaves_the_entity_unprotected(corpus: Corpus) -> None:
    (text,) = corpus.texts
    first, second = _guess("Wren"), _guess("Wren", 10)
    assert count_entities(text, [first, second], DIRECT) == (1, 0, 0)
    assert count_entities(text, [first], DIRECT) == (0, 0, 1)
    assert count_entities(text, [], DIRECT) == (0, 0, 1)
    assert count_entities(text, [first, second], QUASI) == (0, 0, 2)


def test_titles_and_punctuation_need_no_mask_but_letters_do(corpus: Corpus) -> None:
    (text,) = corpus.texts
    assert count_entities(text, [_guess("Norland")], QUASI) == (1, 0, 1)
    assert count_entities(text, [_guess("Norlan")], QUASI) == (0, 0, 2)


def test_masked_words_inside_and_outside(corpus: Corpus) -> None:
    (text,) = corpus.texts
    assert count_words(text, [_guess("Wren"), _guess("court")], None) == (1, 1, 0)
    assert count_words(text, [_guess("Mr Wren, born")], None) == (2, 1, 0)
    assert count_words(text, [], None) == (0, 0, 0)


def test_rare_words_weigh_more(corpus: Corpus) -> None:
    (text,) = corpus.texts
    frequencies = {"the": 900, "court": 100}
    rare, common, _ = count_words(text, [_guess("Quill"), _guess("the")], frequencies)
    assert rare > 10 * common
    assert word_frequencies([text])["wren"] == 2


def test_score_of_a_corpus(corpus: Corpus) -> None:
    everything = [[_guess("Wren"), _guess("Norland"), _guess("Wren", 10), _guess("court")]]
    score = score_masking(corpus, everything, {"the": 1})
    assert score.direct is not None
    assert score.quasi is not None
    assert score.token_precision is not None
    assert (score.direct.value, score.quasi.value, score.token_precision.value) == (1.0, 0.5, 0.75)
    assert score.documents_leaking is not None
    assert score.documents_leaking.value == 0.0
    nothing = score_masking(corpus, [[]], {"the": 1})
    assert nothing.token_precision is None
    assert nothing.documents_leaking is not None
    assert nothing.documents_leaking.value == 1.0
