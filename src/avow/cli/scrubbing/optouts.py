"""`avow scrub check-optouts` and `recall`: opt-out lists against finished data sets."""

from pathlib import Path

import click

from avow.cli.scrub import EXIT_POLICY, echo_table
from avow.cli.scrubbing.keys import find_key
from avow.evidence.canonical import Json, canonical_json
from avow.evidence.clocks import SystemClock
from avow.evidence.recorders import FileRecorder
from avow.scrub.keys import load_keys
from avow.scrub.load_config import LoadedConfig, load_config
from avow.scrub.optout_scan import OptOutScan, make_statement, scan_optouts
from avow.scrub.pipeline.setup import OptOutRef
from avow.scrub.storage.registry import open_store
from avow.suppression.optout_list import OptOutList

OPTOUTS = click.option("--optouts", required=True, type=click.Path(), help="Signed opt-out list.")
OPTOUTS_KEY = click.option("--optouts-key", required=True, metavar="HEX", help="Issuer's key.")
CONFIG = click.option("--config", type=click.Path(path_type=Path), help="TOML file.")
KEY = click.option("--key", metavar="REF", help="Project's master key: file:PATH or env:NAME.")
JSON = click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")


@click.command("check-optouts")
@click.argument("dataset")
@OPTOUTS
@OPTOUTS_KEY
@CONFIG
@KEY
@click.option("--evidence", type=click.Path(path_type=Path), help="Record the statement here.")
@JSON
def check_optouts(
    *,
    dataset: str,
    optouts: str,
    optouts_key: str,
    config: Path | None,
    key: str | None,
    evidence: Path | None,
    as_json: bool,
) -> None:
    """Show that nobody on the list is in DATASET; exit 5 when somebody is."""
    listed, scan = _scan(dataset, OptOutRef(path=optouts, public_key=optouts_key), config, key)
    statement = make_statement(scan, listed, SystemClock())
    if evidence is not None:
        FileRecorder(path=evidence).record(statement)
    if as_json:
        click.echo(canonical_json(statement.as_json()).decode("utf-8"))
    elif scan.hits:
        click.echo(f"{len(scan.hits)} records are on the list; see `avow scrub recall`", err=True)
    else:
        click.echo(
            f"absent: nobody of list version {listed.version} ({listed.issued}) is in "
            f"{scan.manifest.content_root}; {scan.records} records read"
        )
    if scan.hits:
        click.get_current_context().exit(EXIT_POLICY)


@click.command()
@click.argument("dataset")
@OPTOUTS
@OPTOUTS_KEY
@CONFIG
@KEY
@JSON
def recall(
    *,
    dataset: str,
    optouts: str,
    optouts_key: str,
    config: Path | None,
    key: str | None,
    as_json: bool,
) -> None:
    """List the records of the published DATASET that a newer list names."""
    _, scan = _scan(dataset, OptOutRef(path=optouts, public_key=optouts_key), config, key)
    if as_json:
        for hit in scan.hits:
            row: Json = {
                "output": hit.output,
                "record": hit.record,
                "found_in": hit.found_in,
                "selectors": list(hit.selectors),
            }
            click.echo(canonical_json(row).decode("utf-8"))
        return
    click.echo(f"data set {scan.manifest.content_root}: {len(scan.hits)} records to recall")
    if scan.hits:
        rows = [("FILE", "RECORD", "FOUND IN", "SELECTORS")]
        rows += [
            (hit.output, str(hit.record), hit.found_in, ", ".join(hit.selectors))
            for hit in scan.hits
        ]
        echo_table(rows)


def _scan(
    dataset: str, ref: OptOutRef, config: Path | None, key: str | None
) -> tuple[OptOutList, OptOutScan]:
    loaded = load_config(config) if config else LoadedConfig()
    keys = load_keys(find_key(key, loaded.key))
    listed = ref.load()
    scan = scan_optouts(open_store(dataset), config=loaded.config, keys=keys, listed=listed)
    return listed, scan
