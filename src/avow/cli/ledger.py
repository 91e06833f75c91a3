"""`avow ledger`: the group of commands that keep, serve and verify a ledger."""

import importlib

import click

COMMANDS = {
    "init": ("avow.cli.proofs.keeping", "init", "Make a new ledger."),
    "append": ("avow.cli.proofs.keeping", "append", "Log an event."),
    "checkpoint": (
        "avow.cli.proofs.keeping",
        "checkpoint",
        "Order what waits, sign the log as it stands, ask the witnesses.",
    ),
    "run": ("avow.cli.proofs.keeping", "run", "Do that again and again until stopped."),
    "add-witness": (
        "avow.cli.proofs.publishing",
        "add_witness",
        "Have checkpoints seen by a witness.",
    ),
    "verify": ("avow.cli.proofs.verifying", "verify", "Rebuild a log and name what fails."),
    "prove": ("avow.cli.proofs.keeping", "prove", "Write the receipt of an entry."),
    "export": ("avow.cli.proofs.publishing", "export", "Write the whole log into a folder."),
    "serve": ("avow.cli.proofs.publishing", "serve", "Serve the log as tiles over HTTP."),
    "stamp": ("avow.cli.proofs.publishing", "stamp", "Have the newest checkpoint time-stamped."),
    "seal": ("avow.cli.proofs.sets", "seal", "Seal a set, so that absence can be proved."),
    "prove-member": (
        "avow.cli.proofs.sets",
        "prove_member",
        "Prove that a record is in a sealed set, or that it is not.",
    ),
    "recall": ("avow.cli.proofs.sets", "recall", "Sign a list of records that must leave a set."),
    "erase": ("avow.cli.proofs.keeping", "erase", "Destroy the key and payloads of a person."),
    "add-key": ("avow.cli.proofs.rotating", "add_key", "Let one more key sign the log."),
    "retire-key": ("avow.cli.proofs.rotating", "retire_key", "Let a key sign no more."),
    "publish-promises": (
        "avow.cli.proofs.publishing",
        "publish_promises",
        "Log the promises in the wording of this version.",
    ),
    "kinds": ("avow.cli.proofs.keeping", "kinds", "List the kinds of events."),
}


class LedgerGroup(click.Group):
    """Imports a command only when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][2]) for name in COMMANDS])


@click.command(cls=LedgerGroup)
def ledger() -> None:
    """Keep a tamper-evident log of events, and prove what is in it."""
