"""Shared set-up: no network beyond loopback, and a pattern cache of the test run's own."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from avow.detect.detector import Detector

# No test asserts a time, so neither does the property tester on a busy machine.
settings.register_profile("avow", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("avow")


@pytest.fixture(scope="session", autouse=True)
def pattern_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep compiled tables of the tests out of the user's cache, shared by all workers."""
    base = tmp_path_factory.getbasetemp()
    root = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    cache = root / "xdg-cache"
    cache.mkdir(exist_ok=True)
    os.environ["XDG_CACHE_HOME"] = str(cache)
    return cache


@pytest.fixture(scope="session")
def detector(pattern_cache: Path) -> Detector:
    """Return the detector with the packaged rules and no declared locale."""
    return Detector.load()


@pytest.fixture(scope="session")
def us_detector(pattern_cache: Path) -> Detector:
    """Return the detector with the packaged rules for the United States."""
    return Detector.load(locales=("en-US",))
