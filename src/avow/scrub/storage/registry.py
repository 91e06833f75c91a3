"""Opens a place by its address: a folder, or whatever fsspec reaches."""

from pathlib import Path

from avow.scrub.storage.interface import Store
from avow.scrub.storage.local import LocalStore
from avow.scrub.storage.objects import ObjectStore

SCHEME_MARK = "://"
LOCAL_SCHEME = "file://"


def open_store(address: str) -> Store:
    """Return the place that an address names.

    Args:
        address: A path, `file:///…`, or a URL with a scheme that fsspec knows (`s3://…`).

    Raises:
        MissingExtra: The address needs a driver that is not installed.
    """
    if address.startswith(LOCAL_SCHEME):
        address = address.removeprefix(LOCAL_SCHEME)
    if SCHEME_MARK in address:
        return ObjectStore(address)
    return LocalStore(root=Path(address).absolute())


def is_local(address: str) -> bool:
    """Tell whether an address is a folder of this machine."""
    return SCHEME_MARK not in address or address.startswith(LOCAL_SCHEME)
