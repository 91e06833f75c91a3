"""`avow detect train`: rebuild the weights of the name taggers from labelled text."""

import importlib
import sys
from importlib.util import find_spec
from pathlib import Path

import click

from avow.detect.bench.corpora.load import DEFAULT_DATA
from avow.errors import MissingExtra, UsageError

DEFAULT_TEXT = "../shared/text"
DEFAULT_OUT = "out/tagger"
TIERS = ("fast", "accurate")
_NEEDED = ("torch", "onnx", "safetensors", "transformers")


@click.command()
@click.option("--tier", type=click.Choice(TIERS), default="fast", show_default=True)
@click.option("--data", default=DEFAULT_DATA, show_default=True, help="Labelled sets and lists.")
@click.option("--text", default=DEFAULT_TEXT, show_default=True, help="Openly licensed texts.")
@click.option("--labels", default="", metavar="DIR", help="A teacher's soft labels (fast only).")
@click.option("--out", default=DEFAULT_OUT, show_default=True, help="Folder for the results.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("--dry-run", is_flag=True, help="Say what would be done and stop.")
def train(
    *, tier: str, data: str, text: str, labels: str, out: str, seed: int, dry_run: bool
) -> None:
    """Rebuild the weights of a name tagger; a run that was stopped goes on where it was.

    The result and its receipt are left in the output folder; nothing in the package is replaced.
    """
    if labels and tier != "fast":
        raise UsageError("--labels belongs to --tier fast")
    for package in _NEEDED:
        if find_spec(package) is None:
            raise MissingExtra.of("train", "avow detect train")
    if tier == "accurate":
        _train_accurate(Path(data), Path(out), seed=seed, dry_run=dry_run)
        return
    build = importlib.import_module("avow.train.tagger.fast_build")
    inputs = build.FastInputs(
        data=Path(data), text=Path(text), labels=Path(labels) if labels else None, out=Path(out)
    )
    recipe = build.make_recipe(seed)
    for line in build.plan_fast(inputs, recipe):
        click.echo(line)
    if not dry_run:
        receipt = build.build_fast(inputs, recipe, _report)
        click.echo(f"receipt: {receipt}")


def _train_accurate(data: Path, out: Path, *, seed: int, dry_run: bool) -> None:
    click.echo(f"accurate tier from the sets in {data}, seed {seed} -> {out}")
    if not dry_run:
        build = importlib.import_module("avow.train.tagger.teacher.build")
        build.train_teacher(data, out, seed=seed, progress=_report)


def _report(line: str) -> None:
    """Print progress beside the results, so that both can be piped."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
