"""Confirming findings and auditing a sample: what agrees, what is missed, who is chosen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avow.detect.backends.agreement import (
    AuditCounts,
    audit_text,
    confirm_findings,
    is_sampled,
)
from avow.detect.finding import Finding, Strength
from avow.detect.interface import RawSpan

KINDS = {"MAIL": "contact.email", "PHONE": "contact.phone", "CARD": "financial.card"}
SOUGHT = frozenset(KINDS.values())


def _finding(start: int, end: int, kind: str = "contact.email", score: float = 0.5) -> Finding:
    return Finding(
        start=start,
        end=end,
        byte_start=start,
        byte_end=end,
        kind=kind,
        rule=kind,
        rule_version=1,
        score=score,
        strength=Strength.PATTERN,
    )


def _span(start: int, end: int, label: str = "MAIL", score: float = 0.4) -> RawSpan:
    return RawSpan(start=start, end=end, label=label, score=score)


@pytest.mark.parametrize(
    ("span", "agrees"),
    [
        (_span(10, 20), True),
        (_span(10, 20, "PHONE"), True),  # the same class
        (_span(10, 20, "CARD"), False),
        (_span(10, 20, "OTHER"), False),
        (_span(12, 20), True),
        (_span(15, 20), True),  # half of the longer one
        (_span(16, 20), False),
        (_span(5, 25), True),
        (_span(4, 25), False),
        (_span(20, 30), False),
    ],
)
def test_a_span_confirms_what_it_shares_and_means(span: RawSpan, *, agrees: bool) -> None:
    (after,) = confirm_findings("other 1", KINDS, [_finding(10, 20)], [span])
    assert after.score == (0.75 if agrees else 0.5)
    if agrees:
        assert after.reasons[-1].type == "opinion"
        assert after.reasons[-1].detail == f"other 1 agrees: {span.label}"
        assert (after.reasons[-1].start, after.reasons[-1].end) == (span.start, span.end)
    else:
        assert after == _finding(10, 20)


def test_confirming_adds_and_removes_nothing() -> None:
    before = [_finding(0, 4), _finding(10, 20, score=0.9)]
    after = confirm_findings("other 1", KINDS, before, [_span(10, 20), _span(30, 40)])
    assert [(one.start, one.end, one.kind) for one in after] == [
        (one.start, one.end, one.kind) for one in before
    ]
    assert [one.score for one in after] == [0.5, 0.95]


@pytest.mark.parametrize(
    ("findings", "spans", "wanted"),
    [
        ([], [], AuditCounts(texts=1, sampled=1)),
        ([_finding(0, 9)], [_span(0, 9)], AuditCounts(texts=1, sampled=1, spans=1, covered=1)),
        # covered by two findings together
        (
            [_finding(0, 5), _finding(5, 9)],
            [_span(1, 9)],
            AuditCounts(texts=1, sampled=1, spans=1, covered=1),
        ),
        (
            [_finding(0, 5)],
            [_span(1, 9)],
            AuditCounts(texts=1, sampled=1, spans=1, partly=1, missed_by_kind={"contact.email": 1}),
        ),
        (
            [_finding(0, 5)],
            [_span(20, 29), _span(30, 40, "CARD")],
            AuditCounts(
                texts=1,
                sampled=1,
                spans=2,
                missed=2,
                missed_by_kind={"contact.email": 1, "financial.card": 1},
                alone=1,
            ),
        ),
        # kinds that are not sought, and findings of kinds that it does not know
        (
            [_finding(0, 5, "gov.us.ssn")],
            [_span(20, 29, "OTHER")],
            AuditCounts(texts=1, sampled=1),
        ),
    ],
)
def test_an_audit_counts_what_each_saw(
    findings: list[Finding], spans: list[RawSpan], wanted: AuditCounts
) -> None:
    assert audit_text(KINDS, SOUGHT, findings, spans) == wanted


def test_kinds_that_are_off_are_not_counted() -> None:
    counts = audit_text(KINDS, frozenset({"contact.email"}), [], [_span(0, 9, "CARD")])
    assert counts == AuditCounts(texts=1, sampled=1)


def test_counts_add_up_in_any_order() -> None:
    first = audit_text(KINDS, SOUGHT, [], [_span(0, 9), _span(10, 19, "CARD")])
    second = audit_text(KINDS, SOUGHT, [_finding(0, 9)], [_span(0, 9)])
    assert first.plus(second) == second.plus(first)
    assert first.plus(second).spans == 3
    assert first.plus(second).missed_by_kind == {"contact.email": 1, "financial.card": 1}


@given(st.text(), st.floats(0, 1), st.floats(0, 1))
def test_a_larger_rate_keeps_the_smaller_sample(text: str, first: float, second: float) -> None:
    text = text.encode("utf-8", "ignore").decode()
    low, high = sorted((first, second))
    assert not is_sampled(text, rate=low, seed="a") or is_sampled(text, rate=high, seed="a")


def test_the_sample_has_its_rate_and_depends_on_the_seed() -> None:
    texts = [f"record {number}" for number in range(20_000)]
    chosen = {text for text in texts if is_sampled(text, rate=0.1, seed="a")}
    other = {text for text in texts if is_sampled(text, rate=0.1, seed="b")}
    assert 1800 < len(chosen) < 2200
    assert chosen != other
    assert not any(is_sampled(text, rate=0.0, seed="a") for text in texts[:100])
    assert all(is_sampled(text, rate=1.0, seed="a") for text in texts[:100])
