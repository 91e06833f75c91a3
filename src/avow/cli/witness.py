"""`avow witness`: follow logs that others keep, and cosign only what continues them."""

from pathlib import Path

import click

from avow.errors import InputError
from avow.evidence.clocks import SystemClock
from avow.ledger.formats.quorum import parse_policy
from avow.ledger.serving import Server
from avow.ledger.witness.folder import follow_log, make_witness, open_witness, witness_route

FOLDER = click.Path(path_type=Path)


@click.group()
def witness() -> None:
    """Watch logs for whoever relies on them: a fork or a rollback is never cosigned."""


@witness.command()
@click.argument("folder", type=FOLDER)
@click.option("--name", required=True, help="Name of the witness, such as example.org/witness.")
def init(folder: Path, name: str) -> None:
    """Make a new witness in FOLDER; prints the keys to give to the logs' owners."""
    for key in make_witness(folder, name):
        click.echo(key.render())


@witness.command()
@click.argument("folder", type=FOLDER)
@click.argument("policy", type=FOLDER)
def follow(folder: Path, policy: Path) -> None:
    """Follow the logs of a trust policy that their owner gave you."""
    try:
        logs = parse_policy(policy.read_bytes()).logs
    except OSError as error:
        raise InputError(f"cannot read the trust policy: {error.strerror}") from None
    follow_log(folder, logs)
    for name in sorted({key.name for key in logs}):
        click.echo(f"follows {name}")


@witness.command()
@click.argument("folder", type=FOLDER)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8633, show_default=True)
def run(folder: Path, host: str, port: int) -> None:
    """Answer logs (c2sp.org/tlog-witness) until stopped."""
    cosigner = open_witness(folder, SystemClock())
    with Server(witness_route(cosigner), host, port) as server:
        click.echo(f"witnessing on {server.url}")
        try:
            server.wait()
        except KeyboardInterrupt:
            click.echo("stopped")
