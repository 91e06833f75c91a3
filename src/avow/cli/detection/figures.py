"""`avow detect figures`: the list of public figures, what it holds and how it is built."""

from pathlib import Path

import click

from avow.detect.subjects.build_figures import build, describe, packaged_path
from avow.detect.subjects.figures import FigureList
from avow.errors import OutputError


@click.group()
def figures() -> None:
    """Show or rebuild the list of public figures."""


@figures.command()
def info() -> None:
    """Print version, digest, sources and licences of the packaged list."""
    content = packaged_path().read_bytes()
    click.echo(describe(FigureList(content), len(content)))


@figures.command("build")
@click.argument("data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write here instead of over the packaged list.",
)
def build_list(*, data: Path, out: Path | None) -> None:
    """Build the list from DATA; the same input gives the same bytes."""
    content = build(data)
    path = out or packaged_path()
    try:
        path.write_bytes(content)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from None
    click.echo(describe(FigureList(content), len(content)))
