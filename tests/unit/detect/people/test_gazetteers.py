import numpy as np
import pytest

from avow.detect.people.features import describe_words
from avow.detect.people.gazetteers import (
    WordBit,
    load_gazetteers,
    read_gazetteers,
    write_gazetteers,
)
from avow.detect.people.words import find_words

LISTS = load_gazetteers()


def bits_of(text: str) -> list[WordBit]:
    data = np.frombuffer(text.encode(), dtype=np.uint8)
    return [WordBit(int(bits)) for bits in LISTS.bits_of(describe_words(data, find_words(data)))]


@pytest.mark.parametrize(
    ("word", "bit"),
    [
        ("Maria", WordBit.FORENAME_TOP),
        ("maría", WordBit.FORENAME_TOP),
        ("SMITH", WordBit.SURNAME_TOP),
        ("Zlatko", WordBit.FORENAME),
        ("Germany", WordBit.COUNTRY),
        ("Turkish", WordBit.DEMONYM),
        ("Avenida", WordBit.STREET),
        ("Hospital", WordBit.ORGANISATION),
        ("Mrs", WordBit.TITLE),
        ("Hallo", WordBit.KIN),
        ("Thursday", WordBit.CALENDAR),
        ("años", WordBit.AGE_CUE),
        ("the", WordBit.USUALLY_SMALL),
        ("Chicago", WordBit.USUALLY_CAPITAL),
    ],
)
def test_listed_words(word: str, bit: WordBit):
    assert bit in bits_of(word)[0]


@pytest.mark.parametrize(
    ("word", "bit"),
    [
        ("blorp", WordBit.FORENAME),
        ("qwxz", WordBit.USUALLY_SMALL),
        ("table", WordBit.FORENAME_TOP),
        ("the", WordBit.USUALLY_CAPITAL),
        ("reading", WordBit.CITY),
        ("Smith", WordBit.COUNTRY),
    ],
)
def test_words_that_are_not_listed(word: str, bit: WordBit):
    assert bit not in bits_of(word)[0]


def test_a_known_figure_needs_both_names_side_by_side():
    assert all(WordBit.FIGURE in bits for bits in bits_of("Barack Obama"))
    assert not any(WordBit.FIGURE in bits for bits in bits_of("Barack and Obama"))
    assert not any(WordBit.FIGURE in bits for bits in bits_of("Barack\n\nObama"))


def test_a_place_of_two_words():
    found = bits_of("in New York City")
    assert [WordBit.PLACE_PHRASE in bits for bits in found] == [False, True, True, True]


def test_neighbours():
    at, name, mark, value = bits_of("@ann : x")
    assert WordBit.AFTER_AT in name
    assert WordBit.AFTER_AT not in value
    assert WordBit.BEFORE_COLON in name
    assert WordBit.AFTER_COLON in value
    assert WordBit.LINE_START in at
    assert WordBit.LINE_END in value
    assert WordBit.LINE_END not in mark


def test_a_table_survives_writing_and_reading():
    content = write_gazetteers(LISTS.words, LISTS.phrases)
    again = read_gazetteers(content)
    assert again.digest == LISTS.digest
    assert write_gazetteers(again.words, again.phrases) == content


def test_the_table_is_small():
    assert len(write_gazetteers(LISTS.words, LISTS.phrases)) < 2_000_000
