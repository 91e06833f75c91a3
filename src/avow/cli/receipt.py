"""`avow receipt`: verify receipts, offline."""

import click

from avow.cli.proofs.receipts import receipt as verify


@click.group()
def receipt() -> None:
    """Verify what a ledger's owner gave you; nothing is asked of any server."""


receipt.add_command(verify, "verify")
