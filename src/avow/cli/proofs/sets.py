"""`avow ledger seal`, `prove-member` and `recall`."""

from collections.abc import Iterator
from pathlib import Path

import click

from avow.errors import InputError
from avow.ledger.log import Ledger
from avow.ledger.private_files import PUBLIC_MODE, write_durably
from avow.ledger.sets.recall import EXTENSION as RECALL_EXTENSION
from avow.ledger.sets.sealed import prove_member as make_proof
from avow.ledger.sets.sealed import recall_members, seal_set
from avow.ledger.sets.set_file import EXTENSION
from avow.scrub.pipeline.members import dataset_record_digests
from avow.scrub.storage.registry import open_store

FOLDER = click.Path(path_type=Path)
IDS = click.option("--ids", type=FOLDER, help="File with one random record id a line.")


@click.command()
@click.argument("folder", type=FOLDER)
@click.argument("name")
@IDS
@click.option("--scrubbed", default="", help="A scrubbed data set: its records' keyed digests.")
def seal(folder: Path, name: str, *, ids: Path | None, scrubbed: str) -> None:
    """Seal the set NAME in the ledger of FOLDER, so that membership and absence can be proved."""
    opened = Ledger.open(folder)
    members = dataset_record_digests(open_store(scrubbed)) if scrubbed else _lines(ids)
    sealed = seal_set(opened, folder, name, members)
    opened.sequence()
    opened.sign_checkpoint()
    opened.close()
    click.echo(f"sealed {sealed.seal.rows} rows under the root {sealed.seal.root.hex()}")


@click.command("prove-member")
@click.argument("folder", type=FOLDER)
@click.argument("name")
@click.option("--id", "member", required=True, help="Id of the record, as it was sealed.")
@click.option("--out", type=FOLDER, default=Path(f"proof{EXTENSION}"), show_default=True)
def prove_member(folder: Path, name: str, *, member: str, out: Path) -> None:
    """Write the proof that a record is in the sealed set NAME, or that it is not."""
    opened = Ledger.open(folder)
    write_durably(out, make_proof(opened, folder, name, member))
    opened.close()
    click.echo(f"wrote {out}; `avow receipt verify {out} --policy FILE` says which it is")


@click.command()
@click.argument("folder", type=FOLDER)
@click.argument("name")
@IDS
@click.option("--out", type=FOLDER, help="File of the signed list.")
def recall(folder: Path, name: str, *, ids: Path | None, out: Path | None) -> None:
    """Sign the list of records that must leave the sealed set NAME, and log that it was issued."""
    opened = Ledger.open(folder)
    path = out or Path(f"{name}{RECALL_EXTENSION}")
    write_durably(path, recall_members(opened, folder, name, _lines(ids)), mode=PUBLIC_MODE)
    opened.sequence()
    opened.sign_checkpoint()
    opened.close()
    click.echo(f"wrote {path}")


def _lines(path: Path | None) -> Iterator[str]:
    if path is None:
        raise InputError("no records were named", hint="Give --ids FILE.")
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise InputError(f"cannot read {path.name}") from None
    return (line.strip() for line in text.splitlines() if line.strip())
