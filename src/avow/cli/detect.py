"""`avow detect`: find personal information and secrets in a text or in records."""

import importlib

import click

from avow.cli.detection.options import DetectorChoice, detector_options, load_detector, read_text
from avow.cli.detection.printing import gather_records, print_records, print_texts
from avow.detect.output.interface import ScannedText, count_findings
from avow.errors import UsageError

EXIT_FOUND = 1
EXIT_ERROR = 2
FILE_COMMAND = "file"
RECORD_SUFFIXES = (".jsonl", ".ndjson")
SUB_COMMANDS = {
    "bench": ("avow.cli.detection.bench", "Measure detection on labelled text."),
    "doctor": ("avow.cli.detection.doctor", "Say which engine runs and where patterns are kept."),
    "explain": ("avow.cli.detection.explain", "Say why each finding is one."),
    "figures": ("avow.cli.detection.figures", "Show or rebuild the list of public figures."),
    "rules": ("avow.cli.detection.rules", "Lint and test rule files, list the catalogue."),
    "train": ("avow.cli.detection.train", "Rebuild the weights of the name taggers."),
    "warm": ("avow.cli.detection.doctor", "Compile the patterns once, for quick starts."),
}
"""Module of each sub-command, imported only when it is called, and what help says of it."""


class FileGroup(click.Group):
    """A group whose first argument may also be a file or an option of the file form."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Insert the name of the file form unless a sub-command or help is asked for."""
        known = (*SUB_COMMANDS, *self.commands, *ctx.help_option_names)
        if args and args[0] not in known:
            args = [FILE_COMMAND, *args]
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of the sub-commands."""
        return sorted(SUB_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a sub-command, or return the file form."""
        if cmd_name not in SUB_COMMANDS:
            return super().get_command(ctx, cmd_name)
        module, _ = SUB_COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), cmd_name)
        return command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show the options of the file form, then the sub-commands."""
        self.commands[FILE_COMMAND].format_options(ctx, formatter)
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in SUB_COMMANDS.items()])


@click.group(
    cls=FileGroup,
    options_metavar="[OPTIONS]",
    subcommand_metavar="FILE...|- | COMMAND",
    context_settings={"help_option_names": ["-h", "--help"]},
)
def detect() -> None:
    """Find personal information and secrets in files, or in standard input (-).

    A file that ends in .jsonl or .ndjson holds records. Exit status: 0 nothing found, 1 found,
    2 error; with --json on records it is 0 whatever was found.
    """


@detect.command(FILE_COMMAND, hidden=True)
@click.argument("names", metavar="FILE...", nargs=-1, required=True)
@click.option("--json", "form", flag_value="json", help="JSON lines.")
@click.option("--sarif", "form", flag_value="sarif", help="SARIF 2.1.0, without values.")
@click.option("--html", "form", flag_value="html", help="One annotated HTML page.")
@click.option("--records", is_flag=True, help="FILE holds JSON lines, whatever its name.")
@click.option("--text-field", default="text", show_default=True, help="Field with the text.")
@click.option("--mask", is_flag=True, help="Hide values in the terminal.")
@click.option("--show-values", is_flag=True, help="Show values in the HTML page.")
@click.option("--max-count", type=click.IntRange(min=0), default=0, help="Findings to tolerate.")
@detector_options
@click.pass_context
def file_command(  # noqa: PLR0913 - one argument per option
    ctx: click.Context,
    *,
    names: tuple[str, ...],
    form: str | None,
    records: bool,
    text_field: str,
    mask: bool,
    show_values: bool,
    max_count: int,
    choice: DetectorChoice,
) -> None:
    """Find personal information and secrets in each FILE."""
    if show_values and form != "html":
        raise UsageError("--show-values belongs to --html", hint="Add --html, or leave it out.")
    detector = load_detector(choice)
    scanned: list[ScannedText] = []
    bad, only_records = 0, True
    for name in names:
        if not (records or name.endswith(RECORD_SUFFIXES)):
            text = read_text(name)
            found = tuple(detector.find(text))
            scanned.append(ScannedText(name=name, text=text, findings=found))
            only_records = False
        elif form == "json":
            bad += print_records(detector, name, text_field)
        else:
            more, refused = gather_records(detector, name, text_field)
            scanned += more
            bad += refused
    if not (only_records and form == "json"):
        print_texts(detector, scanned, form=form, mask=mask, show_values=show_values)
    if bad:
        ctx.exit(EXIT_ERROR)
    ctx.exit(EXIT_FOUND if count_findings(scanned) > max_count else 0)
