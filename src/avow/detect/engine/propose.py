"""Proposing: run a program over one batch and return every verified candidate."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from avow.detect.engine.batch import Batch
from avow.detect.engine.bounds import left_clear, right_clear
from avow.detect.engine.context import ContextMap
from avow.detect.engine.digits.shapes import find_groups
from avow.detect.engine.digits.windows import (
    Windows,
    windows_near_digits,
    windows_near_runs,
)
from avow.detect.engine.grow import grow_left, grow_right, narrow, trim_right
from avow.detect.engine.plain import Spans
from avow.detect.engine.program import ExpressionScan, PreparedRule, Program
from avow.detect.engine.scanning.interface import Hits, empty_hits
from avow.detect.rule import Tier
from avow.detect.verify.interface import PLAUSIBLE, REJECT, BoolArray, Candidates
from avow.errors import TooManyCandidates
from avow.text import ByteArray, IntArray

HITS_ALLOWED = 4096
BYTES_PER_HIT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """Verified candidates of one batch, sorted by start, end and rule; shape [n] each.

    Attributes:
        rules: Rule index.
        starts, ends: Byte offsets in the batch.
        documents: Document index.
        verdicts: Verdict code of the verifier (PLAUSIBLE where there is none).
    """

    rules: IntArray
    starts: IntArray
    ends: IntArray
    documents: IntArray
    verdicts: ByteArray

    def take(self, kept: BoolArray) -> "Proposals":
        """Return the candidates that a mask keeps, shape [n]."""
        return Proposals(
            rules=self.rules[kept],
            starts=self.starts[kept],
            ends=self.ends[kept],
            documents=self.documents[kept],
            verdicts=self.verdicts[kept],
        )


def propose(program: Program, batch: Batch, context: ContextMap) -> Proposals:
    """Return every verified candidate of a batch.

    Candidates of a row that needs a context word are looked at only where one could be near.

    Args:
        program: The program.
        batch: The batch.
        context: Its context words.

    Raises:
        TooManyCandidates: A document has more raw matches than its length allows.
    """
    alive = program.rules_alive(context)
    raw_matches: dict[int, tuple[IntArray, IntArray]] = {}
    digits = windows_near_digits(batch.raw, batch.data)

    audible = context.heard_within(digits.firsts, digits.lasts)

    def near_words(starts: IntArray) -> BoolArray:
        return audible[digits.window_of(starts)]

    groups = find_groups(digits.data, program.shapes.letter_reach)
    shaped = program.shapes.match(digits.data, groups, alive, near_words)
    for rule, (starts, ends) in shaped.items():
        shift = digits.shift_of(starts)
        raw_matches[rule] = (starts + shift, ends + shift)
    runs = windows_near_runs(batch.raw)
    allowed = HITS_ALLOWED + (batch.ends - batch.starts) // BYTES_PER_HIT
    most = int(allowed.sum())
    scans = [
        (program.everywhere, _scan_all(program.everywhere, batch, most)),
        (program.near_digits, _scan_windows(program.near_digits, digits, most)),
        (program.near_runs, _scan_windows(program.near_runs, runs, most)),
    ]
    _refuse_floods(batch, [hits for _, hits in scans], allowed)
    for scan, hits in scans:
        for number, chosen in _by_expression(hits):
            for rule in (rule for rule in scan.rules[number] if alive[rule]):
                raw_matches[rule] = (hits.starts[chosen], hits.ends[chosen])
    columns: list[tuple[IntArray, IntArray, IntArray, IntArray, ByteArray]] = []
    for rule, spans in _bounded(program, batch, context, digits, raw_matches):
        kept = _verified(program.rules[rule], batch, context, spans)
        if kept is not None:
            columns.append((np.full(len(kept[0]), rule, dtype=np.int64), *kept))
    return _gather(columns)


def _scan_all(scan: ExpressionScan, batch: Batch, most: int) -> Hits:
    return scan.scanner.scan(batch.raw, most) if scan.scanner is not None else empty_hits()


def _scan_windows(scan: ExpressionScan, windows: Windows, most: int) -> Hits:
    """Scan windows and return the hits with offsets in the batch."""
    if scan.scanner is None or not windows.raw:
        return empty_hits()
    hits = scan.scanner.scan(windows.raw, most)
    shift = windows.shift_of(hits.starts)
    return Hits(expressions=hits.expressions, starts=hits.starts + shift, ends=hits.ends + shift)


def _refuse_floods(batch: Batch, hits: Sequence[Hits], allowed: IntArray) -> None:
    starts = np.concatenate([found.starts for found in hits])
    counts = np.bincount(batch.documents_of(starts), minlength=len(allowed))
    if (counts > allowed).any():
        worst = int(np.argmax(counts - allowed))
        raise TooManyCandidates(
            f"document {worst} of its batch has {counts[worst]} candidates in "
            f"{batch.ends[worst] - batch.starts[worst]} bytes"
        )


def _by_expression(hits: Hits) -> Iterator[tuple[int, IntArray]]:
    """Yield each expression that hit, with the indexes of its hits."""
    order = np.argsort(hits.expressions, kind="stable")
    numbers, firsts = np.unique(hits.expressions[order], return_index=True)
    lasts = np.append(firsts, len(order))[1:]
    for number, first, last in zip(numbers.tolist(), firsts.tolist(), lasts.tolist(), strict=True):
        yield number, order[first:last]


def _bounded(
    program: Program,
    batch: Batch,
    context: ContextMap,
    digits: Windows,
    raw: Mapping[int, tuple[IntArray, IntArray]],
) -> Iterator[tuple[int, Spans]]:
    """Yield each rule with the matches that its boundaries and lengths allow."""
    yield from program.bounds.bound(batch, context, raw)
    for rule, (starts, ends) in raw.items():
        if not program.bounds.is_plain[rule]:
            prepared = program.rules[rule]
            spans = _promising(prepared, batch, context, digits, starts, ends)
            spans = _tighten(prepared, batch, digits, _stretch(prepared, batch, spans))
            if len(spans.starts):
                yield rule, spans


def _promising(
    prepared: PreparedRule,
    batch: Batch,
    context: ContextMap,
    digits: Windows,
    starts: IntArray,
    ends: IntArray,
) -> Spans:
    """Leave out matches that cross documents, that no word speaks for or that lack digits."""
    rule = prepared.rule
    spans = Spans(starts=starts, ends=ends, documents=batch.documents_of(starts))
    kept = (ends <= batch.ends[spans.documents]) & (ends > starts)
    if rule.tier is Tier.CONTEXT:
        kept &= context.may_speak(prepared.speaking, starts, ends, spans.documents)
    if prepared.value_digits:
        left = rule.max_left if prepared.left_table is not None else 0
        right = rule.max_right if prepared.right_table is not None else 0
        kept &= digits.count_places(starts - left, ends + right) >= prepared.value_digits
    return spans.take(np.flatnonzero(kept))


def _stretch(prepared: PreparedRule, batch: Batch, spans: Spans) -> Spans:
    """Drop matches that something touches on the left, and grow the others."""
    rule, starts = prepared.rule, spans.starts
    if prepared.left_table is not None:
        floors = batch.starts[spans.documents]
        starts = grow_left(batch.data, starts, floors, prepared.left_table, rule.max_left)
    kept = np.flatnonzero(left_clear(batch.data, starts, rule.left))
    starts, ends, documents = starts[kept], spans.ends[kept], spans.documents[kept]
    if prepared.right_table is not None:
        limits = batch.ends[documents]
        ends = grow_right(batch.data, ends, limits, prepared.right_table, rule.max_right)
    return Spans(starts=starts, ends=ends, documents=documents)


def _tighten(prepared: PreparedRule, batch: Batch, digits: Windows, spans: Spans) -> Spans:
    """Find the value inside each match, trim it, and drop what is too short, long or touched."""
    if prepared.value_digits:
        enough = digits.count_places(spans.starts, spans.ends) >= prepared.value_digits
        spans = spans.take(np.flatnonzero(enough))
    rule, starts, ends = prepared.rule, spans.starts, spans.ends
    if prepared.value is not None:
        starts, ends = narrow(batch.raw, starts, ends, prepared.value)
    if prepared.trim_table is not None:
        ends = trim_right(batch.data, starts, ends, prepared.trim_table)
    lengths = ends - starts
    kept = (lengths >= max(rule.min_len, 1)) & (lengths <= rule.max_len)
    kept &= right_clear(batch.data, ends, rule.right)
    return _distinct(Spans(starts=starts, ends=ends, documents=spans.documents).take(kept))


def _distinct(spans: Spans) -> Spans:
    """Sort by start, then end, and drop equal spans."""
    if len(spans.starts) < 2:
        return spans
    spans = spans.take(np.lexsort((spans.ends, spans.starts)))
    fresh = (np.diff(spans.starts) != 0) | (np.diff(spans.ends) != 0)
    return spans.take(np.append(True, fresh))


def _verified(
    prepared: PreparedRule, batch: Batch, context: ContextMap, spans: Spans
) -> tuple[IntArray, IntArray, IntArray, ByteArray] | None:
    """Return the matches of one rule that a word may speak for and its verifier accepts."""
    if prepared.is_plain and prepared.rule.tier is Tier.CONTEXT:
        starts, ends, documents = spans.starts, spans.ends, spans.documents
        spans = spans.take(context.may_speak(prepared.speaking, starts, ends, documents))
    starts, ends = spans.starts, spans.ends
    if not len(starts):
        return None
    if prepared.verifier is None:
        verdicts = np.full(len(starts), PLAUSIBLE, dtype=np.uint8)
    else:
        verdicts = prepared.verifier(Candidates(data=batch.data, starts=starts, ends=ends))
    accepted = verdicts != REJECT
    if not accepted.any():
        return None
    kept = np.flatnonzero(_longest(starts, accepted))
    return starts[kept], ends[kept], spans.documents[kept], verdicts[kept]


def _longest(starts: IntArray, valid: np.ndarray) -> np.ndarray:
    """Keep the last (longest) valid span of every start; spans are sorted."""
    places = np.flatnonzero(valid)
    kept = np.zeros(len(starts), dtype=np.bool_)
    if len(places):
        chosen = starts[places]
        last = np.append(np.diff(chosen) != 0, True)
        kept[places[last]] = True
    return kept


def _gather(
    columns: list[tuple[IntArray, IntArray, IntArray, IntArray, ByteArray]],
) -> Proposals:
    if not columns:
        nothing = np.zeros(0, dtype=np.int64)
        return Proposals(
            rules=nothing,
            starts=nothing,
            ends=nothing,
            documents=nothing,
            verdicts=nothing.astype(np.uint8),
        )
    rules, starts, ends, documents = (
        np.concatenate([column[place] for column in columns]) for place in range(4)
    )
    verdicts = np.concatenate([column[4] for column in columns])
    order = np.lexsort((rules, ends, starts))
    return Proposals(
        rules=rules[order],
        starts=starts[order],
        ends=ends[order],
        documents=documents[order],
        verdicts=verdicts[order],
    )
