"""Coarser columns: after cleaning, never instead of it, and stable when done twice."""

from collections.abc import Sequence

from avow.scrub.cleaned import CleanedRecord, Decision, Outcome
from avow.scrub.records import Leaf, Record
from avow.scrub.risk.coarse_cleaner import KIND, CoarseCleaner


def decision(leaf: int, kind: str, action: str, end: int) -> Decision:
    return Decision(
        leaf=leaf,
        path="x",
        start=0,
        end=end,
        out_start=0,
        out_end=end,
        kind=kind,
        rule="r",
        rule_version=1,
        score=200,
        subject="private",
        action=action,
        evidence="pattern",
    )


class Inner:
    """Replaces the words in `table`; keeps what starts with `reserved`; drops `secret`."""

    def __init__(self, **table: str) -> None:
        self.table = table
        self.seen: list[str] = []

    def judge(self, record: Record) -> CleanedRecord | None:
        return CleanedRecord(outcome=Outcome.DROPPED) if record.ordinal == 99 else None

    def clean(self, records: Sequence[Record]) -> list[CleanedRecord]:
        return [self._one(record) for record in records]

    def _one(self, record: Record) -> CleanedRecord:
        texts, decisions = {}, []
        for number, leaf in enumerate(record.leaves):
            self.seen.append(leaf.text)
            if leaf.text == "secret":
                return CleanedRecord(outcome=Outcome.DROPPED, reason="policy:x")
            if leaf.text in self.table:
                texts[number] = self.table[leaf.text]
                decisions.append(decision(number, "a.b", "redact", len(leaf.text)))
            elif leaf.text.startswith("192.0.2"):
                decisions.append(decision(number, "network.ipv4", "reserved", len(leaf.text)))
        outcome = Outcome.CHANGED if texts else Outcome.KEPT
        return CleanedRecord(outcome=outcome, texts=texts, decisions=tuple(decisions))


def record(*leaves: tuple[str, str], ordinal: int = 0, is_header: bool = False) -> Record:
    return Record(
        ordinal=ordinal,
        offset=0,
        size=0,
        leaves=tuple(Leaf(*leaf) for leaf in leaves),
        is_header=is_header,
    )


def test_values_become_coarser_and_the_decision_says_so() -> None:
    (answer,) = CoarseCleaner(Inner(), ["zip", "age"]).clean(
        [record(("zip", "10115"), ("age", "37"), ("note", "10115"))]
    )
    assert answer.outcome is Outcome.CHANGED
    assert answer.texts == {0: "101", 1: "30-39"}
    assert [(one.leaf, one.kind, one.action) for one in answer.decisions] == [
        (0, KIND, "generalise"),
        (1, KIND, "generalise"),
    ]
    assert [(one.start, one.end, one.out_end) for one in answer.decisions] == [(0, 5, 3), (0, 2, 5)]


def test_a_coarse_value_is_looked_at_again() -> None:
    inner = Inner(**{"2024-05": "[DATE]"})
    (answer,) = CoarseCleaner(inner, ["seen"]).clean([record(("seen", "2024-05-17"))])
    assert inner.seen == ["2024-05-17", "2024-05"]
    assert answer.texts == {0: "[DATE]"}
    (one,) = answer.decisions
    assert (one.kind, one.parts, one.end, one.out_end) == (KIND, ("a.b",), 10, 6)


def test_what_cleaning_replaced_is_left_to_it() -> None:
    inner = Inner(**{"2024-05-17": "[BIRTH]"})
    (answer,) = CoarseCleaner(inner, ["born"]).clean([record(("born", "2024-05-17"))])
    assert answer.texts == {0: "[BIRTH]"}
    assert [one.kind for one in answer.decisions] == ["a.b"]


def test_a_kept_finding_in_a_coarse_value_becomes_a_part() -> None:
    (answer,) = CoarseCleaner(Inner(), ["ip"]).clean([record(("ip", "192.0.2.77"))])
    assert answer.texts == {0: "192.0.2.0/24"}
    assert [(one.kind, one.parts) for one in answer.decisions] == [(KIND, ("network.ipv4",))]


def test_twice_is_once() -> None:
    cleaner = CoarseCleaner(Inner(), ["zip", "age", "seen", "ip"])
    first = record(("zip", "10115"), ("age", "95"), ("seen", "2024-05-17"), ("ip", "192.0.2.77"))
    texts = cleaner.clean([first])[0].texts
    second = record(*[(leaf.path, texts[number]) for number, leaf in enumerate(first.leaves)])
    assert cleaner.clean([second])[0].texts == {}


def test_dropped_records_headers_and_other_columns_stay_as_they_are() -> None:
    cleaner = CoarseCleaner(Inner(), ["zip"])
    answers = cleaner.clean(
        [
            record(("zip", "10115"), ("t", "secret")),
            record(("zip", "10115"), is_header=True),
            record(("zip", "somewhere"), ("age", "37")),
        ]
    )
    assert [answer.outcome for answer in answers] == [Outcome.DROPPED, Outcome.KEPT, Outcome.KEPT]
    assert cleaner.judge(record(ordinal=99)) is not None
    assert cleaner.judge(record(ordinal=1)) is None
