"""Building the list: only what may ship, never children, the same bytes each time."""

from pathlib import Path

import pytest

from avow.detect.subjects.build_figures import build, describe, packaged_path
from avow.detect.subjects.figures import FigureList, Namesakes, packaged_figures
from avow.detect.subjects.names import name_words
from avow.errors import InputError

DATA = Path(__file__).parents[5] / "shared" / "data"
HEAD = "name\twhy\tsources\tborn\twikipedia_languages\tus_namesakes_est"
ROWS = (
    "Ada Quill\tmember of the Senate\twikidata-eps\t1950\t\t0",
    "Bo Wren\tpainter\tpantheon1\t1901\t30\t0",
    "Cy Marsh\tpainter; President of Utopia\tpantheon1,wikidata-eps\t1902\t31\t0",
    "Dee Young\tNBA player\tfivethirtyeight-nba\t2009\t\t0",
    "Eve Small\tcelebrity\tcorpora\t\t\t0",
    "Fay Crook\tbiopic subject: criminal\tfivethirtyeight-biopics\t\t\t0",
    "Gus Smith\tUS House OH\tfivethirtyeight-congress\t1940\t\t250",
    "Hal J. Thorn\tUS House OH\tfivethirtyeight-congress\t1941\t\t12",
    "Thorn, Ida (f)\tnational leader UTO\treign\t1920\t\t0",
    "Prince\tsinger\tcorpora\t\t\t0",
    "K. Lone\tmember of the Senate\twikidata-eps\t\t\t0",
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "public_figures").mkdir()
    (tmp_path / "gazetteers").mkdir()
    (tmp_path / "public_figures" / "public_figures.tsv").write_text(
        "\n".join((HEAD, *ROWS)) + "\n", encoding="utf-8"
    )
    head = "\ufeffCountry,Localized Name,Romanized Name\n"
    (tmp_path / "gazetteers" / "forenames_by_country_cc0.csv").write_text(
        head + "DE,Ada,Ada\n", encoding="utf-8"
    )
    (tmp_path / "gazetteers" / "surnames_by_country_cc0.csv").write_text(
        head + "DE,Quill,Quill\n", encoding="utf-8"
    )
    return tmp_path


@pytest.mark.parametrize(
    ("name", "is_listed"),
    [
        ("Ada Quill", True),
        ("Bo Wren", False),
        ("Cy Marsh", True),
        ("Dee Young", False),
        ("Eve Small", False),
        ("Fay Crook", False),
        ("Hal J. Thorn", True),
        ("Hal Thorn", True),
        ("Ida Thorn", True),
        ("Prince", False),
        ("K. Lone", False),
    ],
)
def test_who_is_listed(data: Path, name: str, is_listed: bool) -> None:
    assert (FigureList(build(data)).find(name_words(name)) is not None) is is_listed


def test_a_withheld_source_leaves_nothing_behind(data: Path) -> None:
    figure = FigureList(build(data)).find(("cy", "marsh"))
    assert figure is not None
    assert figure.why == ("President of Utopia",)
    assert figure.sources == ("wikidata-eps",)
    assert figure.born is None


def test_namesakes_come_from_the_estimate_and_from_frequent_names(data: Path) -> None:
    figures = FigureList(build(data))
    classes = {
        words: figure.namesakes
        for words in (("gus", "smith"), ("hal", "thorn"), ("ada", "quill"), ("ida", "thorn"))
        if (figure := figures.find(words)) is not None
    }
    assert classes == {
        ("gus", "smith"): Namesakes.COMMON,
        ("hal", "thorn"): Namesakes.MANY,
        ("ada", "quill"): Namesakes.COMMON,
        ("ida", "thorn"): Namesakes.FEW,
    }


def test_the_build_is_deterministic(data: Path) -> None:
    assert build(data) == build(data)


def test_missing_data_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read"):
        build(tmp_path)


def test_a_list_describes_itself() -> None:
    figures = packaged_figures()
    told = describe(figures, packaged_path().stat().st_size)
    assert figures.digest in told
    assert figures.version in told
    assert "CC0-1.0" in told


if DATA.is_dir():  # the sources of the list lie beside the project, where they are at hand

    def test_the_packaged_table_is_what_the_script_builds() -> None:
        assert FigureList(build(DATA)).digest == packaged_figures().digest
