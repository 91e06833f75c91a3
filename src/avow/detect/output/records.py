"""Records: files of JSON lines in, one result per record out, bad lines never silently lost."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import orjson

from avow.detect.detector import Detector
from avow.detect.finding import Finding
from avow.detect.output.interface import ScannedText
from avow.detect.output.jsonlines import finding_fields
from avow.errors import DecodeError, DetectionError
from avow.evidence.canonical import Json
from avow.text import encode_text

BATCH_CODE_POINTS = 1_000_000
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One readable record.

    Attributes:
        line: Line in the file, from 1.
        id: Its `id`, echoed as it was; the line number where it has none.
        text: Text to scan.
    """

    line: int
    id: Json
    text: str

    def __repr__(self) -> str:
        """Name the record without its text."""
        return f"Record(line={self.line})"


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRecord:
    """A line that could not be scanned, with the reason and without its content."""

    line: int
    error: str
    id: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordResult:
    """A record and its findings."""

    record: Record
    findings: tuple[Finding, ...]

    def as_scanned(self, name: str) -> ScannedText:
        """Return it as one of the texts of a file, for the other outputs."""
        return ScannedText(
            name=name,
            text=self.record.text,
            findings=self.findings,
            record=str(self.record.id),
            record_line=self.record.line,
        )


def read_records(lines: Iterable[bytes], text_field: str) -> Iterator[Record | BadRecord]:
    """Read JSON lines; lines of white space are no records.

    Args:
        lines: Lines of the file, with or without their line ends.
        text_field: Name of the field with the text; dots lead into nested objects.
    """
    path = text_field.split(".")
    for number, raw in enumerate(lines, start=1):
        content = raw.removeprefix(BYTE_ORDER_MARK) if number == 1 else raw
        if content.strip():
            yield _read_record(number, content, path)


def _read_record(number: int, content: bytes, path: Sequence[str]) -> Record | BadRecord:
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError:
        return BadRecord(line=number, error="not valid JSON in UTF-8")
    if not isinstance(value, dict):
        return BadRecord(line=number, error="not a JSON object")
    identity: Json = value.get("id", number)
    text: object = value
    for name in path:
        text = text.get(name) if isinstance(text, dict) else None
    if not isinstance(text, str):
        return BadRecord(line=number, error=f"no text in the field {'.'.join(path)}", id=identity)
    try:
        encode_text(text)
    except DecodeError as error:
        return BadRecord(line=number, error=error.message, id=identity)
    return Record(line=number, id=identity, text=text)


def scan_records(
    detector: Detector, records: Iterable[Record | BadRecord]
) -> Iterator[RecordResult | BadRecord]:
    """Scan records in batches and yield the results in the order of the file.

    A record that the detector refuses becomes a `BadRecord`; the others of its batch do not
    suffer from it.
    """
    batch: list[Record | BadRecord] = []
    size = 0
    for record in records:
        batch.append(record)
        size += len(record.text) if isinstance(record, Record) else 0
        if size >= BATCH_CODE_POINTS:
            yield from _scan_batch(detector, batch)
            batch, size = [], 0
    yield from _scan_batch(detector, batch)


def _scan_batch(
    detector: Detector, batch: Sequence[Record | BadRecord]
) -> Iterator[RecordResult | BadRecord]:
    texts = [record.text for record in batch if isinstance(record, Record)]
    try:
        found = iter(detector.find_many(texts))
    except DetectionError:
        yield from (_scan_one(detector, record) for record in batch)
        return
    for record in batch:
        if isinstance(record, Record):
            yield RecordResult(record=record, findings=tuple(next(found)))
        else:
            yield record


def _scan_one(detector: Detector, record: Record | BadRecord) -> RecordResult | BadRecord:
    if isinstance(record, BadRecord):
        return record
    try:
        return RecordResult(record=record, findings=tuple(detector.find(record.text)))
    except DetectionError as error:
        return BadRecord(line=record.line, error=type(error).__name__, id=record.id)


def result_line(result: RecordResult | BadRecord) -> bytes:
    """Return the JSON line of one result, with its line end.

    A scanned record gives `{"id", "findings"}`; a bad one `{"id", "error", "line"}`.
    """
    if isinstance(result, BadRecord):
        line: dict[str, Json] = {"id": result.id, "error": result.error, "line": result.line}
    else:
        findings = [finding_fields(finding) for finding in result.findings]
        line = {"id": result.record.id, "findings": findings}
    return orjson.dumps(line) + b"\n"
