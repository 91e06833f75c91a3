import io
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from avow.errors import DamagedInput
from avow.scrub.formats.codecs import Codec, open_decoded
from avow.scrub.formats.interface import Format, ReadOptions
from avow.scrub.records import BadRecord, DroppedRecord, Leaf, Limits, Record

Change = Callable[[Leaf], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Everything that came out of one file, and what was written back."""

    good: list[Record]
    bad: list[BadRecord]
    dropped: list[DroppedRecord]
    order: list[Record | BadRecord | DroppedRecord]
    damage: DamagedInput | None
    output: bytes

    @property
    def reasons(self) -> list[str]:
        return [str(item.reason) for item in self.bad]


def _run(
    entry: Format,
    data: bytes,
    change: Change = lambda leaf: leaf.text,
    *,
    leave_out: frozenset[int] = frozenset(),
    limits: Limits | None = None,
    keep_warc_requests: bool = False,
    codec: Codec = Codec.NONE,
    start: int = 0,
    end: int | None = None,
) -> Reading:
    options = ReadOptions(limits=limits or Limits(), keep_warc_requests=keep_warc_requests)
    target = io.BytesIO()
    stream = open_decoded(io.BytesIO(data), codec)
    reader = entry.open_reader(stream, options=options, start=start, end=end)
    writer = entry.open_writer(target, reader)
    order: list[Record | BadRecord | DroppedRecord] = []
    damage = None
    try:
        for item in reader:
            order.append(item)
            if isinstance(item, Record) and item.ordinal not in leave_out:
                new = {index: change(leaf) for index, leaf in enumerate(item.leaves)}
                old = {index: leaf.text for index, leaf in enumerate(item.leaves)}
                writer.write(item, {i: text for i, text in new.items() if text != old[i]})
    except DamagedInput as error:
        damage = error
    writer.close()
    return Reading(
        good=[item for item in order if isinstance(item, Record)],
        bad=[item for item in order if isinstance(item, BadRecord)],
        dropped=[item for item in order if isinstance(item, DroppedRecord)],
        order=order,
        damage=damage,
        output=target.getvalue(),
    )


@pytest.fixture(scope="session")
def run() -> Callable[..., Reading]:
    """Read a file, change its leaves, write it back."""
    return _run
