"""What `avow detect` prints: findings of texts in one of four forms, and records line by line."""

import sys
from collections.abc import Iterator, Sequence

import click
import orjson
from rich.console import Console

from avow import __version__
from avow.cli.detection.options import open_bytes
from avow.detect.detector import Detector
from avow.detect.output.html import html_page
from avow.detect.output.interface import ScannedText
from avow.detect.output.jsonlines import text_lines
from avow.detect.output.records import (
    BadRecord,
    RecordResult,
    read_records,
    result_line,
    scan_records,
)
from avow.detect.output.sarif import sarif_log
from avow.detect.output.terminal import print_scanned


def print_texts(
    detector: Detector,
    scanned: Sequence[ScannedText],
    *,
    form: str | None,
    mask: bool,
    show_values: bool,
) -> None:
    """Print findings as `json`, `sarif`, `html`, or coloured for the terminal (None)."""
    kinds, digest = detector.kinds, detector.rules_digest
    if form == "json":
        for item in scanned:
            for line in text_lines(item):
                _put(orjson.dumps(line) + b"\n")
    elif form == "sarif":
        log = sarif_log(
            scanned, kinds=kinds, rules=detector.rules, rules_digest=digest, version=__version__
        )
        _put(orjson.dumps(log, option=orjson.OPT_INDENT_2) + b"\n")
    elif form == "html":
        page = html_page(
            scanned, kinds=kinds, rules_digest=digest, version=__version__, show_values=show_values
        )
        _put(page.encode("utf-8"))
    else:
        print_scanned(Console(highlight=False), scanned, kinds=kinds, mask=mask)
    _flush()


def print_records(detector: Detector, name: str, text_field: str) -> int:
    """Print exactly one line per record as soon as it is known; return how many were bad."""
    bad = 0
    for result in _results(detector, name, text_field):
        bad += isinstance(result, BadRecord)
        _put(result_line(result))
    _flush()
    _report(bad)
    return bad


def gather_records(detector: Detector, name: str, text_field: str) -> tuple[list[ScannedText], int]:
    """Return the scanned records of a file and how many were bad; names those on stderr."""
    scanned: list[ScannedText] = []
    bad = 0
    for result in _results(detector, name, text_field):
        if isinstance(result, BadRecord):
            bad += 1
            click.echo(f"avow: {name} line {result.line}: {result.error}", err=True)
        else:
            scanned.append(result.as_scanned(name))
    _report(bad)
    return scanned, bad


def _results(detector: Detector, name: str, text_field: str) -> Iterator[RecordResult | BadRecord]:
    with open_bytes(name) as file:
        yield from scan_records(detector, read_records(file, text_field))


def _report(bad: int) -> None:
    if bad:
        word = "record was" if bad == 1 else "records were"
        click.echo(f"avow: {bad} bad {word} not scanned", err=True)


def _put(content: bytes) -> None:
    sys.stdout.buffer.write(content)


def _flush() -> None:
    """Write now, so that a closed pipe is noticed here and not at exit."""
    sys.stdout.buffer.flush()
