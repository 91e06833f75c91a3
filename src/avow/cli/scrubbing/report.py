"""`avow scrub report`: write the report of a data set, with what may be left in it."""

from pathlib import Path
from typing import Any

import click

from avow.cli.scrubbing.evidence import LEDGER_OPTION, recording
from avow.cli.scrubbing.options import make_setup, setup_options
from avow.evidence.clocks import SystemClock
from avow.scrub.keys import load_keys
from avow.scrub.pipeline.setup import open_workbench
from avow.scrub.proof.verify import load_manifest
from avow.scrub.report.build import HTML_NAME, JSON_NAME, build_report, publish_report
from avow.scrub.risk.evidence import residual_evidence
from avow.scrub.risk.kanonymity import measure_kanonymity
from avow.scrub.risk.measure import measure_risk
from avow.scrub.run import make_evidence
from avow.scrub.storage.registry import open_store


@click.command()
@click.argument("dataset")
@setup_options
@click.option("--title", default="", help="Name of the data set, without any personal value.")
@click.option(
    "--sample",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Records to check again for what is left; 0 leaves that unmeasured.",
)
@LEDGER_OPTION
def report(dataset: str, title: str, sample: int, ledger: Path | None, **options: Any) -> None:  # noqa: ANN401
    """Write report.html and report.json of DATASET, and a manifest that names their digests.

    Give the same configuration options as for the run.
    """
    store = open_store(dataset)
    setup = make_setup(dataset, dataset, options)
    config = setup.config
    manifest = load_manifest(store)
    risk = None
    if sample:
        cleaner = open_workbench(setup).cleaner
        risk = measure_risk(store, manifest, config, scrubber=cleaner, wanted=sample)
    groups = None
    if config.quasi.columns:
        groups = measure_kanonymity(store, manifest, config, key=load_keys(setup.key).audit)
    built = build_report(
        store,
        clock=SystemClock(),
        config=config,
        risk=risk,
        kanonymity=groups,
        title=title,
    )
    manifest = publish_report(store, built)
    with recording(dataset, None, ledger) as recorder:
        recorder.record(make_evidence(manifest, SystemClock()))
        measured = residual_evidence(risk, SystemClock()) if risk is not None else None
        if measured is not None:
            recorder.record(measured)
    click.echo(f"wrote {HTML_NAME} and {JSON_NAME}")
