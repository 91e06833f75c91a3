"""Plain values become dataclasses only when every key and type is right."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

import pytest

from avow.scrub.typed_values import ShapeError, build_dataclass


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Pair(NamedTuple):
    name: str
    count: int


@dataclass(frozen=True, kw_only=True)
class Inner:
    size: int = 1


@dataclass(frozen=True, kw_only=True)
class Outer:
    name: str
    share: float = 0.5
    colour: Colour = Colour.RED
    inner: Inner = field(default_factory=Inner)
    tags: tuple[str, ...] = ()
    point: tuple[int, int] = (0, 0)
    pairs: tuple[Pair, ...] = ()
    table: Mapping[str, Colour] = field(default_factory=dict)
    limit: int | None = None


def test_every_shape() -> None:
    built = build_dataclass(
        Outer,
        {
            "name": "n",
            "share": 1,
            "colour": "blue",
            "inner": {"size": 3},
            "tags": ["a"],
            "point": [1, 2],
            "pairs": [["x", 1]],
            "table": {"k": "red"},
            "limit": None,
        },
    )
    assert built == Outer(
        name="n",
        share=1.0,
        colour=Colour.BLUE,
        inner=Inner(size=3),
        tags=("a",),
        point=(1, 2),
        pairs=(Pair("x", 1),),
        table={"k": Colour.RED},
    )


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"name": 1}, "name"),
        ({"nam": "x"}, "nam"),
        ({"share": "x"}, "share"),
        ({"share": True}, "share"),
        ({"colour": "green"}, "colour"),
        ({"inner": {"size": True}}, "inner.size"),
        ({"inner": 3}, "inner"),
        ({"inner": {"sice": 3}}, "inner.sice"),
        ({"tags": "a"}, "tags"),
        ({"tags": ["a", 1]}, "tags[1]"),
        ({"point": [1]}, "point"),
        ({"pairs": [["x"]]}, "pairs[0]"),
        ({"pairs": [["x", "y"]]}, "pairs[0].count"),
        ({"table": ["k"]}, "table"),
        ({"table": {"k": "green"}}, "table.k"),
        ({"limit": "x"}, "limit"),
    ],
)
def test_the_place_of_a_wrong_value_is_named(change: dict[str, object], place: str) -> None:
    with pytest.raises(ShapeError) as caught:
        build_dataclass(Outer, {"name": "n", **change})
    assert caught.value.place == place


def test_a_missing_key() -> None:
    with pytest.raises(ShapeError, match="name: the key is missing"):
        build_dataclass(Outer, {})
