"""k-anonymity of columns: how small the groups are that share their quasi-identifiers.

L. Sweeney, "k-anonymity: a model for protecting privacy" (2002). It says nothing about free text,
and nothing about values that everyone in a group shares.
"""

import hashlib
import itertools
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Self

from avow.errors import ConfigError
from avow.scrub.cleaning.fields import record_values
from avow.scrub.config import QuasiConfig, ScrubConfig
from avow.scrub.proof.manifest import ClassRule, Manifest
from avow.scrub.records import Leaf, Limits, Record
from avow.scrub.risk.coarsening import coarsen_texts
from avow.scrub.risk.output_records import read_output
from avow.scrub.risk.sorted_runs import ROWS_IN_MEMORY, SortedRuns
from avow.scrub.storage.interface import Store

DIGEST_BYTES = 16
NOBODY = bytes(DIGEST_BYTES)
PEOPLE, RECORDS = "people", "records"
# Replacing can make a record longer than what the input may hold.
NO_LIMIT = 1 << 62


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassSizes:
    """How many classes have a size in one range.

    Attributes:
        smallest, largest: Range of sizes, both included; sizes count people or records.
        classes: Classes of such a size.
        records: Records in them.
    """

    smallest: int
    largest: int
    classes: int
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassCount:
    """The classes of a data set over its quasi-identifiers.

    Attributes:
        records: Records counted.
        people: Distinct subjects; None when no subject column was named.
        classes: Distinct combinations of values.
        smallest: Size of the smallest class; 0 without records.
        classes_below: Classes smaller than k.
        records_below: Records in them.
        people_below: Distinct subjects in them; None without a subject column.
        sizes: Histogram, smallest first.
    """

    records: int
    people: int | None
    classes: int
    smallest: int
    classes_below: int
    records_below: int
    people_below: int | None
    sizes: tuple[ClassSizes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KAnonymity:
    """What the report says about the columns.

    Attributes:
        columns: Quasi-identifiers.
        subject: Column that names the person, or empty.
        k: Size that a class should reach.
        counts: `people` where a subject column is named, else `records`.
        action: `report`, `generalise` or `suppress`.
        as_it_stands: The output as it is.
        if_generalised: The same with coarser values.
        suppressed_records: Records that would have to go, after generalising, to reach k.
    """

    columns: tuple[str, ...]
    subject: str
    k: int
    counts: str
    action: str
    as_it_stands: ClassCount
    if_generalised: ClassCount
    suppressed_records: int


def measure_kanonymity(
    store: Store,
    manifest: Manifest,
    config: ScrubConfig,
    *,
    key: bytes,
    rows_in_memory: int = ROWS_IN_MEMORY,
) -> KAnonymity:
    """Count the classes of the output, as it stands and as it would be with coarser values.

    Args:
        store: The data set.
        manifest: Names its data files.
        config: Names the columns, the subject and k.
        key: Makes the digests in temporary files useless to others.
        rows_in_memory: Distinct rows to hold before they go to disk.

    Raises:
        ConfigError: No columns are named.
        InputError: A data file cannot be read.
    """
    quasi = config.quasi
    if not quasi.columns:
        raise ConfigError("no quasi-identifier columns are named", hint="Give --quasi COLUMN,…")
    plain, coarse = (
        _count_output(store, manifest, config, key, rows_in_memory, coarsen=coarsen)
        for coarsen in (False, True)
    )
    return KAnonymity(
        columns=quasi.columns,
        subject=quasi.subject,
        k=quasi.k,
        counts=PEOPLE if quasi.subject else RECORDS,
        action=quasi.action,
        as_it_stands=plain,
        if_generalised=coarse,
        suppressed_records=coarse.records_below,
    )


def _count_output(
    store: Store,
    manifest: Manifest,
    config: ScrubConfig,
    key: bytes,
    rows_in_memory: int,
    *,
    coarsen: bool,
) -> ClassCount:
    counter = ClassCounter(config.quasi, key=key, rows_in_memory=rows_in_memory)
    with counter:
        for _, record in _records(store, manifest, config):
            counter.add(_coarser(record, config.quasi.columns) if coarsen else record)
        return counter.count()


def _records(store: Store, manifest: Manifest, config: ScrubConfig) -> Iterator[tuple[str, Record]]:
    columns = tuple(name for name in (*config.quasi.columns, config.quasi.subject) if name)
    for entry in manifest.shards:
        _, records = read_output(store, entry.output, config, columns=columns)
        for record in records:
            yield entry.output, record


def _coarser(record: Record, columns: Sequence[str]) -> Record:
    texts = coarsen_texts(record, columns)
    leaves = tuple(
        Leaf(leaf.path, texts.get(number, leaf.text), leaf.is_key)
        for number, leaf in enumerate(record.leaves)
    )
    return Record(
        ordinal=record.ordinal,
        offset=record.offset,
        size=record.size,
        leaves=leaves,
        raw=record.raw,
        scalars=record.scalars,
    )


def recount_classes(store: Store, manifest: Manifest, rule: ClassRule) -> ClassCount:
    """Count the classes of a data set that was made to have k-anonymity.

    Nothing but the data set is needed, so anybody can check the promise.

    Args:
        store: The data set.
        manifest: Names its data files; its digest keys the temporary rows.
        rule: What the manifest promises.

    Raises:
        InputError: A data file cannot be read.
    """
    quasi = QuasiConfig(columns=rule.columns, subject=rule.subject, k=rule.k)
    config = ScrubConfig(quasi=quasi, limits=Limits(max_record_bytes=NO_LIMIT))
    key = manifest.digest().encode("ascii")[-64:]
    return _count_output(store, manifest, config, key, ROWS_IN_MEMORY, coarsen=False)


class _Group(NamedTuple):
    """One class: its size in people or records, and its subjects where they are fewer than k."""

    digest: bytes
    records: int
    size: int
    subjects: Sequence[bytes]


class ClassCounter:
    """Counts classes of records in sorted runs on disk; the order of records does not matter.

    Args:
        quasi: Columns, subject and k.
        key: Key of the digests.
        rows_in_memory: Distinct rows to hold before they go to disk.
    """

    def __init__(
        self, quasi: QuasiConfig, *, key: bytes, rows_in_memory: int = ROWS_IN_MEMORY
    ) -> None:
        self._quasi = quasi
        self._key = key
        self._limit = rows_in_memory
        self._folder = tempfile.TemporaryDirectory(prefix="avow-classes-")
        self._rows = SortedRuns(
            self._new_folder("rows"), row_bytes=2 * DIGEST_BYTES, rows_in_memory=rows_in_memory
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def add(self, record: Record) -> None:
        """Count one record."""
        self._rows.add(self.class_of(record) + self._subject_of(record))

    def class_of(self, record: Record) -> bytes:
        """Return the keyed digest of a record's quasi-identifiers; a missing value is a value."""
        return self._digest(
            [sorted(record_values(record, column)) for column in self._quasi.columns]
        )

    def _subject_of(self, record: Record) -> bytes:
        if not self._quasi.subject:
            return NOBODY
        names = record_values(record, self._quasi.subject)
        # Records that name nobody may all be one person's, so in a class they count as one.
        return self._digest([sorted(names)]) if names else NOBODY

    def count(self) -> ClassCount:
        """Return the counts over everything that was added."""
        sizes: Counter[int] = Counter()
        records_in: Counter[int] = Counter()
        below = self._subjects("below")
        for group in self._groups():
            sizes[group.size] += 1
            records_in[group.size] += group.records
            if group.size < self._quasi.k:
                for subject in group.subjects:
                    below.add(subject)
        small = [size for size in sizes if size < self._quasi.k]
        has_subject = bool(self._quasi.subject)
        return ClassCount(
            records=sum(records_in.values()),
            people=self._count_people() if has_subject else None,
            classes=sum(sizes.values()),
            smallest=min(sizes, default=0),
            classes_below=sum(sizes[size] for size in small),
            records_below=sum(records_in[size] for size in small),
            people_below=_distinct(below) if has_subject else None,
            sizes=_histogram(sizes, records_in),
        )

    def small_classes(self) -> frozenset[bytes]:
        """Return the digests of the classes below k."""
        return frozenset(group.digest for group in self._groups() if group.size < self._quasi.k)

    def _count_people(self) -> int:
        everyone = self._subjects("everyone")
        for row, _ in self._rows.merged():
            everyone.add(row[DIGEST_BYTES:])
        return _distinct(everyone)

    def _groups(self) -> Iterator[_Group]:
        by_class = itertools.groupby(self._rows.merged(), key=lambda pair: pair[0][:DIGEST_BYTES])
        for digest, rows in by_class:
            records, people = 0, 0
            subjects: list[bytes] = []
            for row, times in rows:
                records += times
                people += 1
                if people < self._quasi.k:
                    subjects.append(row[DIGEST_BYTES:])
            size = people if self._quasi.subject else records
            yield _Group(digest, records, size, subjects)

    def _subjects(self, name: str) -> SortedRuns:
        folder = self._new_folder(name)
        return SortedRuns(folder, row_bytes=DIGEST_BYTES, rows_in_memory=self._limit)

    def _new_folder(self, name: str) -> Path:
        folder = Path(self._folder.name) / name
        folder.mkdir(exist_ok=True)
        return folder

    def _digest(self, values: Sequence[Sequence[str]]) -> bytes:
        hasher = hashlib.blake2b(key=self._key[:64], digest_size=DIGEST_BYTES, person=b"avow class")
        for column in values:
            hasher.update(len(column).to_bytes(8, "big"))
            for value in column:
                encoded = value.encode("utf-8", "surrogatepass")
                hasher.update(len(encoded).to_bytes(8, "big") + encoded)
        return hasher.digest()


def _distinct(runs: SortedRuns) -> int:
    return sum(1 for _ in runs.merged())


def _histogram(sizes: Counter[int], records_in: Counter[int]) -> tuple[ClassSizes, ...]:
    """Return sizes in the ranges 1, 2, 3-4, 5-9, 10-19, 20-49, 50-99, 100 and more."""
    edges = (1, 2, 3, 5, 10, 20, 50, 100)
    rows = []
    for place, low in enumerate(edges):
        high = edges[place + 1] - 1 if place + 1 < len(edges) else max(sizes, default=low)
        inside = [size for size in sizes if low <= size <= max(high, low)]
        if inside:
            rows.append(
                ClassSizes(
                    smallest=low,
                    largest=max(high, low),
                    classes=sum(sizes[size] for size in inside),
                    records=sum(records_in[size] for size in inside),
                )
            )
    return tuple(rows)
