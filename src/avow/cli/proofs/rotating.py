"""`avow ledger add-key` and `retire-key`: the keys that sign a log change over time."""

from pathlib import Path

import click

from avow.ledger.log import Ledger
from avow.ledger.setup import POLICY_FILE

FOLDER = click.Path(path_type=Path)


@click.command("add-key")
@click.argument("folder", type=FOLDER)
def add_key(folder: Path) -> None:
    """Let one more key sign the log of FOLDER beside those that do, and log that."""
    opened = Ledger.open(folder)
    key = opened.add_key()
    _sign(opened)
    click.echo(key.render())
    click.echo(
        f"give {folder / POLICY_FILE} anew to whoever verifies this log, then retire the old"
    )


@click.command("retire-key")
@click.argument("folder", type=FOLDER)
@click.argument("key_id", metavar="KEYID")
def retire_key(folder: Path, key_id: str) -> None:
    """Let the key of KEYID (eight digits of its text) sign no more; old receipts keep verifying."""
    opened = Ledger.open(folder)
    key = opened.retire_key(key_id)
    _sign(opened)
    click.echo(f"retired {key.render()}")


def _sign(opened: Ledger) -> None:
    opened.sequence()
    opened.sign_checkpoint()
    opened.close()
