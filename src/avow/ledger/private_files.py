"""Files written whole or not at all, readable by their owner only."""

import contextlib
import os
import secrets
from pathlib import Path

from avow.errors import InputError, OutputError

PRIVATE_MODE = 0o600
PUBLIC_MODE = 0o644


def write_durably(path: Path, data: bytes, *, mode: int = PRIVATE_MODE) -> None:
    """Write a file under a temporary name, sync it, rename it and sync the folder.

    Raises:
        OutputError: It could not be written whole; nothing stands under the final name.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            with open(descriptor, "wb", closefd=False) as file:
                file.write(data)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        draft.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink()
        raise OutputError(f"cannot write {path.name}: {error.strerror}") from None


def read_private(path: Path) -> bytes:
    """Return a secret file's bytes.

    Raises:
        InputError: It is absent, unreadable, or others may read it.
    """
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            data = file.read()
    except OSError as error:
        raise InputError(f"cannot read {path.name}: {error.strerror}") from None
    if mode & 0o077:
        raise InputError(
            f"{path.name} can be read by others", hint=f"chmod 600 {path.name}, then try again."
        )
    return data
