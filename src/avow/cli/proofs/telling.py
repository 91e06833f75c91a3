"""How `avow check` shows what it found: a table for people, JSON for programs."""

from datetime import datetime

from rich.console import Console
from rich.table import Table
from rich.text import Text

from avow.cli.proofs.checking import CheckReport, JudgedPromise
from avow.cli.proofs.receipts import describe
from avow.evidence.canonical import Json
from avow.promises.interface import State

COLOURS = {State.KEPT: "green", State.BROKEN: "bold red", State.NOT_PROVEN: "yellow"}


def tell_report(report: CheckReport) -> None:
    """Print a report as a table, with what was refused and who stands behind the log."""
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


def report_json(report: CheckReport) -> dict[str, Json]:
    """Return a report as JSON values."""
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
