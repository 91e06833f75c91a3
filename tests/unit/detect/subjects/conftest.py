"""Marked texts: names stand between `<<` and `>>`, other findings as `{{kind|value}}`."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from avow.detect.subjects.gather import Fact
from avow.detect.subjects.interface import Person

_MARK = re.compile(
    r"<<(?P<name>.+?)(?:\|(?P<truth>\w+))?>>|\{\{(?P<kind>[\w.]+)\|(?P<value>.+?)\}\}"
)


@dataclass(frozen=True, kw_only=True)
class Marked:
    """A text without its marks, with what they marked."""

    text: str
    persons: list[Person]
    facts: list[Fact]
    truths: list[str]


def _read(marked: str) -> Marked:
    text, position = "", 0
    persons, facts, truths = [], [], []
    for match in _MARK.finditer(marked):
        text += marked[position : match.start()]
        start = len(text)
        text += match["name"] or match["value"]
        position = match.end()
        if match["name"]:
            kind = "person.name"
            if "@" in match["name"]:
                kind = "contact.username" if match["name"][0] == "@" else "contact.email"
            persons.append(Person(start=start, end=len(text), kind=kind))
            truths.append(match["truth"] or "")
        else:
            facts.append(Fact(start=start, end=len(text), kind=match["kind"]))
    return Marked(text=text + marked[position:], persons=persons, facts=facts, truths=truths)


@pytest.fixture
def read_marked() -> Callable[[str], Marked]:
    """Return the reader of marked texts."""
    return _read
