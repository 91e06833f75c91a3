import random
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avow.detect.people.features import describe_words, embedding_rows
from avow.detect.people.gazetteers import load_gazetteers
from avow.detect.people.network import Network, WordInput
from avow.detect.people.words import find_words
from avow.errors import DamagedInput

MODEL = (files("avow.detect.people") / "weights" / "tagger.onnx").read_bytes()
NETWORK = Network(MODEL)
LISTS = load_gazetteers()
TEXT = st.lists(
    st.sampled_from(
        ["Anna", "the", "Berg", ",", "\n", "\n\n", "12", "López", "山", "visited", "Rd"]
    ),
    min_size=1,
    max_size=40,
).map(" ".join)


def input_of(texts: list[str]) -> WordInput:
    raw = "\n\0\n".join(texts).encode()
    data = np.frombuffer(raw, dtype=np.uint8)
    words = find_words(data)
    forms = describe_words(data, words)
    lengths = np.array([len(text.encode()) + 3 for text in texts])
    origins = np.cumsum(lengths) - lengths
    owners = np.searchsorted(origins, words.starts, side="right") - 1
    return WordInput(rows=embedding_rows(forms), bits=LISTS.bits_of(forms), texts=owners)


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_gated_answers_are_bit_for_bit_the_ungated_ones(texts: list[str], chance: random.Random):
    words = input_of(texts)
    every = np.ones(len(words.bits), dtype=np.bool_)
    some = np.array([chance.random() < 0.3 for _ in every], dtype=np.bool_)
    assert NETWORK.answer(words, some).tobytes() == NETWORK.answer(words, every)[some].tobytes()


@settings(max_examples=40, deadline=None)
@given(st.lists(TEXT, min_size=2, max_size=5))
def test_a_text_answers_the_same_alone_and_among_others(texts: list[str]):
    together = input_of(texts)
    every = np.ones(len(together.bits), dtype=np.bool_)
    answers = NETWORK.answer(together, every)
    for number, text in enumerate(texts):
        alone = input_of([text])
        own = NETWORK.answer(alone, np.ones(len(alone.bits), dtype=np.bool_))
        assert own.tobytes() == answers[together.texts == number].tobytes()


@pytest.mark.parametrize("tile_words", [1, 7, 64, 333])
def test_tiles_change_no_bit(tile_words: int):
    words = input_of(["Anna Berg met Dr. Li in Paris, 12 Main Rd. " * 12, "no name here"])
    every = np.arange(len(words.bits)) % 3 > 0
    expected = NETWORK.answer(words, every)
    assert Network(MODEL, tile_words=tile_words).answer(words, every).tobytes() == (
        expected.tobytes()
    )


def test_no_open_words_give_no_answers():
    words = input_of(["nothing"])
    assert NETWORK.answer(words, np.zeros(1, dtype=np.bool_)).shape[0] == 0


def test_answers_are_probabilities():
    words = input_of(["Anna Berg lives in Paris"])
    answers = NETWORK.answer(words, np.ones(5, dtype=np.bool_))
    assert np.allclose(answers.sum(axis=1), 1, atol=1e-5)


def test_a_network_of_other_shape_is_refused():
    onnx = pytest.importorskip("onnx")
    model = onnx.load_from_string(MODEL)
    model.graph.input[0].name = "others"
    for node in model.graph.node:
        node.input[:] = ["others" if name == "rows" else name for name in node.input]
    with pytest.raises(DamagedInput, match="other inputs"):
        Network(model.SerializeToString())
