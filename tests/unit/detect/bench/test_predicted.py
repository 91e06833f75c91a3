"""Labels of kinds, and what a tagger alone says."""

from collections.abc import Sequence

import pytest

from avow.detect.bench.predicted import label_of_kind, make_predicted, predict_with_tagger
from avow.detect.people.interface import Mention
from avow.detect.table import load_table


class OneNameTagger:
    """Says that the first five characters of every text are a person."""

    name = "fake"
    version = "1"

    def tag(self, texts: Sequence[str]) -> list[list[Mention]]:
        """Return one mention per text."""
        return [[Mention(start=0, end=5, label="PERSON", probability=0.9)] for _ in texts]


@pytest.mark.parametrize(
    ("kind", "label"),
    [
        ("person.name", "PERSON"),
        ("person.handle", "USERNAME"),
        ("contact.username", "USERNAME"),
        ("contact.address", "ADDRESS"),
        ("contact.email", "EMAIL"),
        ("network.ipv4", "IP"),
        ("network.mac", "ID"),
        ("gov.us.ssn", "ID"),
        ("time.birth", "DATE"),
        ("quasi.age", "AGE"),
        ("quasi.place", "LOC"),
        ("quasi.postcode", "ADDRESS"),
        ("quasi.organisation", "ORG"),
        ("quasi.nationality", "DEM"),
        ("secret.jwt", ""),
        ("identity", ""),
        ("", ""),
    ],
)
def test_label_of_kind(kind: str, label: str) -> None:
    assert label_of_kind(kind) == label


def test_every_personal_kind_of_the_catalogue_has_a_label() -> None:
    without = {kind.split(".")[0] for kind in load_table().kinds if not label_of_kind(kind)}
    assert without <= {"secret", "decoy", "org"}


def test_the_core_of_persons_has_no_title_and_that_of_others_is_whole() -> None:
    person = make_predicted("Mr Wren", 0, 7, label="PERSON", kind="person.name")
    place = make_predicted("Mr Wren", 0, 7, label="LOC", kind="quasi.place")
    assert (person.core_start, person.core_end) == (3, 7)
    assert (place.core_start, place.core_end) == (0, 7)


def test_a_tagger_can_be_scored_before_it_is_wired() -> None:
    ((item,),) = predict_with_tagger(OneNameTagger(), ["Ada Q said"])
    assert (item.start, item.end, item.label, item.kind) == (0, 5, "PERSON", "person.name")
    assert predict_with_tagger(OneNameTagger(), []) == []
