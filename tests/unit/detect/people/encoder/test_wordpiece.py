"""Pieces of words: folding, longest match, limits."""

import pytest

from avow.detect.people.encoder.wordpiece import MAX_PIECES_PER_WORD, WordPieces, fold

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
WHOLE = ("jo", "jose", "smith", "'", "s", "-", "a", ".", "1", "5", "€", "σ")
FURTHER = ("##se", "##son", "##a", "##b", "##9", "##ς")
VOCABULARY = (*SPECIAL, *WHOLE, *FURTHER)


@pytest.fixture(scope="module")
def pieces() -> WordPieces:
    return WordPieces(VOCABULARY)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("jose", ["jose"]),
        ("Jose", ["jose"]),
        ("JOSÉ", ["jose"]),
        ("José", ["jose"]),
        ("smithson", ["smith", "##son"]),
        ("jo-smith", ["jo", "-", "smith"]),
        ("Smith's", ["smith", "'", "s"]),
        ("195", ["[UNK]"]),
        ("19", ["1", "##9"]),
        ("smithx", ["[UNK]"]),
        ("x", ["[UNK]"]),
        ("\u200bjo", ["jo"]),
        ("€", ["€"]),
    ],
)
def test_word_is_cut_into_its_longest_pieces(
    pieces: WordPieces, word: str, expected: list[str]
) -> None:
    assert [VOCABULARY[number] for number in pieces.pieces(word)] == expected


@pytest.mark.parametrize("word", ["", " ", "\u0301", "\u200b"])
def test_a_word_of_nothing_visible_is_one_unknown_piece(pieces: WordPieces, word: str) -> None:
    assert pieces.pieces(word) == (pieces.unknown,)


def test_a_long_word_keeps_its_first_and_last_pieces(pieces: WordPieces) -> None:
    found = pieces.pieces("a" * 50 + "b")
    assert len(found) == MAX_PIECES_PER_WORD
    assert VOCABULARY[found[0]] == "a"
    assert VOCABULARY[found[-1]] == "##b"


def test_a_word_beyond_all_lengths_is_unknown_and_not_slow(pieces: WordPieces) -> None:
    assert pieces.pieces("a" * 100_000) == (pieces.unknown,)


def test_same_word_gives_same_pieces_after_others(pieces: WordPieces) -> None:
    before = pieces.pieces("smithson")
    for number in range(100):
        pieces.pieces(f"word{number}")
    assert pieces.pieces("smithson") == before


def test_vocabulary_without_the_special_pieces_is_refused() -> None:
    with pytest.raises(KeyError):
        WordPieces(["a", "b"])


@pytest.mark.parametrize(("word", "folded"), [("İzmir", "izmir"), ("ŁÓDŹ", "łodz"), ("ß", "ß")])
def test_fold_drops_case_and_marks_only(word: str, folded: str) -> None:
    assert fold(word) == folded
