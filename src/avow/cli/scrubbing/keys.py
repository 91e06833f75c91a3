"""`avow scrub new-key`, and how every scrub command finds its master key."""

import os
from pathlib import Path

import click

from avow.scrub.keys import KeyRef, write_key_file
from avow.settings import load_settings

DEFAULT_KEY = Path("avow") / "scrub.key"


@click.command("new-key")
@click.argument("path", type=click.Path(path_type=Path))
def new_key(path: Path) -> None:
    """Write a new master key to the file PATH, readable by you only.

    Keep it: the same key gives the same pseudonyms again. Destroy it to make them irreversible.
    """
    write_key_file(path)
    click.echo(f"wrote a master key to {path}; name it with --key file:{path}")


def find_key(flag: str | None, configured: KeyRef | None) -> KeyRef:
    """Return the reference to the master key: option, configuration, settings or default.

    Without any of them the user's own key is used, and made on the first run, so that a second
    run gives the same bytes.

    Raises:
        ConfigError: The option is not a reference.
        OutputError: The user's own key could not be written.
    """
    if flag:
        return KeyRef.parse(flag)
    if configured is not None:
        return configured
    key_file = load_settings().key_file
    if key_file:
        return KeyRef(file=key_file)
    path = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / DEFAULT_KEY
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_key_file(path)
        click.echo(f"no key was named: made a new master key at {path}; keep it", err=True)
    return KeyRef(file=str(path))
