"""A lock on an output folder: two runs never write into one folder of a machine at a time.

Object stores have no locks; there identical bytes and one atomic put per object make two runs
harmless.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterator

from avow.errors import OutputError, UsageError
from avow.scrub.storage.interface import Store
from avow.scrub.storage.local import LocalStore

LOCK_NAME = ".avow-lock"


@contextlib.contextmanager
def hold_lock(store: Store) -> Iterator[None]:
    """Hold the lock of an output place; it goes with the process, however that ends.

    Raises:
        UsageError: Another run holds it.
        OutputError: The folder refuses the lock file.
    """
    if not isinstance(store, LocalStore):
        yield
        return
    try:
        store.root.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(store.root / LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise OutputError(f"cannot lock the output folder: {error.strerror}") from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError(
                "another run is writing into this output folder",
                hint="Wait for it to end, or choose another folder.",
            ) from None
        yield
    finally:
        os.close(descriptor)
