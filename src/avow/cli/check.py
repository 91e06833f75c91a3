"""`avow check`: recompute the verdict on every promise from an exported log and public keys."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from avow.cli.proofs.checking import CheckReport, JudgedPromise, check_log
from avow.cli.proofs.verifying import describe
from avow.errors import InputError, UsageError
from avow.evidence.canonical import Json, canonical_json
from avow.promises.interface import State
from avow.promises.page import PAGE

EXIT_FAILED = 1
COLOURS = {State.KEPT: "green", State.BROKEN: "bold red", State.NOT_PROVEN: "yellow"}
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
        click.echo(canonical_json(_as_json(report)).decode())
    else:
        _tell(report)
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


def _tell(report: CheckReport) -> None:
    console = Console(highlight=False)
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    table.add_column("verdict", no_wrap=True)
    table.add_column("promise", ratio=3)
    table.add_column("why", ratio=4)
    for one in report.judged:
        verdict = Text(str(one.verdict.state), style=COLOURS[one.verdict.state])
        table.add_row(one.promise.id, verdict, Text(one.promise.sentence), Text(_why(one)))
    console.print(table)
    for refused in report.refused:
        place = f"entry {refused.index}" if refused.index >= 0 else f"line {refused.line}"
        console.print(f"refused: evidence for {place}: {refused.reason}", style="red")
    for problem in report.log.problems:
        place = f"entry {problem.index}: " if problem.index >= 0 else ""
        console.print(f"the log does not verify: {place}{problem.what}", style="red")
    if report.log.signed is not None:
        console.print("; ".join(describe(report.log.signed)), style="dim")
    if report.note:
        console.print(f"note: {report.note}", style="dim")


def _why(one: JudgedPromise) -> str:
    words = one.verdict.reason
    if one.verdict.evidence:
        places = ", ".join(str(index) for index in one.verdict.evidence)
        words += f" (log entries {places})"
    if one.weakened:
        words += "; WEAKER than published: " + "; ".join(item.what for item in one.weakened)
    return words


def _iso(time: datetime | None) -> str | None:
    return None if time is None else time.isoformat()


def _as_json(report: CheckReport) -> dict[str, Json]:
    signed = report.log.signed
    return {
        "log": {
            "origin": "" if signed is None else signed.checkpoint.origin,
            "size": 0 if signed is None else signed.checkpoint.size,
            "verified": not report.log.problems,
            "witnesses": [] if signed is None else [item.witness for item in signed.sightings],
            "problems": [{"index": x.index, "what": x.what} for x in report.log.problems],
        },
        "refused": [{"line": x.line, "index": x.index, "why": x.reason} for x in report.refused],
        "promises": [
            {
                **one.promise.terms(),
                "state": str(one.verdict.state),
                "reason": one.verdict.reason,
                "evidence": list(one.verdict.evidence),
                "valid_until": _iso(one.verdict.valid_until),
                "weakened": [item.what for item in one.weakened],
                "limits_of_proof": one.promise.limits_of_proof,
            }
            for one in report.judged
        ],
        "note": report.note,
    }
