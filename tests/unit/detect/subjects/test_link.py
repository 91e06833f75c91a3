"""Linking: each rule with the cases in which it must keep people apart."""

from collections.abc import Callable
from typing import Any

import pytest

from avow.detect.subjects.interface import Person
from avow.detect.subjects.link import Linker, link

Reader = Callable[[str], Any]


@pytest.mark.parametrize(
    ("marked", "entities"),
    [
        ("<<Jane Doe>> came. <<Doe>> sat.", [0, 0]),
        ("<<Jane Doe>> came. <<Roe>> sat.", [0, 1]),
        ("<<Jane Doe>>: <<J. Doe>>, <<J Doe>>", [0, 0, 0]),
        ("<<Jane Doe>>: <<K. Doe>>", [0, 1]),
        ("<<Jane Doe>> and <<John Doe>>: <<J. Doe>>", [0, 1, 2]),
        ("<<Jane Doe>>, <<Jane D.>>", [0, 0]),
        ("<<Jane Doe>>, <<Jane R.>>", [0, 1]),
        ("<<Jane Doe>>, <<J. D.>>", [0, 0]),
        ("<<Jane Doe>>'s car, <<Doe's>> car", [0, 0]),
        ("<<Jane Doe>> and <<Doe, Jane>>", [0, 0]),
        ("<<Jane Doe>> said; <<Jane>> laughed", [0, 0]),
        ("<<Jane>> laughed; <<Jane Doe>> said", [0, 1]),
        ("<<Jane Doe>>, <<Jane Roe>>: <<Jane>>", [0, 1, 2]),
        ("<<Ana Ruiz Gil>>, <<Ana Ruiz>>, <<Ruiz>>", [0, 0, 0]),
        ("<<Ana Ruiz Gil>>: Sra. <<Ruiz Gil>>", [0, 0]),
        ("<<Anna James Lee>> met <<James Lee>>", [0, 1]),
        ("<<John A. Lee>>, <<John Andrew Lee>>", [0, 0]),
        ("<<John A. Lee>>, <<John B. Lee>>, <<John Lee>>", [0, 1, 2]),
        ("<<Ludwig van Dyk>>, <<van Dyk>>, <<Dyk>>", [0, 0, 0]),
        ("<<jane doe>> lol <<JANE DOE>> <<doe>>", [0, 0, 0]),
        ("<<José Núñez>>, <<Nunez>>", [0, 0]),
        ("| <<Jane Doe>> | x |\n| <<John Roe>> | y |\n| <<Jane Doe>> | z |", [0, 1, 0]),
    ],
)
def test_names(read_marked: Reader, marked: str, entities: list[int]) -> None:
    found = read_marked(marked)
    assert [one.entity for one in link(found.text, found.persons)] == entities


@pytest.mark.parametrize(
    ("marked", "entities"),
    [
        # Two bearers before the first use: the surname alone stays apart.
        ("<<John Lee>> met <<Anna Lee>>. <<Lee>> spoke.", [0, 1, 2]),
        # In use for one of them already: it stays that person's.
        ("<<John Lee>> came. <<Lee>> sat. <<Anna Lee>> came. <<Lee>> rose.", [0, 0, 1, 0]),
        # A title decides when it was used for one of them only.
        ("Mr <<John Lee>> and Mrs <<Anna Lee>>: Mrs <<Lee>> and Mr <<Lee>>", [0, 1, 1, 0]),
        ("Mr <<John Lee>> and Mr <<Adam Lee>>: Mr <<Lee>>", [0, 1, 2]),
        # A title never links to somebody called otherwise.
        ("Ms <<Jane Doe>> came. Mr <<Doe>> sat.", [0, 1]),
        # One's surname is another's given name.
        ("<<Grant Lee>> and <<Hugh Grant>>: <<Grant>>", [0, 1, 2]),
    ],
)
def test_surnames_of_two(read_marked: Reader, marked: str, entities: list[int]) -> None:
    found = read_marked(marked)
    assert [one.entity for one in link(found.text, found.persons)] == entities


@pytest.mark.parametrize(
    ("handle", "is_linked"),
    [
        ("jane.doe@x.org", True),
        ("jdoe@x.org", True),
        ("doe_jane77@x.org", True),
        ("janedoe@x.org", True),
        ("@jane_doe", True),
        ("@doej", True),
        ("office@x.org", False),
        ("jane@x.org", False),
        ("doe@x.org", False),
        ("john.roe@x.org", False),
        ("@jd1", False),
    ],
)
def test_handles_that_spell_a_name(read_marked: Reader, handle: str, is_linked: bool) -> None:
    found = read_marked(f"<<Jane Doe>> wrote: <<{handle}>>")
    name, other = link(found.text, found.persons)
    assert (other.entity == name.entity) is is_linked
    assert other.how == ("handle" if is_linked else "none")


def test_a_handle_that_spells_two_names_belongs_to_none(read_marked: Reader) -> None:
    found = read_marked("<<Jane Doe>> and <<John Doe>>: <<jdoe@x.org>>")
    assert [one.entity for one in link(found.text, found.persons)] == [0, 1, 2]


@pytest.mark.parametrize("spelled", ["juergen.mueller@x.de", "jurgen.muller@x.de", "jmüller@x.de"])
def test_umlauts_in_addresses(read_marked: Reader, spelled: str) -> None:
    found = read_marked(f"<<Jürgen Müller>>: <<{spelled}>>")
    assert [one.entity for one in link(found.text, found.persons)] == [0, 0]


@pytest.mark.parametrize(
    ("marked", "entities"),
    [
        ("Nombre: <<Ana>>.\nApellidos: <<Ruiz Gil>>.\n<<Ruiz>>", [0, 0, 0]),
        ("Nachname: <<Kern>>\nVorname: <<Lutz>>\n<<Lutz Kern>>", [0, 0, 0]),
        ("First name: <<Jane>>, last name: <<Doe>>", [0, 0]),
        ("Patient: <<Jane>>\nDoctor: <<Doe>>", [0, 1]),
        ("Name: <<Jane>> and then a long sentence before Surname: <<Doe>>", [0, 1]),
    ],
)
def test_two_fields_of_a_form(read_marked: Reader, marked: str, entities: list[int]) -> None:
    found = read_marked(marked)
    assert [one.entity for one in link(found.text, found.persons)] == entities


def test_answers_do_not_change_when_more_is_heard(read_marked: Reader) -> None:
    found = read_marked("<<John Lee>> came. <<Lee>> sat. <<Anna Lee>> came. <<Lee>> rose.")
    linker = Linker()
    parts = [linker.add(found.text, [person])[0].entity for person in found.persons]
    assert parts == [0, 0, 1, 0]
    assert linker.full_name(1) == ("anna", "lee")


def test_ten_thousand_people_of_one_name_are_linked_in_linear_work() -> None:
    names = [
        f"Jo{chr(97 + n % 26)}{chr(97 + n // 26 % 26)} {chr(97 + n % 23)} Lee"
        for n in range(10_000)
    ]
    text = " ; ".join(names)
    persons, at = [], 0
    for name in names:
        persons.append(Person(start=at, end=at + len(name)))
        at += len(name) + 3
    assert len(link(text, persons)) == 10_000
