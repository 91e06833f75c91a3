"""`avow detect bench`: measure detection on labelled text, beside other tools, with intervals."""

import shlex
import sys
from pathlib import Path

import click
import orjson
from rich.console import Console

from avow.detect.bench.browser.collect import collect_errors
from avow.detect.bench.browser.page import browser_page
from avow.detect.bench.corpora.hand import HAND_FILE
from avow.detect.bench.corpora.load import DEFAULT_DATA
from avow.detect.bench.floors import fallen_floors, read_floors
from avow.detect.bench.report.render import markdown_page, plain_value, print_report
from avow.detect.bench.run import BenchChoice, run_bench
from avow.detect.bench.system import DEFAULT_POINT
from avow.detect.detector import PEOPLE_TIERS
from avow.errors import InputError, OutputError
from avow.settings import load_settings

EXIT_FALLEN = 1
FOLDER = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.option("--data", type=FOLDER, default=DEFAULT_DATA, show_default=True, help="Labelled sets.")
@click.option("--people", type=click.Choice(PEOPLE_TIERS), default=None, help="Name tagger.")
@click.option(
    "--operating-point",
    default=DEFAULT_POINT,
    show_default=True,
    metavar="NAME",
    help="Of the name tagger: balanced, recall or precision.",
)
@click.option("--sets", default="", metavar="A,B", help="Only these sets (hand: the messages).")
@click.option("--hand", type=FILE, default=HAND_FILE, help="Hand-written messages.")
@click.option("--peers", multiple=True, type=FOLDER, help="Another tool's predictions.")
@click.option("--floors", "floors_file", type=FILE, help="Exit 1 where a figure is below these.")
@click.option("--json", "json_file", type=FILE, help="Write every figure as JSON.")
@click.option("--docs", "docs_file", type=FILE, help="Write the page for docs (Markdown).")
@click.option(
    "--html", "html_folder", type=FOLDER, help="Write the error browser; it holds corpus text."
)
@click.pass_context
def bench(  # noqa: PLR0913 - one argument per option
    ctx: click.Context,
    *,
    data: Path,
    people: str | None,
    operating_point: str,
    sets: str,
    hand: Path,
    peers: tuple[Path, ...],
    floors_file: Path | None,
    json_file: Path | None,
    docs_file: Path | None,
    html_folder: Path | None,
) -> None:
    """Score detection on labelled development sets and print the tables.

    The sets are not part of the package; see the page on detection quality for where they come
    from. Figures have 95 % intervals and are of development files.
    """
    settings = load_settings()
    choice = BenchChoice(
        data=data,
        people=people or settings.people,
        operating_point=operating_point,
        sets=tuple(name.strip() for name in sets.split(",") if name.strip()),
        hand=hand,
        peers=peers,
        command=shlex.join(["avow", *sys.argv[1:]]),
        cache=Path(settings.cache_dir) if settings.cache_dir else None,
    )
    floors = read_floors(_read(floors_file)) if floors_file is not None else ()
    run, scored = run_bench(choice, lambda step: click.echo(f"{step} ...", err=True))
    print_report(Console(highlight=False), run)
    if json_file is not None:
        _write(json_file, orjson.dumps(plain_value(run), option=orjson.OPT_INDENT_2) + b"\n")
    if docs_file is not None:
        _write(docs_file, markdown_page(run).encode("utf-8"))
    if html_folder is not None:
        errors = collect_errors((item.corpus, item.predictions) for item in scored)
        told = f"avow {run.facts.version}, name tagger: {run.facts.people}"
        _write(html_folder / "errors.html", browser_page(errors, told=told).encode("utf-8"))
    fallen = fallen_floors(run, floors)
    for item in fallen:
        reached = "not measured" if item.reached is None else f"{item.reached:.3f}"
        click.echo(f"below its floor: {item.floor}; reached {reached}", err=True)
    ctx.exit(EXIT_FALLEN if fallen else 0)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise InputError(f"cannot read {path}") from None


def _write(path: Path, content: bytes) -> None:
    """Write a file and say where it is."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}") from None
    click.echo(f"wrote {path}", err=True)
