"""`avow scrub verify` and `avow scrub diff`: check a data set, compare two."""

from dataclasses import replace

import click

from avow.cli.scrub import EXIT_NOT_VERIFIED, echo_table
from avow.evidence.canonical import Json, canonical_json
from avow.scrub.proof.diff import ManifestDiff, diff_manifests
from avow.scrub.proof.layout import MANIFEST_NAME
from avow.scrub.proof.verify import Problem, Verification, load_manifest, verify_dataset
from avow.scrub.risk.kanonymity import recount_classes
from avow.scrub.storage.interface import Store
from avow.scrub.storage.registry import open_store

MEGABYTE = 1_000_000


@click.command()
@click.argument("dataset")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
@click.pass_context
def verify(ctx: click.Context, dataset: str, *, as_json: bool) -> None:
    """Recompute every digest, root and sum of DATASET; exit 4 names each file that fails."""
    result = _verify(open_store(dataset))
    if as_json:
        click.echo(canonical_json(_verify_json(result)).decode("utf-8"))
    else:
        for problem in result.problems:
            click.echo(f"{problem.path}: {problem.what}", err=True)
        for note in result.notes:
            click.echo(f"note: {note}", err=True)
        if not result.problems and result.manifest is not None:
            megabytes = result.bytes_read / MEGABYTE
            click.echo(f"verified: {result.files} files, {megabytes:.1f} MB")
            click.echo(f"content root {result.manifest.content_root}")
    ctx.exit(EXIT_NOT_VERIFIED if result.problems else 0)


def _verify(store: Store) -> Verification:
    """Recompute the digests, and count the classes if the data set promises k-anonymity."""
    result = verify_dataset(store)
    manifest = result.manifest
    if result.problems or manifest is None or manifest.choices.classes is None:
        return result
    rule = manifest.choices.classes
    below = recount_classes(store, manifest, rule).classes_below
    if not below:
        note = f"every class of {', '.join(rule.columns)} has at least {rule.k} members"
        return replace(result, notes=(*result.notes, note))
    what = f"promises classes of {rule.k}, but {below} are smaller"
    return replace(result, problems=(Problem(path=MANIFEST_NAME, what=what),))


@click.command()
@click.argument("first")
@click.argument("second")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of text.")
def diff(first: str, second: str, *, as_json: bool) -> None:
    """Compare the data sets FIRST and SECOND by the counts of their manifests."""
    found = diff_manifests(load_manifest(open_store(first)), load_manifest(open_store(second)))
    if as_json:
        click.echo(canonical_json(found.as_json()).decode("utf-8"))
        return
    _tell_diff(found)


def _tell_diff(found: ManifestDiff) -> None:
    if found.same_content:
        click.echo("the same records under the same names")
    for name in found.settings:
        click.echo(f"setting differs: {name}")
    if found.optouts:
        click.echo("the opt-out lists differ")
    for word, paths in (
        ("added", found.shards_added),
        ("removed", found.shards_removed),
        ("changed", found.shards_changed),
    ):
        for path in paths:
            click.echo(f"{word}: {path}")
    rows = [(f"records {name}", f"{by:+d}") for name, by in found.records.items()]
    rows += [(f"{kind} {action}", f"{by:+d}") for (kind, action), by in found.decisions.items()]
    if rows:
        echo_table(rows)


def _verify_json(result: Verification) -> dict[str, Json]:
    return {
        "verified": not result.problems,
        "problems": [{"path": one.path, "what": one.what} for one in result.problems],
        "notes": list(result.notes),
        "files": result.files,
        "bytes": result.bytes_read,
        "content_root": result.manifest.content_root if result.manifest else "",
    }
