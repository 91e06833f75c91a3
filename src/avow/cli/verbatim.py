"""`avow verbatim`: index the training text of a model, and see whether a text copies it."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import click

from avow.errors import InputError
from avow.scrub.config import ScrubConfig
from avow.scrub.proof.verify import load_manifest
from avow.scrub.risk.output_records import read_output
from avow.scrub.storage.interface import Store
from avow.scrub.storage.registry import open_store
from avow.verbatim.build import GRAM_WORDS, STEP, build_index
from avow.verbatim.index_file import open_index
from avow.verbatim.stream import VerbatimStream, exempt_texts

EXIT_COPY = 1
FILE = click.Path(path_type=Path)


@click.group()
def verbatim() -> None:
    """Stop a model from copying its training text."""


@verbatim.command()
@click.argument("dataset")
@click.argument("out", type=FILE)
@click.option("--words", type=click.IntRange(1), default=GRAM_WORDS, show_default=True)
@click.option("--step", type=click.IntRange(1), default=STEP, show_default=True)
def index(dataset: str, out: Path, words: int, step: int) -> None:
    """Index the scrubbed DATASET into the file OUT; keep it as private as the corpus."""
    store = open_store(dataset)
    manifest = load_manifest(store)
    paths = [entry.output for entry in manifest.shards]
    built = build_index(
        _texts(store, paths),
        out,
        corpus=manifest.content_root,
        gram_words=words,
        step=step,
        progress=_show if sys.stderr.isatty() else None,
    )
    facts = built.facts
    share = facts.bits / 8 / max(facts.text_bytes, 1)
    click.echo(f"indexed {facts.texts} texts, {facts.text_bytes / 1e6:.1f} MB")
    click.echo(f"{facts.bits / 8e6:.2f} MB ({share:.1%} of the text), {facts.grams} grams")
    click.echo(f"a foreign gram passes for a stored one in {facts.false_positive_rate:.1%}")


def _texts(store: Store, paths: list[str]) -> Iterator[str]:
    for path in paths:
        _, records = read_output(store, path, ScrubConfig())
        for record in records:
            for leaf in record.leaves:
                yield leaf.text


def _show(texts: int, size: int) -> None:
    click.echo(f"\r{texts:,} texts, {size / 1e6:.0f} MB", nl=False, err=True)


@verbatim.command()
@click.argument("index_file", metavar="INDEX", type=FILE)
@click.argument("file", metavar="FILE|-", type=click.File("r", encoding="utf-8"))
@click.option("--request", type=FILE, help="Text of the request: what stands there is no copy.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
def check(index_file: Path, file: IO[str], request: Path | None, *, as_json: bool) -> None:
    """Tell whether FILE copies indexed text; exit 0 no copy, 1 copy, 2 error."""
    opened = open_index(index_file)
    try:
        asked = [request.read_text(encoding="utf-8")] if request is not None else []
        text = file.read()
    except (OSError, UnicodeDecodeError):
        raise InputError("a text cannot be read as UTF-8") from None
    stream = VerbatimStream(opened, exempt_texts(opened, asked))
    state = stream.feed(text)
    if not state.stopped:
        state = stream.close()
    if as_json:
        click.echo(json.dumps({"copy": state.stopped, "start": state.run_start}))
    elif state.stopped:
        click.echo(f"copy: a run of indexed text begins at character {state.run_start}")
    else:
        click.echo("no copy")
    if state.stopped:
        sys.exit(EXIT_COPY)
