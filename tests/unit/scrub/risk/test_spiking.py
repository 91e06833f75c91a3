"""Spiking: what counts as found and as survived, and that copies stay copies."""

import dataclasses
from collections.abc import Callable, Sequence

import pytest

from avow.detect.finding import Finding, Strength
from avow.scrub.cleaned import CleanedRecord, Decision, Outcome
from avow.scrub.config import FieldConfig, ScrubConfig
from avow.scrub.records import Leaf, Record
from avow.scrub.risk.spikes.interface import BARE, LABELLED, Maker
from avow.scrub.risk.spiking import NOT_MEASURED, measure_spikes

VALUE = "AB-1234"
MAKER = Maker(
    kind="gov.us.ssn", form="f", make=lambda _: VALUE, labels=("code",), placings=(LABELLED, BARE)
)
TEXT = "some words that stand around in a record"


def record(*leaves: tuple[str, str]) -> Record:
    return Record(ordinal=0, offset=0, size=50, leaves=tuple(Leaf(*leaf) for leaf in leaves))


class Reader:
    """Finds the value, cut to a part of it, where a word stands before it."""

    def __init__(self, *, word: str = "", cut: tuple[int, int] = (0, len(VALUE))) -> None:
        self._word = word
        self._cut = cut
        self.texts: list[str] = []

    def span(self, text: str) -> tuple[int, int] | None:
        at = text.find(f"{self._word}{VALUE}")
        if at < 0:
            return None
        at += len(self._word)
        return at + self._cut[0], at + self._cut[1]

    def find_many(
        self,
        texts: Sequence[str],
        hints: Sequence[str] | None = None,  # noqa: ARG002
    ) -> list[list[Finding]]:
        self.texts += texts
        return [[finding(*span)] if (span := self.span(text)) else [] for text in texts]

    def clean(self, records: Sequence[Record]) -> list[CleanedRecord]:
        return [self._clean(one) for one in records]

    def _clean(self, one: Record) -> CleanedRecord:
        for number, leaf in enumerate(one.leaves):
            span = self.span(leaf.text)
            if span:
                row = decision(number, *span)
                return CleanedRecord(outcome=Outcome.CHANGED, decisions=(row,))
        return CleanedRecord(outcome=Outcome.KEPT)


def finding(start: int, end: int) -> Finding:
    return Finding(
        start=start,
        end=end,
        byte_start=start,
        byte_end=end,
        kind="gov.us.ssn",
        rule="r",
        rule_version=1,
        score=0.5,
        strength=Strength.PATTERN,
    )


def decision(leaf: int, start: int, end: int, action: str = "redact") -> Decision:
    return Decision(
        leaf=leaf,
        path="text",
        start=start,
        end=end,
        out_start=start,
        out_end=end,
        kind="gov.us.ssn",
        rule="r",
        rule_version=1,
        score=1,
        subject="",
        action=action,
        evidence="pattern",
    )


def counts(
    checker: Reader, scrubber: object, records: Sequence[Record] = (record(("text", TEXT)),)
) -> list[tuple[str, int, int, int]]:
    cells = measure_spikes(
        records,
        (MAKER,),
        checker=checker,
        scrubber=scrubber,  # type: ignore[arg-type]
        config=ScrubConfig(),
        seed="s",
        per_cell=20,
    )
    return [(cell.placing, cell.planted, cell.found, cell.survived) for cell in cells]


def test_found_and_removed() -> None:
    assert counts(Reader(), Reader()) == [("labelled", 20, 20, 0), ("bare", 20, 20, 0)]


def test_each_placing_is_counted_apart() -> None:
    needs_label = Reader(word="code ")
    assert counts(needs_label, needs_label) == [("labelled", 20, 20, 0), ("bare", 20, 0, 20)]


@pytest.mark.parametrize(
    ("cut", "survived"), [((0, 6), 20), ((1, 7), 20), ((0, 7), 0), ((-2, 9), 0)]
)
def test_a_part_that_stays_is_a_survivor(cut: tuple[int, int], survived: int) -> None:
    assert [row[3] for row in counts(Reader(), Reader(cut=cut))] == [survived, survived]


def test_a_value_that_is_kept_survives() -> None:
    class Keeper(Reader):
        def _clean(self, one: Record) -> CleanedRecord:
            cleaned = super()._clean(one)
            kept = tuple(dataclasses.replace(row, action="keep") for row in cleaned.decisions)
            return dataclasses.replace(cleaned, decisions=kept)

    assert [row[3] for row in counts(Reader(), Keeper())] == [20, 20]


@pytest.mark.parametrize("outcome", [Outcome.DROPPED, Outcome.QUARANTINED])
def test_a_record_that_is_out_leaves_no_survivor(outcome: Outcome) -> None:
    class Dropper(Reader):
        def _clean(self, one: Record) -> CleanedRecord:  # noqa: ARG002
            return CleanedRecord(outcome=outcome, reason="policy")

    assert [row[3] for row in counts(Reader(), Dropper())] == [0, 0]


def test_without_a_scrubber_misses_are_not_measured() -> None:
    assert [row[3] for row in counts(Reader(), None)] == [NOT_MEASURED, NOT_MEASURED]


@pytest.mark.parametrize(
    "host",
    [
        record(),
        record(("text", "")),
        dataclasses.replace(record(("text", TEXT)), size=10**6),
    ],
)
def test_without_a_host_nothing_is_planted(host: Record) -> None:
    assert counts(Reader(), None, (host,)) == []


def test_values_go_into_the_document_and_records_stay() -> None:
    host = record(("note", TEXT * 3), ("text", TEXT), ("text", ""))
    checker = Reader()
    before = repr(host)
    counts(checker, None, (host,))
    assert repr(host) == before
    assert all(text.replace(f" {VALUE}", "").replace(" code", "") == TEXT for text in checker.texts)
    assert len(set(checker.texts)) > 5


def test_skipped_fields_are_no_hosts() -> None:
    config = ScrubConfig(fields=FieldConfig(skip=("text",)))
    cells = measure_spikes(
        (record(("text", TEXT)),), (MAKER,), checker=Reader(), scrubber=None, config=config, seed=""
    )
    assert cells == ()


def test_the_scheme_of_an_address_is_no_part_of_the_value() -> None:
    maker = dataclasses.replace(MAKER, make=lambda _: f"https://www.{VALUE}")
    cells = measure_spikes(
        (record(("text", TEXT)),),
        (maker,),
        checker=Reader(),
        scrubber=Reader(),
        config=ScrubConfig(),
        seed="s",
    )
    assert {cell.survived for cell in cells} == {0}


def test_equal_seeds_plant_equally(make_texts: Callable[[str], list[str]]) -> None:
    assert make_texts("one") == make_texts("one")
    assert make_texts("one") != make_texts("two")


@pytest.fixture
def make_texts() -> Callable[[str], list[str]]:
    def make(seed: str) -> list[str]:
        checker = Reader()
        measure_spikes(
            (record(("text", TEXT)),),
            (MAKER,),
            checker=checker,
            scrubber=None,
            config=ScrubConfig(),
            seed=seed,
            per_cell=6,
        )
        return checker.texts

    return make
