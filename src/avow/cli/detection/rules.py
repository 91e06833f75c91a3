"""`avow detect rules`: lint and test rule files, and list the catalogue."""

from pathlib import Path

import click

from avow.detect.lint import lint_table, load_files, test_examples
from avow.detect.rule import Rule
from avow.detect.table import RuleTable, load_table

EXIT_FOUND = 1
FILES = click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False))


@click.group()
def rules() -> None:
    """Check rule files, or list the kinds that are known."""


@rules.command()
@FILES
@click.pass_context
def lint(ctx: click.Context, files: tuple[str, ...]) -> None:
    """Refuse what the engine cannot run exactly; without FILES, check the packaged rules."""
    table, rows = _load(files)
    complaints = lint_table(table, rows)
    for complaint in complaints:
        click.echo(f"{complaint.rule}: {complaint.message}")
    click.echo(f"{len(rows)} rules, {len(complaints)} complaints")
    ctx.exit(EXIT_FOUND if complaints else 0)


@rules.command()
@FILES
@click.pass_context
def test(ctx: click.Context, files: tuple[str, ...]) -> None:
    """Run the examples and counter-examples of every rule."""
    table, rows = _load(files)
    complaints = test_examples(table, rows)
    for complaint in complaints:
        click.echo(f"{complaint.rule}: {complaint.message}")
    examples = sum(len(row.examples_yes) + len(row.examples_no) for row in rows)
    click.echo(f"{len(rows)} rules, {examples} examples, {len(complaints)} failed")
    ctx.exit(EXIT_FOUND if complaints else 0)


@rules.command("list")
@FILES
def list_kinds(files: tuple[str, ...]) -> None:
    """List the kinds of FILES and of the packaged rules, with their countries and tiers."""
    table = load_table(files)
    width = max(len(name) for name in table.kinds)
    for kind in sorted(table.kinds.values(), key=lambda row: row.name):
        rows = [rule for rule in table.rules if rule.kind == kind.name]
        tiers = "".join(sorted({rule.tier.value for rule in rows}))
        countries = " ".join(sorted({place for rule in rows for place in rule.locales}))
        state = "on " if kind.on else "off"
        facts = f"{state} {kind.risk.value:<8} {kind.role.value:<12} {tiers:<3}"
        click.echo(f"{kind.name:<{width}}  {facts} {kind.title}  {countries}".rstrip())
    click.echo(f"{len(table.kinds)} kinds, {len(table.rules)} rules, {table.digest}")


def _load(files: tuple[str, ...]) -> tuple[RuleTable, list[Rule]]:
    if files:
        return load_files([str(Path(name)) for name in files])
    table = load_table()
    return table, list(table.rules)
