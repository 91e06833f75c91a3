"""The cue tables: complete in every language, consistent, without double rows."""

from collections import Counter

import pytest

from avow.detect.subjects.cues.tables import (
    LANGUAGES,
    PLACES,
    Cue,
    cue_phrases,
    cue_rows,
    head_phrases,
    nationalities,
    small_words,
)
from avow.errors import ConfigError

ROWS = list(cue_rows())
NEEDED = {
    ("public", "office"),
    ("public", "occupation"),
    ("public", "party"),
    ("public", "work"),
    ("public", "context"),
    ("private", "form"),
    ("private", "health"),
    ("private", "case"),
    ("private", "acquaintance"),
    ("private", "first_person"),
    ("private", "family"),
    ("private", "minor"),
    ("private", "victim"),
    ("private", "home"),
    ("private", "file"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_kind_of_cue(language: str) -> None:
    found = {(cue.side, cue.type) for cue, _ in ROWS if cue.id.startswith(f"{language}.")}
    assert found >= NEEDED


def test_every_place_is_used_and_no_other() -> None:
    assert {place for cue, _ in ROWS for place in cue.place} == PLACES


def test_ids_carry_their_language_and_phrases_are_folded() -> None:
    for cue, words in ROWS:
        assert cue.id.partition(".")[0] in LANGUAGES
        assert words
        assert all(word == word.lower() for word in words)


def test_no_phrase_is_both_public_and_private_in_one_place() -> None:
    sides: dict[tuple[tuple[str, ...], str], set[str]] = {}
    for cue, words in ROWS:
        for place in cue.place:
            sides.setdefault((words, place), set()).add(cue.side)
    assert [key for key, found in sides.items() if len(found) > 1] == []


def test_no_cue_holds_a_phrase_twice() -> None:
    counts = Counter((cue.id, words) for cue, words in ROWS)
    assert [key for key, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("weight", [0, -1])
def test_a_public_cue_with_a_private_weight_is_refused(weight: int) -> None:
    with pytest.raises(ConfigError):
        Cue(id="x", side="public", type="t", weight=weight, place=("title",))


def test_an_unknown_place_is_refused() -> None:
    with pytest.raises(ConfigError):
        Cue(id="x", side="private", type="t", weight=-1, place=("somewhere",))


def test_look_ups() -> None:
    assert "minister" in cue_phrases()
    assert "medical record number" in dict(head_phrases()["medical"])
    assert "spanish" in nationalities()
    assert "is" in small_words("copulas")
