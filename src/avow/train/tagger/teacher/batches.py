"""Samples as the network sees them: pieces, bits and one target per word, in batches of one size.

Two rules about what is not known: a word under a `NOT_KNOWN` mark has no target; and in a set that
does not annotate, say, dates, an unmarked word may be a date, so its target is "outside, or any
label that this set does not annotate" (`open_classes`).
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from avow.detect.people.encoder.inputs import FROM_LISTS, WordInputs, read_words
from avow.detect.people.encoder.windows import MAX_PIECES, Window, cut_windows
from avow.detect.people.encoder.wordpiece import WordPieces
from avow.detect.people.gazetteers import Gazetteers
from avow.detect.people.interface import LABELS
from avow.detect.people.scheme import OUTPUT_COUNT, OUTSIDE, begin_of, inside_of
from avow.train.tagger.teacher.samples import NOT_KNOWN, Mark, Sample

FloatBits = NDArray[np.float32]

NO_TARGET = -100


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One window with its targets.

    Attributes:
        window: Pieces and where each word starts among them.
        bits: Feature bits per word, `float32[words, bits]`.
        targets: Class per word or `NO_TARGET`, `int64[words]`.
        open_classes: True for the classes that an unmarked word may have too, `bool[classes]`.
    """

    window: Window
    bits: NDArray[np.float32]
    targets: NDArray[np.int64]
    open_classes: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Windows of about one length, padded.

    Attributes:
        pieces: `[windows, pieces]`.
        bits: `[windows, pieces, bits]`.
        seen: True where a piece is real, `[windows, pieces]`.
        heads: Places of the words' first pieces among all pieces of the batch, `[words]`.
        targets: `[words]`.
        open_classes: `[words, classes]`.
    """

    pieces: Tensor
    bits: Tensor
    seen: Tensor
    heads: Tensor
    targets: Tensor
    open_classes: Tensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """What turns a text into the network's input.

    Attributes:
        vocabulary: The encoder's pieces.
        lists: Name lists of the bits.
    """

    vocabulary: WordPieces
    lists: Gazetteers


def examples_of(sample: Sample, reader: Reader) -> list[Example]:
    """Return the windows of a sample with their targets (mostly one window)."""
    words = read_words(sample.text, reader.lists)
    targets = targets_of(words, sample.marks)
    open_classes = _open_classes(sample.annotated)
    windows = cut_windows(sample.text, words.spans, reader.vocabulary, max_words=MAX_PIECES)
    return [
        Example(
            window=window,
            bits=words.bits(window.first, window.last),
            targets=targets[window.first : window.last],
            open_classes=open_classes,
        )
        for window in windows
    ]


def hide_lists(example: Example, share: float, chance: random.Random) -> Example:
    """Return an example in which the lists know fewer words, lest the network lean on them.

    Args:
        example: The example.
        share: Share of words that are hidden, and of examples in which all words are.
        chance: Which.
    """
    whole = chance.random() < share
    hidden = np.array([whole or chance.random() < share for _ in example.targets], dtype=np.bool_)
    bits = example.bits.copy()
    bits[hidden, FROM_LISTS] = 0
    return replace(example, bits=bits)


def targets_of(words: WordInputs, marks: Sequence[Mark]) -> NDArray[np.int64]:
    """Return the class of each word; a word that a mark touches is inside it."""
    targets = np.full(len(words.spans), OUTSIDE, dtype=np.int64)
    if not words.spans:
        return targets
    starts, ends = np.asarray(words.spans, dtype=np.int64).T
    for mark in marks:
        first = int(np.searchsorted(ends, mark.start, side="right"))
        last = int(np.searchsorted(starts, mark.end, side="left"))
        if mark.label == NOT_KNOWN:
            targets[first:last] = NO_TARGET
        elif first < last:
            targets[first] = begin_of(mark.label)
            targets[first + 1 : last] = inside_of(mark.label)
    return targets


def _open_classes(annotated: frozenset[str]) -> NDArray[np.bool_]:
    open_classes = np.zeros(OUTPUT_COUNT, dtype=np.bool_)
    for label in LABELS:
        if label not in annotated:
            open_classes[[begin_of(label), inside_of(label)]] = True
    return open_classes


def batches_of(
    examples: Sequence[Example], *, pieces_per_batch: int, padding: int, chance: random.Random
) -> list[Batch]:
    """Put windows of like length together and return the batches in random order."""
    ordered = sorted(examples, key=lambda example: (len(example.window.pieces), chance.random()))
    groups: list[list[Example]] = [[]]
    for example in ordered:
        longest = len(example.window.pieces)
        if groups[-1] and (len(groups[-1]) + 1) * longest > pieces_per_batch:
            groups.append([])
        groups[-1].append(example)
    batches = [join(group, padding) for group in groups if group]
    chance.shuffle(batches)
    return batches


def join(examples: Sequence[Example], padding: int) -> Batch:
    """Return windows as one padded batch."""
    longest = max(len(example.window.pieces) for example in examples)
    width = examples[0].bits.shape[1]
    pieces = np.full((len(examples), longest), padding, dtype=np.int64)
    bits = np.zeros((len(examples), longest, width), dtype=np.float32)
    seen = np.zeros((len(examples), longest), dtype=np.bool_)
    for row, example in enumerate(examples):
        window = example.window
        pieces[row, : len(window.pieces)] = window.pieces
        seen[row, : len(window.pieces)] = True
        inner = window.owner > 0
        bits[row, : len(window.pieces)][inner] = example.bits[window.owner[inner] - 1]
    heads = [row * longest + example.window.heads for row, example in enumerate(examples)]
    opened = [
        np.repeat(example.open_classes[None], len(example.targets), axis=0) for example in examples
    ]
    return Batch(
        pieces=torch.from_numpy(pieces),
        bits=torch.from_numpy(bits),
        seen=torch.from_numpy(seen),
        heads=torch.from_numpy(np.concatenate(heads)),
        targets=torch.from_numpy(np.concatenate([example.targets for example in examples])),
        open_classes=torch.from_numpy(np.concatenate(opened)),
    )


def window_tensors(window: Window, bits: FloatBits) -> tuple[Tensor, Tensor, Tensor]:
    """Return one window as the three inputs of the network, a batch of one."""
    example = Example(
        window=window,
        bits=bits,
        targets=np.full(len(bits), NO_TARGET, dtype=np.int64),
        open_classes=np.zeros(OUTPUT_COUNT, dtype=np.bool_),
    )
    batch = join([example], padding=0)
    return batch.pieces, batch.bits, batch.seen
