"""Ledgers for tests: made in a folder, under a clock that can be set, filled with plain events."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from avow.evidence.canonical import Json
from avow.evidence.interface import Evidence
from avow.ledger.export import export_log
from avow.ledger.formats.quorum import TrustPolicy
from avow.ledger.log import Event, Ledger
from avow.ledger.setup import POLICY_FILE, LedgerSettings, read_policy

ORIGIN = "log.example/ledger"
START = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)


@dataclass
class SetClock:
    """A clock that shows what a test sets."""

    time: datetime = START

    def now(self) -> datetime:
        return self.time

    def advance(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


def make_ledger(
    folder: Path, *, store: str = "sqlite", clock: SetClock | None = None, pq: bool = False
) -> Ledger:
    settings = LedgerSettings(origin=ORIGIN, store=store)
    return Ledger.create(folder, settings, post_quantum=pq, clock=clock or SetClock())


def incident(number: int, subject: str = "org") -> Event:
    return Event(
        kind="log.incident", payload={"what": f"incident {number}", "size": number}, subject=subject
    )


def fill(ledger: Ledger, count: int, *, subject: str = "org") -> list[str]:
    """Append, order and sign `count` events; return their ids."""
    appended = ledger.append([incident(number, subject) for number in range(count)])
    ledger.sequence()
    ledger.sign_checkpoint()
    return [one.entry_id for one in appended]


def export(ledger: Ledger, folder: Path, out: Path) -> TrustPolicy:
    export_log(ledger, out, (folder / POLICY_FILE).read_bytes())
    return read_policy(folder)


def evidence(
    kind: str, time: datetime = START, subject: str = "sha256:aa", **result: Json
) -> Evidence:
    return Evidence(kind=kind, subject=subject, time=time, method={}, result=result)
