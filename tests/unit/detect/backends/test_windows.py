"""Windows: every place counts exactly once, whatever the length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avow.detect.backends.windows import cut_windows, find_in_windows, text_windows
from avow.detect.interface import RawSpan


@given(st.integers(0, 400), st.integers(1, 60), st.data())
def test_the_cores_cover_every_unit_once(count: int, size: int, data: st.DataObject) -> None:
    overlap = data.draw(st.integers(0, (size - 1) // 2))
    windows = cut_windows(count, size=size, overlap=overlap)
    covered = [unit for w in windows for unit in range(w.core_start, w.core_end)]
    assert covered == list(range(count))
    for window in windows:
        assert window.start <= window.core_start
        assert window.core_end <= window.end
        assert window.end - window.start <= size


@pytest.mark.parametrize(("size", "overlap"), [(10, 5), (10, -1), (0, 0)])
def test_an_overlap_that_is_too_long_is_refused(size: int, overlap: int) -> None:
    with pytest.raises(ValueError, match="less than half"):
        cut_windows(100, size=size, overlap=overlap)


def _find_marks(part: str) -> list[RawSpan]:
    """Find every `anna`, as a detector would that sees only this part."""
    places = [i for i in range(len(part)) if part.startswith("anna", i)]
    return [RawSpan(start=i, end=i + 4, label="NAME", score=1.0) for i in places]


@given(st.lists(st.sampled_from(["anna", "b", ".", "né", "  ", "長", "\n", "x" * 30]), max_size=80))
def test_windows_find_what_one_pass_finds(words: list[str]) -> None:
    text = " ".join(words)
    windows = text_windows(text, words=8, overlap_words=3)
    assert find_in_windows(text, windows, _find_marks) == _find_marks(text)


def test_a_short_text_is_one_window() -> None:
    text = "  one two three.  "
    (window,) = text_windows(text, words=4, overlap_words=1)
    assert (window.start, window.end) == (0, len(text))


def test_a_span_cut_by_a_window_is_taken_whole_from_its_neighbour() -> None:
    text = "a b c d e f anna g h i j k"
    windows = text_windows(text, words=8, overlap_words=2)
    assert len(windows) > 1
    found = find_in_windows(text, windows, _find_marks)
    assert [(span.start, span.end) for span in found] == [(12, 16)]


def test_a_run_without_spaces_is_cut_too() -> None:
    windows = text_windows("漢" * 1000, words=20, overlap_words=4)
    assert max(window.end - window.start for window in windows) <= 20 * 12
