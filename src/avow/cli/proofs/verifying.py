"""`avow ledger verify` and `avow ledger check-promise`."""

import json
import sys
import time
from pathlib import Path

import click

from avow.cli.proofs.reading import open_source
from avow.cli.proofs.receipts import EXIT_FAILED, FILE, KEY, POLICY, describe, fail, read_file
from avow.cli.proofs.trust import find_policy
from avow.errors import VerificationError
from avow.ledger.formats.signing import parse_verifier
from avow.ledger.verify.promise import (
    InclusionPromise,
    PromiseOutcome,
    PromiseState,
    hold_against_log,
    parse_promise,
)
from avow.ledger.verify.whole_log import LogReport, verify_log


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
    earlier = read_file(seen) if seen is not None else b""
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


@click.command("check-promise")
@click.argument("promise", type=FILE)
@click.argument("log")
@click.option("--statement-key", required=True, help="Verifier key of the log's promises.")
@POLICY
@KEY
def check_promise(
    promise: Path, log: str, *, statement_key: str, policy: Path | None, key: str
) -> None:
    """Hold the inclusion PROMISE that you were given against LOG: kept, waiting, or broken.

    A broken promise is signed proof that its log misbehaved. Exit 0 kept or waiting, 1 broken.
    """
    try:
        promised = parse_promise(read_file(promise), parse_verifier(statement_key))
        outcome = _hold(promised, log, policy, key)
    except VerificationError as error:
        fail(error)
    click.echo(f"promise {outcome.state}" + (f" at {outcome.index}" if outcome.index >= 0 else ""))


def _hold(promised: InclusionPromise, log: str, policy: Path | None, key: str) -> PromiseOutcome:
    opened = open_source(log)
    trust, _ = find_policy(policy, key, opened.folder)
    report = verify_log(opened.source, trust)
    if report.problems or report.signed is None:
        raise VerificationError("the log itself does not verify")
    outcome = hold_against_log(promised, opened.source, report.signed, int(time.time()))
    if outcome.state is PromiseState.BROKEN:
        raise VerificationError("the promised entry is not in the log and its time is over")
    return outcome
