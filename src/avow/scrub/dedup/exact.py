"""Exact duplicates: keyed digests of folded documents, sorted outside memory, first one kept."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from avow.scrub.config import DedupScope
from avow.scrub.dedup.documents import fold_document
from avow.scrub.dedup.histogram import SizeHistogram
from avow.scrub.dedup.interface import DropReason, place_of
from avow.scrub.dedup.rows import (
    RUN_BYTES,
    Rows,
    RowSorter,
    Words,
    group_starts,
    unpack_rows,
    write_run,
)
from avow.scrub.dedup.verdict_store import VerdictWriter

KEY_BYTES = 16
ROW_COLUMNS = 3
# Opted-out members sort before the others of their group, so that its first row tells.
NOT_OPTED_OUT = 1 << 63
PERSON = b"avow duplicate"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactDocument:
    """One record that takes part in exact duplicate search.

    Attributes:
        ordinal: Position in the shard.
        text: What `documents.exact_text` returns.
        opted_out: A record-level opt-out hits it: it is never kept, and its copies go with it.
    """

    ordinal: int
    text: str
    opted_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactKeys:
    """The keys of one shard.

    Attributes:
        path: Sorted rows of 24 bytes: digest, then opt-out mark and place.
        shard_number: Position of the shard in the plan.
        source: Its source.
        documents: Records with a key that are not opted out.
    """

    path: Path
    shard_number: int
    source: str
    documents: int


class KeyRows:
    """The keys of one shard in one scope; memory is 24 bytes per record.

    Args:
        source: Source of the shard; duplicates meet only within it in scope `source`.
        scope: `source` or `dataset`.
        key: Key of the digests, 16 to 64 bytes.
    """

    def __init__(self, *, source: str, scope: DedupScope, key: bytes) -> None:
        within = source if scope is DedupScope.SOURCE else ""
        salt = within.encode("utf-8", errors="backslashreplace")
        self._start = hashlib.blake2b(key=key, digest_size=KEY_BYTES, person=PERSON)
        self._start.update(len(salt).to_bytes(8, "big") + salt)
        self._rows = bytearray()

    def add(self, folded: str, place: int, *, opted_out: bool) -> None:
        """Take one record.

        Args:
            folded: What `fold_document` returns; an empty text has no key.
            place: From `place_of`.
            opted_out: As in `ExactDocument`.
        """
        if not folded:
            return
        hasher = self._start.copy()
        hasher.update(folded.encode("utf-8", errors="surrogatepass"))
        self._rows += hasher.digest()
        self._rows += (place if opted_out else place | NOT_OPTED_OUT).to_bytes(8, "big")

    def write(self, path: Path) -> None:
        """Write the rows, sorted.

        Raises:
            OutputError: The disk is full.
        """
        write_run(path, np.frombuffer(bytes(self._rows), dtype=f"S{KEY_BYTES + 8}"))


def add_documents(
    documents: Iterable[ExactDocument], shard_number: int, tables: Sequence[KeyRows]
) -> None:
    """Give the records of one shard to several tables of keys.

    Records that will not be in the output for another reason (no eligibility, quarantine) must not
    be given: they could be kept in place of a record that stays.
    """
    for document in documents:
        folded = fold_document(document.text)
        place = place_of(shard_number, document.ordinal)
        for table in tables:
            table.add(folded, place, opted_out=document.opted_out)


def read_exact_keys(path: Path, *, shard_number: int, source: str) -> ExactKeys:
    """Return the keys of one shard that `KeyRows.write` wrote.

    Args:
        path: The file.
        shard_number: Position of the shard in the plan.
        source: Its source.
    """
    rows = unpack_rows(np.fromfile(path, dtype=f"S{KEY_BYTES + 8}"))
    count = int((rows[:, 2] >= NOT_OPTED_OUT).sum())
    return ExactKeys(path=path, shard_number=shard_number, source=source, documents=count)


def write_exact_keys(
    documents: Iterable[ExactDocument],
    path: Path,
    *,
    shard_number: int,
    source: str,
    scope: DedupScope,
    key: bytes,
) -> ExactKeys:
    """Write the keys of one shard in one scope; see `add_documents` and `KeyRows`.

    Raises:
        OutputError: The disk is full.
    """
    table = KeyRows(source=source, scope=scope, key=key)
    add_documents(documents, shard_number, [table])
    table.write(path)
    return read_exact_keys(path, shard_number=shard_number, source=source)


def find_exact_duplicates(
    files: Sequence[ExactKeys],
    verdicts: VerdictWriter,
    *,
    folder: Path,
    propagate_optouts: bool,
    gone: Words | None = None,
    run_bytes: int = RUN_BYTES,
) -> SizeHistogram:
    """Keep the first record of each group by (path, ordinal) and leave the others out.

    Args:
        files: Keys of all shards, in any order.
        verdicts: Takes the drops and the number of copies per kept record.
        folder: Where to spill.
        propagate_optouts: Copies of an opted-out record go too; else the first copy that is not
            opted out is kept.
        gone: Sorted places that are left out already and take no part (`find_optout_copies`).
        run_bytes: Memory for the merge.

    Returns:
        How many groups have how many records.
    """
    sizes = SizeHistogram()
    with RowSorter(folder, columns=ROW_COLUMNS, run_bytes=run_bytes) as sorter:
        sorter.add_runs([file.path for file in files])
        tables = _tables(sorter.blocks(), propagate_optouts, gone)
        for rows, size_before, is_last in _with_open_group(tables):
            _settle(rows, size_before, is_last, verdicts, sizes)
    return sizes


def find_optout_copies(
    files: Sequence[ExactKeys], *, folder: Path, run_bytes: int = RUN_BYTES
) -> Words:
    """Return the sorted places of all exact copies of opted-out records; nothing else is decided.

    Args:
        files: Keys of all shards in scope `dataset`, in any order.
        folder: Where to spill.
        run_bytes: Memory for the merge.
    """
    found = [np.empty(0, dtype=np.uint64)]
    with RowSorter(folder, columns=ROW_COLUMNS, run_bytes=run_bytes) as sorter:
        sorter.add_runs([file.path for file in files])
        for rows, _, _ in _with_open_group(_tables(sorter.blocks(), True, None)):
            starts = group_starts(rows[:, :2])
            out = rows[:, 2] < NOT_OPTED_OUT
            of_group = np.repeat(out[starts], np.diff(np.append(starts, len(rows))))
            found.append(rows[of_group & ~out, 2] & np.uint64(NOT_OPTED_OUT - 1))
    return np.unique(np.concatenate(found))


def _tables(blocks: Iterator[Rows], propagate_optouts: bool, gone: Words | None) -> Iterator[Words]:
    """Yield the rows that take part."""
    for block in blocks:
        table = unpack_rows(block)
        if not propagate_optouts:
            table = table[table[:, 2] >= NOT_OPTED_OUT]
        if gone is not None and len(gone):
            places = table[:, 2] & np.uint64(NOT_OPTED_OUT - 1)
            at = np.minimum(np.searchsorted(gone, places), len(gone) - 1)
            table = table[gone[at] != places]
        if len(table):
            yield table


def _with_open_group(tables: Iterator[Words]) -> Iterator[tuple[Words, int, bool]]:
    """Yield blocks that begin with the first row of the group that the block before left open.

    Memory stays flat whatever the size of a group. The count is how many rows of that group went
    before, including its first.
    """
    carried: Words = np.empty((0, ROW_COLUMNS), dtype=np.uint64)
    count = 0
    for table in tables:
        rows = np.concatenate([carried, table])
        yield rows, count, False
        starts = group_starts(rows[:, :2])
        first = int(starts[-1])
        same_group = len(starts) == 1 and count > 0
        count = len(rows) - first + (count - 1 if same_group else 0)
        carried = rows[first : first + 1]
    if count:
        yield carried, count, True


def _settle(
    rows: Words, size_before: int, is_last: bool, verdicts: VerdictWriter, sizes: SizeHistogram
) -> None:
    """Emit the drops of a block, and the counts of every group that ends in it."""
    starts = group_starts(rows[:, :2])
    lengths = np.diff(np.append(starts, len(rows)))
    is_first = np.zeros(len(rows), dtype=bool)
    is_first[starts] = True
    places = rows[:, 2] & np.uint64(NOT_OPTED_OUT - 1)
    out = rows[:, 2] < NOT_OPTED_OUT
    group_out = np.repeat(out[starts], lengths)
    verdicts.drop(places[~is_first & ~out & ~group_out], DropReason.EXACT)
    verdicts.drop(places[~is_first & ~out & group_out], DropReason.OPTOUT_COPY)
    totals = lengths.copy()
    if size_before:
        totals[0] += size_before - 1
    ended = slice(None) if is_last else slice(0, -1)
    totals, firsts = totals[ended], starts[ended]
    sizes.add(totals[totals > 1])
    kept = (totals > 1) & ~out[firsts]
    verdicts.count(places[firsts[kept]], exact=(totals[kept] - 1).astype(np.uint64))
