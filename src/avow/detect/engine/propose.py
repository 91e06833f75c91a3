"""Proposing: run a program over one batch and return every verified candidate."""

from dataclasses import dataclass

import numpy as np

from avow.detect.engine.batch import Batch
from avow.detect.engine.bounds import left_clear, right_clear
from avow.detect.engine.digits.shapes import find_groups
from avow.detect.engine.grow import grow_left, grow_right, narrow, trim_right
from avow.detect.engine.program import PreparedRule, Program
from avow.detect.engine.scanning.interface import Hits, empty_hits
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


def propose(program: Program, batch: Batch) -> Proposals:
    """Return every verified candidate of a batch.

    Raises:
        TooManyCandidates: A document has more raw matches than its length allows.
    """
    raw_matches = program.shapes.match(batch.data, find_groups(batch.data))
    hits = _scan(program, batch)
    order = np.argsort(hits.expressions, kind="stable")
    numbers, firsts = np.unique(hits.expressions[order], return_index=True)
    lasts = np.append(firsts, len(order))[1:]
    for number, first, last in zip(numbers.tolist(), firsts.tolist(), lasts.tolist(), strict=True):
        chosen = order[first:last]
        for rule in program.rules_of_expression[number]:
            raw_matches[rule] = (hits.starts[chosen], hits.ends[chosen])
    columns: list[tuple[IntArray, IntArray, IntArray, IntArray, ByteArray]] = []
    for rule, (starts, ends) in raw_matches.items():
        kept = _check_rule(program.rules[rule], batch, starts, ends)
        if kept is not None:
            columns.append((np.full(len(kept[0]), rule, dtype=np.int64), *kept))
    return _gather(columns)


def _scan(program: Program, batch: Batch) -> Hits:
    if program.scanner is None:
        return empty_hits()
    allowed = HITS_ALLOWED + (batch.ends - batch.starts) // BYTES_PER_HIT
    hits = program.scanner.scan(batch.raw, most=int(allowed.sum()))
    counts = np.bincount(batch.documents_of(hits.starts), minlength=len(allowed))
    if (counts > allowed).any():
        worst = int(np.argmax(counts - allowed))
        raise TooManyCandidates(
            f"document {worst} of its batch has {counts[worst]} candidates in "
            f"{batch.ends[worst] - batch.starts[worst]} bytes"
        )
    return hits


def _check_rule(
    prepared: PreparedRule, batch: Batch, starts: IntArray, ends: IntArray
) -> tuple[IntArray, IntArray, IntArray, ByteArray] | None:
    """Grow, bound, narrow and verify the raw matches of one rule."""
    rule, data = prepared.rule, batch.data
    documents = batch.documents_of(starts)
    limits = batch.ends[documents]
    kept = (ends <= limits) & (ends > starts)
    starts, ends, documents, limits = starts[kept], ends[kept], documents[kept], limits[kept]
    if prepared.left_table is not None:
        floors = batch.starts[documents]
        starts = grow_left(data, starts, floors, prepared.left_table, rule.max_left)
    if prepared.right_table is not None:
        ends = grow_right(data, ends, limits, prepared.right_table, rule.max_right)
    kept = left_clear(data, starts, rule.left)
    starts, ends, documents = starts[kept], ends[kept], documents[kept]
    if prepared.value is not None:
        starts, ends = narrow(batch.raw, starts, ends, prepared.value)
    if prepared.trim_table is not None:
        ends = trim_right(data, starts, ends, prepared.trim_table)
    lengths = ends - starts
    kept = (lengths >= max(rule.min_len, 1)) & (lengths <= rule.max_len)
    kept &= right_clear(data, ends, rule.right)
    starts, ends, documents = _distinct(starts[kept], ends[kept], documents[kept])
    if not len(starts):
        return None
    if prepared.verifier is None:
        verdicts = np.full(len(starts), PLAUSIBLE, dtype=np.uint8)
    else:
        verdicts = prepared.verifier(Candidates(data=data, starts=starts, ends=ends))
    kept = _longest(starts, verdicts != REJECT)
    if not kept.any():
        return None
    return starts[kept], ends[kept], documents[kept], verdicts[kept]


def _distinct(
    starts: IntArray, ends: IntArray, documents: IntArray
) -> tuple[IntArray, IntArray, IntArray]:
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
