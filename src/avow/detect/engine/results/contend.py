"""Contenders: admitted candidates as findings in code points of their documents, with reasons."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from avow.detect.engine.batch import Batch
from avow.detect.engine.merge import Contender
from avow.detect.engine.program import Program
from avow.detect.engine.results.admit import Admitted
from avow.detect.finding import Finding, Reason
from avow.detect.verify.interface import CHECKED, RESERVED
from avow.text import IntArray

NO_CONTEXT_WORDS = 99


def contenders_of(program: Program, batch: Batch, admitted: Sequence[Admitted]) -> list[Contender]:
    """Return the contender of each admitted candidate, in order."""
    if not admitted:
        return []
    documents = np.array([item.document for item in admitted], dtype=np.int64)
    places = np.array([_places(item) for item in admitted], dtype=np.int64)
    origins = batch.starts[documents]
    byte_places = places - origins[:, None]
    points = _code_points(batch, places, origins).tolist()
    pairs = zip(admitted, byte_places[:, :2].tolist(), points, strict=True)
    return [_contender(program, item, spans, marks) for item, spans, marks in pairs]


def _places(item: Admitted) -> tuple[int, int, int, int]:
    """Return the ends of a candidate and of its context word (its own again if it has none)."""
    word = item.context
    if word is None or word.start < 0:
        return item.start, item.end, item.start, item.end
    return item.start, item.end, word.start, word.end


def _code_points(batch: Batch, places: IntArray, origins: IntArray) -> IntArray:
    """Return places in a batch as code points of their documents, shape [n, 4]."""
    offsets = places - origins[:, None]
    if batch.raw.isascii():
        return offsets
    followers = np.flatnonzero((batch.data & 0xC0) == 0x80)
    before = np.searchsorted(followers, places) - np.searchsorted(followers, origins)[:, None]
    result: IntArray = offsets - before
    return result


def _contender(
    program: Program, item: Admitted, byte_span: Sequence[int], points: Sequence[int]
) -> Contender:
    rule = item.prepared.rule
    finding = Finding(
        start=points[0],
        end=points[1],
        byte_start=byte_span[0],
        byte_end=byte_span[1],
        kind=rule.kind,
        rule=rule.id,
        rule_version=rule.version,
        score=item.score,
        strength=item.strength,
        reserved=item.verdict == RESERVED,
        reasons=_reasons(program, item, points[2], points[3]),
    )
    words = item.context.words if item.context is not None else NO_CONTEXT_WORDS
    return Contender(finding=finding, impersonal=item.prepared.impersonal, words=words)


def _reasons(
    program: Program, item: Admitted, word_start: int, word_end: int
) -> tuple[Reason, ...]:
    """Return the reasons of a candidate, its context word behind the check."""
    rule = item.prepared.rule
    plain = _plain_reasons(rule.verifier, rule.id, item.verdict, item.country)
    if item.context is None:
        return plain
    phrase = program.context.phrases[item.context.phrase]
    if item.context.start < 0:
        spoken = Reason(type="hint", detail=phrase)
    else:
        spoken = Reason(type="context_word", detail=phrase, start=word_start, end=word_end)
    checks = 1 if rule.verifier else 0
    return (*plain[:checks], spoken, *plain[checks:])


@lru_cache(maxsize=4096)
def _plain_reasons(verifier: str, rule: str, verdict: int, country: str) -> tuple[Reason, ...]:
    """Return the reasons that have no place; few differ, so they are shared."""
    reasons: list[Reason] = []
    if verifier:
        kind = "check_digit" if verdict in (CHECKED, RESERVED) else "structure"
        reasons.append(Reason(type=kind, detail=verifier))
    if country:
        reasons.append(Reason(type="locale", detail=country))
    return (*reasons, Reason(type="pattern", detail=rule))
