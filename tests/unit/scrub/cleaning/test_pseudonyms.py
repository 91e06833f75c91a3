"""Ordinals and keyed words."""

import pytest

from avow.detect.tokens import ALPHABET
from avow.scrub.cleaning.pseudonyms import Ordinals, keyed_integer, keyed_word

KEY = bytes(range(32))


def word(
    identity: str = "x",
    *,
    key: bytes = KEY,
    scope: str = "dataset",
    kind: str = "a",
    width: int = 10,
) -> str:
    return keyed_word(key, scope_id=scope, kind=kind, identity=identity, width=width)


@pytest.mark.parametrize("width", [10, 13])
def test_word_has_its_width_and_alphabet(width: int) -> None:
    made = word(width=width)
    assert len(made) == width
    assert set(made) <= set(ALPHABET)


def test_word_is_a_known_answer() -> None:
    # BLAKE2b-512 of the length-prefixed parts, first 50 bits, Crockford base 32; fixed for ever.
    assert word("maria@real.org", kind="contact.email") == "HSPGDRZFYB"


def test_every_part_separates() -> None:
    made = {
        word(),
        word("y"),
        word(key=bytes(32)),
        word(scope="group:1"),
        word(kind="b"),
        # Plain concatenation would make these two equal.
        word("bc", kind="a"),
        word("c", kind="ab"),
    }
    assert len(made) == 7


def test_kinds_with_the_same_first_16_bytes_are_apart() -> None:
    assert word(kind="gov.us.driving_licence") != word(kind="gov.us.driving_licensee")


def test_no_clash_among_twenty_thousand() -> None:
    made = {word(f"person {number}") for number in range(20_000)}
    assert len(made) == 20_000
    assert not any(one.isdigit() for one in made)


def test_integer_has_the_asked_bits() -> None:
    values = [
        keyed_integer(KEY, scope_id="s", kind="k", identity=str(number), bits=8)
        for number in range(500)
    ]
    assert max(values) < 256
    assert len(set(values)) > 200


def test_ordinals_by_first_appearance_after_the_highest_present() -> None:
    ordinals = Ordinals()
    ordinals.note_present("EMAIL", 4)
    ordinals.note_present("EMAIL", 2)
    assert [ordinals.number("EMAIL", "e", one) for one in "abab"] == [5, 6, 5, 6]
    assert ordinals.number("PHONE", "p", "a") == 1
    assert ordinals.number("EMAIL", "other", "a") == 7
