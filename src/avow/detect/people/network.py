"""The student's network at run time: only as much of it as the open words need.

The last window layer is computed for the open words alone, the layer before it for these and
their neighbours, and so on down. Each layer gathers its windows by index, so that a row's value
never depends on which other rows are computed: a word's answer is bit for bit the same alone, in
a batch, or with every word open. Words outside a text enter every layer as zeros, as in training.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from avow.detect.people.decode import FloatArray
from avow.detect.people.gate import BoolArray
from avow.detect.people.hashed_map import BitArray
from avow.detect.people.scheme import OUTPUT_COUNT
from avow.errors import DamagedInput
from avow.text import IntArray

DILATIONS = (3, 1, 1)
"""Step of each window layer, first to last; the export writes the same."""

TILE_WORDS = 4096
ROW_MULTIPLE = 16
"""Rows come in multiples of 16: one row alone would take another path through the multiplication
and round differently."""

RowArray = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordInput:
    """What the network reads of the words of a batch.

    Attributes:
        rows: Embedding rows, shape [words, 5].
        bits: Bits of the lists, shape [words].
        texts: Which text each word belongs to, rising, shape [words].
    """

    rows: RowArray
    bits: BitArray
    texts: IntArray


class Network:
    """The network, on one thread.

    Args:
        model: Bytes of the ONNX file.
        tile_words: Words that one run looks at; changes no answer.
    """

    def __init__(self, model: bytes, tile_words: int = TILE_WORDS) -> None:
        self._tile_words = tile_words
        # Loading it takes 0.1 s and 23 MB that nobody pays who asks for no names.
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            model, options, providers=["CPUExecutionProvider"]
        )
        wanted = ["rows", "bits", *(f"window{number}" for number in range(len(DILATIONS)))]
        if [entry.name for entry in self._session.get_inputs()] != wanted:
            raise DamagedInput("the tagger's network has other inputs than this version reads")

    def answer(self, words: WordInput, open_words: BoolArray) -> FloatArray:
        """Return the probabilities of the open words, shape [open, outputs].

        Args:
            words: All words of the batch.
            open_words: Which of them to answer for, shape [words].
        """
        count = len(open_words)
        answers = np.zeros((int(open_words.sum()), OUTPUT_COUNT), dtype=np.float32)
        done = 0
        for first in range(0, count, self._tile_words):
            last = min(first + self._tile_words, count)
            size = int(open_words[first:last].sum())
            if size:
                answers[done : done + size] = self._tile(words, open_words, first, last)[:size]
                done += size
        return answers

    def _tile(self, words: WordInput, open_words: BoolArray, first: int, last: int) -> FloatArray:
        reach = sum(DILATIONS)
        low, high = max(first - reach, 0), min(last + reach, len(open_words))
        texts = words.texts[low:high]
        needed = np.zeros(high - low, dtype=np.bool_)
        needed[first - low : last - low] = open_words[first:last]
        masks = [needed]
        for step in reversed(DILATIONS):
            masks.append(_widen(masks[-1], step, texts))
        masks.reverse()
        feed: dict[str, npt.NDArray[np.generic]] = {}
        for number, step in enumerate(DILATIONS):
            feed[f"window{number}"] = _windows(masks[number], masks[number + 1], step, texts)
        entering = np.flatnonzero(masks[0]) + low
        size = _round_up(len(entering))
        rows = np.zeros((size, words.rows.shape[1]), dtype=np.int32)
        rows[: len(entering)] = words.rows[entering]
        packed = np.zeros((size, 4), dtype=np.uint8)
        packed[: len(entering)] = words.bits[entering].astype("<u4").view(np.uint8).reshape(-1, 4)
        feed["rows"] = rows
        feed["bits"] = np.unpackbits(packed, axis=1, bitorder="little")
        answers: FloatArray = self._session.run(None, feed)[0]
        return answers


def _widen(mask: BoolArray, step: int, texts: IntArray) -> BoolArray:
    """Return the words at and `step` words beside those of a mask, within their text."""
    wider = mask.copy()
    if step < len(mask):
        same = texts[step:] == texts[:-step]
        wider[step:] |= mask[:-step] & same
        wider[:-step] |= mask[step:] & same
    return wider


def _windows(below: BoolArray, above: BoolArray, step: int, texts: IntArray) -> IntArray:
    """Return for each row of a layer its three rows of the layer below, shape [rows, 3].

    The row count is a multiple of 16; a word outside the text and every spare row point at the
    row of zeros, which is the last.
    """
    rank = np.cumsum(below) - 1
    zero = _round_up(int(below.sum()))
    places = np.flatnonzero(above)
    windows = np.full((_round_up(len(places)), 3), zero, dtype=np.int64)
    windows[: len(places), 1] = rank[places]
    for column, shift in ((0, -step), (2, step)):
        beside = places + shift
        inside = (beside >= 0) & (beside < len(below))
        inside[inside] = texts[beside[inside]] == texts[places[inside]]
        windows[: len(places), column][inside] = rank[beside[inside]]
    return windows


def _round_up(count: int) -> int:
    return -(-count // ROW_MULTIPLE) * ROW_MULTIPLE
