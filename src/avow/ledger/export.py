"""Exports: a folder that holds the whole log as tiles, and what opens the organisation's entries.

What is exported is public: leaves, hashes, signed checkpoints, and the payloads that the
organisation recorded about itself. Payloads of persons never leave by this way.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from avow.errors import InputError, UsageError, VerificationError
from avow.ledger.formats.checkpoints import parse_checkpoint
from avow.ledger.formats.tiles import bundles_of, tiles_of
from avow.ledger.leaves import KEY_BYTES, opens, parse_leaf
from avow.ledger.log import ORGANISATION, Ledger
from avow.ledger.private_files import PUBLIC_MODE, write_durably
from avow.ledger.setup import POLICY_FILE
from avow.ledger.verify.sources import CHECKPOINT, CHECKPOINT_SIZES, StoreSource

OPENINGS = "openings.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedEntry:
    """An entry with the payload that it was shown to commit to."""

    index: int
    kind: str
    payload: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedOpening:
    """A line of an export that does not open the entry it names."""

    line: int
    index: int
    reason: str


def export_log(
    ledger: Ledger, folder: Path, policy: bytes, progress: Callable[[int, int], None] | None = None
) -> int:
    """Write the log under its newest checkpoint into a new folder; return the entries written.

    The checkpoint is written last: a folder without one is an export that broke off.

    Args:
        ledger: The ledger.
        folder: Where to write; must be absent or empty.
        policy: The trust policy to lay beside it, for convenience; a careful reader has their own.
        progress: Called with files done and files in all.

    Raises:
        UsageError: The folder holds something.
        InputError: No checkpoint has been signed yet.
        OutputError: A file could not be written whole.
    """
    if folder.exists() and any(folder.iterdir()):
        raise UsageError("the folder of an export must be new or empty")
    note = ledger.newest_checkpoint()
    if note is None:
        raise InputError("no checkpoint has been signed yet", hint="Run `avow ledger checkpoint`.")
    size = parse_checkpoint(note.text).size
    source = StoreSource(ledger.store)
    parts = [*bundles_of(size), *tiles_of(size)]
    for done, tile in enumerate(parts, 1):
        write_durably(folder / tile.path(), source.tile(tile), mode=PUBLIC_MODE)
        if progress is not None:
            progress(done, len(parts))
    kept = dict(ledger.store.checkpoints())
    for past, data in kept.items():
        write_durably(folder / f"checkpoints/{past}", data, mode=PUBLIC_MODE)
    listing = "".join(f"{past}\n" for past in kept).encode()
    write_durably(folder / CHECKPOINT_SIZES, listing, mode=PUBLIC_MODE)
    write_durably(folder / OPENINGS, b"".join(ledger_openings(ledger, size)), mode=PUBLIC_MODE)
    write_durably(folder / POLICY_FILE, policy, mode=PUBLIC_MODE)
    write_durably(folder / CHECKPOINT, note.render().encode(), mode=PUBLIC_MODE)
    return size


def ledger_openings(ledger: Ledger, size: int) -> Iterator[bytes]:
    """Yield the lines that open the organisation's own entries among the first `size`."""
    for event in ledger.store.events(0, size):
        key = ledger.entry_key(event) if event.subject == ORGANISATION else None
        if key is not None:
            yield _opening_line(event.index, event.kind, event.payload, key)


def _opening_line(index: int, kind: str, payload: bytes, key: bytes) -> bytes:
    values = {"index": index, "kind": kind, "payload": payload.decode(), "key": key.hex()}
    return json.dumps(values, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def claimed_indexes(data: bytes) -> frozenset[int]:
    """Return the indexes that the openings of an export speak of, as far as they can be read."""
    parsed = (_parse_line(line) for line in data.splitlines())
    return frozenset(one[0] for one in parsed if one is not None)


def open_entries(
    data: bytes, leaves: dict[int, bytes]
) -> tuple[list[OpenedEntry], list[RefusedOpening]]:
    """Hold the openings of an export against leaves of a log that was verified.

    Args:
        data: The bytes of `openings.jsonl`.
        leaves: Verified leaves by index.

    Returns:
        The entries that open, and the lines that do not.
    """
    opened: list[OpenedEntry] = []
    refused: list[RefusedOpening] = []
    for number, line in enumerate(data.splitlines(), 1):
        parsed = _parse_line(line)
        if parsed is None:
            refused.append(RefusedOpening(line=number, index=-1, reason="it cannot be read"))
            continue
        index, kind, payload, key = parsed
        reason = _refusal(leaves.get(index), kind, payload, key)
        if reason:
            refused.append(RefusedOpening(line=number, index=index, reason=reason))
        else:
            opened.append(OpenedEntry(index=index, kind=kind, payload=payload))
    return opened, refused


def _refusal(data: bytes | None, kind: str, payload: bytes, key: bytes) -> str:
    if data is None:
        return "the log has no such entry"
    try:
        leaf = parse_leaf(data)
    except VerificationError as error:
        return error.message
    if not opens(leaf, payload=payload, entry_key=key):
        return "the payload is not what the entry commits to"
    return "" if leaf.kind in (kind, "event") else "the entry is of another kind"


def _parse_line(line: bytes) -> tuple[int, str, bytes, bytes] | None:
    try:
        values = json.loads(line)
        index, kind = values["index"], values["kind"]
        payload, key = values["payload"].encode(), bytes.fromhex(values["key"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    if type(index) is not int or not isinstance(kind, str) or len(key) != KEY_BYTES:
        return None
    return index, kind, payload, key
