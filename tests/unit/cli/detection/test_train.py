from pathlib import Path

import pytest
from click.testing import CliRunner

from avow.cli.detect import detect
from avow.cli.detection.train import train
from avow.errors import InputError, MissingExtra, UsageError

pytest.importorskip("torch")


def run(*arguments: str) -> str:
    result = CliRunner().invoke(train, arguments, standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.output


def test_a_dry_run_says_what_would_be_done_and_does_nothing(tmp_path: Path):
    out = tmp_path / "out"
    printed = run("--dry-run", "--out", str(out), "--seed", "3")
    assert "seed 3" in printed
    assert str(out / "tagger.onnx") in printed
    assert not out.exists()


def test_a_dry_run_of_the_accurate_tier(tmp_path: Path):
    out = tmp_path / "out"
    assert str(out) in run("--tier", "accurate", "--dry-run", "--out", str(out))
    assert not out.exists()


def test_labels_belong_to_the_fast_tier():
    with pytest.raises(UsageError, match="--labels"):
        run("--tier", "accurate", "--labels", "x", "--dry-run")


def test_an_absent_extra_is_named_with_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("avow.cli.detection.train.find_spec", lambda _: None)
    with pytest.raises(MissingExtra) as caught:
        run("--dry-run")
    assert 'pip install "avow[train]"' in caught.value.hint


def test_absent_data_are_an_error(tmp_path: Path):
    with pytest.raises(InputError, match="no folder"):
        run("--data", str(tmp_path / "none"), "--out", str(tmp_path / "out"))


def test_the_command_is_listed():
    assert "train" in CliRunner().invoke(detect, ["--help"]).output
