"""Quality floors: figures below which a change does not go in."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass

from avow.detect.bench.results import BenchRun, SetResult
from avow.errors import ConfigError

FIGURES = ("precision", "recall", "f1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """One figure that must not fall.

    Attributes:
        people: Tier that it is of.
        set: Folder of the set.
        label: Label as the report names it, such as `LOC+ADDRESS`.
        measure: `exact`, `overlap` or `characters`.
        figure: `precision`, `recall` or `f1`.
        at_least: From 0 to 1.
    """

    people: str
    set: str
    label: str
    measure: str
    figure: str
    at_least: float

    def __str__(self) -> str:
        """Name the floor as people read it."""
        place = f"{self.set} {self.label} {self.measure} {self.figure}"
        return f"{place} at least {self.at_least:.3f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallen:
    """A floor that a run does not meet.

    Attributes:
        floor: The floor.
        reached: What the run reached; None where it did not measure the figure.
    """

    floor: Floor
    reached: float | None


def read_floors(content: str) -> tuple[Floor, ...]:
    """Read a table of floors (`[[floor]]` rows with the fields of `Floor`).

    Raises:
        ConfigError: It is not TOML or a row is malformed.
    """
    try:
        rows = tomllib.loads(content).get("floor", [])
        floors = tuple(Floor(**row) for row in rows)
    except (tomllib.TOMLDecodeError, TypeError) as error:
        raise ConfigError(f"the table of floors cannot be read: {error}") from None
    for floor in floors:
        if floor.figure not in FIGURES or not 0 <= floor.at_least <= 1:
            raise ConfigError(f"not a floor: {floor}")
    return floors


def fallen_floors(run: BenchRun, floors: Sequence[Floor]) -> list[Fallen]:
    """Return the floors of the run's tier, on the sets that it scored, that it does not meet."""
    sets = {item.name.partition("/")[0]: item for item in run.sets}
    fallen = []
    for floor in floors:
        if floor.people == run.facts.people and floor.set in sets:
            reached = _reached(sets[floor.set], floor)
            if reached is None or reached < floor.at_least:
                fallen.append(Fallen(floor=floor, reached=reached))
    return fallen


def _reached(result: SetResult, floor: Floor) -> float | None:
    score = result.score(floor.label, floor.measure)
    if score is None:
        return None
    figure = {"precision": score.precision, "recall": score.recall, "f1": score.f1}[floor.figure]
    return None if figure is None else figure.value
