"""Words: case, punctuation and spacing do not count, placeholders are one word per kind."""

from types import ModuleType

import pytest
import xxhash
from hypothesis import given
from hypothesis import strategies as st

from avow.scrub.dedup.near.words import WordHasher


@pytest.fixture(scope="module")
def hasher(dedup: ModuleType) -> WordHasher:
    made: WordHasher = dedup.make_hasher()
    return made


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hello, world!", "hello world"),
        ("a\tb\nc\u00a0d", "a b c d"),
        ("\u201cWell\u201d \u2013 he said\u2026", "well he said"),
        ("CAF\u00c9", "cafe\u0301"),
        ("[PERSON_1] met [PERSON_2]", "[PERSON_9] met [PERSON]"),
        ("ask [EMAIL_7K3QW9A2ZC]", "ask [EMAIL_3]."),
        ("no. [US_SSN_1]", "no [US_SSN]"),
    ],
)
def test_these_are_the_same_words(hasher: WordHasher, one: str, other: str) -> None:
    assert hasher.split(one) == hasher.split(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[PERSON_1]", "person"),
        ("[PERSON_1]", "[EMAIL_1]"),
        ("[PERSON_1]", "person 1"),
        ("[JOHN_1]", "[JOHN_2]"),
        ("caf\u00e9", "cafe"),
        ("helloworld", "hello world"),
        ("1 2", "12"),
        ("a_b", "a b"),
    ],
)
def test_these_are_not(hasher: WordHasher, one: str, other: str) -> None:
    assert hasher.split(one) != hasher.split(other)


def test_a_placeholder_is_one_word_even_inside_others(hasher: WordHasher) -> None:
    assert hasher.split("x[PERSON_1]y") == [b"x", b"\x01PERSON".lower(), b"y"]


@pytest.mark.parametrize("text", ["\u4eca\u65e5\u306f\u6674\u308c", "\u0e2a\u0e27\u0e31\u0e2a"])
def test_scripts_without_spaces_give_a_word_per_character(hasher: WordHasher, text: str) -> None:
    assert [word.decode() for word in hasher.split(text)] == list(text)


@pytest.mark.parametrize("text", ["", " \n\t ", "...", "!? --", "\u2003\u201c\u201d"])
def test_texts_without_words_have_none(hasher: WordHasher, text: str) -> None:
    assert len(hasher.hash_text(text)) == 0


def test_every_word_has_its_xxh3_hash(hasher: WordHasher) -> None:
    expected = [xxhash.xxh3_64_intdigest(word) for word in (b"one", b"two", b"one")]
    assert hasher.hash_text("One, two: ONE").tolist() == expected


@given(texts=st.lists(st.text(max_size=40), max_size=6))
def test_what_was_hashed_before_does_not_matter(dedup: ModuleType, texts: list[str]) -> None:
    used = dedup.make_hasher()
    for text in texts:
        used.hash_text(text)
    for text in texts:
        assert used.hash_text(text).tolist() == dedup.make_hasher().hash_text(text).tolist()
