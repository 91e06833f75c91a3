"""Options of the command line win over the configuration file; nothing is accepted in silence."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from avow.cli.scrubbing.options import make_setup, setup_options
from avow.cli.scrubbing.run import run
from avow.errors import ConfigError
from avow.scrub.config import DedupConfig, DedupScope, QuasiConfig, ScrubConfig


def parse(tmp_path: Path, text: str, *words: str) -> ScrubConfig:
    """Return the configuration that a file and options give."""
    found: list[ScrubConfig] = []

    @click.command()
    @setup_options
    def command(**options: object) -> None:
        found.append(make_setup("in", "out", options).config)

    (tmp_path / "c.toml").write_text(text)
    key = tmp_path / "key"
    key.write_text("5a" * 32)
    arguments = ["--config", str(tmp_path / "c.toml"), "--key", f"file:{key}", *words]
    done = CliRunner().invoke(command, arguments)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return found[0]


FILE = """
[dedup]
exact = "source"
max_source_loss = 0.5
[quasi]
columns = ["age"]
k = 7
"""


def test_the_file_alone(tmp_path: Path) -> None:
    config = parse(tmp_path, FILE)
    assert config.dedup == DedupConfig(exact=DedupScope.SOURCE, max_source_loss=0.5)
    assert config.quasi == QuasiConfig(columns=("age",), k=7)


def test_options_win(tmp_path: Path) -> None:
    words = "--dedup-exact dataset --dedup-near source --allow-source-loss --quasi zip,sex --k 3"
    config = parse(tmp_path, FILE, *words.split(), "--subject=id", "--quasi-action=suppress")
    assert config.dedup == DedupConfig(
        exact=DedupScope.DATASET,
        near=DedupScope.SOURCE,
        max_source_loss=0.5,
        allow_source_loss=True,
    )
    assert config.quasi == QuasiConfig(
        columns=("zip", "sex"), k=3, subject="id", action="suppress", allow_source_loss=True
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[dedup]\nnear = "source"\nthreshold = 0.2\n', "dedup.threshold"),
        ('[dedup]\nexact = "everywhere"\n', "dedup.exact"),
        ('[dedup]\nexakt = "dataset"\n', "dedup.exakt"),
        ('[quasi]\naction = "suppress"\n', "quasi.columns"),
        ('[quasi]\ncolumns = ["age"]\naction = "blur"\n', "quasi.action"),
    ],
)
def test_impossible_settings_are_errors(tmp_path: Path, text: str, message: str) -> None:
    config = tmp_path / "c.toml"
    config.write_text(text)
    (tmp_path / "in").mkdir()
    arguments = [str(tmp_path / "in"), str(tmp_path / "out"), "--config", str(config)]
    done = CliRunner().invoke(run, arguments)
    assert isinstance(done.exception, ConfigError)
    assert message in done.exception.message
    assert not (tmp_path / "out").exists()
