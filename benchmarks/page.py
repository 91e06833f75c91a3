"""Writes `docs/explanation/benchmarks.md` and its plots from the JSON files of the figures.

    python benchmarks/page.py            # from benchmarks/results
    python benchmarks/page.py --check    # exits 1 where the page or a plot is stale

A number that is not in a JSON file cannot be on the page.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

from figure import RESULTS, Aim, Figure, Machine, Row, read_figure
from plots import draw

HERE = Path(__file__).parent
DOCS = HERE.parent / "docs" / "explanation"
PAGE = DOCS / "benchmarks.md"
PLOTS = DOCS / "benchmarks"
# The order of the page; figures of other names follow by name.
ORDER = (
    "detect_speed",
    "message_latency",
    "scrub_speed",
    "scrub_workers",
    "scrub_memory",
    "startup",
    "adversarial",
)
INTRODUCTION = """\
# Benchmarks

Made by `make bench`, which runs every figure below, with the peers beside us in the same run, and
writes this page from the results (`benchmarks/results/*.json`, `benchmarks/page.py`). Peers run in
an environment of their own (`benchmarks/peers.txt`) with the settings that their documentation
gives. MB are millions of bytes of text. Speed is per second of CPU time unless a table says wall,
because CPU time says what a corpus costs. Ratios count more than single figures, which depend on
the machine. What a tool looks for stands beside its speed: one that looks for two kinds does less.
"""
NOT_MEASURED = "not measured"


def read_figures(folder: Path = RESULTS) -> list[Figure]:
    """Return all figures of a folder in the order of the page."""
    rank = {name: place for place, name in enumerate(ORDER)}
    figures = [read_figure(path) for path in folder.glob("*.json") if _is_figure(path)]
    return sorted(figures, key=lambda figure: (rank.get(figure.name, len(rank)), figure.name))


def make_page(figures: Sequence[Figure]) -> str:
    """Return the page."""
    parts = [INTRODUCTION, *(_section(figure) for figure in figures)]
    return "\n".join(parts).rstrip() + "\n"


def make_files(figures: Sequence[Figure]) -> Mapping[Path, str]:
    """Return every file that the figures give, by path."""
    files = {PLOTS / f"{figure.name}.svg": draw(figure) for figure in figures if figure.plotted}
    return {PAGE: make_page(figures), **files}


def _is_figure(path: Path) -> bool:
    return path.stem in ORDER


def _section(figure: Figure) -> str:
    lines = [f"## {figure.title}", "", figure.about, ""]
    if figure.plotted:
        plotted = next(item.title for item in figure.columns if item.key == figure.plotted)
        lines += [f"![{figure.title}: {plotted}](benchmarks/{figure.name}.svg)", ""]
    for group, rows in groupby(figure.rows, key=lambda row: row.group):
        lines += _table(figure, group, list(rows))
    lines += [*_aims(figure.aims), *_footer(figure)]
    return "\n".join(lines)


def _table(figure: Figure, group: str, rows: Sequence[Row]) -> Iterator[str]:
    columns = [
        column
        for column in figure.columns
        if any(row.values.get(column.key) is not None for row in rows)
    ]
    yield "| " + " | ".join([group, "looks for", *(item.title for item in columns)]) + " |"
    yield "|---|---|" + "---:|" * len(columns)
    for row in rows:
        cells = [row.tool, row.coverage]
        for column in columns:
            value = row.values.get(column.key)
            cells.append(NOT_MEASURED if value is None else f"{value:,.{column.digits}f}")
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
    yield ""


def _aims(aims: Sequence[Aim]) -> Iterator[str]:
    if not aims:
        return
    yield "| aim | wanted | measured | met |"
    yield "|---|---:|---:|---|"
    for aim in aims:
        sign = "at most" if aim.at_most else "at least"
        measured = NOT_MEASURED if aim.measured is None else f"{aim.measured:,.2f}"
        met = "yes" if aim.met else "no"
        yield f"| {aim.text} | {sign} {aim.wanted:g} | {measured} | {met} |"
    yield ""


def _footer(figure: Figure) -> Iterator[str]:
    machine = figure.machine
    yield f"Command: `{figure.command}`, {figure.made}. {_where(machine)}"
    if figure.quick:
        yield "Small inputs: this only shows that the figure works."
    if machine.busy:
        yield (
            "Other work ran on the machine when this was measured "
            f"({machine.cores_busy_before:g} cores busy): trust the ratios."
        )
    yield ""


def _where(machine: Machine) -> str:
    versions = ", ".join(f"{name} {version}" for name, version in machine.versions.items())
    return (
        f"Machine: {machine.processor}, {machine.cores} cores, {machine.memory_gigabytes:g} GB, "
        f"{machine.system}, Python {machine.python}; {versions}."
    )


def main() -> int:
    """Write the page and its plots, or check them; returns the exit status."""
    parser = argparse.ArgumentParser(description="Write the page of the benchmarks.")
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    stale = 0
    for path, text in make_files(read_figures()).items():
        if check:
            fresh = path.is_file() and path.read_text(encoding="utf-8") == text
            stale += not fresh
            if not fresh:
                sys.stdout.write(f"stale: {path}\n")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return int(stale > 0)


if __name__ == "__main__":
    raise SystemExit(main())
