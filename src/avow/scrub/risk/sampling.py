"""The sample: chosen by the output itself, so nobody can choose it before the output exists.

A record is in the sample when the first 64 bits of a keyed BLAKE2b digest of its canonical bytes
lie below a threshold. The key is the content root, and the threshold follows from the number of
records and the wanted size, so everyone who has the data can draw the same sample again.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from avow.scrub.config import ScrubConfig
from avow.scrub.proof.manifest import Manifest
from avow.scrub.records import Record
from avow.scrub.risk.output_records import read_output
from avow.scrub.storage.interface import Store

HASH_BITS = 64
PERSON = b"avow risk sample"
DEFAULT_SAMPLE = 30_000
"""Zero hits in 30,000 records give an upper limit of 1.2 in 10,000."""

_ROOT_PREFIX = "sha256:"


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledRecord:
    """One record of the sample.

    Attributes:
        record: The record as it stands in the output.
        content: Its canonical bytes, which the content digest of the data set covers.
        score: The first 64 bits of its digest.
    """

    record: Record
    content: bytes
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Records drawn from a frozen output.

    Attributes:
        records: Distinct records, ordered by their digests.
        threshold: Digests below it are in.
        population: Records of the output, copies included.
        unscanned: Columns that hold no text, by data file.
    """

    records: tuple[SampledRecord, ...]
    threshold: int
    population: int
    unscanned: tuple[tuple[str, str], ...] = ()

    @property
    def is_whole(self) -> bool:
        """Every distinct record of the output is in the sample."""
        return self.threshold >= 1 << HASH_BITS


def sample_threshold(population: int, wanted: int) -> int:
    """Return the threshold for a sample of about `wanted` records.

    Args:
        population: Records in the output.
        wanted: Size to aim for.
    """
    if population <= wanted:
        return 1 << HASH_BITS
    return (wanted << HASH_BITS) // population


def record_score(content_root: str, content: bytes) -> int:
    """Return the first 64 bits of BLAKE2b over a record's canonical bytes, keyed by the root.

    Args:
        content_root: `sha256:<hex>` of the data set.
        content: Canonical bytes of the record.
    """
    key = bytes.fromhex(content_root.removeprefix(_ROOT_PREFIX))
    digest = hashlib.blake2b(content, key=key, person=PERSON, digest_size=HASH_BITS // 8).digest()
    return int.from_bytes(digest, "big")


def draw_sample(
    store: Store, manifest: Manifest, config: ScrubConfig, *, wanted: int = DEFAULT_SAMPLE
) -> Sample:
    """Read the output once and return its sample.

    Args:
        store: The data set.
        manifest: Names the data files and the content root.
        config: How the files are read.
        wanted: Size to aim for; an output with fewer records is taken whole.

    Raises:
        InputError: A data file cannot be read.
        VerificationError: A data file holds a broken record.
    """
    threshold = sample_threshold(manifest.balance.records_out, wanted)
    chosen: dict[bytes, SampledRecord] = {}
    population = 0
    unscanned: set[tuple[str, str]] = set()
    for entry in manifest.shards:
        file, records = read_output(store, entry.output, config)
        for record in records:
            population += 1
            content = file.format.content_lines(record, {})
            score = record_score(manifest.content_root, content)
            if score < threshold and content not in chosen:
                chosen[content] = SampledRecord(record=record, content=content, score=score)
        unscanned.update((entry.output, column) for column in file.unscanned)
    return Sample(
        records=tuple(sorted(chosen.values(), key=lambda one: (one.score, one.content))),
        threshold=threshold,
        population=population,
        unscanned=tuple(sorted(unscanned)),
    )


def batches(records: Sequence[Record], max_bytes: int) -> Iterator[Sequence[Record]]:
    """Yield runs of records of about so many bytes each, for one call of a detector."""
    batch: list[Record] = []
    held = 0
    for record in records:
        batch.append(record)
        held += record.size
        if held >= max_bytes:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch
