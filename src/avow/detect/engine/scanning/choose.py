"""Which scanner runs: hyperscan where it is installed, else RE2."""

import importlib

from avow.detect.engine.scanning.interface import ScannerFactory
from avow.errors import MissingExtra

_CHOICES = (
    ("avow.detect.engine.scanning.hyperscan_scanner", "HyperscanScanner"),
    ("avow.detect.engine.scanning.re2_scanner", "Re2Scanner"),
)


def choose_scanner() -> ScannerFactory:
    """Return the fastest scanner that this machine can load.

    Raises:
        MissingExtra: Neither hyperscan nor RE2 is installed.
    """
    for module, name in _CHOICES:
        try:
            factory: ScannerFactory = getattr(importlib.import_module(module), name)
        except ImportError:
            continue
        return factory
    raise MissingExtra.of("re2", "scanning on this machine")
