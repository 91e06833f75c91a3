"""Coarser columns: generalises quasi-identifiers in what the cleaner left (k-anonymity)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from avow.policy.actions import Action
from avow.scrub.cleaned import CleanedRecord, Decision, Outcome
from avow.scrub.cleaning.interface import RecordCleaner
from avow.scrub.records import Leaf, Record
from avow.scrub.risk.coarsening import coarsen_texts

KIND = "quasi.column"
RULE = "quasi.generalise"
SURE = 255
PRIVATE = "private"
IN_OUTPUT = (Outcome.KEPT, Outcome.CHANGED)


class CoarseCleaner:
    """Makes the values of some columns coarser after another cleaner has looked at them.

    A value in which the other cleaner replaced something is left to it. A coarser value is new
    text, so the other cleaner looks at it too.

    Args:
        inner: The other cleaner.
        columns: Paths of the quasi-identifiers.
    """

    def __init__(self, inner: RecordCleaner, columns: Sequence[str]) -> None:
        self._inner = inner
        self._columns = tuple(columns)

    def judge(self, record: Record) -> CleanedRecord | None:
        """Return the answer for a record that is out before its text is scanned, else None."""
        return self._inner.judge(record)

    def clean(self, records: Sequence[Record]) -> list[CleanedRecord]:
        """Return one answer per record, in order."""
        answers = self._inner.clean(records)
        coarser: dict[int, Mapping[int, str]] = {}
        for index, (record, answer) in enumerate(zip(records, answers, strict=True)):
            if record.is_header or answer.outcome not in IN_OUTPUT:
                continue
            texts = coarsen_texts(record, self._columns)
            texts = {leaf: text for leaf, text in texts.items() if leaf not in answer.texts}
            if texts:
                coarser[index] = texts
        again = self._inner.clean(
            [
                _with_texts(records[index], {**answers[index].texts, **texts})
                for index, texts in coarser.items()
            ]
        )
        for (index, texts), second in zip(coarser.items(), again, strict=True):
            answers[index] = _join(records[index], answers[index], texts, second)
        return answers


def _with_texts(record: Record, texts: Mapping[int, str]) -> Record:
    leaves = tuple(
        Leaf(leaf.path, texts.get(number, leaf.text), leaf.is_key)
        for number, leaf in enumerate(record.leaves)
    )
    return replace(record, leaves=leaves)


def _join(
    record: Record, first: CleanedRecord, coarser: Mapping[int, str], second: CleanedRecord
) -> CleanedRecord:
    """Return one answer; decisions about a value that became coarser are one decision."""
    if second.outcome not in IN_OUTPUT:
        return second
    texts = {**first.texts, **coarser, **second.texts}
    decisions = [one for one in first.decisions if one.leaf not in coarser]
    for leaf in coarser:
        found = [one for one in (*first.decisions, *second.decisions) if one.leaf == leaf]
        decisions.append(
            Decision(
                leaf=leaf,
                path=record.leaves[leaf].path,
                start=0,
                end=len(record.leaves[leaf].text),
                out_start=0,
                out_end=len(texts[leaf]),
                kind=KIND,
                rule=RULE,
                rule_version=1,
                score=SURE,
                subject=PRIVATE,
                action=Action.GENERALISE,
                evidence="column",
                parts=tuple(sorted({one.kind for one in found})),
            )
        )
    decisions.sort(key=lambda one: (one.leaf, one.start))
    return CleanedRecord(
        outcome=Outcome.CHANGED,
        texts=dict(sorted(texts.items())),
        decisions=tuple(decisions),
        optout_hits=tuple(sorted({*first.optout_hits, *second.optout_hits})),
    )
