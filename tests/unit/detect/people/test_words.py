import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avow.detect.people.words import find_words


def words_of(text: str) -> list[str]:
    raw = text.encode()
    found = find_words(np.frombuffer(raw, dtype=np.uint8))
    return [raw[a:b].decode() for a, b in zip(found.starts, found.ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t\0", []),
        ("Ann", ["Ann"]),
        ("Mr. O'Brien", ["Mr", ".", "O", "'", "Brien"]),
        ("wait... no!!", ["wait", "...", "no", "!!"]),
        ("JohnSmith", ["John", "Smith"]),
        ("RIPJohnnyWinter", ["RIP", "Johnny", "Winter"]),
        ("McDonald MacLeod DiCaprio", ["McDonald", "MacLeod", "DiCaprio"]),
        ("iPhone", ["iPhone"]),
        ("USA", ["USA"]),
        ("B12 3rd", ["B12", "3rd"]),
        ("naïve García", ["naïve", "García"]),
        ("山田さん", ["山", "田", "さ", "ん"]),
        ("김민준", ["김민준"]),
        ("“hi” – yes", ["“", "hi", "”", "–", "yes"]),
        ("a\u00a0b\u3000c", ["a", "b", "c"]),
        ("😀😀x", ["😀", "😀", "x"]),
        ("علي حسن،", ["علي", "حسن", "،"]),
        ("e\u0301", ["e\u0301"]),
        ("a_b-c", ["a", "_", "b", "-", "c"]),
    ],
)
def test_words(text: str, expected: list[str]):
    assert words_of(text) == expected


@given(st.text())
def test_words_tile_everything_that_is_not_space(text: str):
    raw = text.encode("utf-8", "ignore")
    found = find_words(np.frombuffer(raw, dtype=np.uint8))
    assert len(found.starts) == len(found.ends)
    assert (found.starts < found.ends).all()
    assert (found.ends[:-1] <= found.starts[1:]).all()
    covered = np.zeros(len(raw), dtype=bool)
    for start, end in zip(found.starts, found.ends, strict=True):
        raw[start:end].decode()
        covered[start:end] = True
    assert (covered == (found.classes != 0)).all()


@given(st.text(), st.text())
def test_a_line_end_parts_two_texts_completely(first: str, second: str):
    first, second = (text.encode("utf-8", "ignore").decode() for text in (first, second))
    assert words_of(first + "\n" + second) == words_of(first) + words_of(second)
