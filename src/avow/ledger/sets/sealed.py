"""Sealing sets: the keys of a set's members, its root in the log, and proofs made later.

Only keyed hashes are kept, never the members' ids.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from avow.errors import InputError, UsageError
from avow.evidence.canonical import Json, digest_bytes
from avow.ledger.log import Appended, Event, Ledger
from avow.ledger.private_files import read_private, write_durably
from avow.ledger.sets.recall import RecallList, write_recall
from avow.ledger.sets.set_file import SEALED_KIND, Seal, member_key, read_seal, write_set_proof
from avow.ledger.sets.sparse_tree import KEY_BYTES, SparseTree

SETS = "sets"
SALT_BYTES = 32
MAX_NAME_LETTERS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedSet:
    """A set whose root is in the log, or on its way there."""

    seal: Seal
    appended: Appended


def seal_set(ledger: Ledger, folder: Path, name: str, members: Iterable[str]) -> SealedSet:
    """Seal a set: keep the keys of its members and log the root.

    Args:
        ledger: The ledger.
        folder: Its folder.
        name: Public name of the set, such as that of a training run.
        members: Ids of its records; random or keyed, never personal.

    Raises:
        UsageError: The name is taken or cannot be a file name.
        OutputError: The keys or the event could not be kept.
    """
    path = _keys_path(folder, name)
    if path.exists():
        raise UsageError(f"a set called {name!r} was sealed already")
    salt = secrets.token_bytes(SALT_BYTES)
    keys = [member_key(salt, member) for member in members]
    tree = SparseTree(keys)
    write_durably(path, b"".join(sorted(set(keys))))
    seal = Seal(name=name, root=tree.root, salt=salt, rows=len(keys))
    payload: dict[str, Json] = {
        "name": name,
        "root": tree.root.hex(),
        "salt": salt.hex(),
        "rows": len(keys),
    }
    (appended,) = ledger.append([Event(kind=SEALED_KIND, payload=payload)])
    return SealedSet(seal=seal, appended=appended)


def prove_member(ledger: Ledger, folder: Path, name: str, member: str) -> bytes:
    """Return the proof file of a record, whether it is in a sealed set or not.

    Raises:
        InputError: There is no such set, no checkpoint covers its seal yet, or its keys were
            changed since.
    """
    entry_id, seal = _find_seal(ledger, name)
    tree = SparseTree(_kept_keys(folder, name))
    if tree.root != seal.root:
        raise InputError("the kept keys of the set do not give its sealed root")
    receipt = ledger.receipt(entry_id)
    return write_set_proof(tree, salt=seal.salt, member=member, seal_receipt=receipt)


def recall_members(ledger: Ledger, folder: Path, name: str, members: Iterable[str]) -> bytes:
    """Sign a list of members that must leave a sealed set, and log that it was issued.

    Returns:
        The signed list.

    Raises:
        InputError: There is no such set, or a member is not in it; nothing was issued.
    """
    _, seal = _find_seal(ledger, name)
    tree = SparseTree(_kept_keys(folder, name))
    keys = tuple(sorted({member_key(seal.salt, member) for member in members}))
    if not all(key in tree for key in keys):
        raise InputError("a member that shall be recalled is not in the set")
    issued = int(ledger.clock.now().timestamp())
    listed = RecallList(set_root=seal.root, issued_seconds=issued, keys=keys)
    signed = write_recall(listed, ledger.signing.recall)
    payload: dict[str, Json] = {
        "set_root": seal.root.hex(),
        "list_digest": digest_bytes(signed),
        "rows": len(keys),
    }
    ledger.append([Event(kind="recall.issued", payload=payload)])
    return signed


def _kept_keys(folder: Path, name: str) -> list[bytes]:
    data = read_private(_keys_path(folder, name))
    return [data[at : at + KEY_BYTES] for at in range(0, len(data), KEY_BYTES)]


def _find_seal(ledger: Ledger, name: str) -> tuple[str, Seal]:
    for event in ledger.store.events(0, ledger.store.size()):
        if event.kind == SEALED_KIND:
            seal = read_seal(event.payload)
            if seal.name == name:
                return event.entry_id, seal
    raise InputError(f"the ledger holds no seal of a set called {name!r}")


def _keys_path(folder: Path, name: str) -> Path:
    plain = name.replace("-", "").replace("_", "").replace(".", "")
    if not plain.isascii() or not plain.isalnum() or len(name) > MAX_NAME_LETTERS:
        raise UsageError("the name of a set has letters, digits, dots, dashes and underscores only")
    return folder / SETS / f"{name}.keys"
