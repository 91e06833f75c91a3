"""`avow scrub plan`, and the dry run: what would be done, without writing anything."""

from typing import Any

import click

from avow.cli.scrub import echo_table
from avow.cli.scrubbing.options import make_setup, setup_options
from avow.evidence.canonical import Json, canonical_json
from avow.scrub.config import DedupScope, QuasiConfig, ScrubConfig
from avow.scrub.pipeline.plan import Plan
from avow.scrub.pipeline.setup import Setup
from avow.scrub.preview import FieldPreview, Preview, preview_run
from avow.scrub.run import RunOptions, prepare

NO_OUTPUT = ".avow-no-output"
MEGABYTE = 1_000_000


@click.command()
@click.argument("source", metavar="IN")
@setup_options
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave input files out.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
def plan(source: str, **options: Any) -> None:  # noqa: ANN401
    """Show the shards of IN; the plan depends on the input only, never on workers."""
    setup = make_setup(source, NO_OUTPUT, options)
    prepared = prepare(setup, RunOptions(exclude=options["exclude"]))
    if options["as_json"]:
        click.echo(canonical_json(_plan_json(prepared.plan)).decode("utf-8"))
        return
    rows = [("SHARD", "OUTPUT", "BYTES", "SOURCE")]
    rows += [
        (shard.shard_id[:12], shard.label, str(shard.size), shard.source)
        for shard in prepared.plan.shards
    ]
    echo_table(rows)
    _tell_totals(prepared.plan)


def show_preview(setup: Setup, options: RunOptions, *, as_json: bool) -> None:
    """Print the plan's size, an estimate of the work and what each field of a sample gets."""
    prepared = prepare(setup, options)
    preview = preview_run(prepared.bench, prepared.plan, prepared.screen)
    if as_json:
        document = {"plan": _plan_json(prepared.plan), "sample": _preview_json(preview)}
        click.echo(canonical_json(document).decode("utf-8"))
        return
    _tell_totals(prepared.plan)
    click.echo(f"estimated work: {preview.cpu_hours:.2f} core-hours, from the speed on a sample")
    click.echo(
        f"sample: {preview.records} records, {preview.changed} would change, "
        f"{preview.dropped} be dropped, {preview.quarantined} be quarantined"
    )
    if _looks_at_all(setup.config):
        click.echo("duplicates and small classes are found in all records, not in a sample")
    rows = [("FIELD", "USE", "STRINGS", "WHAT IT GETS")]
    rows += [
        (field.path or "(whole text)", field.use, str(field.strings), _describe_hits(field))
        for field in preview.fields
    ]
    echo_table(rows)
    for name in preview.fields_missing:
        click.echo(f"warning: the configured field {name!r} is not in the sample", err=True)


def _looks_at_all(config: ScrubConfig) -> bool:
    searched = {config.dedup.exact, config.dedup.near} != {DedupScope.NONE}
    return searched or config.quasi.action != QuasiConfig().action


def _tell_totals(plan: Plan) -> None:
    click.echo(f"{len(plan.shards)} shards, {plan.bytes_total / MEGABYTE:.1f} MB")
    for reason, count in plan.skipped:
        click.echo(f"passed over: {count} ({reason})")


def _describe_hits(field: FieldPreview) -> str:
    if not field.hits:
        return "-"
    return ", ".join(f"{kind} {action} x{count}" for kind, action, count in field.hits)


def _plan_json(plan: Plan) -> dict[str, Json]:
    return {
        "shards": [
            {
                "shard": shard.shard_id,
                "output": shard.output,
                "size": shard.size,
                "source": shard.source,
            }
            for shard in plan.shards
        ],
        "bytes": plan.bytes_total,
        "skipped": [list(pair) for pair in plan.skipped],
    }


def _preview_json(preview: Preview) -> dict[str, Json]:
    return {
        "records": preview.records,
        "changed": preview.changed,
        "dropped": preview.dropped,
        "quarantined": preview.quarantined,
        "cpu_hours": round(preview.cpu_hours, 4),
        "fields_missing": list(preview.fields_missing),
        "fields": [
            {
                "path": field.path,
                "use": field.use,
                "strings": field.strings,
                "hits": [list(hit) for hit in field.hits],
            }
            for field in preview.fields
        ],
    }
