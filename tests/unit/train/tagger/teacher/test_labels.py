"""Soft labels: a row per word of each piece alone, written whole or not at all."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from avow.detect.people.encoder.accurate import AccurateTagger
from avow.detect.people.words import find_words
from avow.errors import DamagedInput
from avow.train.tagger.teacher.build import write_tier
from avow.train.tagger.teacher.labels import (
    SHARES,
    Piece,
    label_pieces,
    read_labels,
    write_labels,
)
from avow.train.tagger.teacher.net import EncoderTagger

PIECES = [
    Piece(text="Ann Lee met José in Łódź.", source="letters/beethoven", language="en"),
    Piece(text="Ann Lee", source="clinical/aci_bench", language="en"),
]


@pytest.fixture
def tagger(net: EncoderTagger, tmp_path: Path) -> AccurateTagger:
    write_tier(net.eval(), tmp_path)
    return AccurateTagger.load(folder=tmp_path)


def test_rows_are_those_of_each_piece_alone(tagger: AccurateTagger) -> None:
    labels = label_pieces(tagger, PIECES)
    for number, piece in enumerate(PIECES):
        data = labels.data[labels.piece_offsets[number] : labels.piece_offsets[number + 1]]
        first, last = labels.word_offsets[number : number + 2]
        assert bytes(data).decode() == piece.text
        assert last - first == len(find_words(data))
        alone = tagger.probabilities(piece.text).astype(np.float16)
        assert np.array_equal(labels.probabilities[first:last], alone)


def test_what_was_written_is_read(tagger: AccurateTagger, tmp_path: Path) -> None:
    labels = label_pieces(tagger, PIECES)
    write_labels(labels, tmp_path / "batch.npz")
    read = read_labels(tmp_path / "batch.npz")
    assert np.array_equal(read.probabilities, labels.probabilities)
    assert read.sources.tolist() == [piece.source for piece in PIECES]
    assert list(tmp_path.glob("*.new")) == []


def test_a_file_that_breaks_off_is_refused(tagger: AccurateTagger, tmp_path: Path) -> None:
    labels = label_pieces(tagger, PIECES)
    short = replace(labels, probabilities=labels.probabilities[:-1])
    write_labels(short, tmp_path / "short.npz")
    with pytest.raises(DamagedInput, match="breaks off"):
        read_labels(tmp_path / "short.npz")


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text.npz").write_text("no labels")
    with pytest.raises(DamagedInput, match="no file of soft labels"):
        read_labels(tmp_path / "text.npz")


def test_shares_make_a_whole() -> None:
    assert sum(SHARES.values()) == pytest.approx(1.0)
