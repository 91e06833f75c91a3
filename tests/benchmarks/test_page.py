"""Figures, plots and the page: numbers come from the JSON files and from nowhere else."""

import dataclasses
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from figure import Aim, Column, Figure, Machine, Row, read_figure, write_figure
from page import ORDER, make_files, make_page, read_figures
from plots import draw

SVG = "{http://www.w3.org/2000/svg}"
BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def make_row(tool: str, speed: float | None, group: str = "Speed") -> Row:
    return Row(group=group, tool=tool, coverage="2 kinds", values={"speed": speed, "empty": None})


@pytest.fixture
def figure() -> Figure:
    return Figure(
        name="detect_speed",
        title="Speed & more",
        about="About.",
        command="python benchmarks/detect_speed.py",
        columns=(
            Column(key="speed", title="MB per CPU-second", digits=2),
            Column(key="empty", title="never measured", digits=0),
        ),
        rows=(make_row("avow detect", 20.0), make_row("other", 0.5), make_row("gone", None)),
        plotted="speed",
        logarithmic=True,
        aims=(Aim(text="Speed", wanted=15, measured=20.0), Aim(text="No", wanted=1, measured=None)),
        machine=Machine(
            processor="a processor",
            cores=2,
            memory_gigabytes=8.0,
            system="Linux",
            python="3.11",
            versions={"avow": "0.1"},
            cores_busy_before=0.0,
        ),
        quick=False,
    )


@pytest.mark.parametrize(
    ("measured", "at_most", "met"),
    [
        (15.0, False, True),
        (14.9, False, False),
        (15.0, True, True),
        (15.1, True, False),
        (None, False, False),
        (None, True, False),
    ],
)
def test_an_aim_that_was_not_measured_is_not_met(
    measured: float | None, at_most: bool, met: bool
) -> None:
    assert Aim(text="x", wanted=15, measured=measured, at_most=at_most).met is met


def test_a_figure_comes_back_from_its_file(figure: Figure, tmp_path: Path) -> None:
    assert read_figure(write_figure(figure, tmp_path)) == figure


def test_the_page_has_numbers_coverage_aims_and_the_command(figure: Figure) -> None:
    page = make_page([figure])
    assert "| avow detect | 2 kinds | 20.00 |" in page
    assert "| gone | 2 kinds | not measured |" in page
    assert "| Speed | at least 15 | 20.00 | yes |" in page
    assert "| No | at least 1 | not measured | no |" in page
    assert "`python benchmarks/detect_speed.py`" in page
    assert "never measured" not in page
    assert "Other work ran" not in page
    assert "Small inputs" not in page


def test_the_page_says_when_the_machine_was_busy_or_the_run_was_quick(figure: Figure) -> None:
    machine = dataclasses.replace(figure.machine, cores_busy_before=1.5)
    page = make_page([dataclasses.replace(figure, machine=machine, quick=True)])
    assert "Other work ran" in page
    assert "Small inputs" in page


def test_a_plot_is_well_formed_and_says_what_it_shows(figure: Figure) -> None:
    root = ET.fromstring(draw(figure))
    title, described = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert title.text == "Speed & more: MB per CPU-second, logarithmic scale"
    assert described is not None
    assert described.text == "avow detect 20.00; other 0.50"
    assert root.get("role") == "img"


@pytest.mark.parametrize("logarithmic", [False, True])
def test_a_larger_number_has_a_longer_bar(figure: Figure, logarithmic: bool) -> None:
    root = ET.fromstring(draw(dataclasses.replace(figure, logarithmic=logarithmic)))
    lengths = [int(bar.get("width", "0")) for bar in root.iter(f"{SVG}rect")]
    assert len(lengths) == 2
    assert lengths[0] > lengths[1] > 0


def test_one_row_alone_can_be_drawn(figure: Figure) -> None:
    root = ET.fromstring(draw(dataclasses.replace(figure, rows=figure.rows[:1])))
    assert len(list(root.iter(f"{SVG}rect"))) == 1


def test_every_figure_of_the_page_has_its_script() -> None:
    for name in ORDER:
        assert (BENCHMARKS / f"{name}.py").is_file()


def test_the_page_in_docs_is_that_of_the_results() -> None:
    figures = read_figures()
    assert figures
    for path, text in make_files(figures).items():
        assert path.read_text(encoding="utf-8") == text, f"run benchmarks/page.py: {path.name}"


def test_no_small_figure_is_published() -> None:
    assert not [figure.name for figure in read_figures() if figure.quick]
