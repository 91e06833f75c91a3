"""The table of labelled sets, read from `sets.toml`."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from avow.detect.bench.corpora.interface import (
    STRUCTURED_LABELS,
    LabelledFile,
    LabelledSet,
    Part,
)
from avow.detect.people.interface import LABELS
from avow.errors import ConfigError, UsageError

KNOWN_LABELS = frozenset((*LABELS, *STRUCTURED_LABELS))


@cache
def labelled_sets() -> tuple[LabelledSet, ...]:
    """Return the rows of all sets that the project knows, in the order of the table."""
    content = (files("avow.detect.bench.corpora") / "sets.toml").read_text(encoding="utf-8")
    return read_sets(content)


def read_sets(content: str) -> tuple[LabelledSet, ...]:
    """Read a table of sets.

    Raises:
        ConfigError: A label is unknown, or a file's name contradicts its part: files to train on
            are called `train*`, files to develop on `dev*`.
    """
    return tuple(_read_set(row) for row in tomllib.loads(content)["set"])


def find_set(name: str) -> LabelledSet:
    """Return the row of one set.

    Raises:
        UsageError: No set has this name.
    """
    for row in labelled_sets():
        if row.name == name:
            return row
    names = ", ".join(row.name for row in labelled_sets())
    raise UsageError(f"no labelled set is called {name!r}", hint=f"Known sets: {names}.")


def _read_set(row: dict[str, Any]) -> LabelledSet:
    listed = tuple(_read_file(row["name"], part) for part in row.pop("files"))
    try:
        made = LabelledSet(**row, files=listed)
    except TypeError as error:
        raise ConfigError(f"set {row.get('name')!r}: {error}") from None
    unknown = set(made.labels.values()) - KNOWN_LABELS
    if unknown:
        raise ConfigError(f"set {made.name!r} maps to unknown labels: {sorted(unknown)}")
    return made


def _read_file(name: str, row: dict[str, Any]) -> LabelledFile:
    file = LabelledFile(
        name=row["name"], part=Part(row["part"]), annotates=frozenset(row["annotates"])
    )
    if not file.name.startswith(file.part.value):
        raise ConfigError(f"set {name!r}: the file {file.name!r} is not a {file.part.value} file")
    if not file.annotates <= KNOWN_LABELS:
        raise ConfigError(f"set {name!r}: {file.name!r} annotates an unknown label")
    return file
