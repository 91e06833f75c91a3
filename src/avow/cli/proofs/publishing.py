"""`avow ledger export`, `serve`, `stamp` and `publish-promises`."""

from pathlib import Path

import click

from avow.errors import InputError
from avow.evidence.canonical import Json
from avow.ledger.export import export_log
from avow.ledger.formats.quorum import Witness
from avow.ledger.formats.signing import parse_verifier
from avow.ledger.log import Event, Ledger
from avow.ledger.private_files import PUBLIC_MODE, write_durably
from avow.ledger.serving import Server, log_route
from avow.ledger.setup import POLICY_FILE
from avow.ledger.setup import add_witness as keep_witness
from avow.ledger.stamps import request_stamp, stamp_path, verify_stamp
from avow.ledger.verify.sources import StoreSource
from avow.promises.page import PAGE

FOLDER = click.Path(path_type=Path)
STAMP_SECONDS = 30.0


@click.command()
@click.argument("folder", type=FOLDER)
@click.argument("out", type=FOLDER)
def export(folder: Path, out: Path) -> None:
    """Write the log of FOLDER under its newest checkpoint into the new folder OUT.

    Payloads that the organisation recorded about itself are opened; those of persons never are.
    """
    opened = Ledger.open(folder)
    size = export_log(opened, out, (folder / POLICY_FILE).read_bytes())
    opened.close()
    click.echo(f"exported {size} entries; `avow check {out}` recomputes the verdicts")


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8632, show_default=True)
def serve(folder: Path, host: str, port: int) -> None:
    """Serve the log of FOLDER as tiles (c2sp.org/tlog-tiles) until stopped; logs no request."""
    opened = Ledger.open(folder)
    with Server(log_route(StoreSource(opened.store)), host, port) as server:
        click.echo(f"serving {opened.settings.origin} on {server.url}")
        try:
            server.wait()
        except KeyboardInterrupt:
            click.echo("stopped")
    opened.close()


@click.command("add-witness")
@click.argument("folder", type=FOLDER)
@click.argument("name")
@click.option("--key", required=True, help="Verifier key, as `avow witness init` printed it.")
@click.option("--url", required=True, help="Where the witness answers.")
@click.option("--needed", default="any", show_default=True, help="any, all or a number.")
def add_witness(folder: Path, name: str, *, key: str, url: str, needed: str) -> None:
    """Ask the witness NAME from now on, and need that many of all witnesses' cosignatures."""
    policy = keep_witness(folder, Witness(name=name, key=parse_verifier(key), url=url), needed)
    click.echo(f"{needed} of {len(policy.witnesses)} witnesses must have seen a checkpoint")
    click.echo(f"give {folder / POLICY_FILE} anew to whoever verifies this log")


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--url", required=True, help="Address of the time-stamping authority.")
@click.option("--roots", type=FOLDER, required=True, help="PEM file of certificates to trust.")
def stamp(folder: Path, url: str, roots: Path) -> None:
    """Have the newest checkpoint of FOLDER time-stamped (RFC 3161); sends only a hash of it."""
    opened = Ledger.open(folder)
    note = opened.newest_checkpoint()
    opened.close()
    if note is None:
        raise InputError("no checkpoint has been signed yet", hint="Run `avow ledger checkpoint`.")
    text = note.text.encode()
    data = request_stamp(url, text, STAMP_SECONDS)
    verified = verify_stamp(data, text, roots.read_bytes())
    path = stamp_path(folder, int(note.text.split("\n")[1]))
    write_durably(path, data, mode=PUBLIC_MODE)
    click.echo(f"stamped at {verified.time.isoformat()}; wrote {path}")


@click.command()
@click.argument("folder", type=FOLDER)
def publish_promises(folder: Path) -> None:
    """Log each promise in the wording of this version, unless that is the newest in the log."""
    opened = Ledger.open(folder)
    newest: dict[Json, Json] = {}
    for event in opened.store.events(0, opened.store.size()):
        if event.kind == "promise.published":
            newest[event.payload.decode()] = True
    drafts = [Event(kind="promise.published", payload=promise.terms()) for promise in PAGE]
    fresh = [event for event in drafts if opened.draft(event).payload.decode() not in newest]
    opened.append(fresh)
    opened.sequence()
    opened.sign_checkpoint()
    opened.close()
    click.echo(f"published {len(fresh)} of {len(PAGE)} promises anew")
