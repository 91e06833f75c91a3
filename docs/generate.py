"""Writes the reference pages that are generated: commands and kinds.

python docs/generate.py           # write
python docs/generate.py --check   # exit 1 if a page is out of date
"""

import os
import sys
from pathlib import Path

import click

os.environ["COLUMNS"] = "80"

from avow.cli.main import avow
from avow.detect.table import load_table
from avow.promises.page import PAGE

HERE = Path(__file__).parent / "reference"


def help_of(command: click.Command, path: str) -> list[str]:
    """Return a section per command, with its help text, and those of its sub-commands."""
    context = click.Context(command, info_name=path, max_content_width=80, terminal_width=80)
    lines = [f"## {path}", "", "```text", command.get_help(context).rstrip(), "```", ""]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            if child is not None:
                lines += help_of(child, f"{path} {name}")
    return lines


def commands_page() -> str:
    """Return the page of all commands."""
    head = ["# Commands", "", "Generated from the commands' own help.", ""]
    return "\n".join(head + help_of(avow, "avow")).rstrip() + "\n"


def kinds_page() -> str:
    """Return the page of all kinds and how many rules find each."""
    table = load_table()
    counts: dict[str, int] = {}
    for rule in table.rules:
        counts[rule.kind] = counts.get(rule.kind, 0) + 1
    lines = [
        "# Kinds and rules",
        "",
        f"Generated from the rule files: {len(table.rules)} rules for {len(table.kinds)} kinds.",
        "Decoys and organisations' numbers are recognised so that they do not count as personal.",
        "",
        "| kind | what | token | risk | role | on | rules |",
        "|---|---|---|---|---|---|---|",
    ]
    for name in sorted(table.kinds):
        kind = table.kinds[name]
        lines.append(
            f"| `{name}` | {kind.title} | `[{kind.token}]` | {kind.risk} | {kind.role} "
            f"| {'yes' if kind.on else 'no'} | {counts.get(name, 0)} |"
        )
    return "\n".join(lines) + "\n"


def promises_page() -> str:
    """Return the page of all promises: sentence, mechanism, evidence, limits of the proof."""
    lines = [
        "# The sixteen promises",
        "",
        "Generated from `avow.promises`, one file per promise. A promise is kept only while fresh",
        "evidence in the log shows it; else `avow check` says *not proven*. It is *broken* when",
        "evidence shows the contrary.",
    ]
    for promise in PAGE:
        lines += ["", f"## {promise.id} {promise.sentence}", "", f"Version {promise.version}.", ""]
        lines += [f"**What keeps it.** {promise.mechanism}", ""]
        lines += [f"**What its proof cannot show.** {promise.limits_of_proof}", ""]
        lines += ["| evidence | at most days old | what it must say |", "|---|---|---|"]
        for need in promise.needs:
            rows = [
                f"{limit.means}: `{limit.field}` {limit.relation} {limit.value:g}"
                for limit in need.limits
            ]
            lines.append(f"| `{need.kind}` | {need.max_age_days} | {'; '.join(rows) or '-'} |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Write the pages, or check them."""
    stale = 0
    pages = {
        "commands.md": commands_page(),
        "kinds.md": kinds_page(),
        "promises.md": promises_page(),
    }
    for name, page in pages.items():
        path = HERE / name
        if "--check" in arguments:
            if not path.is_file() or path.read_text(encoding="utf-8") != page:
                sys.stdout.write(f"{path.name} is out of date: run python docs/generate.py\n")
                stale = 1
        else:
            path.write_text(page, encoding="utf-8")
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
