"""Settings that a run would not obey are refused at the door."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from avow.cli.scrub_run import run
from avow.errors import ConfigError


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[dedup]\nexact = "dataset"\n', "duplicate removal"),
        ('[dedup]\nnear = "source"\n', "duplicate removal"),
        ('[quasi]\ncolumns = ["age"]\naction = "suppress"\n', "quasi.action"),
    ],
)
def test_parts_that_are_not_wired_are_errors(tmp_path: Path, text: str, message: str) -> None:
    config = tmp_path / "c.toml"
    config.write_text(text)
    (tmp_path / "in").mkdir()
    arguments = [str(tmp_path / "in"), str(tmp_path / "out"), "--config", str(config)]
    done = CliRunner().invoke(run, arguments)
    assert isinstance(done.exception, ConfigError)
    assert message in done.exception.message
    assert not (tmp_path / "out").exists()
