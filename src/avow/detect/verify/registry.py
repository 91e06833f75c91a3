"""Which verifiers there are: one explicit tuple of families, looked up by the name in a row."""

from avow.detect.verify import decoys, devices, health, network, references, secrets
from avow.detect.verify.gov import (
    africa_oceania,
    americas,
    asia,
    europe_east,
    europe_north,
    europe_south,
    europe_west,
)
from avow.detect.verify.interface import Verifier
from avow.detect.verify.money import crypto, finance
from avow.detect.verify.people import address, birth, contact, person, phone
from avow.errors import RuleError

FAMILIES = (
    address,
    birth,
    contact,
    crypto,
    decoys,
    devices,
    finance,
    health,
    network,
    person,
    phone,
    references,
    secrets,
    africa_oceania,
    americas,
    asia,
    europe_east,
    europe_north,
    europe_south,
    europe_west,
)


def find_verifier(name: str) -> Verifier:
    """Return the verifier that a row names, as `name` or `name:argument`.

    Raises:
        RuleError: No family has it.
    """
    base, colon, argument = name.partition(":")
    for family in FAMILIES:
        if colon and base in family.FACTORIES:
            return family.FACTORIES[base](argument)
        if not colon and base in family.VERIFIERS:
            return family.VERIFIERS[base]
    raise RuleError(f"no verifier is called {name!r}")


def verifier_names() -> tuple[str, ...]:
    """Return the names of all verifiers without an argument, sorted."""
    return tuple(sorted(name for family in FAMILIES for name in family.VERIFIERS))
