"""`avow check`: recompute the verdict on every promise from an exported log and public keys."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from avow.cli.proofs.checking import check_log
from avow.cli.proofs.telling import report_json, tell_report
from avow.errors import InputError, UsageError
from avow.evidence.canonical import canonical_json
from avow.promises.interface import State
from avow.promises.page import PAGE

EXIT_FAILED = 1
FILE = click.Path(path_type=Path)


@click.command()
@click.argument("log")
@click.option("--policy", type=FILE, help="Trust policy: keys of the log, witnesses.")
@click.option("--key", default="", help="Verifier key of the log, instead of a policy.")
@click.option("--seen", type=FILE, help="A checkpoint seen earlier; the log must continue it.")
@click.option("--evidence", type=FILE, help="Evidence file kept beside the log; must agree.")
@click.option("--at", default="", help="Judge as of this time (ISO 8601); now by default.")
@click.option("--require", default="", metavar="P1,P3", help="Fail unless these are kept.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of a table.")
def check(
    log: str,
    *,
    policy: Path | None,
    key: str,
    seen: Path | None,
    evidence: Path | None,
    at: str,
    require: str,
    as_json: bool,
) -> None:
    """Recompute every promise's verdict from LOG, an export (or a ledger's folder).

    Exit 0 when no promise is broken, 1 when one is, when one that is required is not kept, or when
    the log does not verify; 2 when it could not be checked.
    """
    wanted = _required(require)
    report = check_log(
        log,
        policy=policy,
        key=key,
        seen=_read(seen, "the checkpoint"),
        now=_time(at),
        beside=_read(evidence, "the evidence file"),
    )
    if as_json:
        click.echo(canonical_json(report_json(report)).decode())
    else:
        tell_report(report)
    states = {one.promise.id: one.verdict.state for one in report.judged}
    failed = State.BROKEN in states.values() or report.log.problems
    if failed or any(states[name] is not State.KEPT for name in wanted):
        sys.exit(EXIT_FAILED)


def _read(path: Path | None, what: str) -> bytes:
    try:
        return path.read_bytes() if path is not None else b""
    except OSError as error:
        raise InputError(f"cannot read {what}: {error.strerror}") from None


def _required(text: str) -> list[str]:
    names = [name.strip().upper() for name in text.split(",") if name.strip()]
    unknown = set(names) - {promise.id for promise in PAGE}
    if unknown:
        raise UsageError("--require names promises P1 to P16, separated by commas")
    return names


def _time(text: str) -> datetime:
    if not text:
        return datetime.now(UTC)
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError("--at is a time such as 2026-11-25T12:00:00+00:00") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
