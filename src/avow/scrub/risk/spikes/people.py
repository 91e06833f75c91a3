"""Made-up names of people: behind a label, where rules can see them, and in running text."""

from random import Random

from avow.scrub.risk.spikes.interface import LABELLED, PROSE, Maker

_FIRST = (
    "Anna", "Carlos", "Dmitri", "Elena", "Fatima", "George", "Hannah", "Ivan", "James", "Karin",
    "Lucia", "Mehmet", "Nadia", "Olaf", "Priya", "Quentin", "Rosa", "Stefan", "Tomas", "Yusuf",
)  # fmt: skip
_STEMS = ("Bran", "Calder", "Dorn", "Ester", "Fald", "Grun", "Halv", "Korst", "Marl", "Venn")
_ENDS = ("berg", "ley", "man", "ova", "sen", "ström", "well", "wick", "etti", "idze")


def make_name(random: Random) -> str:
    """Return a common first name with an invented family name."""
    return f"{random.choice(_FIRST)} {random.choice(_STEMS)}{random.choice(_ENDS)}"


PEOPLE: tuple[Maker, ...] = (
    Maker(
        kind="person.name",
        form="behind a label",
        make=make_name,
        labels=("Name:", "Patient:", "Customer name:", "Dr."),
        placings=(LABELLED,),
    ),
    Maker(
        kind="person.name",
        form="in running text",
        make=make_name,
        labels=("yesterday", "then", "because"),
        placings=(PROSE,),
    ),
)
