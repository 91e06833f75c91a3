"""Windows: every word in exactly one, none too long, cut where the text pauses."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avow.detect.people.encoder.windows import MAX_PIECES, Window, cut_windows
from avow.detect.people.encoder.wordpiece import WordPieces

VOCABULARY = WordPieces(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "##a", "b", "##b", ".", "!", ","])


def spans_of(text: str) -> list[tuple[int, int]]:
    spans, start = [], None
    for place, letter in enumerate(text + " "):
        if letter in "ab" and start is None:
            start = place
        if letter not in "ab" and start is not None:
            spans.append((start, place))
            start = None
        if letter in ".!,":
            spans.append((place, place + 1))
    return spans


def windows_of(text: str, max_words: int = 8) -> list[Window]:
    return list(cut_windows(text, spans_of(text), VOCABULARY, max_words=max_words))


@given(st.text(alphabet="ab.!, \n", max_size=300), st.integers(1, 12))
@settings(max_examples=150, deadline=None)
def test_windows_share_out_the_words_in_order(text: str, max_words: int) -> None:
    windows = windows_of(text, max_words)
    words = [number for window in windows for number in range(window.first, window.last)]
    assert words == list(range(len(spans_of(text))))
    assert all(0 < window.last - window.first <= max_words for window in windows)


@given(st.text(alphabet="ab.!, \n", min_size=1, max_size=300))
@settings(max_examples=100, deadline=None)
def test_each_piece_knows_its_word_and_each_word_its_first_piece(text: str) -> None:
    for window in windows_of(text):
        count = window.last - window.first
        assert len(window.heads) == count
        assert window.owner[window.heads].tolist() == list(range(1, count + 1))
        assert window.owner[0] == window.owner[-1] == 0
        assert sorted(set(window.owner.tolist())) == list(range(count + 1))
        assert len(window.pieces) == len(window.owner) <= MAX_PIECES + 2


@pytest.mark.parametrize(
    ("text", "first_cut"),
    [
        ("a a a a a. a a a a", 6),
        ("a a a a a\na a. a a", 5),
        ("a a a a a\n\na\na a a", 5),
        ("a a a a a a\na. a a", 6),
        ("a a a a a a a a a", 8),
        ("a. a a a a a a a a", 8),
    ],
)
def test_cut_falls_on_the_strongest_late_border(text: str, first_cut: int) -> None:
    assert windows_of(text)[0].last == first_cut


def test_short_text_is_one_window() -> None:
    assert len(windows_of("a b a.\n\nb")) == 1


def test_text_without_words_has_no_window() -> None:
    assert windows_of(" \n ") == []


def test_words_of_many_pieces_make_a_window_shorter() -> None:
    text = " ".join(["abababab"] * 100)
    windows = windows_of(text, max_words=100)
    assert len(windows) > 1
    assert all(len(window.pieces) <= MAX_PIECES + 2 for window in windows)
