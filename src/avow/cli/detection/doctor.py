"""`avow detect doctor` and `warm`: is detection at full speed here, and make its start quick."""

from pathlib import Path

import click

from avow.detect.detector import Detector
from avow.detect.doctor import diagnose
from avow.detect.engine.scanning.cache import cache_directory
from avow.settings import load_settings

EXIT_BROKEN = 1


@click.command()
@click.pass_context
def doctor(ctx: click.Context) -> None:
    """Say which engine runs, where compiled patterns are kept and which rules are in force."""
    checks = diagnose(load_settings().cache_dir)
    width = max(len(check.name) for check in checks)
    for check in checks:
        click.echo(f"{check.state:<6} {check.name:<{width}}  {check.detail}")
    ctx.exit(EXIT_BROKEN if any(check.state == "broken" for check in checks) else 0)


@click.command()
def warm() -> None:
    """Compile the patterns once, so that every later start is quick."""
    settings = load_settings()
    directory = Path(settings.cache_dir) if settings.cache_dir else cache_directory()
    detector = Detector.load(locales=settings.locales, cache=directory)
    click.echo(f"{len(detector.rules)} rules compiled, kept in {directory}")
