"""Cue words of the tagger in several languages, from `templates/cues.toml`."""

import tomllib
from importlib.resources import files


def read_cues() -> dict[str, list[str]]:
    """Return the words of each kind of cue: titles, streets, organisations and more."""
    path = files("avow.train.tagger") / "templates" / "cues.toml"
    lists = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: words.split() for name, words in lists.items()}
