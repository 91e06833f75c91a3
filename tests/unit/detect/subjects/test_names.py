"""Names taken apart: titles, suffixes, initials, reversed order, possessives."""

import pytest

from avow.detect.subjects.fold import fold_word
from avow.detect.subjects.names import is_compatible, name_words, parse_name


@pytest.mark.parametrize(
    ("mention", "words", "titles", "gender"),
    [
        ("Jane Doe", ("jane", "doe"), (), ""),
        ("Ms Jane Doe", ("jane", "doe"), ("ms",), "f"),
        ("Mr. Lee", ("lee",), ("mr",), "m"),
        ("Dr. Ana Ruiz Gil", ("ana", "ruiz", "gil"), ("dr",), ""),
        ("Lee, John", ("john", "lee"), (), ""),
        ("O'Brien, Mary-Ann", ("mary", "ann", "obrien"), (), ""),
        ("Jane Doe's", ("jane", "doe"), (), ""),
        ("James’", ("james",), (), ""),
        ("J. R. R. Tolkien", ("j", "r", "r", "tolkien"), (), ""),
        ("Martin Luther King Jr.", ("martin", "luther", "king"), (), ""),
        ("José Ñíguez", ("jose", "niguez"), (), ""),
        ("Don Miller", ("don", "miller"), (), ""),
        ("Don Luis Prieto", ("luis", "prieto"), ("don",), "m"),
        ("Ohio Senator Jane Roe", ("jane", "roe"), ("ohio", "senator"), ""),
        ("Judge Roe", ("roe",), ("judge",), ""),
    ],
)
def test_a_mention_is_taken_apart(
    mention: str, words: tuple[str, ...], titles: tuple[str, ...], gender: str
) -> None:
    name = parse_name(mention, 0, len(mention))
    assert (name.words, name.titles, name.gender) == (words, titles, gender)
    written_first = words[-1] if name.reversed else words[0]
    assert name_words(mention[name.core_start :])[:1] == (written_first,)


@pytest.mark.parametrize(
    ("text", "mention", "gender"),
    [
        ("said Mrs Roe", "Roe", "f"),
        ("said Mr. Roe", "Roe", "m"),
        ("said Mr, Roe", "Roe", ""),
        ("MrRoe", "Roe", ""),
        ("the Roe", "Roe", ""),
    ],
)
def test_a_title_right_before_counts(text: str, mention: str, gender: str) -> None:
    start = text.index(mention)
    assert parse_name(text, start, start + len(mention)).gender == gender


@pytest.mark.parametrize(
    ("mention", "is_full"),
    [
        ("Jane Doe", True),
        ("J. Doe", False),
        ("Jane D.", False),
        ("Doe", False),
        ("van Dyk", False),
        ("Al Gore", True),
        ("Anna van Dyk", True),
    ],
)
def test_a_full_name_has_two_words_spelled_out(mention: str, is_full: bool) -> None:
    assert parse_name(mention, 0, len(mention)).is_full is is_full


def test_a_mention_without_letters_has_no_words() -> None:
    assert parse_name("12", 0, 2).words == ()


def test_words_are_folded_and_hyphens_part_them() -> None:
    assert name_words("Jean-Luc Gößmann") == ("jean", "luc", "gossmann")
    assert fold_word("ÉLÉONORE") == "eleonore"
    assert name_words("12 -") == ()


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        (("a",), ("anna",), True),
        (("anna",), ("anna",), True),
        (("anna",), ("berta",), False),
        (("a",), ("b",), False),
        ((), ("b",), True),
    ],
)
def test_an_initial_fits_its_name_only(
    one: tuple[str, ...], other: tuple[str, ...], fits: bool
) -> None:
    assert is_compatible(one, other) is fits
