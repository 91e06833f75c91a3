"""Opening a log that a user names: a ledger's folder, an export, or a URL."""

from dataclasses import dataclass
from pathlib import Path

from avow.errors import InputError
from avow.ledger.log import open_store
from avow.ledger.setup import SETTINGS_FILE, read_settings
from avow.ledger.verify.sources import FolderSource, HttpSource, LogSource, StoreSource


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLog:
    """A log to read.

    Attributes:
        source: Its tiles.
        folder: Its folder, or None when it was named by URL.
        is_ledger: The folder is a ledger's own, with its payloads.
    """

    source: LogSource
    folder: Path | None
    is_ledger: bool = False


def open_source(name: str) -> OpenedLog:
    """Open a log.

    Raises:
        InputError: There is nothing under that name.
        UsageError, ConfigError: The ledger's settings are wrong.
    """
    if "://" in name:
        return OpenedLog(source=HttpSource(name), folder=None)
    folder = Path(name)
    if not folder.is_dir():
        raise InputError("there is no such folder")
    if (folder / SETTINGS_FILE).is_file():
        store = open_store(folder, read_settings(folder))
        return OpenedLog(source=StoreSource(store), folder=folder, is_ledger=True)
    return OpenedLog(source=FolderSource(folder), folder=folder)
