import numpy as np
import pytest

from avow.detect.people.features import describe_words
from avow.detect.people.gate import REACH, open_words
from avow.detect.people.gazetteers import load_gazetteers
from avow.detect.people.words import find_words

LISTS = load_gazetteers()


def opened(text: str) -> list[str]:
    raw = text.encode()
    data = np.frombuffer(raw, dtype=np.uint8)
    words = find_words(data)
    forms = describe_words(data, words)
    mask = open_words(forms, LISTS.bits_of(forms))
    return [
        raw[a:b].decode() for a, b, held in zip(words.starts, words.ends, mask, strict=True) if held
    ]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("then Anna came", "Anna"),
        ("then anna came", "anna"),
        ("hope kowalczyk pays", "kowalczyk"),
        ("we saw Will today", "Will"),
        ("the Turkish man", "Turkish"),
        ("ship it to Paris now", "Paris"),
        ("she is 45 years old", "45"),
        ("私は山田です", "山"),
        ("это Иван", "Иван"),
    ],
)
def test_what_may_be_a_name_is_open(text: str, name: str):
    assert name in opened(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "the invoice was paid and the order has been sent.",
        "The invoice was paid.",
        "we need 12 of them at once, please",
        "- - - ---- ... !!",
    ],
)
def test_plain_prose_is_closed(text: str):
    assert opened(text) == []


def test_short_gaps_between_names_are_opened():
    assert opened("with Jan van der Berg today") == ["Jan", "van", "der", "Berg"]
    assert opened("see Kowalski, J. R. there")[:5] == ["Kowalski", ",", "J", ".", "R"]


def test_gaps_are_not_closed_over_an_empty_line():
    assert opened("with Jan\n\nand\n\nBerg") == ["Jan", "Berg"]


def test_what_is_far_away_changes_nothing():
    middle = "then the invoice was paid and it was sent to them with the others " * 2
    alone = opened(middle)
    assert alone == []
    assert opened(f"Anna {middle}Bob") == ["Anna", "Bob"]
    assert len(middle.split()) > 2 * REACH
