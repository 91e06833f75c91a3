"""`avow ledger verify` and `avow receipt verify`."""

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import click

from avow.cli.proofs.reading import open_source
from avow.cli.proofs.trust import find_policy
from avow.errors import InputError, VerificationError
from avow.ledger.formats.signing import parse_verifier
from avow.ledger.sets.recall import read_recall
from avow.ledger.sets.set_file import HEADER as SET_HEADER
from avow.ledger.sets.set_file import verify_set_file
from avow.ledger.setup import STATEMENT_KEYS_FILE
from avow.ledger.verify.promise import PromiseState, hold_against_log, parse_promise
from avow.ledger.verify.receipt import STEPS, VerifiedReceipt, verify_receipt
from avow.ledger.verify.whole_log import LogReport, verify_log
from avow.ledger.verify.witnessed import SignedCheckpoint

EXIT_FAILED = 1
FILE = click.Path(path_type=Path)
POLICY = click.option("--policy", type=FILE, help="Trust policy: keys of the log, witnesses.")
KEY = click.option("--key", default="", help="Verifier key of the log, instead of a policy.")


@click.command()
@click.argument("log")
@POLICY
@KEY
@click.option("--seen", type=FILE, help="A checkpoint seen earlier; the log must continue it.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
def verify(log: str, *, policy: Path | None, key: str, seen: Path | None, as_json: bool) -> None:
    """Rebuild LOG (a ledger, an export or a URL) from its entries; name the first that fails.

    Exit 0 verified, 1 failed, 2 could not check.
    """
    opened = open_source(log)
    trust, note = find_policy(policy, key, opened.folder)
    earlier = _read(seen) if seen is not None else b""
    report = verify_log(opened.source, trust, seen=earlier, progress=_progress())
    if as_json:
        click.echo(json.dumps(_as_json(report, note)))
    else:
        _tell(report, note)
    if report.problems:
        sys.exit(EXIT_FAILED)


def _tell(report: LogReport, note: str) -> None:
    for problem in report.problems:
        place = f"entry {problem.index}: " if problem.index >= 0 else ""
        click.echo(f"{place}{problem.what}", err=True)
    if note:
        click.echo(f"note: {note}", err=True)
    if report.signed is None or report.problems:
        click.echo("NOT VERIFIED", err=True)
        return
    click.echo(f"verified: {report.entries} entries, {report.checkpoints} signed checkpoints")
    for line in describe(report.signed):
        click.echo(line)


def describe(signed: SignedCheckpoint) -> list[str]:
    """Return who stands behind a checkpoint, in lines."""
    lines = [f"log {signed.checkpoint.origin}, size {signed.checkpoint.size}"]
    for sighting in signed.sightings:
        when = datetime.fromtimestamp(sighting.time_seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
        lines.append(f"seen by witness {sighting.witness} at {when}")
    if not signed.sightings:
        lines.append("seen by no witness: the log's owner could show others another log")
    return lines


def _as_json(report: LogReport, note: str) -> dict[str, object]:
    signed = report.signed
    return {
        "verified": not report.problems,
        "entries": report.entries,
        "checkpoints": report.checkpoints,
        "size": None if signed is None else signed.checkpoint.size,
        "witnesses": [] if signed is None else [one.witness for one in signed.sightings],
        "problems": [{"index": one.index, "what": one.what} for one in report.problems],
        "note": note,
    }


def _progress() -> "Progress | None":
    return Progress() if sys.stderr.isatty() else None


class Progress:
    """Shows entries done, at most a few times a second."""

    def __init__(self) -> None:
        self._shown = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        """Show how far it is."""
        now = time.monotonic()
        if now - self._shown > 0.2 or done == total:
            self._shown = now
            click.echo(f"\r{done:,} of {total:,}", nl=done == total, err=True)


@click.command()
@click.argument("file", type=FILE)
@POLICY
@KEY
@click.option("--log", default="", help="For an inclusion promise: where the log is read.")
@click.option("--statement-key", default="", help="Verifier key of promises or recall lists.")
@click.option("--show", is_flag=True, help="Print the payload, which may be personal.")
def receipt(
    file: Path, *, policy: Path | None, key: str, log: str, statement_key: str, show: bool
) -> None:
    """Verify FILE offline: a receipt, a set proof, a recall list or an inclusion promise.

    Exit 0 verified, 1 failed (the message says which step), 2 could not check.
    """
    data = _read(file)
    try:
        if statement_key:
            _statement(data, statement_key, policy=policy, key=key, log=log)
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
        _fail(error)


def _statement(data: bytes, text: str, *, policy: Path | None, key: str, log: str) -> None:
    signer = parse_verifier(text)
    if signer.name.endswith("/recall"):
        recall = read_recall(data, signer)
        click.echo(f"verified: {len(recall.keys)} records are recalled from one sealed set")
        return
    promise = parse_promise(data, signer)
    if not log:
        raise InputError(
            f"the promise is signed; its entry is checked against the log ({STATEMENT_KEYS_FILE})",
            hint="Give --log with the log's folder or URL.",
        )
    opened = open_source(log)
    trust, _ = find_policy(policy, key, opened.folder)
    report = verify_log(opened.source, trust)
    if report.problems or report.signed is None:
        raise VerificationError("the log itself does not verify")
    outcome = hold_against_log(promise, opened.source, report.signed, int(time.time()))
    if outcome.state is PromiseState.BROKEN:
        raise VerificationError("the promised entry is not in the log and its time is over")
    click.echo(f"promise {outcome.state}" + (f" at {outcome.index}" if outcome.index >= 0 else ""))


def _tell_receipt(verified: VerifiedReceipt, *, show: bool) -> None:
    click.echo(f"entry {verified.index}: {verified.leaf.kind}, {verified.leaf.time}")
    for line in describe(verified.signed):
        click.echo(line)
    if show and verified.payload:
        click.echo(verified.payload.decode())
    if not verified.payload:
        click.echo("the receipt does not open the entry: it proves that it stands there, not what")


def _fail(error: VerificationError) -> NoReturn:
    click.echo(f"NOT VERIFIED: {error.message}", err=True)
    click.echo(f"hint: {error.hint}", err=True)
    sys.exit(EXIT_FAILED)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {path.name}: {error.strerror}") from None
