"""The module that runs duplicate search over texts in memory."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ASSET = Path(__file__).parents[3] / "assets" / "scrub" / "dedup_search.py"


@pytest.fixture(scope="session")
def dedup() -> ModuleType:
    """Return `dedup_search`: `Texts`, `run_search`, `make_hasher`, `KEY`."""
    name = "scrub_assets_dedup_search"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, ASSET)
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]
