"""The `avow` command: finds the sub-command, runs it, and turns errors into one clear message."""

import importlib
import os
import sys

import click

from avow import __version__
from avow.errors import AvowError

COMMANDS = {
    "check": ("avow.cli.check", "check", "Recompute the verdict on every promise from a log."),
    "demo": ("avow.cli.demo", "demo", "Scrub the bundled sample and show its report."),
    "detect": ("avow.cli.detect", "detect", "Find personal information and secrets in text."),
    "ledger": ("avow.cli.ledger", "ledger", "Keep a log of events and prove what is in it."),
    "receipt": ("avow.cli.receipt", "receipt", "Verify receipts, offline."),
    "scrub": ("avow.cli.scrub", "scrub", "Remove personal information from a corpus."),
    "verbatim": ("avow.cli.verbatim", "verbatim", "Stop a model from copying its training text."),
    "witness": ("avow.cli.witness", "witness", "Watch logs that others keep."),
}
EXIT_ERROR = 2
EXIT_INTERRUPTED = 130


class LazyGroup(click.Group):
    """A group that imports a command only when it is called, so that `--version` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of all commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][2]) for name in sorted(COMMANDS)])


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="avow")
def avow() -> None:
    """Keep the promises of a security & privacy page, and prove it."""


def main() -> None:
    """Run the command line; every expected error becomes a message with a hint."""
    try:
        sys.exit(avow.main(standalone_mode=False))
    except click.exceptions.Abort:
        sys.exit(EXIT_INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except AvowError as error:
        click.echo(f"avow: {error.message}", err=True)
        click.echo(f"hint: {error.hint}", err=True)
        sys.exit(EXIT_ERROR)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_ERROR)
