import subprocess
import sys

import pytest

from avow.errors import InputError
from avow.scrub.formats.codecs import Codec
from avow.scrub.formats.registry import FORMATS, detect_format, format_named


@pytest.mark.parametrize(
    ("path", "name", "codec"),
    [
        ("a/b.jsonl", "jsonl", Codec.NONE),
        ("B.JSONL", "jsonl", Codec.NONE),
        ("b.jsonl.gz", "jsonl", Codec.GZIP),
        ("b.ndjson.zst", "jsonl", Codec.ZSTD),
        ("x.csv.zstd", "csv", Codec.ZSTD),
        ("x.tsv", "tsv", Codec.NONE),
        ("x.parquet", "parquet", Codec.NONE),
        ("part-0.zst.parquet", "parquet", Codec.NONE),
        ("x.warc", "warc", Codec.NONE),
        ("x.warc.gz", "warc.gz", Codec.NONE),
        ("CC-MAIN.warc.wet.gz", "warc.gz", Codec.NONE),
        ("x.wet", "warc", Codec.NONE),
        ("mail.eml", "text", Codec.NONE),
        ("x.md.gz", "text", Codec.GZIP),
        ("s3://bucket/key/x.txt", "text", Codec.NONE),
        ("jane.csv/x.jsonl", "jsonl", Codec.NONE),
    ],
)
def test_detect_format(path: str, name: str, codec: Codec):
    entry, found = detect_format(path)
    assert (entry.name, found) == (name, codec)


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("x.json", "jq -c"),
        ("x.json.gz", "jq -c"),
        ("x.bin", ".jsonl"),
        ("x", ".jsonl"),
        ("x.gz", ".jsonl"),
        ("jsonl", ".jsonl"),
        ("x.warc.zst", "Decompress"),
        ("x.parquet.gz", "Decompress"),
        ("x.jsonl.bz2", ".jsonl"),
        ("x.jsonl.gz.zst", ".jsonl"),
    ],
)
def test_unknown_endings_are_refused(path: str, hint: str):
    with pytest.raises(InputError) as caught:
        detect_format(path)
    assert hint in caught.value.hint


def test_an_error_shows_no_file_name():
    with pytest.raises(InputError) as caught:
        detect_format("in/jane-doe.unknown")
    assert "jane" not in caught.value.message + caught.value.hint


def test_names_and_endings_are_unique():
    names = [entry.name for entry in FORMATS]
    suffixes = [suffix for entry in FORMATS for suffix in entry.suffixes]
    assert len(set(names)) == len(names)
    assert len(set(suffixes)) == len(suffixes)
    assert [format_named(name) for name in names] == list(FORMATS)
    with pytest.raises(InputError):
        format_named("xml")


def test_only_formats_with_clear_borders_are_split():
    assert [entry.name for entry in FORMATS if entry.splittable] == ["jsonl", "parquet"]


def test_the_registry_does_not_load_pyarrow():
    code = "import sys, avow.scrub.formats.registry; sys.exit('pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
