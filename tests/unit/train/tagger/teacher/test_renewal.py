"""Renewed samples: marks stay on names and places, the same person keeps one new name."""

import random
from pathlib import Path

import pytest

from avow.errors import InputError
from avow.train.tagger.teacher.renewal import NameList, NamePools, Rates, load_names, renew
from avow.train.tagger.teacher.samples import Mark, Sample

NAMES = NameList(first=("Zoë",), last=("Quispe-Mamani",), first_sums=(1.0,), last_sums=(1.0,))
POOLS = NamePools(
    census=NAMES, countries=(NAMES,), mixed=NAMES, places=("Łódź",), first_names=frozenset(("ann",))
)
STILL = Rates(names=0, places=0, lower=0, upper=0, title=0, slips=0)


def make(text: str, *values: tuple[str, str]) -> Sample:
    marks = []
    place = 0
    for value, label in values:
        start = text.index(value, place)
        place = start + len(value)
        marks.append(Mark(start=start, end=place, label=label))
    return Sample(text=text, marks=tuple(marks), annotated=frozenset(("PERSON",)), source="test")


def changed(sample: Sample, **rates: float) -> Sample:
    still = {name: getattr(STILL, name) for name in Rates.__slots__}
    return renew(sample, POOLS, Rates(**still | rates), random.Random(5))


def values_of(sample: Sample) -> list[str]:
    return [sample.text[mark.start : mark.end] for mark in sample.marks]


def test_without_rates_nothing_changes() -> None:
    sample = make("Ann Lee met Bo", ("Ann Lee", "PERSON"))
    assert changed(sample) == sample


@pytest.mark.parametrize(
    ("text", "name", "renamed"),
    [
        ("I saw Ann Lee today", "Ann Lee", "Zoë Quispe-Mamani"),
        ("I saw ANN LEE today", "ANN LEE", "ZOË QUISPE-MAMANI"),
        ("i saw ann lee today", "ann lee", "zoë quispe-mamani"),
        ("I saw Ann today", "Ann", "Zoë"),
        ("I saw Lee today", "Lee", "Quispe-Mamani"),
        ("I saw Ann de la Rosa today", "Ann de la Rosa", "Zoë de la Quispe-Mamani"),
        ("I saw R2D2 today", "R2D2", "R2D2"),
    ],
)
def test_people_are_renamed_in_their_own_form(text: str, name: str, renamed: str) -> None:
    sample = changed(make(text, (name, "PERSON")), names=1.0)
    assert values_of(sample) == [renamed]
    assert sample.text == text.replace(name, renamed)


def test_an_initial_becomes_another_initial() -> None:
    sample = changed(make("A. Lee came", ("A. Lee", "PERSON")), names=1.0)
    assert values_of(sample)[0][1:] == ". Quispe-Mamani"
    assert values_of(sample)[0][0].isupper()


def test_only_places_move_and_postcodes_stay() -> None:
    sample = make("Ann left Rome 00184", ("Ann", "PERSON"), ("Rome", "LOC"), ("00184", "LOC"))
    assert values_of(changed(sample, places=1.0)) == ["Ann", "Łódź", "00184"]


@pytest.mark.parametrize(
    ("rate", "text"),
    [("lower", "ann lee paid"), ("upper", "ANN LEE PAID"), ("title", "Ann Lee Paid")],
)
def test_casing_keeps_marks_in_place(rate: str, text: str) -> None:
    sample = changed(make("Ann Lee paid", ("Ann Lee", "PERSON")), **{rate: 1.0})
    assert sample.text == text
    assert values_of(sample) == [text[:7]]


def test_a_text_whose_length_would_change_is_left_alone() -> None:
    sample = make("Ann Groß paid", ("Ann Groß", "PERSON"))
    assert changed(sample, upper=1.0) == sample


def test_slips_keep_the_edges_of_marks() -> None:
    sample = make("Annabel Leeson paid everything to Christopher", ("Annabel Leeson", "PERSON"))
    for seed in range(40):
        slipped = renew(sample, POOLS, Rates(**_only("slips")), random.Random(seed))
        (value,) = values_of(slipped)
        assert value[0] == "A"
        assert value[-1] == "n"
        assert slipped.text[slipped.marks[0].end] == " "


def _only(name: str) -> dict[str, float]:
    return {rate: float(rate == name) for rate in Rates.__slots__}


def test_same_chance_same_sample() -> None:
    sample = make("Ann Lee met Bo in Rome", ("Ann Lee", "PERSON"), ("Rome", "LOC"))
    first = [renew(sample, POOLS, Rates(), random.Random(seed)) for seed in range(20)]
    assert first == [renew(sample, POOLS, Rates(), random.Random(seed)) for seed in range(20)]
    assert len({one.text for one in first}) > 1


def test_absent_lists_are_an_error_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no lists of names") as caught:
        load_names(tmp_path)
    assert "--data" in caught.value.hint
