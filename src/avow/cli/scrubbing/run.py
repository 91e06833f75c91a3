"""`avow scrub run`: scrub a corpus, resume a run, or show what a run would do."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from avow.cli.scrub import tell_error
from avow.cli.scrubbing.bar import RichProgress
from avow.cli.scrubbing.evidence import LEDGER_OPTION, recording
from avow.cli.scrubbing.options import make_setup, setup_options
from avow.cli.scrubbing.plan import show_preview
from avow.evidence.canonical import canonical_json
from avow.evidence.clocks import SystemClock
from avow.scrub.engines.registry import ENGINE_NAMES
from avow.scrub.progress import JsonProgress, Observer, PlainProgress
from avow.scrub.run import Exit, RunOptions, RunResult, run_scrub
from avow.settings import load_settings


@click.command()
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT")
@setup_options
@click.option("--engine", type=click.Choice(ENGINE_NAMES), default="local", show_default=True)
@click.option("--workers", type=click.IntRange(1), help="Default: one per CPU core.")
@click.option("--resume", is_flag=True, help="Continue an earlier run in OUT.")
@click.option("--rehash", is_flag=True, help="Read inputs again instead of trusting their times.")
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave input files out.")
@click.option("--evidence", type=click.Path(path_type=Path), help="Default: OUT/evidence.jsonl.")
@LEDGER_OPTION
@click.option("--dry-run", is_flag=True, help="Show the plan and what each field will get.")
@click.option("--json", "as_json", is_flag=True, help="JSON lines instead of text.")
@click.pass_context
def run(ctx: click.Context, /, source: str, target: str, **options: Any) -> None:  # noqa: ANN401
    """Scrub the folder or address IN into OUT."""
    setup = make_setup(source, target, options)
    run_options = RunOptions(
        workers=options["workers"] or load_settings().workers or os.cpu_count() or 1,
        engine=options["engine"],
        resume=options["resume"],
        rehash=options["rehash"],
        exclude=options["exclude"],
    )
    if options["dry_run"]:
        show_preview(setup, run_options, as_json=options["as_json"])
        return
    result = run_scrub(
        setup,
        run_options,
        clock=SystemClock(),
        observer=_observer(as_json=options["as_json"]),
    )
    if result.evidence is not None:
        with recording(target, options["evidence"], options["ledger"]) as recorder:
            recorder.record(result.evidence)
    _tell(result, as_json=options["as_json"])
    ctx.exit(result.exit)


def _observer(*, as_json: bool) -> Observer:
    if as_json:
        return JsonProgress(stream=sys.stdout)
    if sys.stderr.isatty():
        return RichProgress(sys.stderr)
    return PlainProgress(stream=sys.stderr)


def _tell(result: RunResult, *, as_json: bool) -> None:
    if as_json:
        click.echo(canonical_json(_summary(result)).decode("utf-8"))
        return
    for failure in result.failures:
        click.echo(f"failed: {failure.label}: {failure.problem}", err=True)
        click.echo(f"hint: {failure.hint}", err=True)
    if result.problem is not None:
        tell_error(result.problem)
    if result.exit is Exit.INTERRUPTED:
        click.echo("interrupted; continue with --resume", err=True)
    if result.manifest is not None:
        balance = result.manifest.balance
        click.echo(
            f"{balance.records_in} records in = {balance.records_out} out "
            f"({balance.changed} changed) + {balance.records_dropped} dropped "
            f"+ {balance.records_quarantined} quarantined"
        )
        click.echo(f"content root {result.manifest.content_root}")


def _summary(result: RunResult) -> dict[str, Any]:
    summary: dict[str, Any] = {
        "event": "end",
        "exit": int(result.exit),
        "failed": [failure.label for failure in result.failures],
        "problem": result.problem.message if result.problem else "",
    }
    if result.manifest is not None:
        balance = result.manifest.balance
        summary |= {
            "records_in": balance.records_in,
            "records_out": balance.records_out,
            "dropped": dict(balance.dropped),
            "quarantined": dict(balance.quarantined),
            "content_root": result.manifest.content_root,
            "manifest_digest": result.manifest.digest(),
        }
    return summary
