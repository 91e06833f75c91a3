"""The options that ask other detectors for a second opinion, and what an audit prints."""

import importlib
from collections.abc import Callable, Sequence

import click

from avow.detect.backends.seconded import Mode, SecondedDetector, load_seconded
from avow.detect.detector import Detector

CHOICES = "avow.detect.backends.choices"
"""Module of the adapters, imported only when one is asked for: it costs every start 50 ms."""

SECOND_OPTIONS: tuple[Callable[..., Callable[..., None]], ...] = (
    click.option(
        "--second",
        multiple=True,
        metavar="NAME[=FOLDER]|FILE",
        help="Ask another detector too: presidio, privacy-filter=FOLDER, gliner2=FOLDER, or "
        "those of a TOML file.",
    ),
    click.option(
        "--second-mode",
        type=click.Choice([mode.value for mode in Mode]),
        default=Mode.UNION.value,
        show_default=True,
        help="Let it add findings, confirm ours, or audit a sample.",
    ),
    click.option(
        "--second-rate",
        type=click.FloatRange(min=0.0, max=1.0),
        default=0.01,
        show_default=True,
        help="Share of texts that an audit reads.",
    ),
)


def detector_loader(named: Sequence[str], mode: str, rate: float) -> Callable[..., Detector]:
    """Return what loads the detector: `Detector.load`, or the same with second opinions.

    What an audit saw is printed on standard error when the command ends.
    """
    if not named:
        return Detector.load
    seconds = importlib.import_module(CHOICES).load_seconds(named, mode, rate)

    def load(**choices: object) -> Detector:
        detector = load_seconded(seconds, **choices)
        context = click.get_current_context(silent=True)
        if context is not None and isinstance(detector, SecondedDetector):
            context.call_on_close(lambda: print_audits(detector))
        return detector

    return load


def print_audits(detector: SecondedDetector) -> None:
    """Print what each audit saw, without any value."""
    for who, counts in detector.audits.items():
        click.echo(
            f"audit by {who}: read {counts.sampled} of {counts.texts} texts, "
            f"{counts.spans} spans: {counts.covered} covered, {counts.partly} partly, "
            f"{counts.missed} missed; {counts.alone} of our findings it did not see",
            err=True,
        )
        for kind, count in counts.missed_by_kind.items():
            click.echo(f"  {kind}: {count} missed or partly covered", err=True)
