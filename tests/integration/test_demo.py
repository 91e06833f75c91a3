"""`make run` shows a cleaned sample whose result verifies and holds none of the sample's values."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from avow.cli.demo import demo
from avow.cli.scrubbing.verify import verify

VALUES = ("brackenmere", "4539 1488", "536-22-8726", "Wq7zRt41kLm", "81.2.69.142", "Lindenstra")


def test_the_demo_cleans_reports_and_verifies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path))
    out = tmp_path / "demo"
    done = CliRunner().invoke(demo, ["--out", str(out)], catch_exceptions=False)
    assert done.exit_code == 0
    assert "11 records in = 10 out" in done.output.replace("\n", " ")
    assert (out / "report" / "report.html").stat().st_size > 10_000
    for path in (out / "data").rglob("*"):
        text = path.read_text(encoding="utf-8")
        assert not [value for value in VALUES if value in text]
    checked = CliRunner().invoke(verify, [str(out)])
    assert checked.exit_code == 0, checked.output
    victim = out / "data" / "mail.txt"
    victim.write_bytes(victim.read_bytes()[:-1] + b"!")
    assert CliRunner().invoke(verify, [str(out)]).exit_code != 0


def test_the_demo_never_empties_a_foreign_folder(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep me")
    done = CliRunner().invoke(demo, ["--out", str(tmp_path)])
    assert done.exit_code != 0
    assert (tmp_path / "mine.txt").read_text() == "keep me"
