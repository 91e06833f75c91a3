"""The plan: which shards an input has. A function of the input only, never of workers."""

import fnmatch
import hashlib
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol, cast

from avow.errors import InputError
from avow.evidence.canonical import Json
from avow.scrub.formats.codecs import CODEC_SUFFIXES, Codec
from avow.scrub.formats.interface import Format
from avow.scrub.formats.registry import detect_format
from avow.scrub.pipeline.ranges import WHOLE, Ranges, split_lines, split_row_groups
from avow.scrub.proof.layout import DATA_FOLDER
from avow.scrub.proof.sealed import seal
from avow.scrub.storage.interface import FileEntry, Store

PLAN_SCHEMA = "avow-scrub-plan-1"
TOP_SOURCE = "."
FLAGGED = "flagged"
KEEP_CODEC = "keep"
PLAIN_SUFFIXES = {Codec.NONE: "", Codec.GZIP: ".gz", Codec.ZSTD: ".zst"}
# These compress inside the file, so a codec around them would be a second one.
OWN_CODEC_FORMATS = ("parquet", "warc", "warc.gz")


class PathScreen(Protocol):
    """Says which path names hold personal information and names those without showing them."""

    def is_flagged(self, name: str) -> bool:
        """Tell whether a path, or a part of one, must not be shown or written."""

    @property
    def secret(self) -> bytes:
        """Key for the ids of flagged paths, so that nobody can guess a path from its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """One range of one input file: the unit of work, of resuming and of proof.

    Attributes:
        shard_id: Digest of path and range, 32 hexadecimal digits.
        path: Path of the input file; never shown or written when `flagged`.
        start, end: Range in bytes, or in row groups for Parquet; end None is the whole file.
        output: Path of the data file below the output folder.
        source: First folder of the path, the unit of `max_bad_share` per source.
        size: Bytes of the input range, or of the file for Parquet.
        identity: Weak identity of the file.
        flagged: The path holds personal information.
    """

    shard_id: str
    path: str
    start: int
    end: int | None
    output: str
    source: str
    size: int
    identity: str
    flagged: bool = False

    @property
    def label(self) -> str:
        """A name that may be shown."""
        return self.output.removeprefix(DATA_FOLDER + "/")

    def __repr__(self) -> str:
        """Name the shard without showing a flagged path."""
        return f"Shard({self.shard_id}, {self.label})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All shards of an input, sorted by path and range.

    Attributes:
        shards: The work.
        skipped: Pairs of a reason and how many entries were passed over for it.
    """

    shards: tuple[Shard, ...]
    skipped: tuple[tuple[str, int], ...] = ()

    @property
    def bytes_total(self) -> int:
        """Bytes of input."""
        return sum(shard.size for shard in self.shards)


def identify_shard(path: str, start: int, end: int | None, *, secret: bytes = b"") -> str:
    """Return the id of a shard: 32 hexadecimal digits over its path and range.

    Args:
        path: Relative path of the input file.
        start: First byte or row group.
        end: One past the last; None for the whole file.
        secret: Key for paths that hold personal information.
    """
    hasher = hashlib.blake2b(digest_size=16, key=secret, person=b"avow shard id")
    hasher.update(os.fsencode(path))
    hasher.update(b"\0%d\0%d" % (start, -1 if end is None else end))
    return hasher.hexdigest()


def make_plan(
    store: Store,
    *,
    shard_bytes: int,
    screen: PathScreen,
    exclude: Sequence[str] = (),
    output_codec: str = KEEP_CODEC,
) -> Plan:
    """Return the plan for an input place.

    Args:
        store: The input.
        shard_bytes: Wanted size of a shard.
        screen: Looks for personal information in paths.
        exclude: Shell patterns of paths that are left out and counted.
        output_codec: `keep`, or the codec that output names and files get.

    Raises:
        InputError: A file has a format that Avow does not read, or there is no file at all.
    """
    listing = store.list_files()
    skipped: Counter[str] = Counter(dict(listing.skipped))
    files = [entry for entry in listing.files if not _is_excluded(entry.path, exclude)]
    if len(files) < len(listing.files):
        skipped["excluded"] += len(listing.files) - len(files)
    formats = _detect_all(files, screen)
    shards: list[Shard] = []
    taken: set[str] = set()
    for entry in files:
        ranges = _split(store, entry, *formats[entry.path], shard_bytes=shard_bytes)
        suffix = _output_suffix(entry.path, formats[entry.path][0], output_codec)
        for shard in _shards_of(entry, ranges, formats[entry.path], screen, suffix):
            named = _rename_taken(shard, taken)
            taken.add(named.output)
            shards.append(named)
    if not shards:
        raise InputError("the input has no files", hint="Check the path and --exclude.")
    return Plan(shards=tuple(shards), skipped=tuple(sorted(skipped.items())))


def write_plan(plan: Plan, listing_url: str = "") -> bytes:
    """Return the bytes of the plan file: no flagged path, and weak identities outside the digest.

    Args:
        plan: The plan.
        listing_url: Kept for the reader; empty when it may hold personal information.
    """
    shards: list[Json] = [
        {
            "shard_id": shard.shard_id,
            "path": "" if shard.flagged else shard.path,
            "start": shard.start,
            "end": shard.end,
            "output": shard.output,
            "source": shard.source,
        }
        for shard in plan.shards
    ]
    body: dict[str, Json] = {
        "schema": PLAN_SCHEMA,
        "shards": shards,
        "skipped": [list(pair) for pair in plan.skipped],
    }
    identities = {shard.shard_id: shard.identity for shard in plan.shards}
    notes = {"identities": identities, "input": listing_url}
    return seal(body, cast("Mapping[str, Json]", notes))


def _is_excluded(path: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns)


def _detect_all(files: Sequence[FileEntry], screen: PathScreen) -> dict[str, tuple[Format, Codec]]:
    formats: dict[str, tuple[Format, Codec]] = {}
    refused: list[tuple[str, InputError]] = []
    for entry in files:
        try:
            formats[entry.path] = detect_format(entry.path)
        except InputError as error:
            refused.append((entry.path, error))
    if refused:
        path, first = refused[0]
        shown = "a file whose name is not shown" if screen.is_flagged(path) else path
        raise InputError(
            f"{_files_have(len(refused))} a format that is not read, the first is {shown}",
            hint=f"{first.hint} To leave files out, use --exclude PATTERN.",
        )
    return formats


def _split(
    store: Store, entry: FileEntry, format_: Format, codec: Codec, *, shard_bytes: int
) -> Ranges:
    if codec is not Codec.NONE or not format_.splittable or entry.size <= shard_bytes:
        return WHOLE
    with store.open_read(entry.path) as stream:
        if format_.name == "parquet":
            return split_row_groups(stream, target_bytes=shard_bytes)
        return split_lines(stream, size=entry.size, target_bytes=shard_bytes)


def _shards_of(
    entry: FileEntry,
    ranges: Ranges,
    kind: tuple[Format, Codec],
    screen: PathScreen,
    suffix: str,
) -> list[Shard]:
    flagged = screen.is_flagged(entry.path)
    secret = screen.secret if flagged else b""
    source = _source_of(entry.path, screen)
    stem = entry.path[: len(entry.path) - len(name_suffix(entry.path, kind[0]))]
    shards = []
    for index, (start, end) in enumerate(ranges):
        shard_id = identify_shard(entry.path, start, end, secret=secret)
        if flagged:
            name = shard_id + suffix
        elif len(ranges) == 1:
            name = stem + suffix
        else:
            name = f"{stem}.{index:04d}-of-{len(ranges):04d}{suffix}"
        by_bytes = end is not None and kind[0].name != "parquet"
        shards.append(
            Shard(
                shard_id=shard_id,
                path=entry.path,
                start=start,
                end=end,
                output=f"{DATA_FOLDER}/{name}",
                source=source,
                size=(end or 0) - start if by_bytes else entry.size // len(ranges),
                identity=entry.identity,
                flagged=flagged,
            )
        )
    return shards


def name_suffix(path: str, format_: Format) -> str:
    """Return the ending of a path from the format's suffix on (`.jsonl.zst`)."""
    name = PurePosixPath(path).name
    lowered = name.lower()
    at = max((lowered.rfind(suffix) for suffix in format_.suffixes), default=-1)
    return name[at:] if at > 0 else "".join(PurePosixPath(name).suffixes[-1:])


def _output_suffix(path: str, format_: Format, output_codec: str) -> str:
    suffix = name_suffix(path, format_)
    if output_codec == KEEP_CODEC or format_.name in OWN_CODEC_FORMATS:
        return suffix
    for ending in CODEC_SUFFIXES:
        suffix = suffix.removesuffix(ending)
    return suffix + PLAIN_SUFFIXES[Codec(output_codec)]


def _source_of(path: str, screen: PathScreen) -> str:
    first, _, rest = path.partition("/")
    if not rest:
        return TOP_SOURCE
    if screen.is_flagged(first):
        return f"{FLAGGED}-{identify_shard(first, 0, None, secret=screen.secret)[:12]}"
    return first


def _rename_taken(shard: Shard, taken: set[str]) -> Shard:
    """Give a shard whose output name belongs to another input file a name of its own."""
    if shard.output not in taken:
        return shard
    folder, _, name = shard.output.rpartition("/")
    return Shard(
        shard_id=shard.shard_id,
        path=shard.path,
        start=shard.start,
        end=shard.end,
        output=f"{folder}/{shard.shard_id}-{name}",
        source=shard.source,
        size=shard.size,
        identity=shard.identity,
        flagged=shard.flagged,
    )


def _files_have(number: int) -> str:
    return "1 input file has" if number == 1 else f"{number} input files have"
