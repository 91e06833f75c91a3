"""The configuration file: every setting can be written, and nothing misspelt is ignored."""

from pathlib import Path

import pytest

from avow.errors import ConfigError
from avow.policy.actions import Action, Mode
from avow.scrub.config import DedupScope, Scope, ScrubConfig
from avow.scrub.load_config import LoadedConfig, load_config

FULL = """
purpose = "research"
kind_of_source = "documents"
scope = "dataset"
locales = ["de-DE", "en-US"]
people = "off"
rules = ["own.toml", "/abs/rules.toml"]
allow = "allow.toml"
token_width = 13
shard_bytes = 1000
max_bad_share = 1
keep_raw_quarantine = true

[fields]
text = ["body"]
skip = ["meta.hash"]
untouched = ["licence"]
group = "thread"

[actions]
mode = "pseudonym"
keep_public = false

[actions.kinds]
"contact.email" = "surrogate"
secret = "drop"

[actions.fields]
"meta.author" = "keep"

[dedup]
exact = "source"
threshold = 0.7

[quasi]
columns = ["zip", "age"]
k = 5
subject = "user"

[limits]
max_record_bytes = 1024

[keys]
file = "master.key"
dataset = "d1"

[optouts]
list = "optouts.jsonl"
public_key = "00ff"
"""


def read(tmp_path: Path, text: str) -> LoadedConfig:
    path = tmp_path / "c.toml"
    path.write_text(text, encoding="utf-8")
    return load_config(path)


def test_every_table(tmp_path: Path) -> None:
    loaded = read(tmp_path, FULL)
    config = loaded.config
    assert config.scope is Scope.DATASET
    assert config.locales == ("de-DE", "en-US")
    assert config.actions.mode is Mode.PSEUDONYM
    assert config.actions.kinds == {"contact.email": Action.SURROGATE, "secret": Action.DROP}
    assert config.actions.fields == {"meta.author": Action.KEEP}
    assert config.fields.text == ("body",)
    assert config.fields.record_id == "id"
    assert config.dedup.exact is DedupScope.SOURCE
    assert config.quasi.columns == ("zip", "age")
    assert config.limits.max_record_bytes == 1024
    assert config.max_bad_share == 1.0
    assert loaded.key is not None
    assert loaded.key.dataset == "d1"


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    loaded = read(tmp_path, FULL)
    assert loaded.config.rules == (str(tmp_path / "own.toml"), "/abs/rules.toml")
    assert loaded.config.allow == str(tmp_path / "allow.toml")
    assert loaded.key is not None
    assert loaded.key.file == str(tmp_path / "master.key")
    assert loaded.optouts.list == str(tmp_path / "optouts.jsonl")


def test_an_empty_file_is_the_default(tmp_path: Path) -> None:
    assert read(tmp_path, "") == LoadedConfig(config=ScrubConfig(), key=None)


@pytest.mark.parametrize(
    ("text", "place", "hint"),
    [
        ("scoop = 'record'", "scoop", "scope"),
        ("[fields]\nskipp = ['a']", "fields.skipp", "skip"),
        ("[actions.kind]\n'a' = 'drop'", "actions.kind", "kinds"),
        ("[dedupe]\nexact = 'none'", "dedupe", "dedup"),
        ("[keys]\nfil = 'x'", "keys.fil", "file"),
        ("[optouts]\nlst = 'x'", "optouts.lst", "list"),
        ("[limits]\nzzz = 1", "limits.zzz", ""),
    ],
)
def test_unknown_keys_are_errors_that_name_the_nearest(
    tmp_path: Path, text: str, place: str, hint: str
) -> None:
    with pytest.raises(ConfigError, match=place) as caught:
        read(tmp_path, text)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("scope = 'world'", "record, group, dataset"),
        ("locales = 'de'", "locales"),
        ("locales = [1]", r"locales\[0\]"),
        ("shard_bytes = 1.5", "shard_bytes"),
        ("shard_bytes = true", "shard_bytes"),
        ("shard_bytes = 0", "shard_bytes"),
        ("keep_raw_quarantine = 1", "keep_raw_quarantine"),
        ("max_bad_share = 1.5", "max_bad_share"),
        ("max_bad_share = 'all'", "max_bad_share"),
        ("token_width = 11", "token_width"),
        ("people = 'slow'", "people"),
        ("kind_of_source = 'mails'", "kind_of_source"),
        ("fields = 'text'", "fields"),
        ("[actions.kinds]\n'a' = 'erase'", "actions.kinds.a"),
        ("[actions]\nkinds = ['a']", "actions.kinds"),
        ("[dedup]\nthreshold = 0", "threshold"),
        ("[dedup]\nmax_source_loss = 2", "max_source_loss"),
        ("[quasi]\nk = 0", "quasi.k"),
        ("[quasi]\nsubject = 'u'", "quasi.subject"),
        ("[quasi]\ncolumns = ['a']\naction = 'hide'", "quasi.action"),
        ("[limits]\nmax_passes = 0", "max_passes"),
        ("[fields]\nskip = ['a']\nuntouched = ['a']", "both"),
        ("[keys]\nfile = 'a'\nvariable = 'B'", "not both"),
        ("[keys]\ndataset = 'd'", "file or an environment variable"),
        ("scope = ", "TOML"),
    ],
)
def test_impossible_values(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        read(tmp_path, text)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read"):
        load_config(tmp_path / "none.toml")


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "c.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not TOML"):
        load_config(path)
