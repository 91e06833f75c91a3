"""Words folded in one pass are the words folded one by one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avow.detect.subjects.fold import fold_word, fold_words, word_spans

WORD = re.compile(r"[^\W_]+")


def _one_by_one(text: str) -> list[str]:
    return [fold_word(word) for word in WORD.findall(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The mayor's Aide_two", ["the", "mayor", "s", "aide", "two"]),
        ("Año «Łódź» Straße", ["ano", "łodz", "strasse"]),
        ("“Jean–Luc” … Gößmann’s", ["jean", "luc", "gossmann", "s"]),
        ("Άννα Жуков 12", ["αννα", "жуков", "12"]),
        ("e\u0301te", ["e", "te"]),
        ("a\x00b", ["a", "b"]),
        ("½ may\uff9eor \ufdfa", ["1\u20442", "mayor", fold_word("\ufdfa")]),
        ("…–“”", []),
        ("", []),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert fold_words(text, 0, len(text)) == words == _one_by_one(text)


@given(st.text(max_size=60), st.data())
def test_any_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    words = fold_words(text, start, end)
    assert words == _one_by_one(text[start:end])
    spans = word_spans(text, start, end)
    assert [fold_word(text[first:last]) for first, last in spans] == words
    assert word_spans(text, start, end, 2) == spans[:2]
