"""The dry run: what the plan is, what each field would get, and how long it may take."""

import itertools
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from avow.errors import DamagedInput, InputError
from avow.scrub.cleaned import Outcome
from avow.scrub.cleaning.fields import covers
from avow.scrub.config import ScrubConfig
from avow.scrub.pipeline.plan import PathScreen, Plan, Shard
from avow.scrub.pipeline.setup import Workbench
from avow.scrub.pipeline.shard import open_input
from avow.scrub.pipeline.tally import configured_fields
from avow.scrub.records import Record

SAMPLE_SHARDS = 8
SAMPLE_BYTES = 256 * 1024
SAMPLE_RECORDS = 1000
SECONDS_PER_HOUR = 3600
HIDDEN = "(name not shown)"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldPreview:
    """One field of the sample.

    Attributes:
        path: Field path; one that holds personal information is not shown.
        use: `scanned`, `skipped` or `untouched`.
        strings: Strings seen there.
        hits: Decisions by (kind, action), most frequent first.
    """

    path: str
    use: str
    strings: int
    hits: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a dry run found in a sample.

    Attributes:
        fields: Sorted by path.
        records, changed, dropped, quarantined: Records of the sample.
        fields_missing: Configured fields that do not occur in the sample.
        cpu_hours: Estimate for the whole input, from the speed on the sample.
    """

    fields: tuple[FieldPreview, ...]
    records: int
    changed: int
    dropped: int
    quarantined: int
    fields_missing: tuple[str, ...]
    cpu_hours: float


def preview_run(bench: Workbench, plan: Plan, screen: PathScreen) -> Preview:
    """Clean the beginning of some shards in memory; nothing is written.

    Args:
        bench: The settings of the run.
        plan: Its shards; a sample spread over the plan is read.
        screen: Tells which field names must not be shown.
    """
    sample = [record for shard in _spread(plan.shards) for record in _read_some(shard, bench)]
    began = time.process_time()
    answers = bench.cleaner.clean(sample)
    seconds = time.process_time() - began
    size = sum(record.size for record in sample)
    outcomes = Counter(answer.outcome for answer in answers)
    strings = Counter(leaf.path for record in sample for leaf in record.leaves)
    hits: dict[str, Counter[tuple[str, str]]] = {}
    for answer in answers:
        for one in answer.decisions:
            hits.setdefault(one.path, Counter())[one.kind, one.action] += 1
    shown: dict[str, FieldPreview] = {}
    for path in sorted(strings.keys() | hits.keys()):
        name = HIDDEN if screen.is_flagged(path) else path
        counted = hits.get(path, Counter())
        shown[name] = FieldPreview(
            path=name,
            use=_use(path, bench.config),
            strings=strings[path],
            hits=tuple((kind, action, count) for (kind, action), count in counted.most_common()),
        )
    rate = size / seconds if seconds > 0 else 0.0
    return Preview(
        fields=tuple(shown.values()),
        records=len(sample),
        changed=outcomes[Outcome.CHANGED],
        dropped=outcomes[Outcome.DROPPED],
        quarantined=outcomes[Outcome.QUARANTINED],
        fields_missing=_missing(bench.config, strings),
        cpu_hours=plan.bytes_total / rate / SECONDS_PER_HOUR if rate else 0.0,
    )


def _spread(shards: tuple[Shard, ...]) -> tuple[Shard, ...]:
    step = max(1, len(shards) // SAMPLE_SHARDS)
    return shards[::step][:SAMPLE_SHARDS]


def _read_some(shard: Shard, bench: Workbench) -> Iterator[Record]:
    size = 0
    try:
        with open_input(shard, bench) as (_, reader):
            for item in itertools.islice(reader, SAMPLE_RECORDS):
                if isinstance(item, Record):
                    yield item
                size += item.size
                if size >= SAMPLE_BYTES:
                    return
    except (DamagedInput, InputError):
        # The run itself names the file; a preview shows what can be read.
        return


def _use(path: str, config: ScrubConfig) -> str:
    if any(covers(entry, path) for entry in config.fields.skip):
        return "skipped"
    if any(covers(entry, path) for entry in config.fields.untouched):
        return "untouched"
    return "scanned"


def _missing(config: ScrubConfig, strings: Counter[str]) -> tuple[str, ...]:
    wanted = configured_fields(config)
    return tuple(name for name in wanted if not any(covers(name, path) for path in strings))
