"""The default scanner: hyperscan, every expression in one linear pass."""

import hashlib
import importlib.metadata
import threading
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import hyperscan
import numpy as np

from avow.detect.engine.scanning.cache import cpu_features, read_cached, write_cached
from avow.detect.engine.scanning.interface import Expression, Hits
from avow.errors import DetectionError, RuleError, TooManyCandidates


class HyperscanScanner:
    """Scratch space is per thread, so one instance serves many."""

    name = "hyperscan"

    def __init__(self, expressions: Sequence[Expression], cache: Path | None) -> None:
        """Load the compiled table from the cache, or compile and store it.

        Args:
            expressions: Patterns; their index is the id that hits carry.
            cache: Directory of compiled tables, or None to compile in memory.

        Raises:
            RuleError: A pattern cannot be compiled.
        """
        self._database = _load_or_compile(expressions, cache)
        self._local = threading.local()

    def scan(self, raw: bytes, most: int) -> Hits:
        """Scan in one pass; see `Scanner.scan`."""
        found: list[tuple[int, int, int]] = []
        append = found.append

        def on_match(expression: int, start: int, end: int, _flags: int, _context: object) -> None:
            append((expression, start, end))
            if len(found) > most:
                raise TooManyCandidates(f"more than {most} candidates in {len(raw)} bytes")

        try:
            self._database.scan(raw, match_event_handler=on_match, scratch=self._scratch())
        except hyperscan.HyperscanError as error:
            raise DetectionError(f"the scan stopped: {type(error).__name__}") from None
        flat = np.fromiter(chain.from_iterable(found), dtype=np.int64, count=3 * len(found))
        table = flat.reshape(len(found), 3)
        return Hits(expressions=table[:, 0], starts=table[:, 1], ends=table[:, 2])

    def _scratch(self) -> hyperscan.Scratch:
        if not hasattr(self._local, "scratch"):
            self._local.scratch = hyperscan.Scratch(self._database)
        scratch: hyperscan.Scratch = self._local.scratch
        return scratch


def _load_or_compile(expressions: Sequence[Expression], cache: Path | None) -> hyperscan.Database:
    name = _cache_name(expressions)
    stored = read_cached(cache, name) if cache is not None else None
    if stored is not None:
        try:
            return hyperscan.loadb(stored, hyperscan.HS_MODE_BLOCK)
        except hyperscan.HyperscanError:
            pass  # another library build wrote it: compile anew below
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    flags = [
        hyperscan.HS_FLAG_SOM_LEFTMOST
        | (hyperscan.HS_FLAG_CASELESS if expression.ignore_case else 0)
        for expression in expressions
    ]
    try:
        database.compile(
            expressions=[expression.pattern for expression in expressions],
            ids=list(range(len(expressions))),
            flags=flags,
        )
    except hyperscan.HyperscanError as error:
        raise RuleError(f"the scanner refuses a pattern: {error}") from None
    if cache is not None:
        write_cached(cache, name, hyperscan.dumpb(database))
    return database


def _cache_name(expressions: Sequence[Expression]) -> str:
    digest = hashlib.sha256()
    for expression in expressions:
        digest.update(len(expression.pattern).to_bytes(4, "big") + expression.pattern)
        digest.update(b"i" if expression.ignore_case else b"-")
    version = importlib.metadata.version("hyperscan")
    digest.update(f"{version} {cpu_features()}".encode())
    return digest.hexdigest()[:40] + ".hs"
