"""A teacher's soft labels as arrays for the student, and the same for lower-cased text.

A lower-cased copy carries the labels of the cased text: what the teacher knew by the capitals, the
student learns to know without them.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from avow.detect.people.gazetteers import Gazetteers
from avow.detect.people.interface import LABELS
from avow.evidence.canonical import digest_bytes
from avow.train.tagger.arrays import WordArrays, make_arrays
from avow.train.tagger.samples import Sample
from avow.train.tagger.teacher.labels import SoftLabels, read_labels

LABEL_FILES = "batch_*.npz"


def label_files(folder: Path) -> list[Path]:
    """Return the files of soft labels in a folder, in order of their names."""
    return sorted(folder.glob(LABEL_FILES))


def digest_files(files: Sequence[Path]) -> str:
    """Return one digest over the bytes of files in their order."""
    return digest_bytes(b"".join(digest_bytes(path.read_bytes()).encode() for path in files))


def soft_arrays(
    files: Sequence[Path], gazetteers: Gazetteers, *, lower: bool
) -> Iterator[WordArrays]:
    """Yield the arrays of each file of soft labels.

    Args:
        files: Files of soft labels.
        gazetteers: Name lists.
        lower: Give the lower-cased copies instead.
    """
    for path in files:
        labels = read_labels(path)
        samples, rows = _samples(labels, lower=lower)
        arrays = make_arrays(samples, gazetteers)
        kept = [
            number
            for number, (first, last) in enumerate(rows)
            if last - first == arrays.borders[number + 1] - arrays.borders[number]
        ]
        # Lower-casing can join what a capital had cut (`JohnSmith`): such pieces are left out.
        if len(kept) < len(samples):
            samples = [samples[number] for number in kept]
            rows = [rows[number] for number in kept]
            arrays = make_arrays(samples, gazetteers)
        soft = np.concatenate([labels.probabilities[first:last] for first, last in rows])
        yield WordArrays(
            rows=arrays.rows,
            bits=arrays.bits,
            allowed=arrays.allowed,
            borders=arrays.borders,
            soft=soft,
        )


def _samples(labels: SoftLabels, *, lower: bool) -> tuple[list[Sample], list[tuple[int, int]]]:
    """Return the pieces as samples and the rows of their words."""
    content = labels.data.tobytes()
    samples: list[Sample] = []
    rows: list[tuple[int, int]] = []
    for number in range(len(labels.piece_offsets) - 1):
        first, last = labels.piece_offsets[number : number + 2].tolist()
        text = content[first:last].decode("utf-8")
        if lower and text.islower():
            continue
        text = text.lower() if lower else text
        samples.append(Sample(text, (), frozenset(LABELS), "soft"))
        low, high = labels.word_offsets[number : number + 2].tolist()
        rows.append((low, high))
    return samples, rows
