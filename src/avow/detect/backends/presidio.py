"""Presidio as a second opinion: single recognisers by name, offline, failing closed.

The default registry is not used: half of what it finds on plain text are bank numbers and
licences made of any digits. Two things are changed in the recognisers that are used: the e-mail
recogniser checks domains against the list of suffixes that is installed, without fetching one,
and a pattern that takes too long is an error, where Presidio goes on without it.
"""

from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any

from avow.detect.backends.model_folder import short_digest
from avow.detect.backends.optional import library_version, library_versions, load_library
from avow.detect.backends.presidio_table import (
    ASKED_BY_DEFAULT,
    IP_6,
    PRESIDIO_ROWS,
    PresidioRow,
)
from avow.detect.backends.spans import checked_spans
from avow.detect.backends.windows import find_in_windows, text_windows
from avow.detect.interface import RawSpan
from avow.errors import ConfigError, DetectionError

EXTRA = "presidio"
WINDOW_WORDS = 4000
OVERLAP_WORDS = 200
"""Presidio's patterns take quadratic time on some long texts; windows keep it linear."""


class PresidioOpinion:
    """Some of Presidio's pattern recognisers.

    Args:
        recognizers: Their class names; when none is named, all that have a check digit or a
            form of their own and are in the installed version.
        min_score: Findings below are ignored; weak patterns of Presidio score 0.01 to 0.3.
        timeout_seconds: Longest time of one pattern on one window; beyond it `find` raises.

    Raises:
        MissingExtra: presidio-analyzer is not installed.
        ConfigError: A recogniser is not in the table, or not in the installed version.
    """

    name = "presidio"

    def __init__(
        self,
        recognizers: Sequence[str] = (),
        *,
        min_score: float = 0.4,
        timeout_seconds: float = 20.0,
    ) -> None:
        library = load_library(
            "presidio_analyzer.predefined_recognizers",
            extra=EXTRA,
            purpose="A second opinion of Presidio",
        )
        installed = [name for name in ASKED_BY_DEFAULT if hasattr(library, name)]
        rows = _chosen_rows(recognizers or installed)
        self.kinds = {row.entity: row.kind for row in rows}
        if "IP_ADDRESS" in self.kinds:
            self.kinds[IP_6] = "network.ipv6"
        self._min_score = min_score
        self._asked = [(row, _load_recognizer(library, row, timeout_seconds)) for row in rows]
        settings = short_digest(
            *(row.recognizer for row in rows),
            str(min_score),
            library_versions("phonenumbers", "tldextract", "regex"),
        )
        self.version = f"{library_version('presidio-analyzer')} settings {settings}"

    def find(self, texts: Sequence[str]) -> list[list[RawSpan]]:
        """Return the spans of each text.

        Raises:
            DetectionError: A pattern took too long or a span is bad.
        """
        return [self._find_in_text(text) for text in texts]

    def _find_in_text(self, text: str) -> list[RawSpan]:
        windows = text_windows(text, words=WINDOW_WORDS, overlap_words=OVERLAP_WORDS)
        found = find_in_windows(text, windows, self._find_in_window)
        return checked_spans(self.name, text, found)

    def _find_in_window(self, text: str) -> list[RawSpan]:
        found: list[RawSpan] = []
        for row, recognizer in self._asked:
            for result in recognizer.analyze(text, [row.entity]):
                if result.score >= self._min_score:
                    label = result.entity_type
                    if label == "IP_ADDRESS" and ":" in text[result.start : result.end]:
                        label = IP_6
                    found.append(
                        RawSpan(
                            start=result.start,
                            end=result.end,
                            label=label,
                            score=float(result.score),
                        )
                    )
        return found


class StrictPattern:
    """A compiled pattern whose time-out is our error; Presidio would skip the pattern.

    Takes the place of a pattern's compiled expression, of which Presidio only calls `finditer`.
    """

    def __init__(self, compiled: Any, *, name: str, timeout_seconds: float) -> None:  # noqa: ANN401
        """Wrap a compiled expression of the library `regex`."""
        self._compiled = compiled
        self._name = name
        self._timeout_seconds = timeout_seconds

    def finditer(self, text: str, timeout: float = 0.0) -> Iterator[Any]:  # noqa: ARG002
        """Yield the matches within our own limit.

        Raises:
            DetectionError: The limit is reached.
        """
        try:
            yield from self._compiled.finditer(text, timeout=self._timeout_seconds)
        except TimeoutError:
            raise DetectionError(
                f"presidio: the pattern {self._name!r} took more than {self._timeout_seconds} s"
            ) from None


def make_strict(recognizer: Any, timeout_seconds: float) -> None:  # noqa: ANN401
    """Compile a recogniser's patterns so that a time-out raises instead of finding nothing."""
    regex = load_library("regex", extra=EXTRA, purpose="A second opinion of Presidio")
    for pattern in getattr(recognizer, "patterns", ()):
        flags = recognizer.global_regex_flags
        pattern.compiled_regex = StrictPattern(
            regex.compile(pattern.regex, flags=flags),
            name=pattern.name,
            timeout_seconds=timeout_seconds,
        )
        pattern.compiled_with_flags = flags


def _chosen_rows(names: Sequence[str]) -> list[PresidioRow]:
    known = {row.recognizer: row for row in PRESIDIO_ROWS}
    for name in names:
        if name not in known:
            raise ConfigError(
                f"no recogniser of Presidio that can be asked is called {name!r}",
                hint="docs/how-to/second-opinions.md lists them.",
            )
    return [known[name] for name in dict.fromkeys(names)]


def _load_recognizer(library: ModuleType, row: PresidioRow, timeout_seconds: float) -> Any:  # noqa: ANN401
    if not hasattr(library, row.recognizer):
        raise ConfigError(
            f"the installed presidio-analyzer has no {row.recognizer}",
            hint='pip install --upgrade "avow[presidio]"',
        )
    recognizer = getattr(library, row.recognizer)()
    make_strict(recognizer, timeout_seconds)
    if row.recognizer == "EmailRecognizer":
        tldextract = load_library("tldextract", extra=EXTRA, purpose="A second opinion of Presidio")
        bundled = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
        recognizer.validate_result = lambda value: bundled(value).fqdn != ""
    return recognizer
