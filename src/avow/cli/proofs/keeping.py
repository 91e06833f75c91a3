"""`avow ledger init`, `append`, `checkpoint`, `run`, `prove`, `erase` and `kinds`."""

import json
import time
from pathlib import Path
from typing import IO

import click

from avow.errors import InputError, UsageError
from avow.evidence.canonical import Json
from avow.ledger.formats.checkpoints import parse_checkpoint
from avow.ledger.formats.proof_file import EXTENSION
from avow.ledger.kinds import KINDS
from avow.ledger.log import ORGANISATION, Event, Ledger
from avow.ledger.private_files import write_durably
from avow.ledger.setup import DEFAULT_MMD_SECONDS, STORES, LedgerSettings, read_policy
from avow.ledger.witness.client import submit_checkpoint

FOLDER = click.Path(path_type=Path)


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--origin", required=True, help="Name of the log, such as example.com/ledger.")
@click.option("--store", type=click.Choice(STORES), default="sqlite", show_default=True)
@click.option("--post-quantum", is_flag=True, help="Sign with ML-DSA-44 beside Ed25519.")
@click.option("--mmd", "mmd_seconds", type=click.IntRange(1), default=DEFAULT_MMD_SECONDS)
@click.option("--private-kind", "private_kinds", multiple=True, help="Kind not shown in leaves.")
def init(
    folder: Path,
    *,
    origin: str,
    store: str,
    post_quantum: bool,
    mmd_seconds: int,
    private_kinds: tuple[str, ...],
) -> None:
    """Make a new ledger in FOLDER: keys, settings, a trust policy, and its first entry."""
    settings = LedgerSettings(
        origin=origin, store=store, mmd_seconds=mmd_seconds, private_kinds=private_kinds
    )
    made = Ledger.create(folder, settings, post_quantum=post_quantum)
    made.close()
    click.echo(f"made the ledger {origin}")
    click.echo(f"give {folder / 'trust-policy.txt'} to whoever shall verify it")


@click.command()
@click.argument("folder", type=FOLDER)
@click.argument("kind")
@click.option("--payload", type=click.File("rb"), required=True, help="JSON file, or - for stdin.")
@click.option("--subject", default=ORGANISATION, help="Random id of the person it is about.")
@click.option("--promise", type=FOLDER, help="File for the signed inclusion promise.")
def append(
    folder: Path, kind: str, *, payload: IO[bytes], subject: str, promise: Path | None
) -> None:
    """Log an event of KIND; prints the id by which its receipt is asked for."""
    try:
        values: Json = json.loads(payload.read())
    except (ValueError, RecursionError):
        raise UsageError("the payload is not JSON") from None
    if not isinstance(values, dict):
        raise UsageError("the payload is a JSON object")
    opened = Ledger.open(folder)
    (appended,) = opened.append([Event(kind=kind, payload=values, subject=subject)])
    if promise is not None:
        write_durably(promise, appended.promise)
    opened.close()
    click.echo(appended.entry_id)


@click.command()
@click.argument("folder", type=FOLDER)
def checkpoint(folder: Path) -> None:
    """Order what waits, sign the log as it stands and ask the witnesses of its policy."""
    opened = Ledger.open(folder)
    click.echo(_advance(opened, folder))
    opened.close()


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--every", type=click.FloatRange(0.05), default=1.0, show_default=True)
def run(folder: Path, every: float) -> None:
    """Order, sign and have witnessed what arrives, every so many seconds, until stopped."""
    opened = Ledger.open(folder)
    click.echo(_advance(opened, folder))
    try:
        while True:
            time.sleep(every)
            if opened.store.backlog().events:
                click.echo(_advance(opened, folder))
    except KeyboardInterrupt:
        click.echo("stopped")
    finally:
        opened.close()


def _advance(opened: Ledger, folder: Path) -> str:
    placed = opened.sequence()
    size = parse_checkpoint(opened.sign_checkpoint().text).size
    witnesses = [one for one in read_policy(folder).witnesses.values() if one.url]
    outcomes = submit_checkpoint(opened, witnesses)
    for outcome in outcomes:
        if not outcome.seen:
            click.echo(f"witness {outcome.witness}: {outcome.reason}", err=True)
    seen = sum(outcome.seen for outcome in outcomes)
    witnessed = f"witnessed by {seen} of {len(witnesses)}" if witnesses else "not witnessed"
    return f"{placed} entries placed, {size} in all, {witnessed}"


@click.command()
@click.argument("folder", type=FOLDER)
@click.argument("entry")
@click.option("--out", type=FOLDER, help=f"File; by default ENTRY{EXTENSION}.")
@click.option("--closed", is_flag=True, help="Leave out the payload and its key.")
def prove(folder: Path, entry: str, *, out: Path | None, closed: bool) -> None:
    """Write the receipt of ENTRY (the id that `append` printed, or the entry's index)."""
    opened = Ledger.open(folder)
    entry_id = _entry_id(opened, int(entry)) if entry.isdecimal() and len(entry) < 20 else entry
    receipt = opened.receipt(entry_id, open_payload=not closed)
    opened.close()
    path = out or Path(f"{entry}{EXTENSION}")
    write_durably(path, receipt)
    click.echo(f"wrote {path} ({len(receipt)} bytes)")


def _entry_id(opened: Ledger, index: int) -> str:
    for event in opened.store.events(index, index + 1):
        return event.entry_id
    raise InputError("the ledger holds no payload for this index; name the entry by its id")


@click.command()
@click.argument("folder", type=FOLDER)
@click.argument("subject")
@click.option("--yes", is_flag=True, help="Do it; without this only say what would happen.")
def erase(folder: Path, subject: str, *, yes: bool) -> None:
    """Destroy the key and payloads of SUBJECT. Entries stay, closed for ever."""
    opened = Ledger.open(folder)
    events = opened.store.events(0, opened.store.size())
    count = sum(event.subject == subject for event in events)
    if not yes:
        click.echo(f"would close {count} entries for ever; repeat with --yes to do it")
    else:
        opened.erase(subject)
        click.echo(f"closed {count} entries; their key is destroyed")
    opened.close()


@click.command()
def kinds() -> None:
    """List the kinds of events that a ledger takes, with the fields they must have."""
    for kind in KINDS:
        fields = ", ".join(kind.fields)
        click.echo(f"{kind.name:<22} {kind.title} ({fields})")
