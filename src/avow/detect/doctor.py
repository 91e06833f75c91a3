"""Self-diagnosis: which engine scans, where compiled tables are kept, which rules are in force."""

import importlib.metadata
import os
import platform
from dataclasses import dataclass
from pathlib import Path

from avow.detect.engine.scanning.cache import cache_directory, cpu_features
from avow.detect.engine.scanning.choose import choose_scanner
from avow.detect.table import load_table
from avow.errors import MissingExtra

PACKAGES = {"hyperscan": "hyperscan", "re2": "google-re2"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at.

    Attributes:
        name: What.
        state: `ok`, `slow` (works, but not at full speed) or `broken`.
        detail: What was found; holds no personal value.
    """

    name: str
    state: str
    detail: str


def diagnose(cache_dir: str = "") -> tuple[Check, ...]:
    """Return what a user needs to know when detection is slow or refused.

    Args:
        cache_dir: Directory of compiled tables; empty for the user's cache directory.
    """
    return (
        Check(name="python", state="ok", detail=platform.python_version()),
        _engine(),
        Check(name="processor", state="ok", detail=cpu_features()),
        _cache(Path(cache_dir) if cache_dir else cache_directory()),
        _rules(),
        Check(name="people", state="ok", detail="no name tagger installed; --people off only"),
    )


def _engine() -> Check:
    try:
        name = str(getattr(choose_scanner(), "name", "unknown"))
    except MissingExtra as error:
        return Check(name="engine", state="broken", detail=error.message)
    version = importlib.metadata.version(PACKAGES.get(name, name))
    state = "ok" if name == "hyperscan" else "slow"
    return Check(name="engine", state=state, detail=f"{name} {version}")


def _cache(directory: Path) -> Check:
    nearest = next(path for path in (directory, *directory.parents) if path.exists())
    if not (nearest.is_dir() and os.access(nearest, os.W_OK)):
        return Check(
            name="pattern cache",
            state="slow",
            detail=f"{directory} cannot be written: patterns are compiled at every start",
        )
    tables = sorted(directory.glob("*.hs")) if directory.exists() else []
    size_mb = sum(path.stat().st_size for path in tables) / 1e6
    detail = f"{directory}: {len(tables)} compiled tables, {size_mb:.1f} MB"
    return Check(name="pattern cache", state="ok", detail=detail)


def _rules() -> Check:
    table = load_table()
    detail = f"{len(table.rules)} rules, {len(table.kinds)} kinds, {table.digest}"
    return Check(name="rules", state="ok", detail=detail)
