"""A group whose commands are rows of a table: module, attribute, one line of help."""

import importlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import click


class CommandRow(NamedTuple):
    """Where a command is defined, and what the list of commands says of it."""

    module: str
    attribute: str
    help: str


class LazyGroup(click.Group):
    """Imports a command only when it is called, so that `--version` and `--help` are quick."""

    def __init__(self, *, table: Mapping[str, CommandRow], **settings: Any) -> None:  # noqa: ANN401
        """Take the table; names are listed in its order."""
        super().__init__(**settings)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of all commands."""
        return list(self.table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return one command."""
        row = self.table.get(cmd_name)
        if row is None:
            return None
        command: click.Command = getattr(importlib.import_module(row.module), row.attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, row.help) for name, row in self.table.items()])
