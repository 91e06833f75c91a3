"""All formats, and how a file name tells which one a file is in."""

from pathlib import PurePosixPath

from avow.errors import InputError
from avow.scrub.formats.codecs import CODEC_SUFFIXES, Codec
from avow.scrub.formats.columns.parquet import ParquetFormat
from avow.scrub.formats.csv_rows import CsvFormat
from avow.scrub.formats.interface import Format
from avow.scrub.formats.jsonl import JsonlFormat
from avow.scrub.formats.plain_text import TextFormat
from avow.scrub.formats.warc import WarcFormat

FORMATS: tuple[Format, ...] = (
    JsonlFormat(),
    CsvFormat(),
    CsvFormat(name="tsv", suffixes=(".tsv", ".tab"), delimiter=b"\t"),
    ParquetFormat(),
    WarcFormat(name="warc.gz", suffixes=(".warc.gz", ".wet.gz"), is_gzip=True),
    WarcFormat(),
    TextFormat(),
)

# Formats that compress inside the file; a codec around them would hide their structure.
_OWN_CODEC = ("parquet", "warc", "warc.gz")

_JSON_HINT = "Convert it to one object per line, for example: jq -c '.[]' FILE.json > FILE.jsonl"


def detect_format(path: str) -> tuple[Format, Codec]:
    """Return the format and codec of a file by its name's ending.

    Args:
        path: Path or key; only its last part is looked at, and never shown in an error.

    Raises:
        InputError: No format has this ending, or the format cannot be inside this codec.
    """
    name = PurePosixPath(path).name.lower()
    for entry in FORMATS:
        if name.endswith(entry.suffixes):
            return entry, Codec.NONE
    stem, codec = _split_codec(name)
    for entry in FORMATS:
        if codec is not Codec.NONE and stem.endswith(entry.suffixes):
            if entry.name in _OWN_CODEC:
                raise InputError(
                    f"a {entry.name} file inside {codec} cannot be read",
                    hint="Decompress the file first.",
                )
            return entry, codec
    suffix = PurePosixPath(stem).suffix
    if suffix in {".json", ".geojson"}:
        raise InputError("a JSON file is one value, not a list of records", hint=_JSON_HINT)
    endings = " ".join(suffix for entry in FORMATS for suffix in entry.suffixes)
    raise InputError(
        "the ending of a file name belongs to no known format",
        hint=f"Known endings, each also with .gz or .zst: {endings}. Rename or exclude the file.",
    )


def format_named(name: str) -> Format:
    """Return a format by the name that a plan or receipt holds.

    Raises:
        InputError: There is none.
    """
    for entry in FORMATS:
        if entry.name == name:
            return entry
    known = ", ".join(entry.name for entry in FORMATS)
    raise InputError("unknown format name", hint=f"Known formats: {known}.")


def _split_codec(name: str) -> tuple[str, Codec]:
    for suffix, codec in CODEC_SUFFIXES.items():
        if name.endswith(suffix):
            return name.removesuffix(suffix), codec
    return name, Codec.NONE
