import pytest

from avow.detect.people.edges import whole_names
from avow.detect.people.interface import Mention


def mention(text: str, value: str, label: str = "PERSON", probability: float = 0.9) -> Mention:
    start = text.index(value)
    return Mention(start=start, end=start + len(value), label=label, probability=probability)


@pytest.mark.parametrize(
    ("text", "found", "whole"),
    [
        ("Ms Ngozi Adichie-Obi called", ["Ngozi Adichie"], ["Ngozi Adichie-Obi"]),
        ("je suis Jean-Luc", ["Jean", "Luc"], ["Jean-Luc"]),
        ("met O'Malley", ["Malley"], ["O'Malley"]),
        ("met D’Angelo-Rossi-Bianchi", ["Rossi"], ["D’Angelo-Rossi-Bianchi"]),
        ("Ann-", ["Ann"], ["Ann"]),
        ("Ann's book", ["Ann"], ["Ann"]),
        ("a Paris-based Ann", ["Ann"], ["Ann"]),
        ("post-Obama", ["Obama"], ["Obama"]),
        ("Ann - Bob", ["Ann", "Bob"], ["Ann", "Bob"]),
        ("Ann, Bob", ["Ann", "Bob"], ["Ann", "Bob"]),
    ],
)
def test_names_become_whole(text: str, found: list[str], whole: list[str]):
    mentions = whole_names(text, [mention(text, value) for value in found])
    assert [text[item.start : item.end] for item in mentions] == whole


def test_other_labels_do_not_grow():
    text = "in Baden-Baden"
    (found,) = whole_names(text, [mention(text, "Baden", "LOC")])
    assert text[found.start : found.end] == "Baden"


def test_a_name_does_not_grow_into_another_kind():
    text = "Smith-Paris"
    mentions = [mention(text, "Smith"), mention(text, "Paris", "LOC")]
    grown = whole_names(text, mentions)
    assert [(item.start, item.end) for item in grown] == [(0, 11)]
    text = "Paris-Smith"
    mentions = [mention(text, "Paris", "LOC"), mention(text, "Smith")]
    assert whole_names(text, mentions) == mentions


def test_a_run_of_parts_stays_linear():
    text = "A-" * 50_000 + "A"
    places = range(0, len(text), 2)
    mentions = [Mention(start=at, end=at + 1, label="PERSON", probability=1) for at in places]
    (found,) = whole_names(text, mentions)
    assert (found.start, found.end) == (0, len(text))
