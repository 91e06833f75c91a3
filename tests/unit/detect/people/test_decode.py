import numpy as np
import pytest

from avow.detect.people.decode import decode, label_index
from avow.detect.people.features import BLANK, NEWLINE, SPACED
from avow.detect.people.interface import LABELS
from avow.detect.people.scheme import OUTPUT_COUNT, begin_of, inside_of

EVEN = np.ones(len(LABELS), dtype=np.float32)


def answers(*words: dict[int, float]) -> np.ndarray:
    table = np.zeros((len(words), OUTPUT_COUNT), dtype=np.float32)
    for row, word in zip(table, words, strict=True):
        for output, value in word.items():
            row[output] = value
        row[0] = 1 - row[1:].sum()
    return table


BEGIN = {begin_of("PERSON"): 0.9}
INSIDE = {inside_of("PERSON"): 0.8}
PLACE = {begin_of("LOC"): 0.7}
NONE: dict[int, float] = {}


def spans(
    table: np.ndarray,
    places: list[int] | None = None,
    gaps: list[int] | None = None,
    weights: np.ndarray = EVEN,
) -> list[tuple[int, int, str, float]]:
    count = len(table)
    where = np.arange(count) if places is None else np.array(places)
    before = np.full(int(where.max(initial=0)) + 1, SPACED) if gaps is None else np.array(gaps)
    found = decode(table, where, before, weights)
    return [
        (int(first), int(last), LABELS[label], round(float(value), 2))
        for first, last, label, value in zip(
            found.firsts, found.lasts, found.labels, found.probabilities, strict=True
        )
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], []),
        ([NONE, NONE], []),
        ([BEGIN, INSIDE, NONE], [(0, 1, "PERSON", 0.85)]),
        ([BEGIN, BEGIN], [(0, 0, "PERSON", 0.9), (1, 1, "PERSON", 0.9)]),
        ([BEGIN, PLACE], [(0, 0, "PERSON", 0.9), (1, 1, "LOC", 0.7)]),
        ([NONE, INSIDE, INSIDE], [(1, 2, "PERSON", 0.8)]),
        ([{begin_of("PERSON"): 0.3, inside_of("PERSON"): 0.3}], [(0, 0, "PERSON", 0.6)]),
        ([{begin_of("PERSON"): 0.3}], []),
    ],
)
def test_decoding(words: list[dict[int, float]], expected: list[tuple[int, int, str, float]]):
    assert spans(answers(*words)) == expected


def test_an_empty_line_or_a_closed_word_ends_a_mention():
    table = answers(BEGIN, INSIDE)
    assert len(spans(table, gaps=[BLANK, BLANK])) == 2
    assert len(spans(table, gaps=[BLANK, NEWLINE])) == 1
    assert len(spans(table, places=[0, 2])) == 2


def test_weights_move_the_threshold_of_their_label_only():
    table = answers({begin_of("PERSON"): 0.3}, {begin_of("LOC"): 0.3})
    weights = EVEN.copy()
    weights[label_index("PERSON")] = 5
    assert spans(table, weights=weights) == [(0, 0, "PERSON", 0.3)]
    weights[label_index("PERSON")] = 0.1
    assert spans(answers(BEGIN), weights=weights) == []
