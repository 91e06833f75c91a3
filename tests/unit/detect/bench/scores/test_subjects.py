"""The confusion matrix of private and public persons."""

from avow.detect.bench.corpora.interface import Ignored, LabelledSpan, LabelledText
from avow.detect.bench.predicted import Predicted, make_predicted
from avow.detect.bench.scores.subjects import score_subjects

TEXT = "Wren Quill Ocana Solana Vega"


def _span(value: str, subject: str, ignored: Ignored = Ignored.NO) -> LabelledSpan:
    start = TEXT.index(value)
    end = start + len(value)
    return LabelledSpan(
        start=start,
        end=end,
        core_start=start,
        core_end=end,
        label="PERSON",
        source_label="PER",
        subject=subject,
        ignored=ignored,
    )


def _guess(value: str, subject: str, label: str = "PERSON") -> Predicted:
    start = TEXT.index(value)
    return make_predicted(
        TEXT, start, start + len(value), label=label, kind="person.name", subject=subject
    )


def _text(*spans: LabelledSpan) -> LabelledText:
    return LabelledText(id="1", text=TEXT, language="en", domain="", spans=spans)


def test_releases_and_masked_public_figures_are_counted_apart() -> None:
    text = _text(
        _span("Wren", "private"),
        _span("Quill", "unlinked"),
        _span("Ocana", "public"),
        _span("Solana", "public"),
        _span("Vega", "public"),
    )
    guesses = [
        _guess("Wren", "private"),
        _guess("Quill", "public"),
        _guess("Ocana", "public"),
        _guess("Solana", "unknown"),
    ]
    score = score_subjects([text], [guesses])
    assert score is not None
    assert score.matrix["unlinked", "public"] == 1
    assert score.matrix["public", "not found"] == 1
    assert score.wrong_releases is not None
    assert (score.wrong_releases.value, score.wrong_releases.n) == (0.5, 2)
    assert score.public_masked is not None
    assert (score.public_masked.value, score.public_masked.n) == (0.5, 2)


def test_without_verdicts_every_public_figure_is_masked() -> None:
    score = score_subjects([_text(_span("Wren", "public"))], [[_guess("Wren", "")]])
    assert score is not None
    assert score.matrix["public", "unknown"] == 1
    assert score.public_masked is not None
    assert score.public_masked.value == 1.0
    assert score.wrong_releases is None


def test_the_most_cautious_verdict_decides_and_other_kinds_do_not() -> None:
    text = _text(_span("Wren Quill", "private"))
    split = [_guess("Wren", "public"), _guess("Quill", "private")]
    score = score_subjects([text], [split])
    assert score is not None
    assert score.matrix["private", "private"] == 1
    score = score_subjects([text], [[_guess("Wren", "public", label="ORG")]])
    assert score is not None
    assert score.matrix["private", "not found"] == 1


def test_nothing_is_scored_where_nobody_says_whom_a_name_means() -> None:
    assert score_subjects([_text(_span("Wren", ""))], [[]]) is None
    assert score_subjects([_text(_span("Wren", "public", Ignored.ROLE))], [[]]) is None
