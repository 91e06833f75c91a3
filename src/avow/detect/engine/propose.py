"""Proposing: run a program over one batch and return every verified candidate."""

from collections.abc import Iterator, Sequence
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
from avow.detect.engine.program import ExpressionScan, PreparedRule, Program
from avow.detect.engine.scanning.interface import Hits, empty_hits
from avow.detect.rule import Tier
from avow.detect.verify.interface import PLAUSIBLE, REJECT, Candidates
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
    shaped = program.shapes.match(digits.data, find_groups(digits.data), alive)
    for rule, (starts, ends) in shaped.items():
        shift = digits.shift_of(starts)
        raw_matches[rule] = (starts + shift, ends + shift)
    runs = windows_near_runs(batch.raw, batch.data)
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
    for rule, (starts, ends) in raw_matches.items():
        kept = _check_rule(program.rules[rule], batch, context, starts, ends)
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


_Spans = tuple[IntArray, IntArray, IntArray]
"""Starts, ends and documents of matches, shape [n] each."""


def _check_rule(
    prepared: PreparedRule, batch: Batch, context: ContextMap, starts: IntArray, ends: IntArray
) -> tuple[IntArray, IntArray, IntArray, ByteArray] | None:
    """Grow, bound, narrow and verify the raw matches of one rule."""
    documents = batch.documents_of(starts)
    kept = (ends <= batch.ends[documents]) & (ends > starts)
    if prepared.rule.tier is Tier.CONTEXT:
        kept &= context.may_speak(prepared.speaking, starts, ends, documents)
    if not kept.any():
        return None
    spans = _stretch(prepared, batch, (starts[kept], ends[kept], documents[kept]))
    starts, ends, documents = _tighten(prepared, batch, spans)
    if not len(starts):
        return None
    if prepared.verifier is None:
        verdicts = np.full(len(starts), PLAUSIBLE, dtype=np.uint8)
    else:
        verdicts = prepared.verifier(Candidates(data=batch.data, starts=starts, ends=ends))
    kept = _longest(starts, verdicts != REJECT)
    if not kept.any():
        return None
    return starts[kept], ends[kept], documents[kept], verdicts[kept]


def _stretch(prepared: PreparedRule, batch: Batch, spans: _Spans) -> _Spans:
    """Drop matches that something touches on the left, and grow the others."""
    rule, (starts, ends, documents) = prepared.rule, spans
    if prepared.left_table is not None:
        floors = batch.starts[documents]
        starts = grow_left(batch.data, starts, floors, prepared.left_table, rule.max_left)
    kept = left_clear(batch.data, starts, rule.left)
    starts, ends, documents = starts[kept], ends[kept], documents[kept]
    if prepared.right_table is not None:
        limits = batch.ends[documents]
        ends = grow_right(batch.data, ends, limits, prepared.right_table, rule.max_right)
    return starts, ends, documents


def _tighten(prepared: PreparedRule, batch: Batch, spans: _Spans) -> _Spans:
    """Find the value inside each match, trim it, and drop what is too short, long or touched."""
    rule, (starts, ends, documents) = prepared.rule, spans
    if prepared.value is not None:
        starts, ends = narrow(batch.raw, starts, ends, prepared.value)
    if prepared.trim_table is not None:
        ends = trim_right(batch.data, starts, ends, prepared.trim_table)
    lengths = ends - starts
    kept = (lengths >= max(rule.min_len, 1)) & (lengths <= rule.max_len)
    kept &= right_clear(batch.data, ends, rule.right)
    return _distinct(starts[kept], ends[kept], documents[kept])


def _distinct(starts: IntArray, ends: IntArray, documents: IntArray) -> _Spans:
    """Sort by start, then end, and drop equal spans."""
    order = np.lexsort((ends, starts))
    starts, ends, documents = starts[order], ends[order], documents[order]
    if len(starts) > 1:
        fresh = np.append(True, (np.diff(starts) != 0) | (np.diff(ends) != 0))
        starts, ends, documents = starts[fresh], ends[fresh], documents[fresh]
    return starts, ends, documents


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
