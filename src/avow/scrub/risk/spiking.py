"""Spiking: plant made-up identifiers in copies of sampled records and see who finds them.

The share that the checker finds is its recall on those forms; the share that survives a scrub of
the same copies is what the scrub misses of them. The copies never enter the output.
"""

import dataclasses
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple, Protocol

from avow.detect.finding import Finding
from avow.scrub.cleaned import CleanedRecord, Outcome
from avow.scrub.cleaning.fields import PathTable, hint_of
from avow.scrub.config import ScrubConfig
from avow.scrub.records import Leaf, Record
from avow.scrub.risk.sampling import batches
from avow.scrub.risk.spikes.interface import BARE, Maker, seeded

DEFAULT_SPIKES = 50
"""Values of each form and placing; 100 of 100 found give a lower limit of 96.4 %."""

COPY_BYTES_MAX = 64 * 1024
NOT_MEASURED = -1

_LEFT_ALONE = ("keep", "reserved")
_SCHEME = re.compile(r"^[a-z]+://(?:www\.)?")


class Finder(Protocol):
    """What looks for values in texts; the checker is one."""

    def find_many(
        self, texts: Sequence[str], hints: Sequence[str] | None = None
    ) -> list[list[Finding]]:
        """Return the findings of each text."""


class Scrubber(Protocol):
    """What cleans records; `avow.scrub.clean.Cleaner` is one."""

    def clean(self, records: Sequence[Record]) -> list[CleanedRecord]:
        """Return one answer per record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpikeCell:
    """What became of the spikes of one form in one placing.

    Attributes:
        kind, form, placing: What was planted and how.
        planted: How many.
        found: How many of them the checker found.
        survived: How many of them a scrub of the same copies left, at least in part; -1 when no
            scrub was tried.
    """

    kind: str
    form: str
    placing: str
    planted: int
    found: int
    survived: int = NOT_MEASURED


class _Spike(NamedTuple):
    """One planted value: its copy, leaf and place."""

    record: Record
    leaf: int
    start: int
    end: int
    hint: str


def measure_spikes(
    records: Sequence[Record],
    makers: Iterable[Maker],
    *,
    checker: Finder,
    scrubber: Scrubber | None,
    config: ScrubConfig,
    seed: str,
    per_cell: int = DEFAULT_SPIKES,
) -> tuple[SpikeCell, ...]:
    """Plant spikes of every form and placing and count what is found and what survives.

    Args:
        records: Sampled records; those above 64 kB are passed over.
        makers: What to plant.
        checker: Whose recall is measured.
        scrubber: Whose misses are measured, or None.
        config: Tells which field holds the document.
        seed: Decides values and places, for example the content root.
        per_cell: Values of each form and placing.

    Returns:
        One cell per form and placing, in the order of the makers; none without records.
    """
    hosts = [(record, leaf) for record in records if (leaf := _host_leaf(record, config)) >= 0]
    if not hosts:
        return ()
    cells: list[SpikeCell] = []
    for maker in makers:
        for placing in maker.placings:
            spikes = _plant_all(hosts, maker, placing, seed, per_cell)
            cells.append(
                SpikeCell(
                    kind=maker.kind,
                    form=maker.form,
                    placing=placing,
                    planted=len(spikes),
                    found=_count_found(spikes, checker),
                    survived=_count_surviving(spikes, scrubber, config)
                    if scrubber is not None
                    else NOT_MEASURED,
                )
            )
    return tuple(cells)


def _plant_all(
    hosts: Sequence[tuple[Record, int]], maker: Maker, placing: str, seed: str, count: int
) -> list[_Spike]:
    spikes = []
    for number in range(count):
        random = seeded(seed, maker.kind, maker.form, placing, number)
        record, leaf = hosts[random.randrange(len(hosts))]
        spikes.append(_plant(record, leaf, maker, placing, random))
    return spikes


def _host_leaf(record: Record, config: ScrubConfig) -> int:
    """Return the longest string that is scanned, the document's own first; -1 without any."""
    if record.size > COPY_BYTES_MAX:
        return -1
    table = PathTable(config.fields)
    best, key = -1, (False, 0)
    for number, leaf in enumerate(record.leaves):
        use = table.use(leaf.path)
        if leaf.is_key or use.skip or use.untouched or not leaf.text:
            continue
        if (use.is_text, len(leaf.text)) > key:
            best, key = number, (use.is_text, len(leaf.text))
    return best


def _plant(record: Record, leaf: int, maker: Maker, placing: str, random: Random) -> _Spike:
    path, text, _ = record.leaves[leaf]
    value = maker.make(random)
    lead = "" if placing == BARE else random.choice(maker.labels) + " "
    gaps = [place for place, character in enumerate(text) if character == " "]
    at = random.choice(gaps) if gaps else len(text)
    start = at + 1 + len(lead)
    new = f"{text[:at]} {lead}{value}{text[at:]}"
    leaves = (*record.leaves[:leaf], Leaf(path, new), *record.leaves[leaf + 1 :])
    scheme = _SCHEME.match(value)
    return _Spike(
        record=dataclasses.replace(record, leaves=leaves, size=record.size + len(value)),
        leaf=leaf,
        start=start + (scheme.end() if scheme else 0),
        end=start + len(value),
        hint=hint_of(path),
    )


def _count_found(spikes: Sequence[_Spike], checker: Finder) -> int:
    texts = [spike.record.leaves[spike.leaf].text for spike in spikes]
    found = checker.find_many(texts, [spike.hint for spike in spikes])
    return sum(
        any(one.start < spike.end and one.end > spike.start for one in findings)
        for spike, findings in zip(spikes, found, strict=True)
    )


def _count_surviving(spikes: Sequence[_Spike], scrubber: Scrubber, config: ScrubConfig) -> int:
    waiting = iter(spikes)
    return sum(
        _survives(next(waiting), cleaned)
        for batch in batches([spike.record for spike in spikes], config.limits.batch_bytes)
        for cleaned in scrubber.clean(batch)
    )


def _survives(spike: _Spike, cleaned: CleanedRecord) -> bool:
    """Tell whether a letter or digit of the value is still there."""
    if cleaned.outcome in (Outcome.DROPPED, Outcome.QUARANTINED):
        return False
    gone: set[int] = set()
    for one in cleaned.decisions:
        if one.leaf == spike.leaf and one.action not in _LEFT_ALONE:
            gone.update(range(max(one.start, spike.start), min(one.end, spike.end)))
    text = spike.record.leaves[spike.leaf].text
    return any(
        place not in gone and text[place].isalnum() for place in range(spike.start, spike.end)
    )
