"""From a source's record to a labelled text: labels mapped, handles and role words set aside."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from avow.detect.bench.corpora.interface import (
    HANDLE,
    Ignored,
    LabelledSet,
    LabelledSpan,
    LabelledText,
)
from avow.detect.bench.corpora.mentions import core_of, is_role, is_title

_HANDLE_IN_TEXT = re.compile(r"(?<![\w@])@ ?\w+")
_SUBJECTS = {"DIRECT": "private", "QUASI": "private", "NO_MASK": "unknown"}


def clean_record(row: LabelledSet, record: Mapping[str, Any]) -> LabelledText:
    """Return one record of a set as a labelled text.

    Args:
        row: The set.
        record: `id`, `text`, `lang`, `spans` and the set's own extra fields.
    """
    text = record["text"]
    spans = [_clean_span(row, text, span) for span in record["spans"]]
    if row.handles == "text":
        spans.extend(_handles(text, spans))
    return LabelledText(
        id=str(record["id"]),
        text=text,
        language=record.get("lang", row.language),
        domain=record.get("domain") or record.get("register") or "",
        spans=tuple(sorted(spans, key=lambda span: (span.start, span.end))),
        template_id=record.get("template_id", -1),
    )


def _clean_span(row: LabelledSet, text: str, raw: Mapping[str, Any]) -> LabelledSpan:
    source = str(raw.get("src", raw["label"]))
    label = row.labels.get(source, "")
    start, end = int(raw["start"]), int(raw["end"])
    span = LabelledSpan(
        start=start,
        end=end,
        core_start=start,
        core_end=end,
        label=label,
        source_label=source,
        ignored=Ignored.NO if label else Ignored.UNMAPPED,
        identifier_type=raw.get("identifier_type") or "",
        entity_id=raw.get("entity_id") or "",
        subject=_subject(row, label, raw),
    )
    if row.handles == "label" and _is_handle(text, start):
        return replace(span, label=HANDLE, ignored=Ignored.HANDLE)
    return _with_core(row, text, span) if label == "PERSON" else span


def _with_core(row: LabelledSet, text: str, span: LabelledSpan) -> LabelledSpan:
    """Strip titles and set aside what is no name."""
    core_start, core_end = core_of(text, span.start, span.end)
    name = text[core_start:core_end]
    ignored = Ignored.NO
    if is_title(name):
        ignored = Ignored.TITLE
    elif row.role_words and is_role(name):
        ignored = Ignored.ROLE
    elif row.capitalised_only and not name[0].isupper():
        ignored = Ignored.NOT_A_NAME
    return replace(span, core_start=core_start, core_end=core_end, ignored=ignored)


def _subject(row: LabelledSet, label: str, raw: Mapping[str, Any]) -> str:
    if label != "PERSON":
        return ""
    if raw.get("subject"):
        return str(raw["subject"])
    if "public" in raw:
        return "public" if raw["public"] else "unlinked"
    return _SUBJECTS.get(raw.get("identifier_type") or "", row.subject)


def _is_handle(text: str, start: int) -> bool:
    """Return whether a span is an @ sign or follows one (token texts put a space after it)."""
    return text[start] == "@" or text[:start].rstrip(" ")[-1:] == "@"


def _handles(text: str, spans: list[LabelledSpan]) -> Iterator[LabelledSpan]:
    """Yield the unlabelled @handles of a text as spans that do not count."""
    for match in _HANDLE_IN_TEXT.finditer(text):
        start, end = match.span()
        if any(span.start < end and start < span.end for span in spans):
            continue
        yield LabelledSpan(
            start=start,
            end=end,
            core_start=start,
            core_end=end,
            label=HANDLE,
            source_label="",
            ignored=Ignored.HANDLE,
        )
