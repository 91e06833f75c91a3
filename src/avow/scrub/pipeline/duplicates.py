"""Passes over one shard for duplicate search: rows of keyed digests, written to the output place.

Exact keys come from the input and near keys from what cleaning left. Files of rows stand in
`private/verdicts` until the run is done; their names hold a digest of all they depend on, so
a run that was killed finds those that are still good.
"""

import dataclasses
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from avow.errors import DamagedInput, OutputError, VerificationError
from avow.scrub.cleaning.fields import PathTable
from avow.scrub.config import DedupScope
from avow.scrub.dedup.documents import document_text, exact_text
from avow.scrub.dedup.exact import ExactDocument, KeyRows, add_documents
from avow.scrub.dedup.near.bands import choose_banding
from avow.scrub.dedup.near.keys import NearDocument, NearSettings, write_near_keys
from avow.scrub.dedup.near.shingle_store import ShingleFile, write_shingles
from avow.scrub.formats.codecs import open_decoded
from avow.scrub.formats.interface import ReadOptions
from avow.scrub.formats.registry import detect_format
from avow.scrub.pipeline.lookup import read_sidecar
from avow.scrub.pipeline.plan import Shard
from avow.scrub.pipeline.setup import Workbench
from avow.scrub.pipeline.shard import open_input
from avow.scrub.pipeline.tasks import RowsWritten, ShardTask, Step
from avow.scrub.proof.layout import RECORDS_FOLDER
from avow.scrub.records import Record
from avow.scrub.sidecars import sidecar_suffix
from avow.scrub.storage.interface import Store
from avow.scrub.storage.local import LocalStore

IN_OUTPUT = ("kept", "changed")
# Replacing can make a record longer than what the input may hold.
NO_LIMIT = 1 << 62
SIZE_TYPE = np.dtype("<i8")


def write_rows(task: ShardTask, bench: Workbench) -> RowsWritten:
    """Do one step of duplicate search for one shard.

    Raises:
        InputError: The input or the output cannot be read.
        OutputError: The rows could not be written.
    """
    with _work_folder() as name:
        folder = Path(name)
        if task.step is Step.EXACT_KEYS:
            made = _exact_keys(task, bench, folder)
        elif task.step is Step.NEAR_KEYS:
            made = _near_keys(task, bench, folder)
        else:
            made = _shingles(task, bench, folder)
        for source, target in zip(made, task.files, strict=True):
            _store_file(bench.target, source, target)
    return RowsWritten(shard_id=task.shard.shard_id)


def exact_documents(shard: Shard, bench: Workbench) -> Iterator[ExactDocument]:
    """Yield the records of a shard's input that take part in exact duplicate search.

    Raises:
        DamagedInput: The input breaks off and that was not allowed.
    """
    table = PathTable(bench.config.fields)
    with open_input(shard, bench) as (_, reader):
        try:
            for item in reader:
                if not isinstance(item, Record) or item.is_header:
                    continue
                verdict = bench.cleaner.judge(item)
                if verdict is None or verdict.optout_hits:
                    yield ExactDocument(
                        ordinal=item.ordinal,
                        text=exact_text(item, table),
                        opted_out=verdict is not None,
                    )
        except DamagedInput:
            if not bench.config.allow_truncated:
                raise


def output_records(
    shard: Shard, bench: Workbench, *, columns: Sequence[str] = ()
) -> Iterator[tuple[int, Record]]:
    """Yield the records of a shard's output, each with its ordinal in the input.

    Args:
        shard: A shard that is done.
        bench: The settings of the run.
        columns: Further columns whose numbers are wanted in `Record.scalars`.

    Raises:
        InputError: The output cannot be read.
        VerificationError: It does not hold the records that the sidecar lists.
    """
    name = f"{RECORDS_FOLDER}/{shard.shard_id}{sidecar_suffix()}"
    rows = read_sidecar(bench.target.read_bytes(name), name, columns=("ordinal", "outcome"))
    ordinals = iter(sorted(row["ordinal"] for row in rows if row["outcome"] in IN_OUTPUT))
    fields = bench.config.fields
    if columns:
        fields = dataclasses.replace(fields, author=(*fields.author, *columns))
    format_, codec = detect_format(shard.output)
    options = ReadOptions(
        limits=dataclasses.replace(bench.config.limits, max_record_bytes=NO_LIMIT),
        fields=fields,
        keep_warc_requests=bench.config.keep_warc_requests,
    )
    with bench.target.open_read(shard.output) as raw:
        for item in format_.open_reader(open_decoded(raw, codec), options=options):
            if isinstance(item, Record) and item.is_header:
                continue
            ordinal = next(ordinals, None)
            if ordinal is None or not isinstance(item, Record):
                raise _changed()
            yield ordinal, item
    if next(ordinals, None) is not None:
        raise _changed()


def _changed() -> VerificationError:
    return VerificationError(
        "the output does not hold the records that its sidecar lists",
        hint="Run the same command again, and let no other run write to this output.",
    )


def near_documents(shard: Shard, bench: Workbench) -> Iterator[NearDocument]:
    """Yield the scrubbed documents of a shard."""
    table = PathTable(bench.config.fields)
    for ordinal, record in output_records(shard, bench):
        yield NearDocument(ordinal, document_text(record, table))


def fetch_file(store: Store, path: str, folder: Path) -> Path:
    """Return a file of rows as a file of this machine, copied if its place is elsewhere."""
    if isinstance(store, LocalStore):
        return Path(store.root) / path
    local = folder / path.replace("/", "-")
    if not local.exists():
        try:
            with store.open_read(path) as source, local.open("wb") as target:
                shutil.copyfileobj(source, target)
        except OSError as error:
            raise OutputError(f"cannot fetch a file of rows: {error.strerror}") from None
    return local


def read_shingle_file(rows: Path, sizes: Path, *, shard_number: int) -> ShingleFile:
    """Return the shingle sets that a pass left."""
    return ShingleFile(
        path=rows,
        shard_number=shard_number,
        sizes=np.fromfile(sizes, dtype=SIZE_TYPE).astype(np.int64),
    )


def _exact_keys(task: ShardTask, bench: Workbench, folder: Path) -> list[Path]:
    """Write the keys in the wanted scope, and those in scope `dataset` where opt-outs need them."""
    scopes = exact_scopes(bench)
    tables = [
        KeyRows(source=task.shard.source, scope=scope, key=bench.keys.audit) for scope in scopes
    ]
    add_documents(exact_documents(task.shard, bench), task.number, tables)
    paths = [folder / str(scope) for scope in scopes]
    for table, path in zip(tables, paths, strict=True):
        table.write(path)
    return paths


def exact_scopes(bench: Workbench) -> tuple[DedupScope, ...]:
    """Return the scopes in which a run looks for exact copies, none for no search at all.

    Copies of opted-out records go in the whole data set, whatever the scope of other duplicates.
    """
    dedup = bench.config.dedup
    wanted = [] if dedup.exact is DedupScope.NONE else [dedup.exact]
    if dedup.propagate_optouts and bench.lookup.names_records:
        wanted += [DedupScope.DATASET]
    return tuple(dict.fromkeys(wanted))


def _near_keys(task: ShardTask, bench: Workbench, folder: Path) -> list[Path]:
    dedup = bench.config.dedup
    keys = write_near_keys(
        near_documents(task.shard, bench),
        folder,
        shard_number=task.number,
        source=task.shard.source,
        settings=NearSettings(
            banding=choose_banding(dedup.threshold), scope=dedup.near, hasher=bench.hasher
        ),
        copies=task.verdicts.counts,
    )
    return [keys.bands, keys.documents]


def _shingles(task: ShardTask, bench: Workbench, folder: Path) -> list[Path]:
    made = write_shingles(
        near_documents(task.shard, bench),
        folder,
        shard_number=task.number,
        wanted=np.array(task.wanted, dtype=np.int64),
        hasher=bench.hasher,
    )
    sizes = folder / "sizes"
    made.sizes.astype(SIZE_TYPE).tofile(sizes)
    return [made.path, sizes]


def _work_folder() -> "tempfile.TemporaryDirectory[str]":
    try:
        return tempfile.TemporaryDirectory(prefix="avow-rows-")
    except OSError as error:
        raise OutputError(f"cannot make a temporary folder: {error.strerror}") from None


def _store_file(target: Store, source: Path, path: str) -> None:
    pending = target.create(path, private=True)
    try:
        with source.open("rb") as stream:
            shutil.copyfileobj(stream, pending.stream)
        pending.commit()
    finally:
        pending.abort()
