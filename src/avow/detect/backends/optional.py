"""Loading the libraries behind the adapters, and hearing of failures that they pass over."""

import importlib
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from types import ModuleType

from avow.errors import DetectionError, MissingExtra


def load_library(module: str, *, extra: str, purpose: str) -> ModuleType:
    """Import an optional library.

    Args:
        module: Dotted name.
        extra: The extra of this distribution that brings it.
        purpose: What it is wanted for; begins the message.

    Raises:
        MissingExtra: It, or something that it needs, is not installed.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        missing = MissingExtra.of(extra, purpose)
        if error.name and error.name != module:
            missing.message += f" (module {error.name} is missing)"
        raise missing from error


def library_version(distribution: str) -> str:
    """Return the installed version of a library."""
    return version(distribution)


def library_versions(*distributions: str) -> str:
    """Return the installed versions, as `name 1.2.3, other 4.5`."""
    return ", ".join(f"{name} {version(name)}" for name in distributions)


def keep_log_inside(logger_name: str) -> None:
    """Let nothing that a library logs leave it: its messages may hold pieces of texts."""
    logger = logging.getLogger(logger_name)
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())


class _Complaints(logging.Handler):
    """Counts what a library complains of in this thread; keeps no message, it may hold text."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.count = 0
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        """Count one record."""
        if record.thread == self._thread:
            self.count += 1


@contextmanager
def complaints_are_errors(logger_name: str, who: str) -> Iterator[None]:
    """Turn what a library logs as a warning inside the block into a failure.

    Some libraries log that a text failed and then answer that nothing is in it.

    Raises:
        DetectionError: The library complained; its answer must not be used.
    """
    logger = logging.getLogger(logger_name)
    complaints = _Complaints()
    logger.addHandler(complaints)
    try:
        yield
    finally:
        logger.removeHandler(complaints)
    if complaints.count:
        raise DetectionError(f"{who} failed on a text and went on without it")
