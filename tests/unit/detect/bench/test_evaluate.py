"""What is asked of a corpus, and how the parts of a result fit together."""

from dataclasses import replace
from pathlib import Path

import pytest

from avow.detect.bench.corpora.hand import load_hand
from avow.detect.bench.corpora.interface import Corpus
from avow.detect.bench.corpora.load import load_dev
from avow.detect.bench.corpora.sets import find_set
from avow.detect.bench.evaluate import MICRO, evaluate, measures_of, questions_of
from avow.detect.bench.predicted import Predicted, make_predicted
from avow.detect.bench.scores.masking import word_frequencies
from avow.errors import InputError


def _perfect(corpus: Corpus) -> list[list[Predicted]]:
    return [
        [
            make_predicted(
                text.text,
                span.start,
                span.end,
                label=span.label,
                kind=span.label,
                subject=span.subject,
                by_default=span.label == "PERSON",
            )
            for span in text.spans
        ]
        for text in corpus.texts
    ]


def _asked(name: str) -> list[str]:
    row = find_set(name)
    file = next(file for file in row.files if file.part.value == "dev")
    corpus = Corpus(set=row, file=file, texts=(), digest="")
    return [question.name for question in questions_of(corpus)]


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("uner_en", ["PERSON", "LOC+ADDRESS", "ORG"]),
        ("btc", ["PERSON", "PERSON and handles", "LOC+ADDRESS", "ORG"]),
        ("code_github", ["PERSON", "USERNAME"]),
    ],
)
def test_only_annotated_labels_are_asked_for(name: str, asked: list[str]) -> None:
    assert sorted(_asked(name)) == sorted(asked)


def test_exact_spans_are_not_scored_where_text_was_rebuilt() -> None:
    assert "exact" not in measures_of(find_set("wnut17"))
    assert "exact" in measures_of(find_set("uner_en"))


def test_a_perfect_system_gets_full_marks(data_folder: Path) -> None:
    for corpus in load_dev(data_folder, ["tab", "uner_en", "meddocan_es"]):
        result = evaluate(corpus, _perfect(corpus), word_frequencies(corpus.texts))
        for score in result.scores:
            assert score.f1 is None or score.f1.value == 1.0
        assert result.score(MICRO, "exact") is not None
        assert result.risk.documents_leaking is not None
        assert result.risk.documents_leaking.value == 0.0


def test_a_silent_system_gets_none(data_folder: Path) -> None:
    (corpus,) = load_dev(data_folder, ["uner_en"])
    result = evaluate(corpus, [[] for _ in corpus.texts])
    persons = result.score("PERSON", "exact")
    assert persons is not None
    assert persons.precision is None
    assert persons.recall is not None
    assert persons.recall.value == 0.0
    assert result.masking == {}
    assert result.subjects is None


def test_genres_and_zones(data_folder: Path) -> None:
    web, form = load_dev(data_folder, ["uner_en", "meddocan_es"])
    result = evaluate(web, _perfect(web))
    assert set(result.domains) == {"email", "weblog"}
    assert result.domains["weblog"].f1 is None
    zones = evaluate(form, _perfect(form)).zones
    assert {zone: score.labelled for zone, score in zones.items()} == {
        "header": 2,
        "narrative": 0,
        "closing": 1,
    }


def test_masking_by_default_leaves_out_what_is_off(data_folder: Path) -> None:
    (corpus,) = load_dev(data_folder, ["tab"])
    result = evaluate(corpus, _perfect(corpus), word_frequencies(corpus.texts))
    everything, default = result.masking.values()
    assert everything.token_precision is not None
    assert default.token_precision is not None
    assert everything.token_precision.value < default.token_precision.value == 1.0


def test_a_name_released_as_public_is_not_masked(data_folder: Path) -> None:
    (corpus,) = load_dev(data_folder, ["tab"])
    released = [
        [replace(item, subject="public") for item in predicted] for predicted in _perfect(corpus)
    ]
    result = evaluate(corpus, released, word_frequencies(corpus.texts))
    direct = result.masking["everything found"].direct
    assert direct is not None
    assert direct.value == 0.0


def test_only_recall_where_the_label_means_more(data_folder: Path) -> None:
    (corpus,) = load_dev(data_folder, ["uner_en"])
    loose = replace(corpus, set=replace(corpus.set, recall_only=True))
    result = evaluate(loose, _perfect(loose))
    assert all(score.precision is None and score.f1 is None for score in result.scores)
    assert result.bars == {}


def test_hand_written_messages_say_whom_they_mean(data_folder: Path) -> None:
    (corpus,) = load_hand(data_folder / "messages.jsonl")
    assert corpus.name == "hand/messages"
    assert [span.subject for span in corpus.texts[0].spans] == ["private", "public"]
    assert corpus.texts[0].domain == "chat"
    with pytest.raises(InputError):
        load_hand(data_folder / "nothing.jsonl")
