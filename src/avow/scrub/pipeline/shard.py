"""One shard: the pure function that reads a range, cleans it, writes it and leaves a receipt.

No clock, randomness, host name, worker count or global state may influence anything but the
`run` notes of the receipt.
"""

import platform
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import BinaryIO, cast

from avow.errors import DamagedInput
from avow.scrub.cleaned import CleanedRecord, Outcome
from avow.scrub.dedup.interface import DropReason, ShardVerdicts
from avow.scrub.formats.codecs import open_decoded
from avow.scrub.formats.interface import Format, ReadOptions
from avow.scrub.formats.registry import detect_format
from avow.scrub.pipeline.outputs import ShardOutput, open_output
from avow.scrub.pipeline.plan import Shard
from avow.scrub.pipeline.ranges import row_group_bytes
from avow.scrub.pipeline.setup import Setup, Workbench, open_workbench
from avow.scrub.pipeline.tally import Tally
from avow.scrub.proof.layout import receipt_path
from avow.scrub.proof.receipt import Receipt, RunNotes, write_receipt
from avow.scrub.records import BadRecord, DroppedRecord, Record, RecordReader
from avow.scrub.storage.interface import write_whole
from avow.scrub.storage.streams import HashingReader

Item = Record | BadRecord | DroppedRecord

NO_VERDICTS = ShardVerdicts()

# A process works for one run at a time; opening the bench (rules, keys) takes most of a second.
_open_benches: list[tuple[Setup, Workbench]] = []


def scrub_shard(shard: Shard, setup: Setup, *, verdicts: ShardVerdicts = NO_VERDICTS) -> Receipt:
    """Clean one shard and commit its files, the receipt last.

    Args:
        shard: Which range of which file.
        setup: Places, configuration, references to keys and to the opt-out list.
        verdicts: Records to leave out for what other records hold, and numbers to note down.

    Raises:
        InputError: The input cannot be read, or breaks off and that was not allowed.
        OutputError: A file could not be written whole.
        VerificationError: The record balance does not hold.
    """
    return process_shard(shard, bench_for(setup), verdicts=verdicts)


def keep_bench(setup: Setup, bench: Workbench) -> None:
    """Use a workbench that is open already for the shards of a run in this process."""
    _open_benches[:] = [(setup, bench)]


def bench_for(setup: Setup) -> Workbench:
    """Return the workbench of a set-up, opened once in this process."""
    if not _open_benches or _open_benches[0][0] != setup:
        keep_bench(setup, open_workbench(setup))
    return _open_benches[0][1]


def process_shard(
    shard: Shard, bench: Workbench, *, verdicts: ShardVerdicts = NO_VERDICTS
) -> Receipt:
    """Clean one shard with an open workbench; see `scrub_shard`."""
    began = time.perf_counter(), time.process_time()
    tally = Tally(bench.config)
    kind = detect_format(shard.output)
    with open_input(shard, bench) as (source, reader):
        with open_output(shard, bench, kind, reader, verdicts.counts) as output:
            truncated = _pump(reader, bench, output, tally, verdicts.drops)
            source.drain()
            files, records_root = output.finish()
            tally.balance.check(shard.label)
            output.commit()
        receipt = Receipt(
            shard_id=shard.shard_id,
            source=shard.source,
            output=shard.output,
            input_sha256=source.sha256,
            input_bytes=source.bytes_hashed,
            text_bytes=tally.text_bytes,
            files=files,
            content_digest=tally.content_digest,
            config_digest=bench.config_digest,
            rules_digest=bench.rules_digest,
            verdicts_digest=verdicts.digest,
            optout_digest=tally.optout_digest,
            records_root=records_root,
            key_id=bench.key_id,
            build=bench.build,
            balance=tally.balance,
            counts=tally.counts,
            fields_seen=tally.fields_seen,
            # Binary columns are copied as they stand; only Parquet has them.
            columns_unscanned=len(getattr(reader, "unscanned", ())),
            truncated=truncated,
            run=_notes(shard, bench, *began),
        )
    write_whole(bench.target, receipt_path(shard.shard_id), write_receipt(receipt))
    return receipt


def _notes(shard: Shard, bench: Workbench, wall: float, cpu: float) -> RunNotes:
    return RunNotes(
        identity=shard.identity,
        optouts=bench.optouts.digest,
        optouts_unindexed=bench.lookup.unindexed_digest,
        wall_seconds=round(time.perf_counter() - wall, 3),
        cpu_seconds=round(time.process_time() - cpu, 3),
        host=platform.node(),
    )


@contextmanager
def open_input(shard: Shard, bench: Workbench) -> Iterator[tuple[HashingReader, RecordReader]]:
    """Open a range so that exactly its bytes are hashed, whatever the format reads first.

    Raises:
        InputError: The file cannot be opened or is not of its format.
    """
    format_, codec = detect_format(shard.path)
    options = ReadOptions(
        limits=bench.config.limits,
        fields=bench.config.fields,
        keep_warc_requests=bench.config.keep_warc_requests,
    )
    with bench.source.open_read(shard.path) as raw:
        source = _hash_range(raw, shard, format_)
        if format_.name != "parquet":
            stream = open_decoded(cast("BinaryIO", source), codec)
            yield (
                source,
                format_.open_reader(stream, options=options, start=shard.start, end=shard.end),
            )
            return
        # Footer and row groups are read out of order, so they are hashed by a stream of their own.
        with bench.source.open_read(shard.path) as stream:
            yield (
                source,
                format_.open_reader(stream, options=options, start=shard.start, end=shard.end),
            )


def _hash_range(raw: BinaryIO, shard: Shard, format_: Format) -> HashingReader:
    start, end = shard.start, shard.end
    if format_.name == "parquet" and end is not None:
        start, end = row_group_bytes(raw, start, end)
    return HashingReader(raw, start=start, end=end)


def digest_input(shard: Shard, bench: Workbench) -> str:
    """Return the SHA-256 of a shard's input bytes without cleaning them (`--rehash`).

    Raises:
        InputError: The input cannot be read.
    """
    with bench.source.open_read(shard.path) as raw:
        source = _hash_range(raw, shard, detect_format(shard.path)[0])
        source.drain()
        return source.sha256


def _pump(
    reader: RecordReader,
    bench: Workbench,
    output: ShardOutput,
    tally: Tally,
    drops: Mapping[int, DropReason],
) -> bool:
    """Move every record from the reader to the output; tell whether the input broke off."""
    limit = bench.config.limits.batch_bytes
    batch: list[Item] = []
    held = 0
    try:
        for item in reader:
            batch.append(item)
            held += item.size
            if held >= limit:
                _process_batch(batch, bench, output, tally, drops)
                batch, held = [], 0
    except DamagedInput:
        if not bench.config.allow_truncated:
            raise
        _process_batch(batch, bench, output, tally, drops)
        return True
    _process_batch(batch, bench, output, tally, drops)
    return False


def _process_batch(
    batch: Sequence[Item],
    bench: Workbench,
    output: ShardOutput,
    tally: Tally,
    drops: Mapping[int, DropReason],
) -> None:
    good = [
        item
        for item in batch
        if isinstance(item, Record) and (item.is_header or item.ordinal not in drops)
    ]
    tally.note_fields(item for item in batch if isinstance(item, Record))
    answers = iter(bench.cleaner.clean(good))
    for item in batch:
        if not isinstance(item, Record):
            _process_unread(item, output, tally)
        elif not item.is_header and item.ordinal in drops:
            cleaned = CleanedRecord(outcome=Outcome.DROPPED, reason=str(drops[item.ordinal]))
            _process_record(item, cleaned, output, tally)
        else:
            _process_record(item, next(answers), output, tally)


def _process_record(
    record: Record, cleaned: CleanedRecord, output: ShardOutput, tally: Tally
) -> None:
    tally.count_record(record, cleaned)
    output.note(record, cleaned)
    if cleaned.outcome in (Outcome.KEPT, Outcome.CHANGED):
        tally.add_content(output.write(record, cleaned))
    elif cleaned.outcome is Outcome.QUARANTINED:
        output.set_apart(record, str(cleaned.reason))


def _process_unread(item: BadRecord | DroppedRecord, output: ShardOutput, tally: Tally) -> None:
    tally.count_unread(item)
    if isinstance(item, BadRecord):
        output.set_apart(item, str(item.reason))
