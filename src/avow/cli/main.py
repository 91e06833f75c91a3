"""The `avow` command: finds the sub-command, runs it, and turns errors into one clear message."""

import os
import sys

import click

from avow import __version__
from avow.cli.groups.lazy import CommandRow, LazyGroup
from avow.errors import AvowError

COMMANDS = {
    "check": CommandRow(
        "avow.cli.check", "check", "Recompute the verdict on every promise from a log."
    ),
    "demo": CommandRow("avow.cli.demo", "demo", "Scrub the bundled sample and show its report."),
    "detect": CommandRow(
        "avow.cli.detect", "detect", "Find personal information and secrets in text."
    ),
    "ledger": CommandRow(
        "avow.cli.ledger", "ledger", "Keep a log of events and prove what is in it."
    ),
    "receipt": CommandRow("avow.cli.receipt", "receipt", "Verify receipts, offline."),
    "scrub": CommandRow("avow.cli.scrub", "scrub", "Remove personal information from a corpus."),
    "verbatim": CommandRow(
        "avow.cli.verbatim", "verbatim", "Stop a model from copying its training text."
    ),
    "witness": CommandRow("avow.cli.witness", "witness", "Watch logs that others keep."),
}
EXIT_ERROR = 2
EXIT_INTERRUPTED = 130


@click.command(
    cls=LazyGroup, table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]}
)
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
