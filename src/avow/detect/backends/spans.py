"""Checking and tidying the spans of another detector before anyone relies on them."""

import math
from collections.abc import Iterable

from avow.detect.interface import RawSpan
from avow.errors import DetectionError


def checked_spans(who: str, text: str, spans: Iterable[RawSpan]) -> list[RawSpan]:
    """Return the spans sorted, without outer spaces, one for each stretch of a label.

    Overlapping and doubled spans of one label become one over their union with the best score.
    A span of nothing but spaces hides nothing and is left out.

    Raises:
        DetectionError: A span lies outside the text, is empty or has a score that is none; the
            whole answer is then not to be trusted.
    """
    tidy: list[RawSpan] = []
    for span in spans:
        if not 0 <= span.start < span.end <= len(text):
            raise DetectionError(f"{who} gave a span outside the text")
        if not (math.isfinite(span.score) and 0 <= span.score <= 1):
            raise DetectionError(f"{who} gave a score that is not between 0 and 1")
        value = text[span.start : span.end]
        start = span.start + len(value) - len(value.lstrip())
        end = start + len(value.strip())
        if start < end:
            tidy.append(RawSpan(start=start, end=end, label=span.label, score=span.score))
    return _joined(tidy)


def _joined(spans: list[RawSpan]) -> list[RawSpan]:
    joined: list[RawSpan] = []
    for span in sorted(spans, key=lambda item: (item.label, item.start, item.end)):
        last = joined[-1] if joined else None
        if last is not None and last.label == span.label and span.start < last.end:
            joined[-1] = RawSpan(
                start=last.start,
                end=max(last.end, span.end),
                label=last.label,
                score=max(last.score, span.score),
            )
        else:
            joined.append(span)
    return sorted(joined, key=lambda item: (item.start, item.end, item.label))
