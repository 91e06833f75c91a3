"""What the peer is trained on: the same labels, and unknown where nothing counts."""

from itertools import pairwise

import pytest
from ner_peers import CHUNK, chunks, training_records

from avow.detect.bench.corpora.interface import Ignored, LabelledSpan, LabelledText


def _span(text: str, value: str, label: str, ignored: Ignored = Ignored.NO) -> LabelledSpan:
    start = text.index(value)
    end = start + len(value)
    return LabelledSpan(
        start=start,
        end=end,
        core_start=start + (3 if value.startswith("Mr ") else 0),
        core_end=end,
        label=label,
        source_label=label,
        ignored=ignored,
    )


def _text(text: str, *spans: LabelledSpan) -> LabelledText:
    return LabelledText(id="1", text=text, language="en", domain="", spans=spans)


def test_titles_are_stripped_and_addresses_are_places() -> None:
    text = "Mr Wren, 3 Mill Lane, 1 May, @wren, Acme"
    record = next(
        training_records(
            [
                _text(
                    text,
                    _span(text, "Mr Wren", "PERSON"),
                    _span(text, "3 Mill Lane", "ADDRESS"),
                    _span(text, "1 May", "DATE"),
                    _span(text, "@wren", "HANDLE", Ignored.HANDLE),
                    _span(text, "Acme", "ORG"),
                )
            ],
            "en",
        )
    )
    spans = record["spans"]
    assert isinstance(spans, list)
    assert [(text[start:end], label) for start, end, label in spans] == [
        ("Wren", "PERSON"),
        ("3 Mill Lane", "LOC"),
        ("@wren", ""),
        ("Acme", "ORG"),
    ]


def test_long_texts_are_cut_at_line_ends_and_offsets_move() -> None:
    text = "x" * CHUNK + " end\nWren here"
    first, second = training_records([_text(text, _span(text, "Wren", "PERSON"))], "en")
    assert first["spans"] == []
    assert second == {"text": "Wren here", "spans": [(0, 4, "PERSON")]}


@pytest.mark.parametrize("text", ["", "a", "a\n" * 3000, "\n\n", "x" * 5000])
def test_chunks_cover_the_text(text: str) -> None:
    parts = list(chunks(text))
    for (_, end), (start, _) in pairwise(parts):
        assert start == end + 1
        assert text[end] == "\n"
    if text:
        assert parts[0][0] == 0
        assert parts[-1][1] >= len(text) - 1
