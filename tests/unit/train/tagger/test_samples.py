import pytest

from avow.detect.bench.corpora.interface import Ignored, LabelledSpan, LabelledText
from avow.train.tagger.samples import ANYTHING, NOT_PERSON, NOTHING, Marked, Sample, _spans, cut


def sample(text: str, *spans: tuple[int, int]) -> Sample:
    marks = tuple(Marked(start, end, "PERSON") for start, end in spans)
    return Sample(text, marks, frozenset(), "x")


def test_a_short_text_stays_whole():
    whole = sample("Ann came", (0, 3))
    assert list(cut(whole)) == [whole]


@pytest.mark.parametrize("most", [5, 20, 60])
def test_pieces_join_to_the_text_and_keep_their_spans(most: int):
    text = "Ann Lee came. Then Bob left.\nAnd\nMr Day. stayed with Eve."
    whole = sample(text, (0, 7), (19, 22), (36, 40), (53, 56))
    pieces = list(cut(whole, most))
    assert "".join(piece.text for piece in pieces) == text
    found = [piece.text[span.start : span.end] for piece in pieces for span in piece.spans]
    assert found == [text[span.start : span.end] for span in whole.spans]


def test_no_piece_ends_inside_a_span():
    text = "x. A. Bee. y. " * 3
    whole = sample(text, (3, 10))
    first = next(iter(cut(whole, 4)))
    assert first.text.endswith("A. Bee. ") or first.text == "x. "


def labelled(ignored: Ignored, label: str = "PERSON") -> LabelledText:
    span = LabelledSpan(
        start=0, end=6, core_start=4, core_end=6, label=label, source_label="s", ignored=ignored
    )
    return LabelledText(id="1", text="Mr. Al x", language="en", domain="", spans=(span,))


@pytest.mark.parametrize(
    ("ignored", "label", "expected"),
    [
        (Ignored.NO, "PERSON", Marked(4, 6, "PERSON")),
        (Ignored.NO, "EMAIL", Marked(0, 6, NOTHING)),
        (Ignored.HANDLE, "PERSON", Marked(0, 6, ANYTHING)),
        (Ignored.NOT_A_NAME, "PERSON", Marked(0, 6, ANYTHING)),
        (Ignored.UNMAPPED, "", Marked(0, 6, NOT_PERSON)),
        (Ignored.ROLE, "PERSON", Marked(0, 6, NOTHING)),
        (Ignored.TITLE, "PERSON", Marked(0, 6, NOTHING)),
    ],
)
def test_what_a_span_teaches(ignored: Ignored, label: str, expected: Marked):
    assert _spans(labelled(ignored, label)) == (expected,)
