"""Cues are tied to the name that they stand with, and to no other."""

from collections.abc import Callable
from typing import Any

import pytest

from avow.detect.subjects.cues.find import find_cues, find_head_cues

Reader = Callable[[str], Any]


def _types(read_marked: Reader, marked: str) -> list[set[str]]:
    found = read_marked(marked)
    mentions = [(person.start, person.end) for person in found.persons]
    cues = find_cues(found.text, 0, len(found.text), mentions)
    types: list[set[str]] = [set() for _ in mentions]
    for hit in cues.hits:
        types[hit.mention].add(hit.cue.type)
    return types


@pytest.mark.parametrize(
    ("marked", "type_"),
    [
        ("Prime Minister <<Ann Roe>> spoke", "office"),
        ("the Minister of Justice of Utopia, <<Ann Roe>>, spoke", "office"),
        ("<<Ann Roe>>, the mayor of Kiel, spoke", "office"),
        ("<<Ann Roe>> (born 1950) [3] was an English novelist", "occupation"),
        ("<<Ann Roe>> is a German painter", "occupation"),
        ("the Israeli mathematician and writer <<Ann Roe>>", "occupation"),
        ("<<Ann Roe>> of the Labour Party won", "party"),
        ("<<Ann Roe>> (SPD) sprach", "party"),
        ("paintings by <<Ann Roe>>", "work"),
        ("<<Ann Roe>>'s novel", "work"),
        ("my neighbour <<Ann Roe>>", "acquaintance"),
        ("Patient: <<Ann Roe>>", "form"),
        ("the victim, <<Ann Roe>>, fled", "case"),
        ("<<Ann Roe>> was diagnosed", "victim"),
        ("his wife <<Ann Roe>>", "family"),
        ("the boy <<Ben Roe>>", "minor"),
        ("<<Ann Roe>> lives at number 4", "home"),
        ("el presidente del Gobierno, <<Ana Roe>>", "office"),
        ("Bundeskanzlerin <<Anna Roe>>", "office"),
        ("le ministre des Finances <<Anne Roe>>", "office"),
    ],
)
def test_a_cue_in_its_place_counts(read_marked: Reader, marked: str, type_: str) -> None:
    assert type_ in _types(read_marked, marked)[0]


@pytest.mark.parametrize(
    ("marked", "type_"),
    [
        ("The president met <<Ann Roe>>", "office"),
        ("school governor <<Ann Roe>>", "office"),
        ("Office of the Mayor, <<Ann Roe>>", "office"),
        ("prom queen <<Ann Roe>>", "office"),
        ("lifelong Democrat <<Ann Roe>>", "party"),
        ("<<Ana Roe>> podemos ir", "party"),
        ("<<Ann Roe>>, representative of the tenants", "office"),
        ("<<Ann Roe>>, lawyer for the president, spoke", "office"),
        ("<<Ann Roe>> met the president", "office"),
        ("the Attorney General's Office and <<Ann Roe>>", "office"),
        ("<<Ann Roe>>, Attorney General's Office", "office"),
        ("<<Ann Roe>>: the president is late", "office"),
        ("<<Ann Roe>> saw the film; a novelist left", "occupation"),
        ("<<Ann Roe>> went to a party", "party"),
        ("<<Ann Roe>> from the birthday party", "party"),
        ("a patient man, <<Ann Roe>> waited", "form"),
        ("My neighbour sold it to <<Ann Roe>>", "acquaintance"),
        ("my neighbour's lawyer and friend of old <<Ann Roe>>", "acquaintance"),
        ("The boy ran and then <<Ann Roe>> came", "minor"),
    ],
)
def test_a_cue_elsewhere_does_not(read_marked: Reader, marked: str, type_: str) -> None:
    assert type_ not in _types(read_marked, marked)[0]


def test_a_cue_belongs_to_one_name(read_marked: Reader) -> None:
    assert _types(read_marked, "Mayor <<Ann Roe>> thanked <<Bob Doe>>, a tenant") == [
        {"office"},
        {"case"},
    ]


def test_a_row_shares_its_plural(read_marked: Reader) -> None:
    types = _types(
        read_marked, "the painters <<Ann Roe>>, <<Bob Doe>> of Kiel and <<Cy Poe>> met <<Di Moe>>"
    )
    assert [("occupation" in found) for found in types] == [True, True, True, False]


def test_a_name_in_brackets_does_not_take_the_predicate(read_marked: Reader) -> None:
    types = _types(read_marked, "<<Ann Roe>> (known as <<Anni Roe>>; 1900) was a Swiss poet")
    assert "occupation" in types[0]
    assert "occupation" not in types[1]


def test_topics_are_of_the_clause(read_marked: Reader) -> None:
    found = read_marked("<<Ann Roe>> scored the second goal of the match")
    mentions = [(person.start, person.end) for person in found.persons]
    topics = find_cues(found.text, 0, len(found.text), mentions).topics
    assert {hit.cue.field for hit in topics} == {"sport"}


def test_the_head_speaks_for_the_document() -> None:
    text = "PERSONNEL FILE no. 5\n" + "x " * 2000
    ((cue, start, end),) = find_head_cues(text)
    assert (cue.type, text[start:end]) == ("file", "PERSONNEL FILE")
    assert find_head_cues("x " * 2000 + "personnel file") == []
