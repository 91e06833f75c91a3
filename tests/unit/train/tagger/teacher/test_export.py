"""The exported network answers as torch does; in 8 bits nearly; its files load as the tier."""

from pathlib import Path

import numpy as np
import pytest
import torch

from avow.detect.people.encoder.accurate import (
    NETWORK_FILE,
    SETTINGS_FILE,
    AccurateTagger,
    read_settings,
)
from avow.detect.people.encoder.inputs import read_words
from avow.detect.people.encoder.network import EncoderNetwork
from avow.detect.people.encoder.windows import Window, cut_windows
from avow.detect.people.encoder.wordpiece import WordPieces
from avow.detect.people.gazetteers import load_gazetteers
from avow.detect.people.interface import LABELS
from avow.errors import DamagedInput
from avow.train.tagger.teacher.batches import FloatBits, window_tensors
from avow.train.tagger.teacher.build import POINTS, write_tier
from avow.train.tagger.teacher.export import export_teacher
from avow.train.tagger.teacher.net import EncoderTagger
from avow.train.tagger.teacher.training import read_vocabulary

TEXT = "Dear Ann Lee,\n\nplease ask José O'Neil about 12 May in Łódź. It is urgent!"


@pytest.fixture
def window() -> tuple[Window, FloatBits]:
    words = read_words(TEXT, load_gazetteers())
    (found,) = cut_windows(TEXT, words.spans, WordPieces(read_vocabulary()))
    return found, words.bits(found.first, found.last)


def answers(net: EncoderTagger, window: Window, bits: FloatBits) -> np.ndarray:
    net.eval()
    with torch.no_grad():
        logits = net(*window_tensors(window, bits))[0]
    return torch.softmax(logits[torch.from_numpy(window.heads)], dim=-1).numpy()


def test_full_precision_equals_torch(
    net: EncoderTagger, window: tuple[Window, FloatBits], tmp_path: Path
) -> None:
    export_teacher(net.eval(), tmp_path / "full.onnx", eight_bits=False)
    found = EncoderNetwork((tmp_path / "full.onnx").read_bytes()).run(*window)
    np.testing.assert_allclose(found, answers(net, *window), atol=1e-5)


def test_eight_bits_are_near_and_four_times_smaller(
    net: EncoderTagger, window: tuple[Window, FloatBits], tmp_path: Path
) -> None:
    full, small = tmp_path / "full.onnx", tmp_path / "small.onnx"
    export_teacher(net.eval(), full, eight_bits=False)
    export_teacher(net.eval(), small)
    found = EncoderNetwork(small.read_bytes()).run(*window)
    assert np.abs(found - answers(net, *window)).max() < 0.05
    assert small.stat().st_size < 0.5 * full.stat().st_size


def test_same_network_same_bytes(net: EncoderTagger, tmp_path: Path) -> None:
    for name in ("first", "second"):
        export_teacher(net.eval(), tmp_path / name)
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()


def test_written_tier_loads_with_every_point(net: EncoderTagger, tmp_path: Path) -> None:
    write_tier(net.eval(), tmp_path)
    versions = {AccurateTagger.load(point, folder=tmp_path).version for point in POINTS}
    assert len(versions) == len(POINTS)
    settings = read_settings((tmp_path / SETTINGS_FILE).read_bytes())
    assert all(len(row) == len(LABELS) for row in settings.points.values())
    assert settings.points["balanced"] == (1.0,) * len(LABELS)
    assert settings.points["recall"][0] > 1 > settings.points["precision"][0]


def test_a_network_of_other_inputs_is_refused(net: EncoderTagger, tmp_path: Path) -> None:
    net.bits = torch.nn.Linear(5, net.shape.width)
    object.__setattr__(net.shape, "bits", 5)
    export_teacher(net.eval(), tmp_path / NETWORK_FILE)
    with pytest.raises(DamagedInput, match="expect 5 bits"):
        EncoderNetwork((tmp_path / NETWORK_FILE).read_bytes())
