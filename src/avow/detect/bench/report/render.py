"""The report in three forms: rich tables, a Markdown page, and JSON."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

import numpy as np
from rich.console import Console
from rich.table import Table

from avow.detect.bench.report.details import (
    alarms_section,
    casing_section,
    data_section,
    domains_section,
    masking_section,
    origins_section,
    risk_section,
    sets_section,
    subjects_section,
    zones_section,
)
from avow.detect.bench.report.headline import (
    bars_section,
    facts_section,
    lowered_section,
    peers_section,
)
from avow.detect.bench.report.interface import Section
from avow.detect.bench.results import BenchRun

SECTIONS = (
    facts_section,
    bars_section,
    lowered_section,
    peers_section,
    zones_section,
    masking_section,
    subjects_section,
    casing_section,
    origins_section,
    alarms_section,
    risk_section,
    domains_section,
    sets_section,
    data_section,
)
"""All sections in the order of reading; those without rows are left out."""

_HEAD = """\
# Detection quality

How well Avow finds people and identifiers, on labelled text that people annotated, with intervals
and with other tools on the same files. Written by `avow detect bench`; do not edit by hand.

Every figure is in percent and of a *development* file: choices were made on these files, so expect
less on text of your own. Sets that label names measure whether spans are found, not whether a name
is personal. No figure here is a guarantee of anonymity.

To measure again, with the sets in `../shared/data` (they are not part of the repository; tables of
what each labels stand in `src/avow/detect/bench/corpora/sets.toml`):

```bash
nice -n 15 python benchmarks/ner_peers.py      # trains and runs the other tool, one thread
avow detect bench --peers out/ner-peers/presidio-spacy --docs docs/explanation/detection-quality.md
```
"""


def sections_of(run: BenchRun) -> Iterator[Section]:
    """Yield the sections that have something to say."""
    for make in SECTIONS:
        section = make(run)
        if section.rows:
            yield section


def print_report(console: Console, run: BenchRun) -> None:
    """Print the report as tables."""
    for section in sections_of(run):
        table = Table(title=section.title, title_justify="left", header_style="bold")
        for number, column in enumerate(section.columns):
            table.add_column(column, justify="left" if number < 2 else "right")
        for row in section.rows:
            table.add_row(*row)
        console.print(table)
        console.print()


def markdown_page(run: BenchRun) -> str:
    """Return the page for docs."""
    blocks = [_HEAD]
    for section in sections_of(run):
        lines = [f"## {section.title}", ""]
        if section.text:
            lines += [section.text, ""]
        lines.append(_line(section.columns))
        lines.append("|" + "---|" * len(section.columns))
        lines += [_line(row) for row in section.rows]
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def plain_value(value: object) -> object:
    """Return a result as JSON-ready values; counts per document are left out."""
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: plain_value(getattr(value, field.name))
            for field in fields(value)
            if not isinstance(getattr(value, field.name), np.ndarray)
        }
    if isinstance(value, Mapping):
        return {_key(key): plain_value(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain_value(item) for item in value]
    return value


def _key(key: object) -> str:
    return " > ".join(map(str, key)) if isinstance(key, tuple) else str(key)


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
