import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avow.verbatim.words import (
    BLOCK_BYTES,
    fold,
    gram_factors,
    gram_hashes,
    gram_hashes_at,
    gram_of,
    hash_texts,
    hash_word,
    hash_words,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def plain(folded: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in folded).split(" ")


def words_of(text: str) -> list[int]:
    return hash_words(text).hashes.tolist()


@given(TEXT, TEXT)
def test_folding_does_not_see_where_a_text_is_cut(one: str, two: str) -> None:
    # The table works per code point; plain ASCII takes a quicker way that must agree with it.
    assert plain(fold(one + two)) == plain(fold(one) + fold(two))


@given(TEXT)
def test_words_are_those_of_the_folded_text(text: str) -> None:
    folded = fold(text).encode()
    words = [
        word
        for word in "".join(
            letter if letter.isalnum() else " " for letter in folded.decode()
        ).split(" ")
        if word
    ]
    assert words_of(text) == [hash_word(word.encode()) for word in words]


@pytest.mark.parametrize(
    "style",
    [
        "It was the best of times",
        "IT WAS THE BEST OF TIMES",
        "It, was -- the (best) of\ttimes!",
        "It\u00a0was the be\u00adst of\u200b times".replace("of\u200b times", "of times"),
        "Ít wàs thé bẽst öf tímes",
        "\uff29\uff54 was the best of times",
        "I\u0301t was the best of times",
    ],
)
def test_style_does_not_change_the_words(style: str) -> None:
    assert words_of(style) == words_of("it was the best of times")


def test_other_words_and_other_order_are_other_hashes() -> None:
    assert words_of("best") != words_of("bets")
    assert words_of("a b") != words_of("b a")
    assert len(set(words_of("aa ab ba bb aaa aba 0 00"))) == 8
    one = gram_hashes(hash_words("a b c d").hashes, 4, 7)
    assert one.tolist() != gram_hashes(hash_words("b a c d").hashes, 4, 7).tolist()
    assert one.tolist() != gram_hashes(hash_words("a b c d").hashes, 4, 8).tolist()


def test_letters_of_scripts_without_spaces_are_words() -> None:
    assert len(words_of("東京都に住む人")) == 7
    assert len(words_of("ab東京cd")) == 4


@given(st.lists(TEXT, max_size=8))
def test_texts_hashed_together_are_as_one_by_one(texts: list[str]) -> None:
    together, ranges = hash_texts(texts or ["x"])
    for text, (first, end) in zip(texts or ["x"], ranges, strict=True):
        assert together[first:end].tolist() == words_of(text)


def test_long_texts_are_hashed_block_by_block() -> None:
    text = "".join(f"word{number} " for number in range(250_000))
    assert len(text) > 2 * BLOCK_BYTES
    assert len(words_of(text)) == 250_000
    assert words_of(text)[-1] == words_of("word249999")[0]
    together, ranges = hash_texts(["x y", text])
    assert ranges == [(0, 2), (2, 250_002)]
    assert together[-1] == words_of("word249999")[0]
    assert len(words_of("x" * (BLOCK_BYTES + 5))) == 2


def test_grams_by_step_by_place_and_one_by_one_agree() -> None:
    words = hash_words(" ".join(f"w{number % 13}" for number in range(40))).hashes
    every = gram_hashes(words, 8, 99)
    assert gram_hashes(words, 8, 99, step=4).tolist() == every[::4].tolist()
    places = np.array([0, 5, 32])
    assert gram_hashes_at(words, places, 8, 99).tolist() == every[places].tolist()
    factors = gram_factors(8, 99)
    assert [gram_of(words[at : at + 8].tolist(), factors, 99) for at in range(33)] == every.tolist()
    assert len(gram_hashes(words[:7], 8, 99)) == 0
