"""Decoding of token labels: the best well-formed path, against a search over all paths."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from avow.detect.backends.bioes import BioesDecoder
from avow.errors import ConfigError, DetectionError

LABELS = ("O", "B-name", "I-name", "E-name", "S-name", "B-place", "I-place", "E-place", "S-place")
DECODER = BioesDecoder(LABELS)


def _logits(path: list[str], weight: float = 8.0) -> np.ndarray:
    rows = np.zeros((len(path), len(LABELS)), dtype=np.float32)
    for row, label in enumerate(path):
        rows[row, LABELS.index(label)] = weight
    return rows


def _well_formed(path: tuple[str, ...], *, starts: bool, ends: bool) -> bool:
    inside = ""
    for number, label in enumerate(path):
        place, _, name = label.partition("-")
        if place in "OBS" and inside:
            return False
        if place in "IE" and inside != name and (starts or number > 0):
            return False
        inside = name if place in "BI" else ""
    return not (inside and ends)


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        (["O", "O"], []),
        (["S-name"], [(0, 1, "name")]),
        (["B-name", "E-name", "O"], [(0, 2, "name")]),
        (["B-name", "I-name", "E-name", "S-place"], [(0, 3, "name"), (3, 4, "place")]),
        (["S-name", "S-name"], [(0, 1, "name"), (1, 2, "name")]),
    ],
)
def test_a_clear_path_is_read_off(path: list[str], wanted: list[tuple[int, int, str]]) -> None:
    spans = DECODER.decode(_logits(path))
    assert [(span.start, span.end, span.label) for span in spans] == wanted
    assert all(0.99 < span.score <= 1 for span in spans)


@given(
    st.lists(
        st.lists(st.floats(-4, 4, width=32), min_size=len(LABELS), max_size=len(LABELS)),
        min_size=1,
        max_size=3,
    ),
    st.booleans(),
    st.booleans(),
)
def test_the_path_is_the_best_of_all(rows: list[list[float]], starts: bool, ends: bool) -> None:
    logits = np.array(rows, dtype=np.float32)
    spans = DECODER.decode(logits, starts_text=starts, ends_text=ends)
    total = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))

    def score(path: tuple[str, ...]) -> float:
        return sum(float(total[i, LABELS.index(label)]) for i, label in enumerate(path))

    paths = itertools.product(LABELS, repeat=len(rows))
    best = max(score(path) for path in paths if _well_formed(path, starts=starts, ends=ends))
    candidates = [
        path
        for path in itertools.product(LABELS, repeat=len(rows))
        if _well_formed(path, starts=starts, ends=ends) and abs(score(path) - best) < 1e-3
    ]
    assert any(_spans_of(path) == [(s.start, s.end, s.label) for s in spans] for path in candidates)


def _spans_of(path: tuple[str, ...]) -> list[tuple[int, int, str]]:
    spans, first = [], 0
    for number, label in enumerate(path):
        place, _, name = label.partition("-")
        if place in "BS" or (place in "IE" and number == 0):
            first = number
        if place in "ES" or (place in "BI" and number == len(path) - 1):
            spans.append((first, number + 1, name))
    return spans


def test_a_window_may_begin_and_end_inside_a_span() -> None:
    logits = _logits(["I-name", "E-name", "O", "B-place"])
    inner = DECODER.decode(logits, starts_text=False, ends_text=False)
    assert [(span.start, span.end) for span in inner] == [(0, 2), (3, 4)]


def test_no_tokens_no_spans() -> None:
    assert DECODER.decode(np.zeros((0, len(LABELS)), dtype=np.float32)) == []


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_scores_that_are_no_numbers_are_an_error(value: float) -> None:
    logits = _logits(["O", "O"])
    logits[1, 3] = value
    with pytest.raises(DetectionError, match="no numbers"):
        DECODER.decode(logits)


@pytest.mark.parametrize("label", ["name", "X-name", "B-", "B", ""])
def test_a_label_without_place_is_refused(label: str) -> None:
    with pytest.raises(ConfigError):
        BioesDecoder(["O", label])
