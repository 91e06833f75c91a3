"""`avow detect figures`: the packaged list described, and built elsewhere."""

from pathlib import Path

from click.testing import CliRunner

from avow.cli.detect import detect
from avow.detect.subjects.figures import packaged_figures
from avow.errors import InputError


def test_info_prints_version_digest_and_licences() -> None:
    result = CliRunner().invoke(detect, ["figures", "info"])
    assert result.exit_code == 0
    assert packaged_figures().digest in result.output
    assert "CC0-1.0" in result.output


def test_build_says_what_is_missing(tmp_path: Path) -> None:
    result = CliRunner().invoke(detect, ["figures", "build", str(tmp_path)])
    assert isinstance(result.exception, InputError)
    assert "cannot read" in result.exception.message
    assert packaged_figures().find(("romelu", "lukaku")) is not None


def test_build_writes_where_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "public_figures").mkdir()
    (tmp_path / "gazetteers").mkdir()
    head = "name\twhy\tsources\tborn\twikipedia_languages\tus_namesakes_est\n"
    row = "Ada Quill\tmember of the Senate\twikidata-eps\t1950\t\t0\n"
    (tmp_path / "public_figures" / "public_figures.tsv").write_text(head + row, encoding="utf-8")
    for name in ("forenames_by_country_cc0.csv", "surnames_by_country_cc0.csv"):
        (tmp_path / "gazetteers" / name).write_text(
            "Country,Localized Name,Romanized Name\n", encoding="utf-8"
        )
    out = tmp_path / "list.bin"
    result = CliRunner().invoke(detect, ["figures", "build", str(tmp_path), "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert "1 spellings" in result.output
    assert out.read_bytes().startswith(b"AVOWFIG1")
