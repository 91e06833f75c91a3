"""`avow scrub`: the group of commands; `avow scrub IN OUT` is short for `avow scrub run IN OUT`."""

from collections.abc import Sequence

import click

from avow.cli.groups.lazy import CommandRow, LazyGroup
from avow.errors import AvowError, PolicyError, VerificationError

COMMANDS = {
    "run": CommandRow("avow.cli.scrubbing.run", "run", "Scrub a corpus (the default command)."),
    "plan": CommandRow("avow.cli.scrubbing.plan", "plan", "Show the shards that an input has."),
    "report": CommandRow("avow.cli.scrubbing.report", "report", "Write the report of a data set."),
    "verify": CommandRow(
        "avow.cli.scrubbing.verify", "verify", "Recompute every digest of a data set."
    ),
    "diff": CommandRow(
        "avow.cli.scrubbing.verify", "diff", "Compare two data sets by their manifests."
    ),
    "check-optouts": CommandRow(
        "avow.cli.scrubbing.optouts",
        "check_optouts",
        "Show that nobody on an opt-out list is in a data set.",
    ),
    "recall": CommandRow(
        "avow.cli.scrubbing.optouts",
        "recall",
        "List records of a data set that a newer opt-out list hits.",
    ),
    "new-key": CommandRow("avow.cli.scrubbing.keys", "new_key", "Make a master key file."),
}
DEFAULT_COMMAND = "run"
HELP_OPTIONS = ("-h", "--help")
EXIT_USAGE = 1
EXIT_NOT_VERIFIED = 4
EXIT_POLICY = 5


class ScrubGroup(LazyGroup):
    """Takes `run` for granted; turns errors into the exit codes of scrub."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take `run` for granted when the first word is no command."""
        if args and args[0] not in COMMANDS and args[0] not in HELP_OPTIONS:
            args = [DEFAULT_COMMAND, *args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; every expected error becomes a message, a hint and an exit code."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            error.show()
            ctx.exit(EXIT_USAGE)
        except AvowError as error:
            tell_error(error)
            ctx.exit(exit_code_of(error))


def exit_code_of(error: AvowError) -> int:
    """Return the exit code that an error ends a scrub command with."""
    if isinstance(error, VerificationError):
        return EXIT_NOT_VERIFIED
    if isinstance(error, PolicyError):
        return EXIT_POLICY
    return EXIT_USAGE


def tell_error(error: AvowError) -> None:
    """Print an error and what to do next."""
    click.echo(f"avow: {error.message}", err=True)
    click.echo(f"hint: {error.hint}", err=True)


def echo_table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows with aligned columns."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        click.echo("  ".join(cells).rstrip())


@click.group(
    cls=ScrubGroup, table=COMMANDS, context_settings={"help_option_names": list(HELP_OPTIONS)}
)
def scrub() -> None:
    """Remove personal information from a corpus, with counts that balance.

    `avow scrub IN OUT` scrubs the folder or address IN into OUT. Exit codes: 0 done; 1 usage or
    configuration; 2 shards failed; 3 too many bad records; 4 verification failed; 5 a policy limit
    is not met; 130 interrupted.
    """
