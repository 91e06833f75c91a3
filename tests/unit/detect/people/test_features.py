import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avow.detect.people.features import (
    AFFIX_ROWS,
    ALNUM,
    BLANK,
    BLOCK_BYTES,
    CAPITAL,
    CAPITALS,
    DIGITS,
    GLUED,
    MIXED,
    NEWLINE,
    NORM_ROWS,
    OTHER_SCRIPT,
    SHAPE_ROWS,
    SIGN,
    SMALL,
    SPACED,
    WIDE,
    WordForms,
    describe_words,
    embedding_rows,
)
from avow.detect.people.words import find_words


def forms_of(text: str) -> WordForms:
    data = np.frombuffer(text.encode(), dtype=np.uint8)
    return describe_words(data, find_words(data))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("García", "garcia"),
        ("MÜLLER", "muller"),
        ("Straße", "STRASSE"),
        ("Łukasz", "lukasz"),
        ("Nguyễn", "Nguyen"),
        ("Jose\u0301", "josé"),
        ("ИВАН", "иван"),
        ("Ørsted", "orsted"),
    ],
)
def test_spellings_that_are_one_word(first: str, second: str):
    assert forms_of(first).hashes.tolist() == forms_of(second).hashes.tolist()


@pytest.mark.parametrize(
    ("first", "second"),
    [("ana", "anna"), ("ab", "ba"), ("Li", "L"), ("иван", "иваи"), ("山", "田"), ("a1", "a2")],
)
def test_spellings_that_differ(first: str, second: str):
    assert forms_of(first).hashes.tolist() != forms_of(second).hashes.tolist()


@pytest.mark.parametrize(
    ("word", "case"),
    [
        ("ann", SMALL),
        ("Ann", CAPITAL),
        ("Éva", CAPITAL),
        ("A", CAPITAL),
        ("É", CAPITAL),
        ("USA", CAPITALS),
        ("eBay", MIXED),
        ("1999", DIGITS),
        ("3rd", ALNUM),
        ("B12", ALNUM),
        ("...", SIGN),
        ("–", SIGN),
        ("山", OTHER_SCRIPT),
        ("ш", SMALL),
    ],
)
def test_case_classes(word: str, case: int):
    assert forms_of(word).cases.tolist() == [case]


def test_gaps():
    gaps = forms_of("a, b  c\td\ne\n\nf\n \ng").gaps.tolist()
    assert gaps == [BLANK, GLUED, SPACED, WIDE, WIDE, NEWLINE, BLANK, BLANK]


def test_only_the_first_forty_bytes_of_a_word_count():
    long = "x" * 50
    assert forms_of(long).hashes[0] == forms_of("x" * 5000).hashes[0]
    assert forms_of(long).hashes[0] != forms_of("x" * 39).hashes[0]


@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1), max_size=20))
def test_a_word_looks_the_same_wherever_it_stands(parts: list[str]):
    alone = [forms_of(part) for part in parts]
    together = forms_of("\n\n".join(parts))
    assert together.hashes.tolist() == [value for form in alone for value in form.hashes.tolist()]
    assert together.cases.tolist() == [value for form in alone for value in form.cases.tolist()]
    rows = [row for form in alone for row in embedding_rows(form).tolist()]
    assert embedding_rows(together).tolist() == rows


def test_hashes_do_not_depend_on_the_block():
    words = [f"word{number}" for number in range(8000)]
    text = " ".join(words)
    assert len(text) > 2 * BLOCK_BYTES
    alone = [int(forms_of(word).hashes[0]) for word in words[::501]]
    assert forms_of(text).hashes[::501].tolist() == alone


def test_rows_stay_inside_their_tables():
    rows = embedding_rows(forms_of("The QUICK éBrown 12 ... fox's 山 " + "y" * 60))
    assert rows.min() >= 0
    assert rows[:, :2].max() < NORM_ROWS
    assert rows[:, 2:4].max() < AFFIX_ROWS
    assert rows[:, 4].max() < SHAPE_ROWS
