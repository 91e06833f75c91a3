"""Where the evidence of scrub commands goes: a file beside the data set, and a ledger if named."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from avow.evidence.interface import Recorder
from avow.evidence.recorders import EachRecorder, FileRecorder
from avow.ledger.log import Ledger, LedgerRecorder
from avow.scrub.proof.layout import EVIDENCE_NAME
from avow.scrub.storage.evidence_file import StoreRecorder
from avow.scrub.storage.local import LocalStore
from avow.scrub.storage.registry import open_store

LEDGER_OPTION = click.option(
    "--ledger", type=click.Path(path_type=Path), help="Ledger that takes the evidence as well."
)


def find_recorder(target: str, path: Path | None) -> Recorder:
    """Return where the evidence of a data set goes: the named file, or the data set's own."""
    if path is not None:
        return FileRecorder(path=path)
    store = open_store(target)
    if isinstance(store, LocalStore):
        return FileRecorder(path=store.root / EVIDENCE_NAME)
    return StoreRecorder(store=store, path=EVIDENCE_NAME)


@contextmanager
def recording(target: str, path: Path | None, ledger: Path | None) -> Iterator[Recorder]:
    """Give a recorder for the evidence of a data set; sign the ledger's checkpoint at the end.

    Args:
        target: The data set.
        path: File for the evidence, or None for the data set's own.
        ledger: Folder of a ledger, or None.

    Raises:
        UsageError: There is no ledger in the folder; nothing was recorded.
    """
    own = find_recorder(target, path)
    if ledger is None:
        yield own
        return
    opened = Ledger.open(ledger)
    try:
        yield EachRecorder(recorders=(own, LedgerRecorder(ledger=opened)))
        opened.sequence()
        opened.sign_checkpoint()
    finally:
        opened.close()
