"""`avow demo`: scrubs the bundled sample and shows what changed and the report."""

import shutil
import sys
from importlib.resources import as_file, files
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from avow.cli.scrubbing.evidence import find_recorder
from avow.cli.scrubbing.options import make_setup
from avow.errors import UsageError
from avow.evidence.clocks import SystemClock
from avow.scrub.progress import PlainProgress
from avow.scrub.proof.layout import PLAN_NAME
from avow.scrub.proof.manifest import Manifest
from avow.scrub.report.build import HTML_NAME, build_report, publish_report
from avow.scrub.run import RunOptions, make_evidence, run_scrub
from avow.scrub.storage.registry import open_store

SHOWN_LINES = 4
WIDTH = 100


@click.command()
@click.option("--out", default="out/demo", show_default=True, help="Folder for the result.")
def demo(out: str) -> None:
    """Scrub the bundled sample (chats, a customer table, a mail, a log) and show the report."""
    target = Path(out)
    if target.exists():
        if not (target / PLAN_NAME).is_file():
            raise UsageError(
                f"{out} exists and is not the result of an earlier demo",
                hint="Name another folder with --out.",
            )
        shutil.rmtree(target)
    with as_file(files("avow.cli") / "sample") as source:
        setup = make_setup(str(source), out, _options())
        result = run_scrub(
            setup,
            RunOptions(workers=1),
            clock=SystemClock(),
            observer=PlainProgress(stream=sys.stderr),
        )
        if result.problem is not None or result.manifest is None:
            raise result.problem or UsageError("the sample was not scrubbed")
        store = open_store(out)
        report = build_report(
            store, clock=SystemClock(), config=setup.config, title="The bundled sample"
        )
        manifest = publish_report(store, report)
        find_recorder(out, None).record(make_evidence(manifest, SystemClock()))
        _show(source, target, manifest)


def _options() -> dict[str, object]:
    names = ("config_file", "key", "optouts", "optouts_key", "scope", "mode", "people", "codec")
    return {
        **dict.fromkeys(names),
        "locales": ("en-US", "de-DE", "es-ES", "nl-NL"),
        "max_bad": 1.0,
        "shard_mb": None,
        "keep_raw": False,
        "allow_truncated": False,
    }


def _show(source: Path, target: Path, manifest: Manifest) -> None:
    console = Console(highlight=False)
    for path in sorted(source.iterdir()):
        console.rule(path.name, align="left", style="dim")
        scrubbed = (target / "data" / path.name).read_text(encoding="utf-8")
        for line in scrubbed.splitlines()[:SHOWN_LINES]:
            console.print(_coloured(line))
    console.rule(style="dim")
    table = Table(title="What was found", title_justify="left", box=None)
    table.add_column("kind")
    table.add_column("what happened")
    table.add_column("times", justify="right")
    counts: dict[tuple[str, str], int] = {}
    for row in manifest.counts:
        counts[row.kind, row.action] = counts.get((row.kind, row.action), 0) + row.times
    for (kind, action), times in sorted(counts.items()):
        table.add_row(kind, action, str(times))
    console.print(table)
    balance = manifest.balance
    console.print(
        f"{balance.records_in} records in = {balance.records_out} out ({balance.changed} changed)"
        f" + {balance.records_dropped} dropped + {balance.records_quarantined} in quarantine"
        " (one line of the sample is broken on purpose)"
    )
    console.print(f"report: {target / HTML_NAME}")
    console.print(f"check:  avow scrub verify {target}")


def _coloured(line: str) -> Text:
    """Return a line, cut to the width, with its tokens marked."""
    text = Text(line if len(line) <= WIDTH else line[: WIDTH - 1] + "…")
    text.highlight_regex(r"\[[A-Z][A-Z0-9_]*\]", "bold green")
    return text
