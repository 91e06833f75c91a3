"""The ledger as its users see it: append events, order them, sign checkpoints, give receipts."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from avow.errors import InputError, UsageError, VerificationError
from avow.evidence.canonical import Json, canonical_json
from avow.evidence.clocks import SystemClock
from avow.evidence.interface import Clock, Evidence
from avow.evidence.merkle import leaf_hash
from avow.ledger.formats.checkpoints import Checkpoint
from avow.ledger.formats.notes import Note, SignatureLine, parse_note, sign_note
from avow.ledger.formats.proof_file import Opening, ProofFile
from avow.ledger.formats.signing import ED25519, VerifierKey
from avow.ledger.formats.strict import write_base64
from avow.ledger.kinds import check_payload, event_kind
from avow.ledger.leaves import GENERIC_KIND, commit, derive_entry_key
from avow.ledger.setup import (
    PRIVATE,
    LedgerSettings,
    SigningKeys,
    add_log_key,
    make_ledger_folder,
    read_settings,
    read_signing_keys,
    retire_log_key,
)
from avow.ledger.store.files import FileStore
from avow.ledger.store.interface import Draft, LedgerStore, StoredEvent
from avow.ledger.store.sqlite import SqliteStore
from avow.ledger.subject_keys import SubjectKeys
from avow.ledger.tree import inclusion_path, tree_root

ORGANISATION = "org"
BATCH_EVENTS = 1000
ENTRY_ID_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened and shall be provable.

    Attributes:
        kind: One of the kinds of `avow.ledger.kinds`.
        payload: The fields of that kind.
        subject: Random id of the person whose key it is under; the organisation by default.
    """

    kind: str
    payload: Mapping[str, Json]
    subject: str = ORGANISATION


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """An event that is durable.

    Attributes:
        entry_id: Its id; the receipt is asked for by it.
        promise: Signed inclusion promise: proof of misbehaviour if the entry never appears.
    """

    entry_id: str
    promise: bytes


class Ledger:
    """One log with its keys. Several processes may append; one at a time orders and signs."""

    def __init__(
        self,
        *,
        settings: LedgerSettings,
        store: LedgerStore,
        signing: SigningKeys,
        subjects: SubjectKeys,
        clock: Clock,
    ) -> None:
        """Put the parts together; see `Ledger.open` for the usual way."""
        self.settings = settings
        self.store = store
        self.subjects = subjects
        self.signing = signing
        self.clock = clock

    @classmethod
    def create(
        cls,
        folder: Path,
        settings: LedgerSettings,
        *,
        post_quantum: bool = False,
        clock: Clock | None = None,
    ) -> "Ledger":
        """Make a new ledger and log its start.

        Raises:
            UsageError: There is one already, or the origin cannot name one.
            OutputError: The folder cannot be written.
        """
        make_ledger_folder(folder, settings, post_quantum=post_quantum)
        ledger = cls.open(folder, clock=clock)
        start: dict[str, Json] = {
            "origin": settings.origin,
            "key": ledger.signing.log[0].verifier.render(),
            "mmd_seconds": settings.mmd_seconds,
        }
        ledger.append([Event(kind="log.started", payload=start)])
        ledger.sequence()
        ledger.sign_checkpoint()
        return ledger

    @classmethod
    def open(cls, folder: Path, *, clock: Clock | None = None) -> "Ledger":
        """Open a ledger that is there.

        Raises:
            UsageError: There is none.
            ConfigError: Its settings are wrong.
            InputError: A key is absent or can be read by others.
        """
        settings = read_settings(folder)
        return cls(
            settings=settings,
            store=open_store(folder, settings),
            signing=read_signing_keys(folder),
            subjects=SubjectKeys(folder / PRIVATE),
            clock=clock or SystemClock(),
        )

    def close(self) -> None:
        """Release the databases."""
        self.store.close()
        self.subjects.close()

    def draft(self, event: Event) -> Draft:
        """Return an event as the store takes it: checked, canonical, committed to.

        Raises:
            UsageError: Its kind is unknown or its payload does not fit the kind.
            VerificationError: The key of its subject was destroyed.
        """
        kind = event_kind(event.kind)
        check_payload(kind, event.payload)
        payload = canonical_json(event.payload)
        entry_id = secrets.token_hex(ENTRY_ID_BYTES)
        key = derive_entry_key(self.subjects.commit_key(event.subject), entry_id)
        return Draft(
            entry_id=entry_id,
            kind=kind.name,
            public_kind=GENERIC_KIND if self._is_private(kind.name) else kind.name,
            commitment=commit(key, payload),
            subject=event.subject,
            payload=payload,
        )

    def _is_private(self, kind: str) -> bool:
        return any(
            kind == name or (name.endswith("*") and kind.startswith(name[:-1]))
            for name in self.settings.private_kinds
        )

    def append(self, events: Sequence[Event]) -> list[Appended]:
        """Take events durably, all or none, in one step.

        Raises:
            UsageError: An event does not fit its kind; nothing was taken.
            OutputError: They could not be made durable; nothing was taken.
        """
        drafts = [self.draft(event) for event in events]
        leaves = self.store.enqueue(drafts, self.clock.now())
        return [
            Appended(entry_id=draft.entry_id, promise=self.promise(leaf))
            for draft, leaf in zip(drafts, leaves, strict=True)
        ]

    def promise(self, leaf: bytes) -> bytes:
        """Return a signed promise that a leaf will have a place within the merge delay."""
        lines = (
            self.signing.promise.name,
            write_base64(leaf_hash(leaf)),
            str(int(self.clock.now().timestamp())),
            str(self.settings.mmd_seconds),
        )
        return sign_note("\n".join(lines) + "\n", [self.signing.promise]).render().encode()

    def sequence(self, limit: int | None = None) -> int:
        """Give places to all waiting events (or to `limit`), batch by batch; return how many."""
        done = 0
        while limit is None or done < limit:
            batch = BATCH_EVENTS if limit is None else min(BATCH_EVENTS, limit - done)
            moved = self.store.sequence(batch)
            if moved == 0:
                break
            done += moved
        return done

    def sign_checkpoint(self) -> Note:
        """Sign the log as it stands and keep the checkpoint.

        Raises:
            VerificationError: The log does not continue what was signed before. It is never
                signed then: restore the missing entries, or state an incident.
        """
        last = self.signing.last_signed(self.settings.origin)
        size = self.store.size()
        if size < last.size or tree_root(last.size, self.store.node) != last.root:
            raise VerificationError(
                f"the log does not continue the checkpoint that was signed at size {last.size}",
                hint="Restore the entries from a published copy; never sign over the gap.",
            )
        root = tree_root(size, self.store.node)
        checkpoint = Checkpoint(origin=self.settings.origin, size=size, root=root)
        kept = self.newest_checkpoint()
        if kept is not None and size == last.size and kept.text == checkpoint.render():
            return kept
        self.signing.remember(checkpoint)
        now = int(self.clock.now().timestamp())
        signers = [key if key.kind == ED25519 else key.at(now) for key in self.signing.log]
        note = sign_note(checkpoint.render(), signers)
        self.store.save_checkpoint(size, note.render().encode())
        return note

    def newest_checkpoint(self) -> Note | None:
        """Return the newest signed checkpoint, or None."""
        newest: bytes | None = None
        for _, note in self.store.checkpoints():
            newest = note
        return None if newest is None else parse_note(newest)

    def add_cosignatures(self, size: int, note: Note, lines: Sequence[SignatureLine]) -> Note:
        """Keep witnesses' signatures under a checkpoint; one per key, the newest."""
        fresh = {(line.name, line.key_id) for line in lines}
        old = tuple(x for x in note.signatures if (x.name, x.key_id) not in fresh)
        extended = Note(text=note.text, signatures=(*old, *lines))
        self.store.save_checkpoint(size, extended.render().encode())
        return extended

    def receipt(self, entry_id: str, *, open_payload: bool = True) -> bytes:
        """Return the receipt of an entry under the newest checkpoint.

        Args:
            entry_id: As `append` gave it.
            open_payload: Include the payload and the key of this entry alone.

        Raises:
            InputError: The entry is unknown, waits for its place, or no checkpoint covers it yet.
        """
        index = self.store.index_of(entry_id)
        note = self.newest_checkpoint()
        size = int(note.text.split("\n")[1]) if note is not None else 0
        if index is None or note is None or index >= size:
            raise InputError(
                "no checkpoint covers this entry yet",
                hint="Run `avow ledger checkpoint`, or check the entry's id.",
            )
        (leaf,) = self.store.leaves(index, index + 1)
        opening = Opening(leaf=leaf)
        if open_payload:
            opening = self._opening(index, leaf)
        return ProofFile(
            extra=opening.render(),
            index=index,
            path=tuple(inclusion_path(index, size, self.store.node)),
            note=note.render().encode(),
        ).render()

    def _opening(self, index: int, leaf: bytes) -> Opening:
        for event in self.store.events(index, index + 1):
            key = self.entry_key(event)
            if key is not None:
                return Opening(leaf=leaf, payload=event.payload, key=key)
        return Opening(leaf=leaf)

    def entry_key(self, event: StoredEvent) -> bytes | None:
        """Return the key that opens one entry, or None when its subject's key was destroyed."""
        commit_key = self.subjects.existing_key(event.subject)
        return None if commit_key is None else derive_entry_key(commit_key, event.entry_id)

    def add_key(self) -> VerifierKey:
        """Let one more key sign the log from now on, and log that it does."""
        key = add_log_key(self.signing.folder, self.settings.origin)
        self.append([Event(kind="log.key_added", payload={"key": key.render()})])
        self.signing = read_signing_keys(self.signing.folder)
        return key

    def retire_key(self, key_id: str) -> VerifierKey:
        """Let a key sign no more, and log that; receipts that it signed keep verifying.

        Raises:
            UsageError: There is no such key, or none would be left.
        """
        key = retire_log_key(self.signing.folder, key_id)
        self.append([Event(kind="log.key_retired", payload={"key": key.render()})])
        self.signing = read_signing_keys(self.signing.folder)
        return key

    def erase(self, subject: str) -> None:
        """Destroy a person's key and payloads and log that it was done; entries stay, closed.

        Raises:
            UsageError: The organisation cannot be erased.
            OutputError: Destruction could not be confirmed; nothing was logged.
        """
        if subject == ORGANISATION:
            raise UsageError("the organisation's own key is not a person's")
        self.store.forget(subject)
        self.subjects.destroy(subject)
        self.append([Event(kind="key.destroyed", payload={"stores": ["ledger"]})])


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRecorder:
    """Records evidence as entries of a ledger; an act that is given it knows no ledger."""

    ledger: Ledger

    def record(self, evidence: Evidence) -> None:
        """Append one record under the organisation's key; durable on return."""
        self.ledger.append([Event(kind=evidence.kind, payload=evidence.as_json())])


def open_store(folder: Path, settings: LedgerSettings) -> LedgerStore:
    """Return the store that a ledger's settings name."""
    if settings.store == "files":
        return FileStore(folder / "log")
    return SqliteStore(folder / "log.sqlite")
