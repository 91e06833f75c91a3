"""`avow ledger`: the group of commands that keep, serve and verify a ledger."""

import click

from avow.cli.groups.lazy import CommandRow, LazyGroup

COMMANDS = {
    "init": CommandRow("avow.cli.proofs.keeping", "init", "Make a new ledger."),
    "append": CommandRow("avow.cli.proofs.keeping", "append", "Log an event."),
    "checkpoint": CommandRow(
        "avow.cli.proofs.keeping",
        "checkpoint",
        "Order what waits, sign the log as it stands, ask the witnesses.",
    ),
    "run": CommandRow("avow.cli.proofs.keeping", "run", "Do that again and again until stopped."),
    "add-witness": CommandRow(
        "avow.cli.proofs.publishing", "add_witness", "Have checkpoints seen by a witness."
    ),
    "verify": CommandRow(
        "avow.cli.proofs.verifying", "verify", "Rebuild a log and name what fails."
    ),
    "check-promise": CommandRow(
        "avow.cli.proofs.verifying",
        "check_promise",
        "Hold an inclusion promise against the log.",
    ),
    "prove": CommandRow("avow.cli.proofs.keeping", "prove", "Write the receipt of an entry."),
    "export": CommandRow(
        "avow.cli.proofs.publishing", "export", "Write the whole log into a folder."
    ),
    "serve": CommandRow("avow.cli.proofs.publishing", "serve", "Serve the log as tiles over HTTP."),
    "stamp": CommandRow(
        "avow.cli.proofs.publishing", "stamp", "Have the newest checkpoint time-stamped."
    ),
    "seal": CommandRow(
        "avow.cli.proofs.sets", "seal", "Seal a set, so that absence can be proved."
    ),
    "prove-member": CommandRow(
        "avow.cli.proofs.sets",
        "prove_member",
        "Prove that a record is in a sealed set, or that it is not.",
    ),
    "recall": CommandRow(
        "avow.cli.proofs.sets", "recall", "Sign a list of records that must leave a set."
    ),
    "erase": CommandRow(
        "avow.cli.proofs.keeping", "erase", "Destroy the key and payloads of a person."
    ),
    "add-key": CommandRow("avow.cli.proofs.rotating", "add_key", "Let one more key sign the log."),
    "retire-key": CommandRow("avow.cli.proofs.rotating", "retire_key", "Let a key sign no more."),
    "publish-promises": CommandRow(
        "avow.cli.proofs.publishing",
        "publish_promises",
        "Log the promises in the wording of this version.",
    ),
    "kinds": CommandRow("avow.cli.proofs.keeping", "kinds", "List the kinds of events."),
}


@click.command(cls=LazyGroup, table=COMMANDS)
def ledger() -> None:
    """Keep a tamper-evident log of events, and prove what is in it."""
