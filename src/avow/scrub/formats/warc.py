"""WARC and WET (ISO 28500): text records are scrubbed with their headers, digests are made anew.

Records are cut as bytes, so headers keep their order, case and spacing. What is scrubbed:
`conversion` and plain-text `resource` payloads, `warcinfo` fields, and every header that is not
part of the format's own structure. `request` and `metadata` records hold cookies and tokens and
are dropped by default; other payloads (HTML, images, HTTP headers) are kept apart as unsupported.
"""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from avow.errors import DamagedInput
from avow.scrub.formats.codecs import Codec, gzip_member, open_decoded
from avow.scrub.formats.interface import ReadOptions, refuse_range
from avow.scrub.formats.warc_stream import Cut, RecordSource, TornRecord
from avow.scrub.records import (
    BadRecord,
    DroppedRecord,
    Leaf,
    QuarantineReason,
    Record,
    RecordReader,
)
from avow.text import encode_text

# Headers that are structure: identifiers, types, dates, digests. Every other header is scanned.
STRUCTURAL_HEADERS = frozenset(
    {
        "content-length",
        "content-type",
        "warc-block-digest",
        "warc-concurrent-to",
        "warc-date",
        "warc-identified-content-language",
        "warc-identified-payload-type",
        "warc-payload-digest",
        "warc-profile",
        "warc-record-id",
        "warc-refers-to",
        "warc-refers-to-date",
        "warc-segment-number",
        "warc-segment-origin-id",
        "warc-segment-total-length",
        "warc-truncated",
        "warc-type",
        "warc-warcinfo-id",
    }
)
DIGEST_HEADERS = ("warc-block-digest", "warc-payload-digest")
PAYLOAD_PATH = "content"

_DROPPED = {"request": "warc-request", "metadata": "warc-metadata"}
_LINE_BREAKS = re.compile(r"[\r\n]+")


class _Header(NamedTuple):
    """One header as it stands: text up to its value, the value, and the line end."""

    name: str
    head: bytes
    value: bytes
    line_end: bytes


class _Layout(NamedTuple):
    """A cut record: version line, headers, the block, and what follows it.

    `leaf_headers` gives for each leaf the number of its header; the payload leaf, if any, is last.
    """

    version: bytes
    headers: list[_Header]
    separator: bytes
    block: bytes
    end: bytes
    leaf_headers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WarcFormat:
    """WARC, plain or with one gzip member per record.

    Attributes:
        is_gzip: Read gzip members, and write one for each record.
    """

    name: str = "warc"
    suffixes: tuple[str, ...] = (".warc", ".wet")
    splittable: bool = False
    is_gzip: bool = False

    def open_reader(
        self, stream: BinaryIO, *, options: ReadOptions, start: int = 0, end: int | None = None
    ) -> "WarcReader":
        """Return a reader of the whole file."""
        refuse_range(self.name, start, end)
        codec = Codec.GZIP if self.is_gzip else Codec.NONE
        return WarcReader(open_decoded(stream, codec), options=options)

    def open_writer(self, stream: BinaryIO, reader: RecordReader) -> "WarcWriter":
        """Return the writer for what `reader` reads."""
        if not isinstance(reader, WarcReader):
            raise TypeError("a WARC writer needs a WARC reader")
        return WarcWriter(stream, is_gzip=self.is_gzip)

    def content_lines(self, record: Record, texts: Mapping[int, str]) -> bytes:
        """Return the record as it is written, uncompressed."""
        return _with_texts(record, texts)


class WarcReader:
    """Reads records in order, whatever their type."""

    def __init__(self, stream: BinaryIO, *, options: ReadOptions) -> None:
        self._options = options
        self._source = RecordSource(stream, max_bytes=options.limits.max_record_bytes)

    def __iter__(self) -> Iterator[Record | BadRecord | DroppedRecord]:
        """Yield every record.

        Raises:
            DamagedInput: The file broke off or a record has no readable length.
        """
        for ordinal, cut in enumerate(self._source):
            if isinstance(cut, TornRecord):
                yield _bad(ordinal, cut, QuarantineReason.BAD_FRAME)
                raise DamagedInput(cut.what)
            yield self._classify(ordinal, cut)

    def _classify(self, ordinal: int, cut: Cut) -> Record | BadRecord | DroppedRecord:
        if cut.size > self._options.limits.max_record_bytes:
            return _bad(ordinal, cut, QuarantineReason.TOO_LONG)
        version, headers, separator = _parse_headers(cut.head)
        kind = _value(headers, "warc-type").lower()
        if kind in _DROPPED and not self._options.keep_warc_requests:
            return DroppedRecord(
                ordinal=ordinal, offset=cut.offset, size=cut.size, reason=_DROPPED[kind]
            )
        if not _is_supported(kind, _value(headers, "content-type").lower()):
            return _bad(ordinal, cut, QuarantineReason.UNSUPPORTED_RECORD)
        numbers = [n for n, header in enumerate(headers) if header.name not in STRUCTURAL_HEADERS]
        try:
            leaves = [Leaf(headers[n].name, headers[n].value.decode("utf-8")) for n in numbers]
            leaves.append(Leaf(PAYLOAD_PATH, cut.block.decode("utf-8")))
        except UnicodeDecodeError:
            return _bad(ordinal, cut, QuarantineReason.BAD_UTF8)
        return Record(
            ordinal=ordinal,
            offset=cut.offset,
            size=cut.size,
            leaves=tuple(leaves),
            raw=cut.raw,
            handle=_Layout(version, headers, separator, cut.block, cut.end, tuple(numbers)),
            is_header=kind == "warcinfo",
        )


class WarcWriter:
    """Writes records whole; in a `.warc.gz` each is its own member, so that it can be sought."""

    def __init__(self, stream: BinaryIO, *, is_gzip: bool) -> None:
        self._stream = stream
        self._is_gzip = is_gzip

    def write(self, record: Record, texts: Mapping[int, str]) -> None:
        """Write one record."""
        data = _with_texts(record, texts)
        self._stream.write(gzip_member(data) if self._is_gzip else data)

    def close(self) -> None:
        """Do nothing: every record is complete."""


def _bad(ordinal: int, cut: Cut | TornRecord, reason: QuarantineReason) -> BadRecord:
    return BadRecord(ordinal=ordinal, offset=cut.offset, size=cut.size, reason=reason, raw=cut.raw)


def _is_supported(kind: str, content_type: str) -> bool:
    """Say whether a record's block is text that can be scanned as it stands."""
    if kind == "conversion":
        return not content_type or content_type.startswith("text/plain")
    if kind == "resource":
        return content_type.startswith("text/plain")
    return kind == "warcinfo" or kind in _DROPPED


def _parse_headers(head: bytes) -> tuple[bytes, list[_Header], bytes]:
    """Return the version line, the headers with their exact bytes, and the empty line."""
    lines = [line + b"\n" for line in head.split(b"\n")[:-1]]
    headers: list[_Header] = []
    for line in lines[1:-1]:
        body = line.rstrip(b"\r\n")
        line_end = line[len(body) :]
        if headers and body[:1] in {b" ", b"\t"}:
            last = headers.pop()
            folded = last.value + last.line_end + body
            headers.append(_Header(last.name, last.head, folded, line_end))
            continue
        name, colon, rest = body.partition(b":")
        value = rest.lstrip(b" \t")
        text = name.decode("utf-8", "replace").strip().lower()
        before = name + colon + rest[: len(rest) - len(value)]
        headers.append(_Header(text, before, value, line_end))
    return lines[0], headers, lines[-1]


def _value(headers: list[_Header], name: str) -> str:
    for header in headers:
        if header.name == name:
            return header.value.decode("utf-8", "replace")
    return ""


def _with_texts(record: Record, texts: Mapping[int, str]) -> bytes:
    """Return a record with new texts, a new length and new digests."""
    if not texts:
        return record.raw
    layout = record.handle
    if not isinstance(layout, _Layout):
        raise TypeError("a WARC record carries its layout")
    headers = list(layout.headers)
    payload_leaf = len(layout.leaf_headers)
    block = layout.block
    if payload_leaf in texts:
        block = encode_text(texts[payload_leaf])
        headers = [new for header in headers if (new := _for_block(header, block)) is not None]
    for index, text in texts.items():
        if index != payload_leaf:
            old = layout.headers[layout.leaf_headers[index]]
            value = encode_text(_LINE_BREAKS.sub(" ", text))
            headers[headers.index(old)] = old._replace(value=value)
    lines = [header.head + header.value + header.line_end for header in headers]
    return b"".join((layout.version, *lines, layout.separator, block, layout.end))


def _for_block(header: _Header, block: bytes) -> _Header | None:
    """Return a header that describes the block, made anew; None drops a digest of unknown kind."""
    if header.name == "content-length":
        return header._replace(value=str(len(block)).encode())
    if header.name in DIGEST_HEADERS:
        value = _digest_like(header.value, block)
        return None if value is None else header._replace(value=value)
    return header


def _digest_like(old: bytes, block: bytes) -> bytes | None:
    """Return the digest of a block by the algorithm and in the spelling of an old value.

    The payload of the records that are scrubbed is their block, so both digests are over it.
    """
    label, _, digest = old.strip().partition(b":")
    name = label.decode("ascii", "replace").lower().replace("-", "")
    if name not in {"sha1", "sha256", "sha512", "md5"}:
        return None
    new = hashlib.new(name, block, usedforsecurity=False)
    is_hex = len(digest) == 2 * new.digest_size
    coded = new.hexdigest().encode() if is_hex else base64.b32encode(new.digest())
    return label + b":" + coded
