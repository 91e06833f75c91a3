"""`avow receipt verify`: the standard library and cryptography suffice; no server is asked."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import click

from avow.cli.proofs.trust import find_policy
from avow.errors import InputError, VerificationError
from avow.ledger.formats.signing import parse_verifier
from avow.ledger.sets.recall import read_recall
from avow.ledger.sets.set_file import HEADER as SET_HEADER
from avow.ledger.sets.set_file import verify_set_file
from avow.ledger.verify.receipt import STEPS, VerifiedReceipt, verify_receipt
from avow.ledger.verify.witnessed import SignedCheckpoint

EXIT_FAILED = 1
FILE = click.Path(path_type=Path)
POLICY = click.option("--policy", type=FILE, help="Trust policy: keys of the log, witnesses.")
KEY = click.option("--key", default="", help="Verifier key of the log, instead of a policy.")


@click.command()
@click.argument("file", type=FILE)
@POLICY
@KEY
@click.option("--statement-key", default="", help="Verifier key of recall lists.")
@click.option("--show", is_flag=True, help="Print the payload, which may be personal.")
def receipt(file: Path, *, policy: Path | None, key: str, statement_key: str, show: bool) -> None:
    """Verify FILE offline: a receipt, a set proof or a recall list.

    Exit 0 verified, 1 failed (the message says which step), 2 could not check.
    """
    data = read_file(file)
    try:
        if statement_key:
            recall = read_recall(data, parse_verifier(statement_key))
            click.echo(f"verified: {len(recall.keys)} records are recalled from one sealed set")
        elif data.startswith(SET_HEADER.encode()):
            trust, _ = find_policy(policy, key, None)
            member = verify_set_file(data, trust)
            found = "IS in" if member.included else "is NOT in"
            click.echo(f"verified: the record {found} the set {member.set_name}")
            _tell_receipt(member.receipt, show=show)
        else:
            trust, _ = find_policy(policy, key, None)
            verified = verify_receipt(data, trust)
            click.echo(f"verified in {len(STEPS)} steps")
            _tell_receipt(verified, show=show)
    except VerificationError as error:
        fail(error)


def describe(signed: SignedCheckpoint) -> list[str]:
    """Return who stands behind a checkpoint, in lines."""
    lines = [f"log {signed.checkpoint.origin}, size {signed.checkpoint.size}"]
    for sighting in signed.sightings:
        when = datetime.fromtimestamp(sighting.time_seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
        lines.append(f"seen by witness {sighting.witness} at {when}")
    if not signed.sightings:
        lines.append("seen by no witness: the log's owner could show others another log")
    return lines


def _tell_receipt(verified: VerifiedReceipt, *, show: bool) -> None:
    click.echo(f"entry {verified.index}: {verified.leaf.kind}, {verified.leaf.time}")
    for line in describe(verified.signed):
        click.echo(line)
    if show and verified.payload:
        click.echo(verified.payload.decode())
    if not verified.payload:
        click.echo("the receipt does not open the entry: it proves that it stands there, not what")


def fail(error: VerificationError) -> NoReturn:
    """Say which step failed and what to do, and end with 1."""
    click.echo(f"NOT VERIFIED: {error.message}", err=True)
    click.echo(f"hint: {error.hint}", err=True)
    sys.exit(EXIT_FAILED)


def read_file(path: Path) -> bytes:
    """Return the bytes of a file that the user named.

    Raises:
        InputError: It cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path.name}: {error.strerror}") from None
