"""Where big files are cut: JSONL at line ends, Parquet between row groups."""

import importlib
from typing import Any, BinaryIO

from avow.errors import DamagedInput, MissingExtra

Ranges = tuple[tuple[int, int | None], ...]

WHOLE: Ranges = ((0, None),)
SEEK_BYTES = 64 * 1024


def split_lines(stream: BinaryIO, *, size: int, target_bytes: int) -> Ranges:
    """Return byte ranges of about `target_bytes` that begin at line starts.

    Args:
        stream: The file, seekable and uncompressed.
        size: Its bytes.
        target_bytes: Distance of the borders before they move to the next line start; a longer
            line makes a longer range.
    """
    if size <= target_bytes:
        return WHOLE
    borders = [0]
    for target in range(target_bytes, size, target_bytes):
        if target > borders[-1]:
            border = _next_line_start(stream, target)
            if border < size:
                borders.append(border)
    if len(borders) == 1:
        return WHOLE
    return tuple(zip(borders, [*borders[1:], size], strict=True))


def _next_line_start(stream: BinaryIO, target: int) -> int:
    offset = stream.seek(target - 1)
    while block := stream.read(SEEK_BYTES):
        cut = block.find(b"\n")
        if cut >= 0:
            return offset + cut + 1
        offset += len(block)
    return offset


def split_row_groups(stream: BinaryIO, *, target_bytes: int) -> Ranges:
    """Return ranges of row groups of about `target_bytes` compressed bytes each.

    A file whose footer cannot be read is one range: the shard that reads it says what is wrong.

    Raises:
        MissingExtra: pyarrow is not installed.
    """
    try:
        sizes = [end - start for start, end in _spans(stream)]
    except DamagedInput:
        return WHOLE
    ranges: list[tuple[int, int | None]] = []
    first = held = 0
    for index, size in enumerate(sizes):
        held += size
        if held >= target_bytes or index == len(sizes) - 1:
            ranges.append((first, index + 1))
            first, held = index + 1, 0
    return WHOLE if len(ranges) < 2 else tuple(ranges)


def row_group_bytes(stream: BinaryIO, start: int, end: int | None) -> tuple[int, int]:
    """Return the byte range that some row groups of a Parquet file take.

    Raises:
        DamagedInput: The footer cannot be read.
    """
    spans = _spans(stream)[start:end]
    return min(span[0] for span in spans), max(span[1] for span in spans)


def _spans(stream: BinaryIO) -> list[tuple[int, int]]:
    try:
        parquet: Any = importlib.import_module("pyarrow.parquet")
        arrow: Any = importlib.import_module("pyarrow")
    except ImportError:
        raise MissingExtra.of("scrub", "reading Parquet") from None
    try:
        footer = parquet.read_metadata(stream)
    except (arrow.ArrowInvalid, OSError):
        raise DamagedInput("the Parquet footer cannot be read") from None
    return [_span(footer.row_group(index)) for index in range(footer.num_row_groups)]


def _span(group: Any) -> tuple[int, int]:  # noqa: ANN401 - a type of an optional library
    columns = [group.column(index) for index in range(group.num_columns)]
    starts = [
        column.dictionary_page_offset
        if column.has_dictionary_page and column.dictionary_page_offset
        else column.data_page_offset
        for column in columns
    ]
    ends = [
        start + column.total_compressed_size for start, column in zip(starts, columns, strict=True)
    ]
    return (min(starts), max(ends)) if starts else (0, 0)
