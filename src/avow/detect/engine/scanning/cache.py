"""The cache of compiled pattern tables: native data, so owner, mode and digest are checked first.

One file per (patterns, hyperscan version, CPU features). A file that does not verify is ignored
and written again; a directory that cannot be written means compiling in memory.
"""

import hashlib
import os
import platform
import stat
import tempfile
from pathlib import Path

DIGEST_BYTES = 32
_CPU_FLAGS = ("ssse3", "sse4_2", "avx2", "avx512vbmi", "avx512f")


def cpu_features() -> str:
    """Return the machine and the vector features on which compiled tables depend."""
    flags: set[str] = set()
    try:
        with Path("/proc/cpuinfo").open(encoding="ascii", errors="replace") as lines:
            for line in lines:
                if line.startswith("flags"):
                    flags = set(line.split())
                    break
    except OSError:
        pass
    return "-".join([platform.machine(), *(flag for flag in _CPU_FLAGS if flag in flags)])


def cache_directory() -> Path:
    """Return the user's cache directory for compiled tables (XDG base directories)."""
    home = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    return Path(home) / "avow" / "patterns"


def read_cached(directory: Path, name: str) -> bytes | None:
    """Return the bytes stored under a name, or None if there are none that can be trusted."""
    path = directory / name
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        folder = directory.stat()
        owned = status.st_uid == os.geteuid() and folder.st_uid == os.geteuid()
        writable = (status.st_mode | folder.st_mode) & (stat.S_IWGRP | stat.S_IWOTH)
        if not owned or writable:
            return None
        content = file.read()
    digest, body = content[:DIGEST_BYTES], content[DIGEST_BYTES:]
    return body if hashlib.sha256(body).digest() == digest else None


def write_cached(directory: Path, name: str, body: bytes) -> bool:
    """Store bytes under a name, whole or not at all; tell whether it worked."""
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, temporary = tempfile.mkstemp(dir=directory, prefix=".tmp-")
    except OSError:
        return False
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(hashlib.sha256(body).digest() + body)
        Path(temporary).replace(directory / name)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        return False
    return True
