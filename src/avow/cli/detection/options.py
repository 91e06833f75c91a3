"""Options that the detect commands share, and how they become a detector and a text."""

import functools
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import BinaryIO

import click

from avow.cli.detection.seconds import SECOND_OPTIONS, detector_loader
from avow.detect.detector import PEOPLE_TIERS, Detector
from avow.errors import DecodeError, InputError
from avow.settings import load_settings

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorChoice:
    """What the shared options ask for; see their help texts."""

    locales: tuple[str, ...]
    people: str | None
    only: tuple[str, ...]
    enable: tuple[str, ...]
    rules: tuple[str, ...]
    allow: str
    second: tuple[str, ...]
    second_mode: str
    second_rate: float


_OPTIONS = (
    click.option(
        "--locale",
        "locales",
        multiple=True,
        metavar="BCP47",
        help="A locale of the text, such as de-DE; may be given several times.",
    ),
    click.option(
        "--people",
        type=click.Choice(PEOPLE_TIERS),
        default=None,
        help="Name tagger: off, fast (default) or accurate.",
    ),
    click.option("--only", multiple=True, metavar="CLASS", help="Report only this kind or class."),
    click.option("--enable", multiple=True, metavar="KIND", help="Also report a kind that is off."),
    click.option("--rules", multiple=True, metavar="FILE", help="Custom rules (TOML)."),
    click.option("--allow", default="", metavar="FILE", help="Allow and deny lists (TOML)."),
    *SECOND_OPTIONS,
)


def detector_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that decide what is found; the command gets them as `choice`."""

    @functools.wraps(command)
    def gathered(*arguments: object, **values: object) -> None:
        names = [field.name for field in fields(DetectorChoice)]
        choice = DetectorChoice(**{name: values.pop(name) for name in names})  # type: ignore[arg-type]
        command(*arguments, choice=choice, **values)

    for option in reversed(_OPTIONS):
        gathered = option(gathered)
    return gathered


def load_detector(choice: DetectorChoice) -> Detector:
    """Load the detector that the options and settings ask for."""
    settings = load_settings()
    load = detector_loader(choice.second, choice.second_mode, choice.second_rate)
    return load(
        locales=choice.locales or settings.locales,
        people=choice.people or settings.people,
        only=choice.only,
        enable=choice.enable,
        rules=choice.rules,
        allow=choice.allow,
        cache=Path(settings.cache_dir) if settings.cache_dir else None,
    )


@contextmanager
def open_bytes(name: str) -> Iterator[BinaryIO]:
    """Open a file for reading bytes, or standard input for `-`.

    Raises:
        InputError: The file cannot be read.
    """
    if name == STANDARD_INPUT:
        yield sys.stdin.buffer
        return
    try:
        with Path(name).open("rb") as file:
            yield file
    except OSError as error:
        raise InputError(
            f"cannot read {name}: {error.strerror}",
            hint="Check the name and the permissions; use - for standard input.",
        ) from None


def read_text(name: str) -> str:
    """Return the text of a file with its line ends and byte-order mark as they are.

    Raises:
        InputError: The file cannot be read.
        DecodeError: It is not UTF-8; the message gives the byte offset.
    """
    with open_bytes(name) as file:
        content = file.read()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DecodeError(f"{name} is not UTF-8 at byte {error.start}") from None
