"""Verifying a whole log: rebuild the tree from its entries and compare everything that is stored.

Needs a source and the public key only. Memory is flat but for eight bytes per entry, by which
repeated entries are found.
"""

from array import array
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np

from avow.errors import InputError, VerificationError
from avow.evidence.merkle import EMPTY_ROOT, leaf_hash, verify_consistency
from avow.ledger.formats.quorum import TrustPolicy
from avow.ledger.formats.strict import read_decimal
from avow.ledger.formats.tiles import (
    TILE_HEIGHT,
    TILE_WIDTH,
    Tile,
    bundles_of,
    read_bundle,
    read_tile,
)
from avow.ledger.leaves import parse_leaf
from avow.ledger.tile_nodes import TileNodes
from avow.ledger.tree import Frontier, consistency_path
from avow.ledger.verify.sources import CHECKPOINT, CHECKPOINT_SIZES, LogSource
from avow.ledger.verify.witnessed import SignedCheckpoint, verify_checkpoint, verify_log_signature

NO_INDEX = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class LogProblem:
    """One thing that does not hold.

    Attributes:
        index: First entry concerned, or -1 when no single entry can be named.
        what: What is wrong: the leaf, a node, a checkpoint.
    """

    index: int
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogReport:
    """What verification of a log found.

    Attributes:
        signed: The newest checkpoint, or None when it does not hold itself.
        entries: Entries that were read.
        checkpoints: Signed checkpoints that were compared.
        problems: What does not hold, first by index; empty means verified.
        leaves: The leaves of the entries that the caller asked for, by index.
    """

    signed: SignedCheckpoint | None
    entries: int
    checkpoints: int
    problems: tuple[LogProblem, ...]
    leaves: Mapping[int, bytes]


def verify_log(
    source: LogSource,
    policy: TrustPolicy,
    *,
    seen: bytes = b"",
    wanted: Collection[int] = (),
    progress: Callable[[int, int], None] | None = None,
) -> LogReport:
    """Verify a log from its first entry to its newest checkpoint.

    Args:
        source: Where it is read.
        policy: Whose signatures count.
        seen: A checkpoint of the log that the caller saw earlier; the log must continue it.
        wanted: Indexes whose leaves the report shall hold.
        progress: Called with entries done and entries in all.

    Raises:
        InputError: The log's checkpoint cannot be read; nothing can be said then.
    """
    newest = source.read(CHECKPOINT)
    try:
        signed = verify_checkpoint(newest, policy)
        earlier = _earlier(seen, signed, policy)
    except VerificationError as error:
        problem = LogProblem(index=NO_INDEX, what=f"checkpoint: {error.message}")
        return LogReport(signed=None, entries=0, checkpoints=0, problems=(problem,), leaves={})
    check = _LogCheck(source, policy, signed, earlier, frozenset(wanted))
    check.run(progress)
    if check.mismatched and check.root_failed:
        # The root does not follow from the entries: if it follows from the stored hashes, then
        # the entries that differ from these were changed, and nothing else.
        by_hashes = _LogCheck(source, policy, signed, earlier, frozenset(wanted), trust_hashes=True)
        by_hashes.run(progress)
        check = check if by_hashes.root_failed else by_hashes
    return LogReport(
        signed=signed,
        entries=check.frontier.size,
        checkpoints=check.compared,
        problems=tuple(sorted(check.problems, key=lambda one: (one.index < 0, one.index))),
        leaves=check.leaves,
    )


def _earlier(seen: bytes, signed: SignedCheckpoint, policy: TrustPolicy) -> SignedCheckpoint | None:
    if not seen:
        return None
    earlier = verify_log_signature(seen, policy)
    if earlier.checkpoint.origin != signed.checkpoint.origin:
        raise VerificationError("the checkpoint that was seen earlier is of another log")
    if earlier.checkpoint.size > signed.checkpoint.size:
        raise VerificationError(
            f"the log was rolled back: it had {earlier.checkpoint.size} entries when it was seen"
            f" and has {signed.checkpoint.size} now"
        )
    return earlier


class _LogCheck:
    """One pass over the entries; stops at the first entry whose place cannot be rebuilt."""

    def __init__(
        self,
        source: LogSource,
        policy: TrustPolicy,
        signed: SignedCheckpoint,
        earlier: SignedCheckpoint | None,
        wanted: frozenset[int],
        *,
        trust_hashes: bool = False,
    ) -> None:
        self.source = source
        self.policy = policy
        self.size = signed.checkpoint.size
        self.root = signed.checkpoint.root
        self.wanted = wanted
        self.trust_hashes = trust_hashes
        self.mismatched = False
        self.root_failed = False
        self.problems: list[LogProblem] = []
        self.leaves: dict[int, bytes] = {}
        self.compared = 1
        self.frontier = Frontier(0, lambda _level, _index: EMPTY_ROOT)
        self._milestones = self._read_milestones(earlier)
        self._last_good = 0
        self._time = ""
        self._prints = array("Q")
        self._row: dict[int, list[bytes]] = {}

    def run(self, progress: Callable[[int, int], None] | None) -> None:
        for bundle in bundles_of(self.size):
            if not self._check_bundle(bundle):
                return
            if progress is not None:
                progress(self.frontier.size, self.size)
        if self.size == 0:
            return
        self._check_repeats()
        self._flush_row(partial=True)
        if self.frontier.root() != self.root:
            self._note_root(self.size)

    def _note(self, index: int, what: str) -> None:
        self.problems.append(LogProblem(index=index, what=what))

    def _note_root(self, size: int) -> None:
        self.root_failed = True
        span = f"entries {self._last_good} to {size - 1}"
        self._note(
            self._last_good,
            f"checkpoint: {span} do not give the root that was signed at size {size}",
        )

    def _read_milestones(self, earlier: SignedCheckpoint | None) -> dict[int, bytes]:
        """Return the roots of older signed checkpoints by size, where the source lists them."""
        roots: dict[int, bytes] = {}
        try:
            lines = self.source.read(CHECKPOINT_SIZES).decode("ascii").split()
        except (InputError, UnicodeDecodeError):
            lines = []
        for line in lines:
            try:
                size = read_decimal(line, "a size in the list of checkpoints")
                data = self.source.read(f"checkpoints/{size}")
                kept = verify_log_signature(data, self.policy).checkpoint
            except (InputError, VerificationError) as error:
                self._note(NO_INDEX, f"checkpoint of size {line}: {error.message}")
                continue
            if kept.size == size:
                roots[size] = kept.root
            else:
                self._note(NO_INDEX, f"checkpoint of size {size} states size {kept.size}")
        if earlier is not None:
            state = earlier.checkpoint
            if roots.setdefault(state.size, state.root) != state.root:
                self._note(NO_INDEX, f"checkpoint: two roots were signed for size {state.size}")
        return roots

    def _check_bundle(self, bundle: Tile) -> bool:
        first = bundle.number * TILE_WIDTH
        try:
            leaves = read_bundle(self.source.tile(bundle), bundle)
        except VerificationError as error:
            index = int(error.message.split(":")[0].removeprefix("entry "))
            self._note(index, f"leaf: {error.message}")
            return False
        except InputError as error:
            self._note(first, f"leaf: {error.message}")
            return False
        stored = self._stored_hashes(first, bundle.width)
        for index, leaf in enumerate(leaves, first):
            self._check_leaf(index, leaf)
            hashed = leaf_hash(leaf)
            if stored is not None and stored[index - first] != hashed:
                self._note_mismatch(index)
                hashed = stored[index - first] if self.trust_hashes else hashed
            for level, _, node in self.frontier.append(hashed):
                if level and level % TILE_HEIGHT == 0:
                    self._row.setdefault(level // TILE_HEIGHT, []).append(node)
            if not self._check_milestone():
                return False
        self._flush_row(partial=False)
        return True

    def _note_mismatch(self, index: int) -> None:
        self.mismatched = True
        if self.trust_hashes:
            self._note(index, "leaf: the entry was changed; its hash in the tree is another")
        else:
            self._note(index, "node: the tree holds another hash for the entry")

    def _stored_hashes(self, first: int, width: int) -> list[bytes] | None:
        tile = Tile(level=0, number=first // TILE_WIDTH, width=width)
        try:
            return read_tile(self.source.tile(tile), tile)
        except (InputError, VerificationError) as error:
            self._note(first, f"node: {error.message}")
            return None

    def _check_leaf(self, index: int, data: bytes) -> None:
        if index in self.wanted:
            self.leaves[index] = data
        try:
            leaf = parse_leaf(data)
        except VerificationError as error:
            self._note(index, f"leaf: {error.message}")
            return
        if leaf.time < self._time:
            self._note(index, "leaf: its time lies before that of the entry before it")
        self._time = max(self._time, leaf.time)
        self._prints.append(int(leaf.commitment[:16], 16))

    def _check_milestone(self) -> bool:
        size = self.frontier.size
        root = self._milestones.get(size)
        if root is None or size == self.size:
            return True
        self.compared += 1
        if root != self.frontier.root():
            self._note_root(size)
            return False
        self._last_good = size
        return True

    def _flush_row(self, *, partial: bool) -> None:
        """Compare finished rows of higher tiles with what is stored; the rest at the end."""
        for level, nodes in self._row.items():
            while len(nodes) >= TILE_WIDTH or (partial and nodes):
                total = self.frontier.size >> (TILE_HEIGHT * level)
                width = min(TILE_WIDTH, len(nodes))
                number = (total - len(nodes)) // TILE_WIDTH
                tile = Tile(level=level, number=number, width=width)
                self._compare_tile(tile, nodes[:width])
                del nodes[:width]

    def _compare_tile(self, tile: Tile, nodes: list[bytes]) -> None:
        span = TILE_WIDTH**tile.level
        first = tile.number * TILE_WIDTH
        try:
            stored = read_tile(self.source.tile(tile), tile)
        except (InputError, VerificationError) as error:
            self._note(first * span, f"node: {error.message}")
            return
        for at, (ours, theirs) in enumerate(zip(nodes, stored, strict=True)):
            if ours != theirs:
                self._note((first + at) * span, f"node: {tile.path()} holds another hash")
                return

    def _check_repeats(self) -> None:
        prints = np.frombuffer(self._prints, dtype=np.uint64)
        ordered = np.sort(prints)
        repeated = ordered[1:][ordered[1:] == ordered[:-1]]
        for value in repeated[:1]:
            first, second = np.flatnonzero(prints == value)[:2]
            self._note(int(second), f"leaf: the entry repeats entry {first}")


def check_continues(source: LogSource, old: SignedCheckpoint, new: SignedCheckpoint) -> bool:
    """Tell whether one checkpoint continues an older one, by a proof out of the log's tiles."""
    nodes = TileNodes(new.checkpoint.size, source.tile)
    before, after = old.checkpoint, new.checkpoint
    return verify_consistency(
        old_count=before.size,
        new_count=after.size,
        old_root=before.root,
        new_root=after.root,
        proof=consistency_path(before.size, after.size, nodes.node),
    )
